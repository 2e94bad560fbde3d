"""From a letter's context to its Word file: the same view as the PDF's, the same bytes for the same letter."""

import zipfile
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from io import BytesIO
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, RichText
from jinja2 import Environment

from tthc_engine.documents.render import view
from tthc_engine.documents.results import TEMPLATE as RESULT
from tthc_engine.documents.results import Draft
from tthc_engine.documents.results import view as view_of_result
from tthc_engine.documents.view import View, qr_png
from tthc_engine.documents.word.forms import blank
from tthc_engine.documents.word.language import LetterLanguage
from tthc_engine.documents.words import day_in_words, instant_in_words
from tthc_engine.domain.letters import LetterContext, letter_context

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_RICH = ("paragraphs", "reason", "reasons", "cause", "remedy")
"""Places of the view that hold paragraphs with bold runs."""


def word_file(context: LetterContext | dict[str, Any], *, template: bytes | None = None) -> bytes:
    """The letter as an editable Word file, on our template or on an office's own.

    Raises pydantic.ValidationError, UnknownTemplate, and jinja2.TemplateError for an office's template that names what
    this letter does not have.
    """
    letter = letter_context(context) if isinstance(context, dict) else context
    said = view(letter)
    form = DocxTemplate(BytesIO(template if template is not None else blank(letter.template, said["head"]["paper"])))
    form.render(places(letter, said, form), _language())
    dated = letter.head.letter_date
    properties = form.docx.core_properties
    properties.created = properties.modified = datetime.combine(dated, time())
    out = BytesIO()
    form.save(out)
    return _plain(out.getvalue())


def word_result(one: Draft) -> bytes:
    """A drafted result as a Word file, on its form's own template or on ours.

    Raises jinja2.TemplateError for an office's template that names what a result does not have.
    """
    said = view_of_result(one)
    form = DocxTemplate(BytesIO(one.form.word if one.form.word is not None else blank(RESULT, said["head"]["paper"])))
    demo = said["head"]["demo"]
    rich = {"paragraphs": [_runs(paragraph) for paragraph in said["paragraphs"]]}
    form.render(said | rich | {"foot": {"demo": demo, "rest": said["head"]["code"]}}, _language())
    properties = form.docx.core_properties
    properties.created = properties.modified = datetime.combine(one.on, time())
    out = BytesIO()
    form.save(out)
    return _plain(out.getvalue())


def places(letter: LetterContext, said: View, form: DocxTemplate | None) -> dict[str, Any]:
    """What the placeholders of a template may name: the view, with bold runs and the square code as Word has them.

    `letter` holds the single facts behind it (`letter.subject.owner`, `letter.new_appointment`), dates in words, for an
    office's template that says things in its own order.
    """
    head = said["head"]
    rest = " · ".join(filter(None, (head["code"], head["form"])))
    demo = head["demo"] and head["demo"] + (" · " if rest else "")
    rich = {key: [_runs(paragraph) for paragraph in said[key]] for key in _RICH if isinstance(said.get(key), list)}
    code = said.get("qr", "")
    picture: Any = ""
    if code and form is not None:
        side = Mm(16 if head["paper"] == "a5" else 21)
        picture = InlineImage(form, BytesIO(qr_png(code)), width=side, height=side)
    return said | rich | {"qr": picture, "letter": _facts(letter.model_dump()), "foot": {"demo": demo, "rest": rest}}


def _facts(value: Any) -> Any:
    match value:
        case dict():
            return {key: _facts(one) for key, one in value.items()}
        case list() | tuple():
            return [_facts(one) for one in value]
        case datetime():
            return instant_in_words(value)
        case date():
            return day_in_words(value)
        case Enum():
            return value.value
        case None:
            return ""
        case _:
            return value


def _runs(paragraph: list[Any]) -> RichText:
    text = RichText()
    for run in paragraph:
        if isinstance(run, dict):
            text.add(run["b"], bold=True)
        else:
            text.add(run)
    return text


@cache
def _language() -> Environment:
    return LetterLanguage()


def _plain(file: bytes) -> bytes:
    """The same parts under one date, in one order: a Word file is the same bytes whenever it is made."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(file)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as plain:
        for name in sorted(made.namelist(), key=lambda part: (part != "[Content_Types].xml", part)):
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            plain.writestr(entry, made.read(name))
    return out.getvalue()
