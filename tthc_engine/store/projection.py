"""Writing the projections: what the list, the obligations and the alerts are after a dossier's events.

Pure functions of dossier and rules, so that a rebuild from the log gives the same rows.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tthc_engine.catalogue import fold
from tthc_engine.domain import cut, timing
from tthc_engine.domain.alerts import told
from tthc_engine.domain.dossier import Dossier, Outcome, Stage
from tthc_engine.domain.events import AnyEvent
from tthc_engine.domain.next_check import next_check
from tthc_engine.domain.obligations import Obligation, ObligationKind, Obligations
from tthc_engine.domain.procedure import Role, Step
from tthc_engine.domain.rules import Rules
from tthc_engine.domain.standing import closed_standing, standing_by_date
from tthc_engine.store.addressees import Work
from tthc_engine.store.columns import FAR, differing, instant_or_none, instant_text
from tthc_engine.store.log import Head
from tthc_engine.store.sql import Row, Session

AT_THE_ONESTOP = frozenset({Role.DESK, Role.ONESTOP_HEAD, Role.APPLICANT})
"""Roles whose work lies in the receiving unit; everybody else's in the competent one."""


@dataclass(frozen=True, slots=True)
class Projected:
    """What surrounds the dossier in its row."""

    dossier_id: str
    head: Head
    office_unit: str


def dossier_row(dossier: Dossier, rules: Rules, around: Projected) -> dict[str, Any]:
    """Every column of the dossier's row, as both databases store it."""
    due = timing.due_at(dossier, rules)
    step, role, where = _whose_turn(dossier, rules)
    return {
        "id": around.dossier_id,
        "version": around.head.version,
        "head_hash": around.head.hash,
        "office_unit": around.office_unit,
        **_identity(dossier, rules),
        **_people(dossier, around.dossier_id),
        "status": dossier.status,
        "stage": dossier.stage.value,
        "outcome": dossier.outcome.value if dossier.outcome else None,
        "is_open": dossier.is_open,
        "registered_at": instant_text(dossier.registered_at),
        "received_at": instant_or_none(dossier.received_at),
        "accepted_at": instant_or_none(dossier.accepted_at),
        "due_at": instant_or_none(due),
        "due_sort": FAR if due is None else instant_text(due),
        "soon_from": instant_or_none(timing.soon_from(due, rules)) if due is not None and dossier.is_open else None,
        "appointment": instant_or_none(dossier.appointment),
        "new_appointment": instant_or_none(dossier.new_appointment),
        "provisional": dossier.provisional,
        "stopped": timing.is_stopped(dossier, rules),
        "fee_vnd": dossier.fee_vnd,
        "step": step.key if step else None,
        "step_name": step.name if step else "",
        "step_role": role.value if role else None,
        "step_unit": where,
        "assignee": dossier.assignee,
        "entered_at": instant_or_none(dossier.entered_at),
        "step_due": instant_or_none(timing.step_due(dossier, rules)),
        "beyond": sum(max(0, one.difference or 0) for one in dossier.steps) if dossier.is_open else 0,
        "ended_at": instant_or_none(dossier.ended_at),
        "returned_at": instant_or_none(dossier.returned_at),
        "supplements": len(dossier.supplements),
        "next_check_at": instant_or_none(next_check(dossier, rules)),
        "breached_at": instant_or_none(dossier.breached),
        **_ended(dossier, rules),
        **_cut(dossier, rules),
    }


def secret_hash(dossier_id: str, secret: str) -> str:
    """What is kept of the secret on the receipt; typed in any case, with or without spaces and dashes."""
    typed = "".join(secret.upper().replace("-", "").split())
    return hashlib.sha256(f"{dossier_id}:{typed}".encode()).hexdigest() if typed else ""


def save_dossier(session: Session, row: Mapping[str, Any], *, stands: Mapping[str, Any] | None = None) -> None:
    """Write a dossier's row; of one that `stands` in the list so, only what is different now."""
    if stands is None:
        session.put("dossier", row, key=("id",))
        return
    # The next look may have been moved by whoever looked and found nothing to do: no event tells of it.
    changed = differing(stands, row) | {"next_check_at": row["next_check_at"]}
    session.change("dossier", changed, where={"id": row["id"]})


def obligation_rows(dossier: Dossier, dossier_id: str, *, known: Obligations = ()) -> list[dict[str, Any]]:
    """Rows of the obligations that are not in `known` as they are now."""
    before = set(known)
    return [_obligation(one, dossier, dossier_id) for one in dossier.obligations if one not in before]


def save_obligations(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        session.put("obligation", row, key=("dossier_id", "kind", "epoch"))


def alert_rows(
    events: Sequence[AnyEvent], dossier: Dossier, dossier_id: str, *, first_seq: int
) -> list[dict[str, Any]]:
    """Who is told of `events`, the first of which has `first_seq` (domain/alerts.py)."""
    return [
        {
            "dossier_id": dossier_id,
            "seq": seq,
            "role": role.value,
            "unit": unit_of(role, dossier),
            "kind": event.kind,
            "at": instant_text(event.at),
        }
        for seq, event in enumerate(events, start=first_seq)
        for role in told(event)
    ]


def save_alerts(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        session.offer("alert", row)


def pass_alerts(session: Session, dossier_id: str, unit: str, to: str) -> None:
    """What one unit was told of a dossier is its successor's to know."""
    session.run("UPDATE alert SET unit = ? WHERE dossier_id = ? AND unit = ?", (to, dossier_id, unit))


def unit_of(role: Role, dossier: Dossier) -> str:
    """In which of the dossier's two units a role's work lies."""
    return dossier.receiving_unit if role in AT_THE_ONESTOP else dossier.competent_unit


def stored_rows(session: Session, table: str, columns: Sequence[str], *, order: Sequence[str]) -> list[Row]:
    """A projection as it lies in the database, sorted, for `tthc rebuild --check`."""
    return session.rows(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {', '.join(order)}")


def _identity(dossier: Dossier, rules: Rules) -> dict[str, Any]:
    case = next((one.name for one in rules.procedure.cases if one.key == dossier.case), "")
    return {
        "reference": dossier.reference,
        "procedure": dossier.procedure,
        "code": dossier.code,
        "in_force_from": dossier.in_force_from.isoformat(),
        "procedure_name": rules.procedure.name,
        "case_key": dossier.case,
        "case_name": case,
        "channel": dossier.channel.value,
        "receive_result": dossier.receive_result.value,
        "sets": dossier.sets,
        "list_key": dossier.list_key,
        "list_name": dossier.list_name,
        "receiving_unit": dossier.receiving_unit,
        "competent_unit": dossier.competent_unit,
        "regime": dossier.regime,
        "calendar": dossier.calendar,
    }


def _people(dossier: Dossier, dossier_id: str) -> dict[str, str]:
    who = dossier.personal
    if who is None:
        return {
            "owner": "",
            "owner_identifier": "",
            "submitter": "",
            "relation": "",
            "address": "",
            "phone": "",
            "search": fold(f"{dossier.reference} {dossier.code}"),
            "secret_hash": "",
        }
    return {
        "owner": who.owner.name,
        "owner_identifier": who.owner.identifier,
        "submitter": who.submitter.name,
        "relation": who.relation,
        "address": who.owner.address or who.submitter.address,
        "phone": who.submitter.phone or who.owner.phone,
        "search": fold(f"{dossier.reference} {dossier.code} {who.owner.name} {who.submitter.name}"),
        "secret_hash": secret_hash(dossier_id, who.secret),
    }


def _whose_turn(dossier: Dossier, rules: Rules) -> tuple[Step | None, Role | None, str | None]:
    """The step in hand, its owner's role and the unit in which that role works."""
    if dossier.stage is Stage.SUBMITTED:
        step: Step | None = rules.procedure.intake
    elif dossier.stage is Stage.RELEASED and dossier.current_step is None:
        step = rules.procedure.result
    else:
        step = timing.current_step(dossier, rules) if dossier.stage in (Stage.HANDLING, Stage.RELEASED) else None
    if step is None:
        return None, None, None
    return step, step.owner, unit_of(step.owner, dossier)


def work_of(dossier: Dossier, rules: Rules) -> Work:
    """Where the dossier's current step lies, as its row says."""
    _, role, _ = _whose_turn(dossier, rules)
    return Work(role=role.value if role else None, assignee=dossier.assignee)


def _ended(dossier: Dossier, rules: Rules) -> dict[str, Any]:
    ended = dossier.ended_at
    due = dossier.due_when_ended
    if ended is None:
        return {"released_at": None, "minutes_late": 0, "ended_standing": None, "ended_by_date": None}
    return {
        "released_at": instant_text(ended) if dossier.outcome is Outcome.GRANTED else None,
        "minutes_late": timing.minutes_late(dossier, rules, ended),
        "ended_standing": closed_standing(ended, due, rules.calendar).value,
        "ended_by_date": None if due is None else standing_by_date(ended, due, rules.calendar).value,
    }


def _cut(dossier: Dossier, rules: Rules) -> dict[str, Any]:
    """The second limit, where a local decision shortens the first."""
    due = cut.cut_due(dossier, rules)
    ended = dossier.ended_at
    standing = cut.cut_standing(dossier, rules, ended) if ended is not None else None
    return {
        "cut_due_at": instant_or_none(due),
        "cut_standing": None if standing is None else standing.value,
        "cut_minutes_late": 0 if ended is None else cut.cut_minutes_late(dossier, rules, ended),
    }


def _owing(one: Obligation, dossier: Dossier) -> str:
    """The unit that owes it: a late body's own, where it works in this system."""
    if one.kind is ObligationKind.BODY_NOTICE:
        late = next((part.unit for part in dossier.parts if str(part.number) == one.epoch), "")
        return late or dossier.competent_unit
    return unit_of(one.owed_by, dossier)


def _obligation(one: Obligation, dossier: Dossier, dossier_id: str) -> dict[str, Any]:
    return {
        "dossier_id": dossier_id,
        "kind": one.kind.value,
        "epoch": one.epoch,
        "owed_by": one.owed_by.value,
        "unit": _owing(one, dossier),
        "receiving_unit": dossier.receiving_unit,
        "competent_unit": dossier.competent_unit,
        "since": instant_text(one.since),
        "until_at": instant_or_none(one.until),
        "settled": one.settled.value if one.settled else None,
        "settled_at": instant_or_none(one.settled_at),
    }
