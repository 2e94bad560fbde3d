"""A letter's file: rendered once, stored under the letter's own key, its hash recorded in the log.

A letter that carries the clerk's number is filed once it has one; until then a screen shows it as a draft, and nothing
is stored. What the desk hands over on the spot is filed when it is first looked at.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from jinja2 import TemplateError

from tthc_engine.bootstrap import App
from tthc_engine.documents.render import render
from tthc_engine.documents.word import word_file
from tthc_engine.domain.commands import FileLetter
from tthc_engine.domain.errors import TemplateFails, UnknownLetter
from tthc_engine.domain.messages import NUMBERED_AT_ONCE
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.store import letter_templates, letters
from tthc_engine.store.letters import LetterFile, LetterLine
from tthc_engine.store.people import EVERYTHING


@dataclass(frozen=True, slots=True)
class Sheet:
    """A letter as it can be seen now."""

    pdf: bytes
    filed: bool
    """False: a draft without its number, rendered for the screen and kept nowhere."""


def is_ready(letter: LetterLine) -> bool:
    """Whether the letter may be rendered for good: every letter of ours leaves under a number."""
    return letter.filed or bool(letter.number) or letter.kind in NUMBERED_AT_ONCE


def file(app: App, letter_id: str, *, at: datetime | None = None) -> bytes:
    """The letter's PDF; rendered, stored and recorded at the first call, the same bytes ever after.

    `at` is when it is filed, None for now. Two callers at once render twice at most, and both get the bytes that were
    stored first. Raises UnknownLetter.
    """
    with app.read() as session:
        stored = letters.file(session, letter_id)
        line = letters.letter(session, EVERYTHING, letter_id)
        context = letters.context(session, letter_id)
    if line is None or context is None:
        raise UnknownLetter(letter=letter_id)
    if stored is not None and line.filed:
        return stored.pdf
    at = at or app.now()
    if stored is None:
        made = render(context)
        stored = LetterFile(
            pdf=made.pdf, sha256=sha256(made.pdf).hexdigest(), template=made.template, fonts=made.fonts, at=at
        )
    with app.transaction() as session:
        if not letters.keep_file(session, letter_id, stored):
            stored = letters.file(session, letter_id) or stored
        app.engine.handle(
            session,
            FileLetter(
                dossier=line.dossier_id,
                by=THE_CLOCK,
                letter=line.letter,
                sha256=stored.sha256,
                template=stored.template,
                fonts=stored.fonts,
            ),
            at=at,
        )
    return stored.pdf


def sheet(app: App, letter_id: str) -> Sheet:
    """The letter for a screen: its file where it may be filed, else a draft. Raises UnknownLetter."""
    with app.read() as session:
        line = letters.letter(session, EVERYTHING, letter_id)
        context = letters.context(session, letter_id)
    if line is None or context is None:
        raise UnknownLetter(letter=letter_id)
    return Sheet(file(app, letter_id), True) if is_ready(line) else Sheet(render(context).pdf, False)


def word_sheet(app: App, letter_id: str, *, at: datetime | None = None) -> bytes:
    """The letter as a Word file to edit: the same words from the same context, on the template it was decided with.

    Made and recorded when it is first wanted and the same bytes ever after; a letter that waits for its number gives a
    draft that is kept nowhere. What is sent is the PDF. Raises UnknownLetter, and TemplateFails where the office's own
    template has no place for what this letter says.
    """
    with app.read() as session:
        line = letters.letter(session, EVERYTHING, letter_id)
        context = letters.context(session, letter_id)
        kept = letters.word_copy(session, letter_id)
        own = letter_templates.body(session, context.head.word_template) if context is not None else None
    if line is None or context is None:
        raise UnknownLetter(letter=letter_id)
    if kept is not None:
        return kept[0]
    try:
        made = word_file(context, template=own)
    except TemplateError as error:
        raise TemplateFails(sample=1, of=1, problem=error.message or str(error)) from error
    return _kept(app, line, made, template=context.head.word_template, at=at) if is_ready(line) else made


def _kept(app: App, line: LetterLine, made: bytes, *, template: str, at: datetime | None) -> bytes:
    """The Word file that stays; two callers at once make two, and both get the first."""
    at = at or app.now()
    file(app, line.id, at=at)
    with app.transaction() as session:
        word, hashed = letters.keep_word_copy(session, line.id, made, sha256(made).hexdigest())
        filing = FileLetter(
            dossier=line.dossier_id, by=THE_CLOCK, letter=line.letter, sha256=hashed, template=template, word_copy=True
        )
        app.engine.handle(session, filing, at=at)
    return word
