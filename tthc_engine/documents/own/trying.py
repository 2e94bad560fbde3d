"""An office's template on every path of its letter: it must fill in everywhere, and leave nothing of weight out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import TypeVar

import docx
from docx.oxml.ns import qn
from jinja2 import TemplateError

from tthc_engine.documents import samples
from tthc_engine.documents.own.inspecting import inspect
from tthc_engine.documents.render import view
from tthc_engine.documents.word import word_file
from tthc_engine.documents.words import day_in_words, instant_in_words
from tthc_engine.domain.errors import TemplateFails, TemplateLacks, TemplateUnsafe
from tthc_engine.domain.letters import LetterContext
from tthc_engine.domain.regime import LetterKind

T = TypeVar("T")

_WEIGHTY = (
    "due_rule",
    "items",
    "reasons",
    "reason",
    "answer_until",
    "new_appointment",
    "broken_appointment",
    "released_at",
    "question",
    "asked",
    "stopped_at",
)
"""What a letter of that kind exists to say, where it says it."""
_PROMISES = (LetterKind.RECEIPT, LetterKind.APPOINTMENT_NOTICE, LetterKind.CLASS_LIST)


def tried(kind: LetterKind, file: bytes) -> int:
    """Render the template on every sample of its kind; how many they were. Raises what `each` raises."""

    def made(letter: LetterContext) -> bytes:
        return word_file(letter, template=file)

    return each(samples.paths()[kind.value], made, _must_stand)


def each(found: Sequence[T], made: Callable[[T], bytes], must_stand: Callable[[T], Iterable[str]]) -> int:
    """Make a paper of every sample and look for what must stand in it; how many they were.

    Raises TemplateFails (on which sample and why), TemplateLacks (what of weight is nowhere in the paper), and what
    `inspect` raises for a file that is no longer plain once it is filled in.
    """
    for number, one in enumerate(found, 1):
        try:
            paper = made(one)
            inspect(paper)
            said = text_of(paper)
        except TemplateError as error:
            raise TemplateFails(sample=number, of=len(found), problem=error.message or str(error)) from error
        except TemplateUnsafe:
            raise
        except Exception as error:  # a template can break a document in ways that only its reader finds
            raise TemplateFails(sample=number, of=len(found), problem=type(error).__name__) from error
        missing = [words for words in must_stand(one) if flat(words) not in said]
        if missing:
            raise TemplateLacks(sample=number, of=len(found), missing=missing[0][:80])
    return len(found)


def _must_stand(letter: LetterContext) -> Iterator[str]:
    head = view(letter)["head"]
    yield from filter(None, (head["number"].strip(), head["place_date"], head["code"]))
    subject = getattr(letter, "subject", None)
    if subject is not None:
        yield subject.owner
    if letter.kind in _PROMISES:
        yield from _words(getattr(letter, "appointment", None))
    for name in _WEIGHTY:
        yield from _words(getattr(letter, name, None))
    for rows in ("dossiers", "results", "rows"):
        for one in getattr(letter, rows, ()):
            yield from filter(None, (getattr(one, "code", ""), getattr(one, "giver", "")))
    signatory = getattr(letter, "signatory", None)
    if signatory is not None:
        yield from (*signatory.lines, signatory.name)


def _words(value: object) -> Iterator[str]:
    match value:
        case datetime():
            yield instant_in_words(value)
        case date():
            yield day_in_words(value)
        case str():
            yield from (line.rstrip(". ") for line in value.split("\n") if line)
        case tuple():
            for one in value:
                yield from _words(one)
        case _:
            pass


def text_of(file: bytes) -> str:
    """What stands in a Word file, header and footer too, flattened for comparing."""
    document = docx.Document(BytesIO(file))
    bodies = [document.element.body]
    for section in document.sections:
        bodies += [part._element for part in (section.header, section.footer, section.first_page_footer)]
    said = (
        "".join(
            str(node.text or "") if node.tag == qn("w:t") else " " for node in paragraph.iter(qn("w:t"), qn("w:br"))
        )
        for body in bodies
        for paragraph in body.iter(qn("w:p"))
    )
    return flat(" ".join(said))


def flat(text: str) -> str:
    """Without regard for case and spaces."""
    return " ".join(text.split()).casefold()
