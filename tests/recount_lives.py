"""What a clerk with a pencil keeps of a dossier's whole life, from the raw rows of the log, for scores and lists.

As in `recount.py` nothing of `reports/`, of the fact rows or of the fold is used. What a procedure declares (its steps'
limits, whether it is an internal one) is read from the kept text that the dossier's first event names.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from tests.recount import ENDINGS, Card, write_down
from tests.recount_hours import Hours

OUTCOMES = {
    "result_released": "granted",
    "dossier_refused": "refused",
    "dossier_withdrawn": "withdrawn",
    "dossier_stopped": "stopped_by_applicant",
    "dossier_closed": "closed_unanswered",
}
ALWAYS_ANOTHER_DATE = {"dossier_extended", "extension_taken_back"}
MOVING = {
    "calendar_applied",
    "clock_stopped",
    "clock_resumed",
    "payment_confirmed",
    "dossier_reopened",
    "version_moved",
    "dossier_transferred",
}


@dataclass
class Asked:
    """One request for a supplement."""

    stage: str
    at: datetime
    answered: datetime | None = None


@dataclass
class Stay:
    """One stay in one step."""

    step: str
    person: str
    unit: str
    entered: datetime
    left: datetime
    minutes: int
    void: bool = False


@dataclass
class Life:
    """One dossier."""

    registered: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    """Of the text of its procedure."""
    calendar: str = ""
    receiving: str = ""
    competent: str = ""
    reference: str = ""
    recorded: datetime | None = None
    received: datetime | None = None
    window_closes: datetime | None = None
    fee: int = 0
    appointment: datetime | None = None
    card: Card = field(default_factory=Card)
    """Its dates as form II.06a's pencil keeps them."""
    new_appointment: datetime | None = None
    supplements: list[Asked] = field(default_factory=list)
    stood: list[tuple[datetime, datetime | None, str]] = field(default_factory=list)
    """(since, until, act): nobody's time."""
    payments: list[tuple[datetime, datetime | None, bool, bool]] = field(default_factory=list)
    """(asked, paid, online, it stops the clock)."""
    scanned: set[str] = field(default_factory=set)
    breached: datetime | None = None
    stays: list[Stay] = field(default_factory=list)
    step: str = ""
    entered: datetime | None = None
    owners: dict[str, str] = field(default_factory=dict)
    ended: datetime | None = None
    due: datetime | None = None
    """At its end."""
    outcome: str = ""
    returned: datetime | None = None
    handed: list[datetime] = field(default_factory=list)
    """Each time the result was given to the applicant."""
    taken_by: str = ""

    @property
    def waiting(self) -> Asked | None:
        last = self.supplements[-1] if self.supplements else None
        return last if last is not None and last.answered is None and self.ended is None else None

    @property
    def due_on(self) -> date | None:
        """Its due day; of one in hand what events told last, None while the clock stands still."""
        return self.card.due_at_end if self.ended else None if self.card.waiting else self.card.due

    @property
    def channel(self) -> str:
        return str(self.registered["channel"])

    @property
    def way_out(self) -> str:
        return str(self.registered["receive_result"])

    @property
    def papers(self) -> list[Mapping[str, Any]]:
        return [one for one in self.registered["papers"] if one["state"] == "present"]

    @property
    def electronic(self) -> int:
        """How many of its papers are there as files."""
        return sum(
            1
            for one in self.papers
            if one["form"] == "electronic" or one["component"] in self.scanned or one["reused_from"]
        )


def at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def sure(text: str) -> datetime:
    return datetime.fromisoformat(text)


def lives(rows: Iterable[tuple[str, str]], *, known_at: datetime) -> dict[str, Life]:
    """`rows` are (dossier, payload) in the order of the log."""
    found: dict[str, Life] = {}
    for dossier, text in rows:
        event = json.loads(text)
        assert "told" not in event, "this pencil writes down no other system's dossiers"
        if sure(event["at"]) <= known_at:
            life = found.setdefault(dossier, Life())
            write_down(life.card, event)
            for write in (_dates, _begins, _goes_on, _supplements, _stops, _ends):
                write(life, event)
    return found


def _begins(life: Life, event: Mapping[str, Any]) -> None:
    if "registered" in event:
        life.registered = event["registered"]
        life.digest, life.calendar = life.registered["digest"], life.registered["calendar"]
        life.receiving, life.competent = life.registered["receiving_unit"], life.registered["competent_unit"]
    if event["kind"] == "dossier_accepted":
        life.recorded, life.received = at(event["at"]), at(event["received_at"])
        life.fee = event["fee_vnd"]
        life.reference, life.window_closes = event["reference"], at(event["window_closes"])
        life.appointment, life.step, life.entered = at(event["appointment"]), event["first_step"], life.received
        for one in life.supplements:
            one.answered = one.answered or life.received
    elif event["kind"] == "scan_attached":
        life.scanned.add(event["component"])
    elif event["kind"] == "calendar_applied":
        life.calendar = event["calendar"]
    elif event["kind"] == "version_moved":
        life.digest, life.window_closes = event["digest"], at(event["window_closes"])
        if event["step"] is not None and event["step"] != life.step:
            life.step, life.entered = event["step"], at(event["at"])
    elif event["kind"] == "dossier_transferred":
        life.calendar = event["calendar"]
        life.receiving, life.competent = (
            event["to_unit"] if unit == event["from_unit"] else unit for unit in (life.receiving, life.competent)
        )


def _goes_on(life: Life, event: Mapping[str, Any]) -> None:
    kind = event["kind"]
    if kind in ("step_completed", "step_sent_back"):
        who = event["stands_for"] or event["by"]
        left = sure(event["at"])
        life.stays.append(Stay(event["step"], who, event["unit"], life.entered or left, left, event["minutes"]))
        life.step, life.entered = event["next_step" if kind == "step_completed" else "to_step"] or "", left
        if kind == "step_sent_back":
            before = [one.person for one in life.stays if one.step == event["to_step"]]
            life.owners |= {event["to_step"]: before[-1]} if before else {}
    elif kind == "handler_assigned":
        life.owners[event["step"]] = event["to"]
    elif kind == "dossier_reopened":
        life.step, life.entered = event["step"], at(event["at"])


def _supplements(life: Life, event: Mapping[str, Any]) -> None:
    if event["kind"] == "supplement_requested":
        life.supplements.append(Asked(event["stage"], sure(event["at"])))
    elif event["kind"] == "supplement_received":
        asked = life.supplements[-1]
        asked.answered = at(event["received_at"])
        if life.recorded is not None and event["restarts"]:
            if life.step and life.entered is not None:
                life.stays.append(Stay(life.step, "", "", life.entered, asked.at, 0))
            for one in life.stays:
                one.void = True
            life.entered = asked.answered


def _stops(life: Life, event: Mapping[str, Any]) -> None:
    match event["kind"]:
        case "clock_stopped":
            life.stood.append((sure(event["since"]), sure(event["until"]), event["act"]))
        case "clock_resumed":
            now = sure(event["at"])
            life.stood = [
                (since, max(since, now), act)
                if until is not None and until > now and (not event["only"] or act == event["act"])
                else (since, until, act)
                for since, until, act in life.stood
            ]
        case "payment_requested":
            life.payments.append((sure(event["at"]), None, False, event["mode"] is not None))
        case "payment_confirmed":
            asked, _, _, stops = life.payments.pop()
            life.payments.append((asked, at(event["at"]), event["online"], stops))


def _dates(life: Life, event: Mapping[str, Any]) -> None:
    """What was promised, and what a new due date takes back; written before the event's own part."""
    kind = event["kind"]
    if kind == "supplement_received" and life.recorded is not None and event["new_epoch"]:
        life.appointment, life.new_appointment = at(event["appointment"]), None
    elif kind == "phase_started":
        life.appointment = at(event["appointment"]) or life.appointment
        life.new_appointment = None if life.breached is None else life.new_appointment
    elif kind in ALWAYS_ANOTHER_DATE:
        life.new_appointment = None
        if kind == "dossier_extended":
            life.appointment = at(event["until"])
    elif kind == "deadline_breached":
        life.breached = at(event["due_at"])
    elif kind == "apology_issued":
        life.new_appointment = at(event["new_appointment"]) or life.new_appointment
    elif kind == "dossier_reopened" and event["owed_again"]:
        promised, ended = life.new_appointment, life.ended or sure(event["at"])
        if promised is not None and ended <= promised < sure(event["at"]):
            life.new_appointment = None
    if kind in (*MOVING, "extension_taken_back") and event["due_before"] != event["due_after"]:
        life.appointment, life.new_appointment = at(event["appointment"]), None
    elif kind == "payment_confirmed" and life.payments[-1][3]:
        life.new_appointment = None


def _ends(life: Life, event: Mapping[str, Any]) -> None:
    kind = event["kind"]
    if kind in ENDINGS:
        life.ended, life.due, life.outcome = at(event["at"]), at(event["due_at"]), OUTCOMES[kind]
    elif kind == "dossier_reopened":
        life.stood.append((life.ended or sure(event["at"]), sure(event["at"]), ""))
        life.ended, life.due, life.outcome, life.returned = None, None, "", None
    elif kind == "result_returned":
        life.returned, life.taken_by, life.step = at(event["at"]), event["received_by"], ""
        life.handed.append(sure(event["at"]))
    elif kind == "correction_started":
        life.returned = None


class Kept:
    """The kept texts that the log names by their hash: procedures and calendars, without what stands at its default."""

    def __init__(self, rows: Callable[[str], Iterable[tuple[str, str]]]) -> None:
        self._bodies = dict(rows("SELECT digest, body FROM declaration"))
        self._laws: dict[str, Any] = {}
        self._hours: dict[str, Hours] = {}

    def law(self, life: Life) -> Mapping[str, Any]:
        if life.digest not in self._laws:
            self._laws[life.digest] = json.loads(self._bodies[life.digest])
        return self._laws[life.digest]

    def hours(self, version: str) -> Hours:
        if version not in self._hours:
            self._hours[version] = Hours(self._bodies[version])
        return self._hours[version]

    def internal(self, life: Life) -> bool:
        return bool(self.law(life).get("scope") == "internal")

    def planned(self, life: Life, step: str) -> int | None:
        """The step's own limit in working minutes."""
        law = self.law(life)
        for one in (law["intake"], *law["handling"], law["result"]):
            if one["key"] == step and one.get("within") is not None:
                hourly = one["within"].get("unit") == "working_hours"
                return int(
                    Fraction(one["within"]["amount"]) * (60 if hourly else self.hours(life.calendar).minutes_a_day)
                )
        return None


@dataclass(frozen=True)
class Spent:
    step: str
    person: str
    unit: str
    minutes: int
    planned: int | None


def spent(life: Life, kept: Kept) -> tuple[list[Spent], int]:
    """Of an ended dossier: working minutes by stay, the applicant's waiting left out; and all in all from receipt."""
    assert life.ended is not None and life.received is not None
    hours, end = kept.hours(life.calendar), life.ended
    idle = [(since, until) for since, until, _ in life.stood]
    idle += [(asked, paid) for asked, paid, _, stops in life.payments if stops]

    def waited(since: datetime, until: datetime) -> int:
        return sum(
            hours.between(max(one.at, since), min(one.answered or until, until))
            for one in life.supplements
            if one.stage == "appraisal"
        )

    def began(entered: datetime) -> datetime:
        return max(entered, life.window_closes) if life.window_closes else entered

    found = [
        Spent(
            one.step,
            one.person,
            one.unit,
            max(0, one.minutes - waited(began(one.entered), one.left)),
            kept.planned(life, one.step),
        )
        for one in life.stays
        if not one.void and one.left <= end
    ]
    if life.outcome != "granted" and life.step and life.entered is not None and began(life.entered) < end:
        since = began(life.entered)
        minutes = max(0, hours.used(since, end, idle) - waited(since, end))
        who = life.owners.get(life.step, "")
        found.append(Spent(life.step, who, life.competent, minutes, kept.planned(life, life.step)))
    whole = hours.used(life.received, end, idle) - waited(life.received, end)
    return found, max(0, whole)
