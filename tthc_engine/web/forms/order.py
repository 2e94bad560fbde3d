"""What a command's form is made of, and how single fields are read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tthc_engine.domain import commands as c
from tthc_engine.domain.numerals import read_whole
from tthc_engine.domain.people import Actor
from tthc_engine.web.forms.typed import Typed

Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One field; `kind` names its macro: text, area, choice, checks, letter."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    build: Callable[[Typed, str, Actor], c.Command]
    entries: tuple[Entry, ...] = ()
    asks: str = ""
    """Message key of the one sentence said before an act that cannot be taken back."""
    direct: bool = False
    """A button is enough: nothing has to be typed."""


def reason_entry(hint: str = "") -> Entry:
    return Entry("reason", "order.reason", "area", hint, needed=True)


@dataclass(slots=True)
class Prepared:
    """A form about to be shown: options of its choices and what is typed before the officer types."""

    options: dict[str, Options] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)


def plain(kind: Callable[..., c.Command], **texts: str) -> Callable[[Typed, str, Actor], c.Command]:
    """A command whose arguments are texts as typed: `argument="field"`."""

    def build(typed: Typed, dossier: str, by: Actor) -> c.Command:
        return kind(dossier=dossier, by=by, **{name: typed.text(source) for name, source in texts.items()})

    return build


def instant(typed: Typed, name: str, label: str) -> datetime:
    """An instant that must be there; without one the form is refused before the instant is used."""
    read = typed.instant(name)
    if read is None:
        typed.required(name, typed.says(label))
    return read or _NEVER


def amount(typed: Typed, name: str) -> int | None:
    """`50.000` or `50000` đồng; None when empty, an error when it is no amount."""
    text = typed.text(name)
    found = read_whole(text)
    if text and found is None:
        typed.wrong(name, typed.says("form.not_an_amount", text=text))
    return found


# Stands in for an instant that could not be read: the form is refused before it is used.
_NEVER: Any = None
