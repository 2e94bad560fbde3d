"""Form II.06a counted a second time, straight from the raw rows of the log.

Nothing of `reports/`, of the fact rows or of the fold is used: a small machine of its own reads the stored JSON, in the
order of the log, and keeps what a clerk with a pencil would keep. Days are Hanoi's (UTC+7, without summer time).
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

from tests.builders import hanoi

WALL = timezone(timedelta(hours=7))
ENDINGS = {"result_released", "dossier_refused", "dossier_withdrawn", "dossier_stopped", "dossier_closed"}
MOVED = {
    "calendar_applied",
    "clock_stopped",
    "clock_resumed",
    "dossier_reopened",
    "payment_confirmed",
    "extension_taken_back",
}


@dataclass
class Card:
    """One dossier as the pencil keeps it."""

    unit: str = ""
    online: bool = False
    accepted: date | None = None
    due: date | None = None
    """Of the open dossier, as last promised by an event."""
    late_already: bool = False
    waiting: bool = False
    ended: date | None = None
    due_at_end: date | None = None
    new_due: date | None = None
    history: list[tuple[date, bool]] = field(default_factory=list)
    """(day, in hand from then on)."""


def day(text: str | None) -> date | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(WALL).date()


def cards(rows: Iterable[tuple[str, str]], *, known_at: datetime) -> dict[str, Card]:
    """`rows` are (dossier, payload) in the order of the log."""
    found: dict[str, Card] = {}
    for dossier, text in rows:
        event = json.loads(text)
        if "told" in event:
            write_down_told(found.setdefault(dossier, Card()), event, known_at)
        elif datetime.fromisoformat(event["at"]) <= known_at:
            write_down(found.setdefault(dossier, Card()), event)
    return found


def write_down(card: Card, event: Mapping[str, Any]) -> None:
    kind, on = event["kind"], day(event["at"])
    assert on is not None
    if "registered" in event:
        registered = event["registered"]
        card.unit, card.online = registered["competent_unit"], registered["channel"] == "online"
    write_down_dates(card, event)
    if kind == "dossier_accepted":
        card.accepted, card.due = on, day(event["appointment"])
        card.history.append((on, True))
    elif kind == "supplement_requested" and event["stops_clock"]:
        card.waiting = not card.late_already
    elif kind == "supplement_received":
        card.waiting = False
        if event["new_epoch"] and event["appointment"] is not None:
            card.due, card.new_due, card.late_already = day(event["appointment"]), None, False
    elif kind == "deadline_breached":
        card.due, card.late_already = day(event["due_at"]), True
    elif kind == "apology_issued" and event["new_appointment"] is not None:
        card.new_due = day(event["new_appointment"])
    elif kind in ENDINGS:
        card.ended, card.due_at_end, card.waiting = on, day(event["due_at"]), False
        card.history.append((on, False))
    elif kind == "dossier_reopened":
        card.ended, card.due_at_end = None, None
        card.history.append((on, True))


def write_down_told(card: Card, event: Mapping[str, Any], known_at: datetime) -> None:
    """Another system's dossier: its own days count, not the day it was imported; what it tells last is what it knew."""
    told = event["told"]
    if "registered" in event:
        card.unit = event["registered"]["competent_unit"]
        card.online = event["registered"]["channel"] == "online"
    if told["received_at"] is None or datetime.fromisoformat(told["received_at"]) > known_at:
        return
    card.accepted, card.due = day(told["received_at"]), day(told["due_at"])
    assert card.accepted is not None
    card.history = [(card.accepted, True)]
    card.ended, card.waiting = None, told["status"] == 5
    if told["ended_at"] is not None and datetime.fromisoformat(told["ended_at"]) <= known_at:
        card.ended, card.due_at_end = day(told["ended_at"]), card.due
        assert card.ended is not None
        card.history.append((card.ended, False))


def write_down_dates(card: Card, event: Mapping[str, Any]) -> None:
    """What moves the due date of an open dossier without anything else."""
    kind = event["kind"]
    if kind == "phase_started" and event["appointment"] is not None:
        card.due = day(event["appointment"])
    elif kind == "dossier_extended":
        card.due = day(event["until"])
    elif kind in MOVED and event.get("due_after") is not None:
        card.due = day(event["due_after"])


def in_hand(card: Card, before: date) -> bool:
    """Whether it was in hand when that day began."""
    state = False
    for on, now in card.history:
        if on < before:
            state = now
    return state


def columns(card: Card, first: date, today: date, *, rescheduled: bool = False) -> set[int]:
    """The form's columns this dossier stands in; empty where it stands outside."""
    if card.accepted is None or (card.ended is not None and card.ended < first):
        return set()
    found = {3, 6 if in_hand(card, first) else 4 if card.online else 5}
    due = card.due_at_end if card.ended else None if card.waiting else card.due
    if rescheduled and due is not None and card.new_due is not None:
        due = max(due, card.new_due)
    if card.ended:
        return found | {7, 9 if due is None or card.ended == due else 8 if card.ended < due else 10}
    return found | {11, 13 if due is not None and today > due else 12}


def recount(
    found: Mapping[str, Card], units: Iterable[str], first: date, known_at: datetime, *, rescheduled: bool = False
) -> dict[int, int]:
    """The total line, columns 3 to 13, of the dossiers that `units` decide."""
    mine, today = set(units), known_at.astimezone(WALL).date()
    total: Counter[int] = Counter()
    for card in found.values():
        if card.unit in mine:
            total.update(columns(card, first, today, rescheduled=rescheduled))
    return {column: total[column] for column in range(3, 14)}


def end_of(last: date) -> datetime:
    return hanoi(f"{last.isoformat()} 23:59:59.999999")
