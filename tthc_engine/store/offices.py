"""Units, their offices and what an office knows about itself: hours, names on letters, windows, reasons of lateness."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tthc_engine.domain.office import OfficeFacts, Sessions
from tthc_engine.domain.rules import DelayReason, Window
from tthc_engine.store import newer
from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Row, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    id: str
    code: str
    name: str
    parent: str | None = None
    successor: str | None = None
    valid_from: date
    valid_until: date | None = None
    voluntary: bool = False
    decision: str = ""
    """By which a voluntary unit applies the one-stop rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A unit that handles dossiers, as it is now."""

    unit: Unit
    version: int
    facts: OfficeFacts
    calendar: str


_UNIT = "id, code, name, parent, successor, valid_from, valid_until, applies, decision"


def units(session: Session) -> list[Unit]:
    return [_unit(row) for row in session.rows(f"SELECT {_UNIT} FROM unit ORDER BY id")]


def unit(session: Session, key: str) -> Unit | None:
    found = session.row(f"SELECT {_UNIT} FROM unit WHERE id = ?", (key,))
    return None if found is None else _unit(found)


def above(session: Session, key: str) -> frozenset[str]:
    """The units above `key` in the tree, without itself."""
    found = session.rows(
        "WITH RECURSIVE up(id) AS (SELECT parent FROM unit WHERE id = ? UNION"
        " SELECT unit.parent FROM unit JOIN up ON unit.id = up.id) SELECT id FROM up WHERE id IS NOT NULL",
        (key,),
    )
    return frozenset(row[0] for row in found)


def below(session: Session, key: str) -> frozenset[str]:
    """`key` and every unit under it, ended ones included."""
    found = session.rows(
        "WITH RECURSIVE down(id) AS (SELECT id FROM unit WHERE id = ? UNION"
        " SELECT unit.id FROM unit JOIN down ON unit.parent = down.id) SELECT id FROM down",
        (key,),
    )
    return frozenset(row[0] for row in found)


def successors(session: Session, key: str) -> frozenset[str]:
    """The units that have taken the place of `key`, one after the other, without itself."""
    found = session.rows(
        "WITH RECURSIVE later(id) AS (SELECT successor FROM unit WHERE id = ? UNION"
        " SELECT unit.successor FROM unit JOIN later ON unit.id = later.id) SELECT id FROM later WHERE id IS NOT NULL",
        (key,),
    )
    return frozenset(row[0] for row in found)


def standing_for(session: Session, key: str, on: date) -> Unit | None:
    """The unit `key`, or, where it had ended by that day, whoever stands in its place; None for none."""
    seen: set[str] = set()
    found = unit(session, key)
    while found is not None and found.valid_until is not None and found.valid_until < on and found.successor:
        if found.id in seen:
            break
        seen.add(found.id)
        found = unit(session, found.successor) or found
    return found


def predecessors(session: Session, keys: Iterable[str]) -> frozenset[str]:
    """The units whose place one of `keys` has taken, at any remove."""
    found: set[str] = set()
    ended = [(row[0], row[1]) for row in session.rows("SELECT id, successor FROM unit WHERE successor IS NOT NULL")]
    wanted = set(keys)
    while more := {unit for unit, successor in ended if successor in wanted | found} - found - wanted:
        found |= more
    return frozenset(found)


def office(session: Session, key: str) -> Office | None:
    """The office of the unit `key`; None where the unit has none of its own (a partner)."""
    found = session.row("SELECT version, facts, calendar FROM office WHERE unit = ?", (key,))
    node = unit(session, key) if found is not None else None
    if found is None or node is None:
        return None
    with newer.understood():
        facts = OfficeFacts.model_validate_json(found[1])
    return Office(unit=node, version=found[0], facts=facts, calendar=found[2])


def offices(session: Session) -> list[Office]:
    keys = [row[0] for row in session.rows("SELECT unit FROM office ORDER BY unit")]
    return [found for found in (office(session, key) for key in keys) if found is not None]


def stamp(session: Session, key: str) -> tuple[int, str] | None:
    """Version of the office's facts and of its calendar: one indexed read in the path of every command."""
    found = session.row("SELECT version, calendar FROM office WHERE unit = ?", (key,))
    return None if found is None else (found[0], found[1])


def windows(session: Session, key: str) -> tuple[Window, ...]:
    found = session.rows("SELECT procedure, opens, closes FROM intake_window WHERE unit = ? ORDER BY opens", (key,))
    return tuple(
        Window(procedure=row[0], opens=date.fromisoformat(row[1]), closes=date.fromisoformat(row[2])) for row in found
    )


def delay_reasons(session: Session) -> dict[str, DelayReason]:
    """The office's official reasons of lateness by code; empty: any code is taken."""
    found = session.rows("SELECT code, wording, place, objective, needs_evidence FROM delay_reason ORDER BY code")
    return {
        row[0]: DelayReason(
            code=row[0], wording=row[1], where=row[2], objective=bool(row[3]), needs_evidence=bool(row[4])
        )
        for row in found
    }


# -- changes: each leaves an audit event -------------------------------------------------------------------------------


def put_unit(session: Session, one: Unit, *, by: str, at: datetime) -> None:
    values: dict[str, Any] = {
        "id": one.id,
        "code": one.code,
        "name": one.name,
        "parent": one.parent,
        "successor": one.successor,
        "valid_from": one.valid_from.isoformat(),
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "applies": "voluntary" if one.voluntary else "mandatory",
        "decision": one.decision,
    }
    session.put("unit", values, key=("id",))
    bump(session)
    audit(session, one.id, kind="unit_changed", by=by, at=at, payload=values)


def put_office(session: Session, key: str, facts: OfficeFacts, *, calendar: str, by: str, at: datetime) -> None:
    """Set an office's facts and the version of the calendar that follows from its hours."""
    known = stamp(session, key)
    session.put(
        "office",
        {
            "unit": key,
            "version": known[0] + 1 if known else 1,
            "facts": facts.model_dump_json(exclude_defaults=True),
            "calendar": calendar,
        },
        key=("unit",),
    )
    audit(session, key, kind="office_changed", by=by, at=at, payload=facts.model_dump(mode="json"))


def window_decisions(session: Session, key: str) -> dict[tuple[str, date], str]:
    """By procedure and first day, the decision that set the window."""
    found = session.rows("SELECT procedure, opens, decision FROM intake_window WHERE unit = ?", (key,))
    return {(row[0], date.fromisoformat(row[1])): row[2] for row in found}


def put_window(session: Session, key: str, window: Window, *, by: str, at: datetime, decision: str = "") -> None:
    values = {
        "unit": key,
        "procedure": window.procedure,
        "opens": window.opens.isoformat(),
        "closes": window.closes.isoformat(),
        "decision": decision,
    }
    session.put("intake_window", values, key=("unit", "procedure", "opens"))
    bump(session)
    audit(session, key, kind="intake_window_set", by=by, at=at, payload=values)


def put_delay_reasons(session: Session, reasons: Iterable[DelayReason]) -> None:
    for one in reasons:
        session.put(
            "delay_reason",
            {
                "code": one.code,
                "wording": one.wording,
                "place": one.where,
                "objective": one.objective,
                "needs_evidence": one.needs_evidence,
            },
            key=("code",),
        )
    bump(session)


def bump(session: Session) -> None:
    """A fact that decisions or letters may read has changed: whatever a process remembers of the offices is void."""
    session.run("UPDATE office SET version = version + 1")


def audit(session: Session, key: str, *, kind: str, by: str, at: datetime, payload: dict[str, Any]) -> None:
    """Who changed which fact of the office; chained, so that a removed row shows."""
    last = session.value("SELECT hash FROM office_event ORDER BY position DESC LIMIT 1") or ""
    body = json.dumps(payload, ensure_ascii=False, sort_keys=True, default=str)
    new = audit_hash(last, key, kind, instant_text(at), by, body)
    session.insert(
        "office_event",
        {
            "unit": key,
            "kind": kind,
            "at": instant_text(at),
            "by_person": by,
            "payload": body,
            "prev_hash": last,
            "hash": new,
        },
    )


def audit_hash(previous: str, *parts: str) -> str:
    """Of one audit row: the hash before it and its columns, each with its length so that no two rows give the same."""
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in (previous, *parts)).encode()).hexdigest()


def _unit(row: Row) -> Unit:
    key, code, name, parent, successor, valid_from, valid_until, applies, decision = row
    return Unit(
        id=key,
        code=code,
        name=name,
        parent=parent,
        successor=successor,
        valid_from=date.fromisoformat(valid_from),
        valid_until=date.fromisoformat(valid_until) if valid_until else None,
        voluntary=applies == "voluntary",
        decision=decision,
    )


def week_of(days: Sequence[Sequence[Sequence[int]]]) -> tuple[Sessions, ...]:
    """Seven days of sessions out of lists, as JSON or YAML gives them."""
    return tuple(tuple((one[0], one[1]) for one in day) for day in days)
