"""A command from the fixed words: what timelines, the API and imports write, turned into what `decide` takes."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from typing import Any

from tthc_engine.domain.commands import REQUESTS, Command, Item, Paper, Party, Receiver, Registration
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Channel, Procedure

_INSTANTS = frozenset(
    {"received_at", "new_appointment", "new_date", "since", "until", "started_at", "verified_at", "answer_by"}
) | frozenset({"submitted_at", "appointment", "ended_at", "returned_at"})
_NUMBERS = frozenset({"amount", "cost", "status"})
"""Amounts in đồng, and the portal's state."""
_REGISTRATION = frozenset({"case", "channel", "applicant", "submitter", "relation", "content", "competent_unit"})


_WRITTEN = {"from": "since"}
"""Arguments whose fixed word is one that Python keeps for itself."""


class UnknownWord(ValueError):
    """A command or an argument that the vocabulary does not have; the text says which and what there is."""


def command(
    word: str,
    arguments: Mapping[str, Any],
    *,
    by: Actor,
    dossier: str,
    procedure: Procedure,
    instant: Callable[[Any], datetime],
) -> Command:
    """Build the command `word` with `arguments` as plain data.

    Args:
        instant: reads an instant as the caller writes it (an office's wall clock, ISO).

    Raises:
        UnknownWord: no such command, no such argument, or one that is missing.
    """
    kind = REQUESTS.get(word)
    if kind is None:
        raise UnknownWord(f"unknown command {word!r}; there are: {', '.join(sorted(REQUESTS))}")
    given = {_WRITTEN.get(name, name): value for name, value in arguments.items()}
    values: dict[str, Any] = {}
    names = {field.name: field for field in fields(kind)}
    if "registration" in names:
        about = {name: given.pop(name) for name in sorted(_REGISTRATION & set(given))}
        values["registration"] = registration(procedure, about)
    if unknown := sorted(set(given) - set(names)):
        known = sorted((set(names) | _REGISTRATION if "registration" in names else set(names)) - {"by", "dossier"})
        raise UnknownWord(f"{word} takes no {', '.join(unknown)}; it takes: {', '.join(known) or 'nothing'}")
    values |= {name: _value(name, value, procedure, instant) for name, value in given.items()}
    missing = [
        name
        for name, field in names.items()
        if name not in values and name not in ("dossier", "by") and field.default is MISSING
    ]
    if missing:
        raise UnknownWord(f"{word} needs {', '.join(missing)}")
    return kind(dossier=dossier, by=by, **values)


def registration(procedure: Procedure, about: Mapping[str, Any]) -> Registration:
    """An intake as short as a timeline writes it; an applicant is a name or a mapping of `Party`'s fields.

    Every paper the published list requires for the case is in, as its first form: what is accepted is complete.
    """
    case = about.get("case") or (procedure.cases[0].key if procedure.cases else None)
    return Registration(
        procedure=procedure.code,
        case=about.get("case"),
        channel=Channel(about.get("channel", Channel.DIRECT)),
        owner=_party(about.get("applicant", "Nguyễn Văn An")),
        submitter=_party(about["submitter"]) if "submitter" in about else None,
        relation=about.get("relation", ""),
        papers=tuple(
            Paper(component=one.key, form=one.forms[0], copies=max(1, one.originals + one.copies))
            for one in procedure.components
            if one.required and not one.from_database and (not one.cases or case in one.cases)
        ),
        content=about.get("content", ""),
        competent_unit=about.get("competent_unit"),
    )


def _party(given: Any) -> Party:
    return Party(**given) if isinstance(given, Mapping) else Party(name=str(given))


def _value(name: str, value: Any, procedure: Procedure, instant: Callable[[Any], datetime]) -> Any:
    if name in _INSTANTS and value is not None:
        return instant(value)
    if name in _NUMBERS and isinstance(value, str):
        return int(value)
    if name == "items":
        return tuple(_item(one, procedure) for one in ([value] if isinstance(value, str) else value))
    if name == "receiver" and isinstance(value, str):
        return Receiver(value)
    if name == "result_on" and isinstance(value, str):
        return date.fromisoformat(value)
    return value


def _item(text: str, procedure: Procedure) -> Item:
    """A component named by its key or its printed name; anything else is free text, flagged and counted."""
    for component in procedure.components:
        if text in (component.key, component.name):
            return Item(component=component.key, text=component.name)
    return Item(text=text)
