"""Closed reports go to whom the timetable names: filed, their files hashed, each to each addressee exactly once.

A unit of this system finds it in its box of reports; somebody outside gets a mail with the files, by the outbox and
its rules. A correction goes the way of what it corrects. What was sent is never made anew: its bytes are kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from tthc_engine.bootstrap import App
from tthc_engine.documents import tables as documents
from tthc_engine.domain.procedure import Role
from tthc_engine.reports import closing, made, official, periods
from tthc_engine.reports.closing import Closed
from tthc_engine.reports.sending import timetable
from tthc_engine.store import offices, outbox, people, sending, wishes
from tthc_engine.store.addressees import Work, addressees
from tthc_engine.store.columns import instant_text
from tthc_engine.store.offices import Unit
from tthc_engine.store.people import HANOI
from tthc_engine.store.sending import ReportFile, Waiting
from tthc_engine.store.sql import Session
from tthc_engine.work.guard import Guard

SENT, IN_BOX = "report_sent", "report_in_box"
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One addressee of one closed report."""

    key: str
    name: str
    unit: str = ""
    email: str = ""


def open_ways(session: Session, at: datetime) -> Iterator[tuple[Waiting, Way]]:
    """What was closed lately and has not gone to everybody yet."""
    for one in sending.closed_since(session, at - timedelta(days=timetable().within_days)):
        for way in ways(session, one, at):
            if not sending.is_sent(session, way.key):
                yield one, way


def ways(session: Session, one: Waiting, at: datetime) -> Iterator[Way]:
    """To whom `one` goes by the timetable, each once. An addressee who was entered after the closing gets the next."""
    whom = timetable().whom(one.form, one.period)
    base = f"report:{one.unit}:{one.form}:{one.period}:{one.number}"
    entered = sending.addressees(session, one.unit, one.closed_at) if "entered" in whom else []
    unit = offices.unit(session, one.unit)
    above = unit.parent if unit is not None and "above" in whom else None
    boxes = [each for each in (above, *(each.unit for each in entered)) if each]
    found = {box.id: box for box in (_box(session, each, at) for each in boxes) if box is not None}
    for box in found.values():
        if box.id != one.unit:
            yield Way(key=f"{base}:unit:{box.id}", name=box.name, unit=box.id)
    for each in entered:
        if not each.unit:
            yield Way(key=f"{base}:mail:{each.id}", name=each.name, email=each.email)


def _box(session: Session, unit: str, at: datetime) -> Unit | None:
    """The unit, or its successor, where it works here: whoever has no office has no box."""
    found = offices.standing_for(session, unit, at.astimezone(HANOI).date())
    return found if found is not None and offices.office(session, found.id) is not None else None


def send_one(app: App, one: Waiting, way: Way, at: datetime, *, guard: Guard) -> bool:
    """File and send; False where somebody did in this minute."""
    made_now = _missing_files(app, one)
    with app.transaction() as session:
        guard(session)
        if not sending.send(session, one, key=way.key, to_name=way.name, to_unit=way.unit, at=at):
            return False
        for each in made_now:
            sending.keep_file(session, one.id, each, at=at)
        told = _told(app, session, one)
        if way.email:
            recipient = {"name": way.name, "email": way.email, "phone": "", "address": ""}
            _promise(session, way.key, SENT, one.unit, recipient, told, at)
            return True
        for person in addressees(session, Role.SUPERVISOR, way.unit, Work(role=None, assignee=None), at=at):
            who, chosen = people.person(session, person.person), wishes.preference(session, person.person)
            if who is None or person.away or chosen.way == "application" or not who.email:
                continue
            recipient = {"person": who.id, "name": who.name, "email": who.email, "phone": ""}
            recipient |= {"language": chosen.language, "way": chosen.way}
            _promise(session, f"{way.key}:{who.id}", IN_BOX, way.unit, recipient, told, at)
    return True


def _promise(
    session: Session, key: str, kind: str, unit: str, recipient: dict[str, str], told: dict[str, object], at: datetime
) -> None:
    row = outbox.row(
        key=key, dossier="", kind=kind, unit=unit, recipient=recipient, context=told, letter_id=None, at=at
    )
    outbox.enqueue(session, row)


def _missing_files(app: App, one: Waiting) -> list[ReportFile]:
    """What is not filed yet, made from the frozen words; outside any transaction, since setting type takes its time."""
    with app.read() as session:
        filed = {each.ending for each in sending.files(session, one.id)}
        frozen = closing.closed(session, one.unit, one.form, one.period)[one.number - 1]
    bodies = {ending: frozen_bytes(frozen, ending) for ending in timetable().files if ending not in filed}
    return [ReportFile(ending=key, sha256=sha256(body).hexdigest(), body=body) for key, body in bodies.items()]


def frozen_bytes(frozen: Closed, ending: str) -> bytes:
    """A closed report as `pdf` or `docx`, from its frozen words, with its hash below them."""
    write = documents.pdf if ending == "pdf" else documents.word
    hashed = f"Bản chốt số {frozen.number}, mã băm SHA-256: {frozen.sha256}"
    return write({**frozen.said, "notes": [*frozen.said["notes"], hashed]}, dated=frozen.closed_at)


def file_name(one: Waiting, ending: str) -> str:
    """ASCII: `II.06a-truong-2026-11-14.pdf`, with the correction's number."""
    number = "" if one.number == 1 else f"-{one.number}"
    return official.file_name(f"{one.form}{number}", one.unit, periods.period(one.period), ending)


def _told(app: App, session: Session, one: Waiting) -> dict[str, object]:
    unit = offices.unit(session, one.unit)
    return {
        "closed": one.id,
        "report": made.NAMES.get(one.form, one.form),
        "period": official.period_words(periods.period(one.period)),
        "from_unit": unit.name if unit is not None else one.unit,
        "number": one.number,
        "sha256": one.sha256,
        "closed_at": instant_text(one.closed_at),
        "url": f"{app.settings.address}/bao-cao/gui-nhan",
    }
