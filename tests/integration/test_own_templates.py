"""An office's own Word template is looked into and tried before it may be used, and old letters keep theirs."""

import io
import zipfile
from io import BytesIO

import docx
import pytest

from tests.builders import AnOffice, an_app, hanoi
from tests.integration.test_letter_register import apology
from tthc_engine.documents import filing, own
from tthc_engine.domain.errors import (
    NotYourRole,
    NotYourUnit,
    TemplateFails,
    TemplateKept,
    TemplateLacks,
    TemplateNotWord,
    TemplateTooLarge,
    TemplateUnsafe,
    UnknownTemplateVersion,
)
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.store import letter_templates
from tthc_engine.work import letter_templates as templates

pytestmark = pytest.mark.integration
KIND = LetterKind.APOLOGY
NOW = hanoi("2026-06-01 08:00")


def changed(edit, *, part="word/document.xml", kind=KIND, add=()):
    """The software's own template with one part edited, and further parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(BytesIO(templates.beginning(kind))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, edit(body.decode()).encode() if name == part else body)
        for name, body in add:
            new.writestr(name, body)
    return out.getvalue()


def with_line(text):
    """Another paragraph at the end of the letter."""
    paragraph = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    return changed(lambda xml: xml.replace("<w:sectPr", paragraph + "<w:sectPr", 1))


def said(file):
    document = docx.Document(BytesIO(file))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


@pytest.mark.parametrize("kind", sorted({LetterKind.APOLOGY, LetterKind.RECEIPT, LetterKind.TRACKING_SHEET}))
def test_the_softwares_own_template_stands_its_own_trial(kind):
    file = templates.beginning(kind)
    own.inspect(file)
    assert own.tried(kind, file) >= 3


EXTERNAL = (
    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"'
    ' Target="http://evil.example.org/x.png" TargetMode="External"/></Relationships>'
)
FIELD = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
SPLIT = "<w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\cmd.exe</w:instrText></w:r>"
UNSAFE = {
    "macro": lambda: changed(str, add=[("word/vbaProject.bin", b"x")]),
    "macro-type": lambda: changed(
        lambda xml: xml.replace("wordprocessingml.document.main", "ms-word.document.macroEnabled.main"),
        part="[Content_Types].xml",
    ),
    "object": lambda: changed(str, add=[("word/embeddings/oleObject1.xml", b"<x/>")]),
    "object-file": lambda: changed(str, add=[("word/media/run.exe", b"MZ")]),
    "object-element": lambda: changed(lambda xml: xml.replace("<w:sectPr", "<w:object/><w:sectPr", 1)),
    "import": lambda: changed(lambda xml: xml.replace("<w:sectPr", "<w:altChunk/><w:sectPr", 1)),
    "external": lambda: changed(
        lambda xml: xml.replace("</Relationships>", EXTERNAL), part="word/_rels/document.xml.rels"
    ),
    "field": lambda: changed(lambda xml: xml.replace("<w:sectPr", FIELD.format(SPLIT) + "<w:sectPr", 1)),
    "entity": lambda: changed(
        lambda xml: '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "b">]>' + xml.split("?>", 1)[1]
    ),
    "path": lambda: changed(str, add=[("../../etc/cron.d/x.xml", b"<x/>")]),
    "bomb": lambda: changed(str, add=[(f"word/media/{n}.png", b"\0" * 4_000_000) for n in range(5)]),
    "bomb-many": lambda: changed(str, add=[(f"word/media/{n}.png", b"") for n in range(300)]),
    "bomb-text": lambda: changed(lambda xml: xml.replace("<w:sectPr", "<w:p/>" * 100_000 + "<w:sectPr", 1)),
}


def packed(file):
    out = io.BytesIO()
    with zipfile.ZipFile(BytesIO(file)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


@pytest.mark.parametrize("what", sorted(UNSAFE))
def test_a_file_that_holds_more_than_text_is_refused_by_name(what):
    with pytest.raises(TemplateUnsafe) as refused:
        own.inspect(packed(UNSAFE[what]()))
    assert refused.value.facts["what"] == what.partition("-")[0]


def test_what_is_no_word_file_is_refused():
    spreadsheet = changed(
        lambda xml: xml.replace("wordprocessingml.document.main", "spreadsheetml.sheet.main"),
        part="[Content_Types].xml",
    )
    for file in (b"", b"%PDF-1.7", b"PK\x03\x04rubbish", templates.beginning(KIND)[:4000], spreadsheet):
        with pytest.raises(TemplateNotWord):
            own.inspect(file)
    with pytest.raises(TemplateNotWord):
        own.inspect(packed(changed(lambda xml: xml[:-9])))
    with pytest.raises(TemplateTooLarge):
        own.inspect(b"PK" + b"\0" * 3_000_000)


ESCAPES = (
    "{{ ''.__class__.__mro__ }}",
    "{{ head.__init__ }}",
    "{{ letter.items() }}",
    "{{ range(10) }}",
    "{{ cycler }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 2 ** 100000 }}",
    "{% set x = 1 %}",
    "{% macro m() %}{% endmacro %}",
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{{ head.title|attr('upper') }}",
    "{{ '&lt;w:object/&gt;'|safe }}",
    "{% for a in recipients %}{% for b in recipients %}x{% endfor %}{% endfor %}",
    "{% for a in head.title %}x{% endfor %}",
    "{{ head.no_such_place }}",
    "{{ no_such_name }}",
    "{{ head.title",
    "{% if to %}",
)


@pytest.mark.parametrize("text", ESCAPES)
def test_a_template_says_only_what_letters_need(text):
    with pytest.raises(TemplateFails):
        own.tried(KIND, with_line(text))


def test_a_template_that_is_silent_about_the_new_date_is_refused_on_that_case():
    silent = changed(lambda xml: xml.replace("{{r paragraph }}", "Xin lỗi."))
    with pytest.raises(TemplateLacks) as refused:
        own.tried(KIND, silent)
    assert refused.value.facts["missing"]


def test_a_template_made_for_another_letter_is_refused():
    with pytest.raises(TemplateFails):
        own.tried(KIND, templates.beginning(LetterKind.RECEIPT))


def test_an_own_order_of_words_may_be_said_with_the_single_facts():
    file = with_line("Hẹn lại: {{ letter.new_appointment }} ({{ letter.subject.owner|upper }})")
    assert own.tried(KIND, file) == 6


@pytest.fixture
def office(tmp_path):
    made = AnOffice(an_app(tmp_path))
    with made.app.transaction() as session:
        made.employ(session, "long", Role.ADMIN)
    return made


def test_a_named_person_puts_a_version_to_use_and_older_letters_keep_theirs(office):
    keeper = office.officer(Role.ADMIN, person="long")
    before, _ = apology(office)
    first = templates.upload(office.app, keeper, KIND, with_line("Bản một"), name="xin loi.docx", at=NOW)
    second = templates.upload(office.app, keeper, KIND, with_line("Bản hai"), name="xin loi.docx", at=NOW)
    assert (first.version, second.version) == (1, 2)
    waiting, _ = apology(office)
    templates.use(office.app, keeper, KIND, 1, at=NOW)
    one, context = apology(office)
    templates.use(office.app, keeper, KIND, 2, at=NOW)
    two, _ = apology(office)
    templates.use(office.app, keeper, KIND, None, at=NOW)
    ours, _ = apology(office)
    assert context.head.word_template == first.sha256
    shown = [said(filing.word_sheet(office.app, line.id)) for line in (before, waiting, one, two, ours)]
    assert ["Bản một" in text for text in shown] == [False, False, True, False, False]
    assert ["Bản hai" in text for text in shown] == [False, False, False, True, False]
    with office.app.read() as session:
        (newest, oldest) = letter_templates.of_unit(session, office.unit)
        assert (newest.activated_by, newest.in_use, oldest.activated_by) == ("long", False, "long")
        assert session.value("SELECT COUNT(*) FROM office_event WHERE kind LIKE 'letter_template%'") == 5


def test_only_the_keeper_of_that_office_may(office):
    keeper = office.officer(Role.ADMIN, person="long")
    file = with_line("Bản một")
    with pytest.raises(NotYourRole):
        templates.upload(office.app, office.officer("clerk"), KIND, file, name="a.docx", at=NOW)
    with pytest.raises(NotYourUnit):
        templates.upload(office.app, keeper, KIND, file, name="a.docx", at=NOW, unit="commune")
    templates.upload(office.app, keeper, KIND, file, name="a.docx", at=NOW)
    with pytest.raises(TemplateKept):
        templates.upload(office.app, keeper, KIND, file, name="b.docx", at=NOW)
    with pytest.raises(UnknownTemplateVersion):
        templates.use(office.app, keeper, KIND, 2, at=NOW)
    with pytest.raises(NotYourRole):
        templates.use(office.app, office.officer("approver"), KIND, 1, at=NOW)
