"""A posted form: what was typed, kept as typed, and what is wrong with it, field by field."""

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.citizen_card import looks_scanned
from tthc_engine.web.access import ForgedForm, Session, Sessions
from tthc_engine.web.forms.limits import longest, plain
from tthc_engine.web.messages import Messages

TOKEN = "form_token"
KEY = "key"
"""The idempotency key: made with the form, so that a double click or a resent request acts once."""
_ATOM, _LABEL = r"[\w!#$%&'*+/=?^`{|}~-]+", r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(\.{_ATOM})*@({_LABEL}\.)+{_LABEL}", re.ASCII | re.IGNORECASE)
_DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y")
_INSTANTS = ("%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")


@dataclass(slots=True)
class Typed:
    """`errors` maps a field to what is wrong with it; an empty one means the form can be understood."""

    says: Messages
    values: Mapping[str, str] = field(default_factory=dict)
    many: Mapping[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    files: Mapping[str, list[UploadFile]] = field(default_factory=dict)
    """Uploaded files by field; a field nobody chose a file for is not there."""

    def text(self, name: str, default: str = "") -> str:
        """The field without surrounding spaces."""
        return self.values.get(name, default).strip()

    def all_of(self, name: str) -> list[str]:
        return [one.strip() for one in self.many.get(name, []) if one.strip()]

    def chosen(self, name: str) -> bool:
        return bool(self.values.get(name))

    def offered(self, name: str, offered: Iterable[str]) -> None:
        """Whatever was chosen must be on offer: a stale or made-up choice is never read as another one."""
        text = self.text(name)
        if text and text not in offered:
            self.wrong(name, self.says("form.not_offered", text=text))

    def email(self, name: str) -> str:
        """A mail address as it may stand on an envelope; an error when it cannot be one."""
        text = self.text(name)
        if text and not _EMAIL.fullmatch(text):
            self.wrong(name, self.says("form.not_an_email", text=text))
        return text

    def required(self, name: str, label: str) -> str:
        text = self.text(name)
        if not text:
            self.wrong(name, self.says("form.missing", field=label))
        return text

    def day(self, name: str) -> date | None:
        """A date as `03/09/2016`; None when empty, an error when it is no date."""
        text = self.text(name)
        if not text:
            return None
        for pattern in _DAYS:
            try:
                return datetime.strptime(text, pattern).replace(tzinfo=HANOI).date()
            except ValueError:
                continue
        self.wrong(name, self.says("form.not_a_day", text=text))
        return None

    def instant(self, name: str) -> datetime | None:
        """An instant of the office's wall clock, `20/11/2026 17:00`; None when empty, an error when unreadable."""
        text = " ".join(self.text(name).split())
        if not text:
            return None
        for pattern in _INSTANTS:
            try:
                return datetime.strptime(text, pattern).replace(tzinfo=HANOI)
            except ValueError:
                continue
        self.wrong(name, self.says("form.not_an_instant", text=text))
        return None

    def wrong(self, name: str, sentence: str) -> None:
        self.errors.setdefault(name, sentence)

    @property
    def key(self) -> str | None:
        return self.text(KEY) or None


MOST_FIELDS = 1_400
"""Of one form: two hundred ticked rows with up to five answers each, and what is asked once for all."""


def blank(says: Messages, **values: str) -> Typed:
    return Typed(says, values)


def read(says: Messages, form: FormData) -> Typed:
    """What was posted, without letters that nobody can see; a text that is too long is an error of its field."""
    texts: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            texts.setdefault(name, []).append(plain(name, value))
    files: dict[str, list[UploadFile]] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile) and value.filename:
            files.setdefault(name, []).append(value)
    typed = Typed(says, {name: values[-1] for name, values in texts.items()}, texts, files=files)
    for name, values in texts.items():
        length = max(map(len, values))
        # A card's code is longer than any field; whoever reads the form takes it out of there.
        if length > longest(name) and not looks_scanned(values[-1]):
            typed.wrong(name, says("form.too_long", n=longest(name), length=length))
    return typed


async def _posted(request: Request) -> Typed:
    sessions: Sessions = request.app.state.sessions
    session: Session = request.state.session
    typed = read(request.state.messages, await request.form(max_fields=MOST_FIELDS))
    # Whatever breaks from here on, the page that says so can give back what was typed.
    request.state.typed = typed
    expected = sessions.form_token(session)
    if not _same(typed.text(TOKEN), expected):
        raise ForgedForm
    return typed


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


Posted = Annotated[Typed, Depends(_posted)]
"""Dependency: the posted form, its token already checked. Raises ForgedForm."""


def as_context(typed: Typed) -> dict[str, Any]:
    return {"typed": typed, "errors": typed.errors}
