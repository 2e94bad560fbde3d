"""The calendars an office has seen and the decisions that wait: what would hold if each were applied now.

A decision is stored once, immutably; the calendar that would follow from it is made anew whenever the calendar in use
changes, so that applying one waiting decision never takes back another.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.catalogue.decisions import CalendarDecision, Years, newest, upon
from tthc_engine.domain.errors import CalendarUnchanged, DeclarationError, Refusal
from tthc_engine.store import declarations, offices
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.declarations import Text
from tthc_engine.store.offices import Office
from tthc_engine.store.sql import Session

PENDING, APPLIED = "pending", "applied"
DECISION = "calendar_decision"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A calendar that waits to be previewed and applied."""

    unit: str
    version: str
    act: str
    """Empty for one that came with an upgrade: whoever applies it names the decision."""
    seen_at: datetime
    decision: CalendarDecision | None = None
    """None for one that came with an upgrade."""


def years_of(session: Session, office: Office) -> Years:
    """The years of the calendar in use; empty where that calendar was never kept."""
    return declarations.calendar_years(session, office.calendar)


def enter(session: Session, office: Office, decision: CalendarDecision, *, by: str, at: datetime) -> str:
    """Keep a decision and the calendar that would follow from it, pending. That calendar's version.

    The same decision number entered again while it waits replaces what was entered before.

    Raises:
        Refusal: the decision contradicts itself or the office's calendar, or changes nothing.
    """
    text = _following(session, office, decision)
    unit = office.unit.id
    for one in waiting(session, unit):
        if one.act == decision.act:
            _forget(session, one)
    body = json.dumps(
        {"unit": unit, "by": by, "at": instant_text(at), "decision": decision.model_dump(mode="json")},
        ensure_ascii=False,
        sort_keys=True,
    )
    kept = Text(
        kind=DECISION, name=f"{unit}/{decision.act}", digest=hashlib.sha256(body.encode()).hexdigest(), body=body
    )
    declarations.keep(session, kept, at=at)
    _keep_words(session, text, at=at)
    put(session, unit, text.digest, state=PENDING, act=decision.act, at=at)
    payload = {"calendar": text.digest, "act": decision.act, "decision": kept.digest}
    offices.audit(session, unit, kind="calendar_entered", by=by, at=at, payload=payload)
    return text.digest


def waiting(session: Session, unit: str) -> list[Waiting]:
    """What waits in one office, in the order in which it was seen first."""
    found = session.rows(
        "SELECT version, act, seen_at FROM office_calendar WHERE unit = ? AND state = ? ORDER BY seen_at, version",
        (unit, PENDING),
    )
    return [
        Waiting(
            unit=unit, version=row[0], act=row[1], seen_at=instant_of(row[2]), decision=_entered(session, unit, row[1])
        )
        for row in found
    ]


def former(session: Session, unit: str, version: str) -> Waiting | None:
    """A calendar the office followed once and may go back to, under a number of its own; None for any other."""
    seen_at = session.value(
        "SELECT c.seen_at FROM office_calendar c JOIN office o ON o.unit = c.unit"
        " WHERE c.unit = ? AND c.version = ? AND c.state = ? AND o.calendar <> c.version",
        (unit, version, APPLIED),
    )
    return None if seen_at is None else Waiting(unit=unit, version=version, act="", seen_at=instant_of(seen_at))


def seen_by(session: Session, version: str) -> list[str]:
    """The offices in which that calendar waits, is followed or was."""
    return [
        row[0] for row in session.rows("SELECT unit FROM office_calendar WHERE version = ? ORDER BY unit", (version,))
    ]


def offer(session: Session, unit: str, text: Text, *, at: datetime) -> None:
    """Let a calendar that came with an upgrade wait, instead of any that came with an earlier one."""
    declarations.keep(session, text, at=at)
    for one in waiting(session, unit):
        if not one.act and one.version != text.digest:
            _forget(session, one)
    known = session.value("SELECT state FROM office_calendar WHERE unit = ? AND version = ?", (unit, text.digest))
    if known is None:
        put(session, unit, text.digest, state=PENDING, act="", at=at)


def drop(session: Session, one: Waiting, *, by: str, at: datetime) -> None:
    """Take back a calendar that was entered and not applied; its decision stays readable."""
    _forget(session, one)
    payload = {"calendar": one.version, "act": one.act}
    offices.audit(session, one.unit, kind="calendar_dropped", by=by, at=at, payload=payload)


def follow(session: Session, unit: str, *, by: str, at: datetime) -> None:
    """The calendar in use has changed: make every waiting calendar of the office anew upon it.

    What has come to hold meanwhile, or contradicts what holds now, waits no longer; the audit says so.
    """
    office = offices.office(session, unit)
    if office is None:
        return
    for one in waiting(session, unit):
        _forget(session, one)
        try:
            text = (
                _following(session, office, one.decision) if one.decision else _upgraded(session, office, one.version)
            )
        except (Refusal, DeclarationError) as why:
            payload = {"calendar": one.version, "act": one.act, "why": str(why)}
            offices.audit(session, unit, kind="calendar_overtaken", by=by, at=at, payload=payload)
            continue
        _keep_words(session, text, at=at)
        put(session, unit, text.digest, state=PENDING, act=one.act, at=one.seen_at)


def judged_otherwise(session: Session, unit: str, version: str) -> list[str]:
    """The office's open dossiers whose calendar is another one than `version`, the earliest due first."""
    found = session.rows(
        "SELECT id FROM dossier WHERE is_open AND stage <> 'followed' AND office_unit = ? AND calendar <> ?"
        " ORDER BY due_sort, reference, id",
        (unit, version),
    )
    return [row[0] for row in found]


def put(session: Session, unit: str, version: str, *, state: str, act: str, at: datetime) -> None:
    """Write that the office has seen this calendar, and whether it follows it."""
    session.put(
        "office_calendar",
        {
            "unit": unit,
            "version": version,
            "state": state,
            "act": act,
            "seen_at": instant_text(at),
            "applied_at": instant_text(at) if state == APPLIED else None,
        },
        key=("unit", "version"),
    )


def _following(session: Session, office: Office, decision: CalendarDecision) -> Text:
    """The calendar in use with the decision upon it. Raises CalendarUnchanged where that is the same calendar."""
    years, unit = years_of(session, office), office.unit.id
    now = declarations.calendar_text(years, office.facts, name=unit)
    decided, facts = upon(decision, years, office.facts, calendar=declarations.calendar_in(now.body, unit))
    return _another(declarations.calendar_text(decided, facts, name=unit), office)


def _upgraded(session: Session, office: Office, version: str) -> Text:
    """The years an upgrade brought, with the office's hours of now."""
    years = newest(years_of(session, office), declarations.calendar_years(session, version))
    return _another(declarations.calendar_text(years, office.facts, name=office.unit.id), office)


def _another(text: Text, office: Office) -> Text:
    if text.digest == office.calendar:
        raise CalendarUnchanged
    return text


def _keep_words(session: Session, text: Text, *, at: datetime) -> None:
    """Keep a calendar; while no office ever followed it, a mistyped number or reason of the same days is corrected."""
    if declarations.keep(session, text, at=at):
        return
    if session.value("SELECT 1 FROM office_calendar WHERE version = ? AND state = ?", (text.digest, APPLIED)) is None:
        session.update("declaration", {"body": text.body}, where={"digest": text.digest, "kind": text.kind})


def _entered(session: Session, unit: str, act: str) -> CalendarDecision | None:
    found = session.value(
        "SELECT body FROM declaration WHERE kind = ? AND name = ? ORDER BY at DESC LIMIT 1", (DECISION, f"{unit}/{act}")
    )
    return None if found is None else CalendarDecision.model_validate(json.loads(found)["decision"])


def _forget(session: Session, one: Waiting) -> None:
    """A waiting row only: the texts stay, and a calendar that was ever applied keeps its row."""
    session.run(
        "DELETE FROM office_calendar WHERE unit = ? AND version = ? AND state = ?", (one.unit, one.version, PENDING)
    )
