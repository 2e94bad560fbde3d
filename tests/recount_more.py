"""The other reports counted a second time from the raw rows of the log: late and why, who answered for it, ways, fees,
papers.

As in `recount.py` nothing of `reports/`, of the fact rows or of the fold is used; reasons are read from their file.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from tests import recount
from tests.recount import Card

REASONS = Path(__file__).parents[1] / "procedures" / "reasons" / "delay.yaml"
NATURES = {
    one["code"]: {"chu_quan": "Chủ quan", "khach_quan": "Khách quan"}[one["nature"]]
    for one in yaml.safe_load(REASONS.read_text(encoding="utf-8"))["reasons"]
}

REPORTS = ("late", "answered_for", "channels", "fees", "papers", "reuse")
_ANSWERS = {"Giải trình": "explanation", "Xin lỗi": "apology"}


@dataclass
class Sheet:
    """What else the pencil writes down about one dossier."""

    unit: str = ""
    channel: str = ""
    way_out: str = ""
    papers: list[dict[str, Any]] = field(default_factory=list)
    scanned: set[str] = field(default_factory=set)
    fee: int = 0
    asked: list[int] = field(default_factory=list)
    paid: list[int] = field(default_factory=list)
    granted: bool = False
    declared: str = ""
    explained: str = ""
    breached: bool = False
    owes: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """(explanation or apology, epoch): since when it is owed."""
    answered: dict[tuple[str, str], datetime] = field(default_factory=dict)

    @property
    def nature(self) -> str:
        return NATURES.get(self.explained or self.declared, "")


def sheets(rows: Iterable[tuple[str, str]], *, known_at: datetime) -> dict[str, Sheet]:
    """`rows` are (dossier, payload) in the order of the log."""
    found: dict[str, Sheet] = {}
    for dossier, text in rows:
        event = json.loads(text)
        at = datetime.fromisoformat(event["at"])
        if at <= known_at:
            sheet = found.setdefault(dossier, Sheet())
            if "registered" in event:
                _registered(sheet, event["registered"])
            _money_and_papers(sheet, event)
            _end(sheet, event)
            _lateness(sheet, event, at)
    return found


def _registered(sheet: Sheet, told: Mapping[str, Any]) -> None:
    sheet.unit, sheet.channel, sheet.way_out = told["competent_unit"], told["channel"], told["receive_result"]
    sheet.papers = list(told["papers"])


def _money_and_papers(sheet: Sheet, event: Mapping[str, Any]) -> None:
    match event["kind"]:
        case "dossier_accepted":
            sheet.fee = event["fee_vnd"]
        case "payment_requested":
            sheet.asked.append(event["amount_vnd"])
        case "payment_confirmed":
            sheet.paid.append(sheet.asked[-1])
        case "scan_attached":
            sheet.scanned.add(event["component"])


def _end(sheet: Sheet, event: Mapping[str, Any]) -> None:
    kind = event["kind"]
    if kind in recount.ENDINGS:
        sheet.granted = kind == "result_released"
    elif kind == "dossier_reopened":
        sheet.granted = False


def _lateness(sheet: Sheet, event: Mapping[str, Any], at: datetime) -> None:
    kind, epoch = event["kind"], event.get("epoch", "")
    if kind == "delay_declared":
        sheet.declared = event["reason_code"] or sheet.declared
        sheet.owes.setdefault(("apology", epoch), at)
    elif kind == "deadline_breached":
        sheet.breached = True
        sheet.owes.setdefault(("apology", epoch), at)
        sheet.owes.setdefault(("explanation", epoch), datetime.fromisoformat(event["due_at"]))
    elif kind == "appointment_broken":
        sheet.owes.setdefault(("apology", epoch), datetime.fromisoformat(event["new_appointment"]))
    elif kind == "delay_explained":
        sheet.explained = event["reason_code"]
    elif kind in ("explanation_approved", "apology_issued"):
        what = ("explanation" if kind == "explanation_approved" else "apology", epoch)
        if what in sheet.owes:
            sheet.answered.setdefault(what, at)
    elif kind == "supplement_received" and event["new_epoch"]:
        sheet.breached = False


@dataclass(frozen=True)
class Desk:
    """One unit's cards and sheets, of one period as known at an instant."""

    cards: Mapping[str, Card]
    sheets: Mapping[str, Sheet]
    unit: str
    first: date
    last: date
    known_at: datetime

    @property
    def mine(self) -> list[tuple[Card, Sheet]]:
        return [(self.cards[key], sheet) for key, sheet in self.sheets.items() if sheet.unit == self.unit]

    @property
    def received(self) -> list[Sheet]:
        return [
            sheet for card, sheet in self.mine if card.accepted is not None and self.first <= card.accepted <= self.last
        ]

    @property
    def granted(self) -> list[Sheet]:
        """Results of the period."""
        return [
            sheet
            for card, sheet in self.mine
            if card.accepted is not None
            and card.ended is not None
            and self.first <= card.ended <= self.last
            and sheet.granted
        ]

    def _late(self, card: Card) -> bool:
        today = self.known_at.astimezone(recount.WALL).date()
        return bool(recount.columns(card, self.first, today) & {10, 13})

    def late(self) -> Counter[str]:
        """The late list: how many of each nature; the empty one has no reason yet."""
        return Counter(sheet.nature for card, sheet in self.mine if self._late(card))

    def answered(self) -> dict[str, int]:
        """Explanations owed and given, apologies given: those that concern the period."""
        since = datetime.combine(self.first, datetime.min.time(), recount.WALL)
        until = recount.end_of(self.last)
        counted: Counter[str] = Counter()
        for card, sheet in self.mine:
            if not (sheet.breached or self._late(card)):
                continue
            for what, owed_since in sheet.owes.items():
                met = sheet.answered.get(what)
                if owed_since > until or (met is not None and met < since):
                    continue
                counted[f"{what[0]} met"] += met is not None
                counted[what[0]] += 1
        return {key: counted[key] for key in ("explanation", "explanation met", "apology met")}

    def channels(self) -> dict[str, int]:
        came, goes = Counter(one.channel for one in self.received), Counter(one.way_out for one in self.granted)
        return {
            "received": len(self.received),
            **{way: came[way] for way in ("direct", "online", "postal")},
            "granted": len(self.granted),
            "to_desk": goes["direct"],
            "to_online": goes["online"],
            "to_postal": goes["postal"],
        }

    def fees(self) -> dict[str, int]:
        due = [max(one.fee, sum(one.asked)) for one in self.received]
        return {
            "received": len(due),
            "charged": sum(1 for one in due if one),
            "due": sum(due),
            "paid": sum(sum(one.paid) for one in self.received),
            "asked_unpaid": sum(1 for one in self.received if sum(one.asked) > sum(one.paid)),
        }

    def papers(self) -> dict[str, int]:
        here = [[paper for paper in one.papers if paper["state"] == "present"] for one in self.received]
        files = [
            sum(
                1
                for paper in several
                if paper["form"] == "electronic" or paper["component"] in sheet.scanned or paper["reused_from"]
            )
            for sheet, several in zip(self.received, here, strict=True)
        ]
        return {
            "received": len(here),
            "whole": sum(1 for several, count in zip(here, files, strict=True) if several and len(several) == count),
            "papers": sum(map(len, here)),
            "electronic": sum(files),
            "results": sum(1 for one in self.granted if one.way_out == "online"),
        }

    def reuse(self) -> dict[str, int]:
        here = [[paper for paper in one.papers if paper["state"] == "present"] for one in self.received]
        reused = [sum(1 for paper in several if paper["reused_from"]) for several in here]
        return {
            "received": len(here),
            "asked": sum(1 for several in here if several),
            "reused": sum(1 for count in reused if count),
            "papers": sum(reused),
        }


def agrees(desk: Desk, tables: Mapping[str, Any], what: str) -> None:
    """Each report, as the product made it, says what the pencil counted; its lines add up to its total."""
    for key in ("channels", "fees", "papers", "reuse"):
        table = tables[key]
        names = [column.key for column in table.columns]
        told = dict(zip(names, table.total.values, strict=True))
        by_hand = getattr(desk, key)()
        assert {name: told[name] for name in by_hand} == by_hand, (what, key)
        for name in by_hand:
            place = names.index(name)
            assert sum(line.values[place] for line in table.lines) == told[name], (what, key, name)
    names = [column.key for column in tables["late"].columns]
    natures = Counter(line.values[names.index("nature")] for line in tables["late"].lines)
    assert natures == desk.late(), (what, "late")
    names = [column.key for column in tables["answered_for"].columns]
    counted: Counter[str] = Counter()
    for line in tables["answered_for"].lines:
        duty = _ANSWERS.get(line.values[names.index("kind")], "")
        counted[duty] += 1
        counted[f"{duty} met"] += line.values[names.index("met")] is not None
    by_hand = desk.answered()
    told = {name: counted[name] for name in by_hand}
    assert told == by_hand, f"{what}: the report says {told}, the pencil {by_hand}"
