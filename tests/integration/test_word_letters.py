"""The Word file of every letter says what its PDF says, word for word, on the forms of both regimes."""

from collections import Counter
from datetime import date
from io import BytesIO

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from tests.letter_fields import OFFICIAL_ORDER
from tthc_engine.catalogue import packaged
from tthc_engine.documents import samples as letters
from tthc_engine.documents.render import render
from tthc_engine.documents.word import word_file

pytestmark = pytest.mark.integration

PATHS = letters.paths()
FORMS = {"nd61-2018": date(2025, 3, 5), "nd118-2025": date(2026, 11, 16)}
"""A day on which the forms of TT 01/2018, and one on which those of TT 03/2025, are in force."""


def on_forms_of(regime, letter):
    return letters.on_form(letter, packaged().regime(regime).form(letter.kind, FORMS[regime]))


def said_in_pdf(pdf, foot):
    """The words; page numbers are none, and what stands at each foot counts once."""
    first, *more = (_split(page.extract_text()) for page in pypdf.PdfReader(BytesIO(pdf)).pages)
    for number, words in enumerate(more, 2):
        first += words - Counter([str(number)]) - foot
    return first


def said_in_word(file):
    """The words of the whole file, and those of its foot."""
    document = docx.Document(BytesIO(file))
    foot = _words(document.sections[0].first_page_footer._element)
    return _words(document.element.body) + foot, foot


def _words(element):
    return _split("\n".join(_paragraphs(element)))


def _split(text):
    """Two cells of a PDF at one height may touch ("chúNgày"): both sides are split where a capital begins."""
    pairs = zip(text, text[1:] + " ", strict=True)
    return Counter("".join(a + " " if a.islower() and b.isupper() else a for a, b in pairs).split())


def _paragraphs(element):
    for paragraph in element.iter(qn("w:p")):
        yield "".join(
            {qn("w:t"): node.text or "", qn("w:br"): "\n", qn("w:tab"): "\t"}.get(node.tag, "")
            for node in paragraph.iter()
        )


@pytest.mark.parametrize("regime", sorted(FORMS))
@pytest.mark.parametrize("kind", sorted(PATHS))
def test_pdf_and_word_say_the_same_words(kind, regime):
    letter = on_forms_of(regime, PATHS[kind][0])
    word, foot = said_in_word(word_file(letter))
    assert word == said_in_pdf(render(letter).pdf, foot)


LONGER = [(kind, place) for kind, found in sorted(PATHS.items()) for place in range(1, len(found))]


@pytest.mark.parametrize(("kind", "place"), LONGER)
def test_so_they_do_on_every_path_of_the_wording(kind, place):
    letter = PATHS[kind][place]
    word, foot = said_in_word(word_file(letter))
    # The heads of a table stand on each page of the PDF, so only which words there are can be compared.
    assert set(word) == set(said_in_pdf(render(letter).pdf, foot))


@pytest.mark.parametrize("kind", sorted(PATHS))
def test_the_word_file_keeps_the_official_order_of_the_fields(kind):
    document = docx.Document(BytesIO(word_file(PATHS[kind][0])))
    printed = " ".join(" ".join(_paragraphs(document.element.body)).split())
    place = 0
    for field in OFFICIAL_ORDER[kind]:
        found = printed.find(field, place)
        assert found >= 0, f"{field!r} is not after {printed[max(0, place - 60) : place]!r}"
        place = found + len(field)


def test_the_same_letter_is_the_same_file_whenever_it_is_made():
    assert word_file(letters.receipt()) == word_file(letters.receipt())


def test_what_a_citizen_typed_is_printed_and_never_obeyed():
    hostile = "{{ head.code }} {% for x in y %} </w:t> & <b> {{r paragraph }} {_{ x }_}"
    file = word_file(letters.apology(reason=hostile, subject=letters.PUPIL.model_copy(update={"procedure": hostile})))
    printed = " ".join(_paragraphs(docx.Document(BytesIO(file)).element.body))
    assert printed.count("{{ head.code }} {% for x in y %} </w:t> & <b> {{r paragraph }}") == 2
