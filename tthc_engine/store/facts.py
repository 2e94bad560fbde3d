"""The fact rows: what reports know of each dossier, and since when; written with its events, read by `reports/`.

A row is a pure function of the dossier and its rules, so that a rebuild from the log gives the same rows.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from tthc_engine.domain import cut, timing
from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.commands import PaperState, Payway
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.events import AnyEvent
from tthc_engine.domain.procedure import PaperForm, Scope
from tthc_engine.domain.rules import Rules
from tthc_engine.domain.spent import where_time_went
from tthc_engine.domain.standing import closed_standing, standing_by_date
from tthc_engine.store import meta
from tthc_engine.store.columns import FAR, differing, instant_or_none, instant_text
from tthc_engine.store.sql import Session

VERSION = 4
"""Raised with every change by which the same log gives other rows: an office then needs one `tthc rebuild`."""
_VERSION = "facts.version"
INTERNAL = "internal"
"""In `place`: an internal procedure's (nội bộ), which no citizen asked for."""
NONE = "none"
"""In `place`: no due date ran."""
_DECIDES = (
    *("reference", "procedure", "channel", "receiving_unit", "competent_unit", "accepted_at", "received_at", "due_at"),
    *(
        "cut_due_at",
        "appointment",
        "new_appointment",
        "waiting",
        "waiting_since",
        "outcome",
        "ended_at",
        "reopened",
        "breached_at",
        "supplements",
    ),
    *("asked_vnd", "paid_vnd", "electronic", "payments"),
)
"""A change of one of these begins a new row. What still happens after the end carries instants of its own."""


def written_now(session: Session) -> None:
    """Every fact row of this database is as this version of the software writes it."""
    meta.put(session, _VERSION, str(VERSION))


def are_lacking(session: Session) -> bool:
    """Whether this office has none at all, as an older version of this software left it, or before its first."""
    return session.value("SELECT 1 FROM fact LIMIT 1") is None


def are_old(session: Session) -> bool:
    """Whether fact rows of an earlier version of the software are among them."""
    return meta.get(session, _VERSION) != str(VERSION) and session.value("SELECT 1 FROM fact LIMIT 1") is not None


def fact_row(dossier: Dossier, rules: Rules, dossier_id: str) -> dict[str, Any]:
    """Every column of the dossier's present fact row but `known_from`."""
    due = timing.due_at(dossier, rules)
    new_due = due if due is None or dossier.new_appointment is None else max(due, dossier.new_appointment)
    cut_due = cut.cut_due(dossier, rules)
    return {
        "dossier_id": dossier_id,
        "known_until": FAR,
        "reference": dossier.reference,
        "procedure": dossier.procedure,
        "code": dossier.code,
        "procedure_name": rules.procedure.name,
        "field_name": rules.procedure.field,
        "channel": dossier.channel.value,
        "receive_result": dossier.receive_result.value,
        "receiving_unit": dossier.receiving_unit,
        "competent_unit": dossier.competent_unit,
        "accepted_at": instant_or_none(dossier.accepted_at),
        "accepted_on": _day(dossier.accepted_at),
        "received_at": instant_or_none(dossier.received_at),
        "received_on": _day(dossier.received_at),
        "appointment": instant_or_none(dossier.appointment),
        "due_at": instant_or_none(due),
        "due_on": _day(due),
        "new_appointment": instant_or_none(dossier.new_appointment),
        "new_due_on": _day(new_due),
        "cut_due_at": instant_or_none(cut_due),
        "cut_due_on": _day(cut_due or due),
        "waiting": dossier.waiting is not None,
        "waiting_since": instant_or_none(dossier.waiting.requested_at) if dossier.waiting is not None else None,
        "status": dossier.status,
        "outcome": dossier.outcome.value if dossier.outcome else None,
        "reopened": dossier.reopened,
        "returned_at": instant_or_none(dossier.returned_at),
        "breached_at": instant_or_none(dossier.breached),
        "supplements": len(dossier.supplements),
        "fee_vnd": dossier.fee_vnd,
        "asked_vnd": sum(one.amount_vnd for one in dossier.payments),
        "paid_vnd": sum(one.amount_vnd for one in dossier.payments if one.confirmed_at is not None),
        **_papers(dossier),
        **_payments(dossier),
        "identified": _identified(dossier),
        "earlier": _earlier(dossier),
        **_ended(dossier, rules, due, new_due, cut_due or due),
    }


@dataclass(frozen=True, slots=True)
class Stands:
    """A dossier's present row as it lies in the table, and since when it is known."""

    known_from: str
    row: Mapping[str, Any]
    whole: bool = True
    """`row` holds every column; else what decides whether another begins."""


def save(
    session: Session, row: Mapping[str, Any], *, at: datetime, stands: Stands | None = None, anew: bool = False
) -> Stands:
    """Write what is known from `at` on, an instant of which nothing was written yet; nothing where it was known.

    `stands` is what this gave back for the dossier's head before; None looks it up. `anew`: nothing was known of the
    dossier. Gives back what stands now.
    """
    key = row["dossier_id"]
    known = None if anew else stands or _standing(session, key)
    moment = instant_text(at)
    # The present row, whatever a rebuild made of those before it.
    present = {"dossier_id": key, "known_until": FAR}
    if known is not None and (_same(known.row, row) or known.known_from == moment):
        if changed := differing(known.row, row) if known.whole else row:
            session.change("fact", changed, where=present)
        return Stands(known.known_from, row)
    if known is not None:
        session.change("fact", {"known_until": moment}, where=present)
    session.insert("fact", {**row, "known_from": moment})
    return Stands(moment, row)


def _standing(session: Session, dossier_id: str) -> Stands | None:
    asked = f"SELECT known_from, {', '.join(_DECIDES)} FROM fact WHERE dossier_id = ? AND known_until = ?"
    found = session.row(asked, (dossier_id, FAR))
    return None if found is None else Stands(found[0], dict(zip(_DECIDES, found[1:], strict=True)), whole=False)


def states(
    known: Iterable[tuple[datetime, Dossier, Rules]], dossier_id: str
) -> list[tuple[datetime, Mapping[str, Any]]]:
    """What was known of one dossier and since when, from how it was after each instant at which something happened."""
    told: list[tuple[datetime, Mapping[str, Any]]] = []
    handed: list[tuple[datetime, Mapping[str, Any]]] = []
    units, since = ("", ""), None
    for at, dossier, rules in known:
        row = fact_row(dossier, rules, dossier_id)
        if dossier.stage is Stage.FOLLOWED:
            now = (dossier.receiving_unit, dossier.competent_unit)
            if told and now != units:
                # Another unit's from here on: what it was before stays with the unit that ended.
                handed, since = told, at
            units = now
            # What the other system tells last is what it knew: it replaces what it told before.
            fresh = as_followed(row, dossier, rules)
            told = [*handed, *((one if since is None else max(one, since), said) for one, said in fresh)]
        else:
            told.append((at, row))
    return told


def as_followed(row: Mapping[str, Any], dossier: Dossier, rules: Rules) -> list[tuple[datetime, dict[str, Any]]]:
    """What another system knew of its dossier and since when: in hand from its receipt, settled from its end.

    The day on which it was told here is no day of the dossier's: a form of last June counts what was in hand in June.
    """
    since = dossier.received_at or dossier.registered_at
    ended = dossier.ended_at
    if ended is None:
        # It says that a supplement is waited for, not since when.
        return [(since, {**row, "waiting_since": instant_text(since) if row["waiting"] else None})]
    open_then = {
        **row,
        **dict.fromkeys(("ended_at", "ended_on", "ended_year", "standing", "outcome", "returned_at")),
        **dict.fromkeys(("minutes_late", "waited_minutes", "worked_minutes"), 0),
        "status": _IN_HAND,
        "place": INTERNAL if rules.procedure.scope is Scope.INTERNAL else "",
        "steps": "[]",
        "earlier": "",
    }
    return [(since, open_then), (max(since, ended), dict(row))]


_IN_HAND = 4
"""The portal's state of a dossier that is being handled."""


def replace_all(session: Session, dossier_id: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """The dossier's rows are `rows` and no others."""
    session.run("DELETE FROM fact WHERE dossier_id = ?", (dossier_id,))
    for row in rows:
        session.insert("fact", row)


def folded(states: Iterable[tuple[datetime, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """The rows that `save` leaves after these states of one dossier, oldest first."""
    rows: list[dict[str, Any]] = []
    for at, row in states:
        moment = instant_text(at)
        if rows and (_same(rows[-1], row) or rows[-1]["known_from"] == moment):
            rows[-1] = {**row, "known_from": rows[-1]["known_from"]}
            continue
        if rows:
            rows[-1]["known_until"] = moment
        rows.append({**row, "known_from": moment})
    return rows


def together(events: Iterable[AnyEvent]) -> list[list[AnyEvent]]:
    """Events that were recorded at one instant, by one command or several."""
    groups: list[list[AnyEvent]] = []
    for event in events:
        if groups and groups[-1][0].at == event.at:
            groups[-1].append(event)
        else:
            groups.append([event])
    return groups


def _same(known: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    if known["ended_at"] is not None and known["ended_at"] == row["ended_at"]:
        # One row for one end: a settled dossier must not be counted twice.
        return True
    return all(known[name] == row[name] for name in _DECIDES)


def _earlier(dossier: Dossier) -> str:
    """What was known of a settled dossier before it was scanned after its end, or corrected after it was handed over.

    It keeps one row for its end, so the row says what was known until when; a first handing over needs no word, since
    it carries its own instant.
    """
    ended = dossier.ended_at
    if ended is None:
        return ""
    back = [(given, until) for given, until in dossier.given_back if given >= ended]
    scanned = {one.attached_at for one in dossier.scans if one.attached_at > ended}
    told: list[tuple[datetime, int, datetime | None]] = []
    for until in sorted({*scanned, *(instant for both in back for instant in both)}):
        given = next((given for given, taken in back if given < until <= taken), None)
        told.append((until, _electronic(dossier, before=until), given))
    if not back and all(electronic == _electronic(dossier) for _, electronic, _ in told):
        return ""
    said = [[instant_text(until), electronic, instant_or_none(given)] for until, electronic, given in told]
    return json.dumps(said, separators=(",", ":"))


def _electronic(dossier: Dossier, *, before: datetime | None = None) -> int:
    """How many papers came as files, were scanned (before an instant), or were taken over from where they lie."""
    scanned = {one.component for one in dossier.scans if before is None or one.attached_at < before}
    return sum(
        1
        for one in dossier.papers
        if one.state is PaperState.PRESENT
        and (one.form is PaperForm.ELECTRONIC or one.component in scanned or one.reused_from)
    )


def _papers(dossier: Dossier) -> dict[str, int]:
    here = [one for one in dossier.papers if one.state is PaperState.PRESENT]
    return {
        "papers": len(here),
        "electronic": _electronic(dossier),
        "reused": sum(1 for one in here if one.reused_from),
    }


def _identified(dossier: Dossier) -> str:
    """How whoever handed in was looked at; where the owner came themselves only the owner was."""
    checked = dossier.submitter_checked or dossier.owner_checked
    return checked.value if checked is not None else ""


def _payments(dossier: Dossier) -> dict[str, int]:
    """How often something was paid, at intake or later, and how often online; a transfer is online (0073)."""
    later = [one for one in dossier.payments if one.confirmed_at is not None]
    return {
        "payments": len(later) + (dossier.paid is not None),
        "online_payments": sum(one.online for one in later) + (dossier.paid in (Payway.TRANSFER, Payway.PORTAL)),
    }


def _ended(dossier: Dossier, rules: Rules, *dues: datetime | None) -> dict[str, Any]:
    """Of a settled dossier; `dues` are the due instants by law, by the new appointment and by a local decision."""
    ended = dossier.ended_at
    if ended is None:
        return {
            **dict.fromkeys(("ended_at", "ended_on", "ended_year", "standing")),
            **dict.fromkeys(("minutes_late", "waited_minutes", "worked_minutes"), 0),
            "place": INTERNAL if rules.procedure.scope is Scope.INTERNAL else "",
            "steps": "[]",
        }
    spent = where_time_went(dossier, rules, ended)
    waited = sum(one.minutes for one in spent if one.by_applicant)
    whole = timing.worked(dossier, rules, dossier.received_at, ended) if dossier.received_at is not None else 0
    steps = [
        [one.step, one.person, one.unit, one.minutes, one.planned_minutes] for one in spent if not one.by_applicant
    ]
    on = _local(ended)
    by_date = (NONE if one is None else standing_by_date(ended, one, rules.calendar).value for one in dues)
    outcome = dossier.outcome.value if dossier.outcome else NONE
    inside = (INTERNAL,) if rules.procedure.scope is Scope.INTERNAL else ()
    return {
        "ended_at": instant_text(ended),
        "ended_on": on.isoformat(),
        "ended_year": on.year,
        "place": "/".join((dossier.channel.value, outcome, *by_date, *inside)),
        "standing": closed_standing(ended, dues[0], rules.calendar).value,
        "minutes_late": timing.minutes_late(dossier, rules, ended),
        "waited_minutes": waited,
        "worked_minutes": max(0, whole - waited),
        "steps": json.dumps(steps, ensure_ascii=False, separators=(",", ":")),
    }


@lru_cache(maxsize=4096)
def _day(at: datetime | None) -> str | None:
    return None if at is None else _local(at).isoformat()


def _local(at: datetime) -> date:
    return at.astimezone(HANOI).date()
