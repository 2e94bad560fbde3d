"""Sheets printed when somebody wants them: the tracking sheet, a class list, the results of one decision, a reminder.

They say what the log says at that moment, carry no number of their own until a clerk writes one, and are not filed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from tthc_engine.domain import timing
from tthc_engine.domain.composing.writing import PURGED, RELATIONS, Writing
from tthc_engine.domain.dossier import Dossier, StepRecord
from tthc_engine.domain.letter_parts import Signatory
from tthc_engine.domain.letters import (
    ClassList,
    HandOver,
    LetterContext,
    ListedDossier,
    ListedResult,
    ResultList,
    TrackingSheet,
)
from tthc_engine.domain.procedure import Role

_PLACES: Mapping[Role, str] = {
    Role.HANDLER: "Bộ phận thụ lý",
    Role.APPROVER: "Lãnh đạo phê duyệt",
    Role.CLERK: "Văn thư",
    Role.DIRECTOR: "Thủ trưởng đơn vị",
    Role.SUPERVISOR: "Bộ phận kiểm soát thủ tục hành chính",
}
APPLICANT = "Người nộp hồ sơ"
EARLY, IN_TIME, LATE = "Trước hạn", "Đúng hạn", "Quá hạn"


def tracking_sheet(w: Writing) -> LetterContext:
    """Every passing of the dossier from hand to hand, with the giver's own limit beside what it took (Mẫu 05, 06)."""
    dossier = w.dossier
    due = dossier.appointment
    return TrackingSheet(
        head=w.head(),
        subject=w.subject(),
        received_at=w.received_at(),
        appointment=due,
        due_rule="" if due is not None else w.limit(),
        competent=(w.desk.deciding or w.desk.issuing).agency,
        partners=tuple(
            dict.fromkeys([one.body for one in dossier.consultations] + [one.name for one in dossier.parts])
        ),
        rows=_passings(w),
        day_minutes=w.rules.calendar.ordinary_day,
        known_at=w.at if dossier.returned_at is None else None,
    )


def _passings(w: Writing) -> tuple[HandOver, ...]:
    dossier = w.dossier
    stays = dossier.steps
    if not stays:
        step = timing.current_step(dossier, w.rules)
        return (HandOver(giver=_place(Role.DESK, w), receiver=_place(step.owner if step else Role.HANDLER, w)),)
    rows = [
        _passing(before, w, to=_place(_owner(after, w), w), name=_name(after.person, w))
        for before, after in pairwise(stays)
    ]
    step = timing.current_step(dossier, w.rules)
    if step is not None and dossier.is_open:
        rows.append(_passing(stays[-1], w, to=_place(step.owner, w), name=_name(dossier.assignee or "", w)))
        return tuple(rows)
    last = stays[-1]
    at_desk = _place(Role.DESK, w)
    if _place(_owner(last, w), w) != at_desk:
        rows.append(_passing(last, w, to=at_desk, name=""))
    if dossier.returned_at is not None:
        rows.append(HandOver(giver=at_desk, receiver=APPLICANT, at=dossier.returned_at, result=_kept_whole(w)))
    return tuple(rows) or (_passing(last, w, to=APPLICANT, name=""),)


def _passing(stay: StepRecord, w: Writing, *, to: str, name: str) -> HandOver:
    step = w.rules.procedure.step(stay.step)
    within = step.within if step is not None else None
    notes = (
        step.name if step is not None else stay.step,
        "trả lại để làm tiếp" if stay.sent_back else "",
        "trước khi tính lại thời hạn" if stay.void else "",
    )
    return HandOver(
        giver=_place(_owner(stay, w), w),
        receiver=to,
        at=stay.left_at,
        giver_name=_name(stay.person, w),
        receiver_name=name,
        result=_kept(stay.left_at, stay.planned),
        planned_minutes=None if within is None else timing.step_minutes(within, w.rules),
        actual_minutes=stay.minutes,
        note="; ".join(filter(None, notes)),
    )


def _kept(left_at: datetime, planned: datetime | None) -> str:
    if planned is None:
        return ""
    return LATE if left_at > planned else EARLY if left_at < planned else IN_TIME


def _kept_whole(w: Writing) -> str:
    """Of the dossier as a whole: by when its result was there, not when somebody came for it."""
    ended, due = w.dossier.ended_at, w.dossier.due_when_ended
    return _kept(ended, due) if ended is not None else ""


def _owner(stay: StepRecord, w: Writing) -> Role:
    step = w.rules.procedure.step(stay.step)
    return step.owner if step is not None else stay.role


def _place(role: Role, w: Writing) -> str:
    receiving, deciding = w.desk.receiving, w.desk.deciding or w.desk.issuing
    if role in (Role.DESK, Role.ONESTOP_HEAD):
        return receiving.onestop or receiving.agency
    place = _PLACES.get(role, role.value)
    return place if deciding.agency == receiving.agency else f"{place}, {deciding.agency}"


def _name(person: str, w: Writing) -> str:
    signer = w.desk.people.get(person)
    return signer.name if signer is not None else ""


def class_list(w: Writing, dossiers: Sequence[Dossier]) -> LetterContext:
    """The dossiers of one list on one paper; `w` is of the first. What the list is called stands as its group."""
    first = dossiers[0]
    who, due = first.personal, first.appointment
    names = {component.key: component.name for component in w.rules.procedure.components}
    return ClassList(
        head=w.head().model_copy(update={"dossier_code": "", "qr": ""}),
        submitter=who.submitter.name if who is not None else PURGED,
        relation=RELATIONS.get(who.relation, who.relation) if who is not None else "",
        procedure=w.rules.procedure.name,
        procedure_code=w.rules.procedure.code,
        received_at=w.received_at(),
        appointment=due,
        due_rule="" if due is not None else w.limit(),
        dossiers=tuple(
            ListedDossier(
                code=one.reference,
                owner=one.personal.owner.name if one.personal is not None else PURGED,
                born_on=one.personal.owner.born_on if one.personal is not None else None,
                group=one.list_name,
                papers="; ".join(dict.fromkeys(names.get(paper.component, paper.component) for paper in one.papers)),
                note=_promised_otherwise(one, due, w),
            )
            for one in dossiers
        ),
        submitter_signature=Signatory(title=APPLICANT, name=who.submitter.name if who is not None else ""),
        officer=Signatory(title="Người tiếp nhận hồ sơ"),
    )


def _promised_otherwise(one: Dossier, due: datetime | None, w: Writing) -> str:
    if one.appointment is None or one.appointment == due:
        return ""
    return f"hẹn {w.day(one.appointment):%d/%m/%Y}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What became of one dossier of a list."""

    dossier: Dossier
    result: str
    """In words: granted or refused."""


def result_list(w: Writing, results: Sequence[Decided], *, decision: str, decided_on: date) -> LetterContext:
    """The dossiers that one decision released, as its annex and for the handing out."""
    return ResultList(
        head=w.head().model_copy(update={"dossier_code": "", "qr": ""}),
        procedure=w.rules.procedure.name,
        procedure_code=w.rules.procedure.code,
        decision=decision,
        decided_on=decided_on,
        released_at=w.dossier.ended_at or w.at,
        results=tuple(
            ListedResult(
                code=one.dossier.reference,
                owner=one.dossier.personal.owner.name if one.dossier.personal is not None else PURGED,
                born_on=one.dossier.personal.owner.born_on if one.dossier.personal is not None else None,
                result=one.result,
            )
            for one in results
        ),
        signatory=Signatory(title=w.desk.issuing.head_title),
    )
