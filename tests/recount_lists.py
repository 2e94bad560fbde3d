"""The lists of a desk written a second time from the raw log: what came in, what went out, and the register."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tests.recount import WALL, end_of
from tests.recount_lives import Kept, Life

WAYS = {"direct": "Trực tiếp", "online": "Trực tuyến", "postal": "Bưu chính công ích"}
BOOK_WAYS = {**WAYS, "postal": "Dịch vụ bưu chính công ích"}
_NOBODY = {"name": "", "address": "", "phone": ""}
PURGED = {"owner": {**_NOBODY, "name": "(đã xóa dữ liệu cá nhân)"}, "submitter": _NOBODY}
ENDED = {
    "refused": "Từ chối giải quyết ngày {}",
    "withdrawn": "Rút hồ sơ ngày {}",
    "stopped_by_applicant": "Dừng thực hiện theo đề nghị ngày {}",
    "closed_unanswered": "Đóng hồ sơ do không bổ sung ngày {}",
}


@dataclass(frozen=True)
class Desk:
    """One receiving unit's lists of one period."""

    lives: Mapping[str, Life]
    kept: Kept
    unit: str
    names: Mapping[str, str]
    """Of units."""
    first: date
    last: date
    known_at: datetime

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, datetime.min.time(), WALL)

    def _within(self, at: datetime | None) -> bool:
        return at is not None and self.since <= at <= end_of(self.last)

    @property
    def mine(self) -> list[tuple[str, Life]]:
        return [(key, one) for key, one in self.lives.items() if one.receiving == self.unit]

    def _beginning(self, one: Life) -> tuple[Any, ...]:
        return one.reference, self.kept.law(one)["name"], self.names[one.competent]

    def intake(self) -> list[tuple[Any, ...]]:
        found = [(key, one) for key, one in self.mine if self._within(one.recorded)]
        found.sort(key=lambda each: (each[1].recorded, each[1].reference, each[0]))
        return [
            (at, *self._beginning(one), WAYS[one.channel], one.received, one.recorded, one.appointment)
            for at, (_, one) in enumerate(found, start=1)
        ]

    def returns(self) -> list[tuple[Any, ...]]:
        found = [
            (key, one)
            for key, one in self.mine
            if one.outcome == "granted" and (self._within(one.ended) or any(map(self._within, one.handed)))
        ]
        found.sort(key=lambda each: (each[1].ended, each[0]))
        return [
            (at, *self._beginning(one), WAYS[one.way_out], one.appointment, one.ended, one.returned)
            for at, (_, one) in enumerate(found, start=1)
        ]

    def register(self, personal: Mapping[str, Mapping[str, Any]], taken: Mapping[str, str]) -> list[tuple[Any, ...]]:
        """The thirteen columns of the book; `personal` by dossier, `taken`: who took the result."""
        found = [(key, one) for key, one in self.mine if one.recorded is not None]
        found.sort(key=lambda each: (each[1].recorded, each[1].reference, each[0]))
        lines: list[tuple[Any, ...]] = []
        number, year = 0, 0
        for key, one in found:
            assert one.recorded is not None
            day = one.recorded.astimezone(WALL).date()
            number, year = (number + 1 if day.year == year else 1), day.year
            if self._within(one.recorded):
                lines.append(
                    self._book_line(number, one, personal.get(key, PURGED), taken.get(key, "") or one.taken_by)
                )
        return lines

    def _book_line(self, number: int, one: Life, who: Mapping[str, Any], taken: str) -> tuple[Any, ...]:
        owner, submitter = who["owner"], who["submitter"]
        contact = (owner["address"] or submitter["address"], submitter["phone"] or owner["phone"])
        return (
            number,
            one.reference,
            self.kept.law(one)["name"],
            one.registered["sets"],
            owner["name"],
            "; ".join(filter(None, contact)),
            self.names[one.competent],
            minute(one.received),
            minute(one.appointment),
            minute(one.returned),
            BOOK_WAYS[one.way_out],
            taken,
            "; ".join(self._remarks(one, "" if submitter["name"] == owner["name"] else submitter["name"])),
        )

    @staticmethod
    def _remarks(one: Life, submitter: str) -> Iterable[str]:
        if submitter:
            yield f"Người nộp: {submitter}"
        if one.supplements:
            yield f"Yêu cầu bổ sung ngày {minute(one.supplements[-1].at)[:10]}"
        if one.new_appointment is not None:
            yield f"Hẹn lại {minute(one.new_appointment)}"
        if one.outcome in ENDED:
            yield ENDED[one.outcome].format(minute(one.ended)[:10])
        elif one.ended is not None and one.returned is None:
            yield f"Có kết quả ngày {minute(one.ended)[:10]}"
        if one.ended is not None and one.due is not None and one.ended > one.due:
            yield "Quá hạn"


def minute(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(WALL):%d/%m/%Y %H:%M}"


def people(
    rows: Callable[[str], Iterable[Sequence[Any]]], *, known_at: datetime
) -> tuple[dict[str, Any], dict[str, str]]:
    """By dossier the last told of its people, and who took its result: from the rows kept apart from the log."""
    known: dict[str, Any] = {}
    taken: dict[str, str] = {}
    for dossier, at, payload in rows(
        "SELECT p.dossier_id, e.at, p.payload FROM personal p"
        " JOIN event e ON e.dossier_id = p.dossier_id AND e.seq = p.seq ORDER BY p.dossier_id, p.seq"
    ):
        if datetime.fromisoformat(at) <= known_at:
            known[dossier] = json.loads(payload)
            taken[dossier] = known[dossier]["received_by"] or taken.get(dossier, "")
    return known, taken


def agrees(desk: Desk, tables: Mapping[str, Any], people_of: tuple[dict[str, Any], dict[str, str]], what: str) -> None:
    """The three lists, line by line and in their order."""
    for key in ("intake", "returns"):
        told = [tuple(line.values) for line in tables[key].lines]
        by_hand = getattr(desk, key)()
        assert told == by_hand, (what, key, first_difference(told, by_hand))
    told = [tuple(line.values) for line in tables["register"].lines]
    by_hand = desk.register(*people_of)
    # Where no day can be promised the book says the limit in words.
    told = [
        (*line[:8], hand[8] if not hand[8] else line[8], *line[9:]) for line, hand in zip(told, by_hand, strict=True)
    ]
    assert told == by_hand, (what, "register", first_difference(told, by_hand))


def first_difference(told: Sequence[Any], by_hand: Sequence[Any]) -> str:
    for at, (one, other) in enumerate(zip(told, by_hand, strict=False)):
        if one != other:
            return f"line {at}: the list says {one}, the pencil {other}"
    return f"{len(told)} lines, by hand {len(by_hand)}"
