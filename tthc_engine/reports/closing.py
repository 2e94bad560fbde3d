"""Closing a period: a report as it was sent up is frozen with its hash; what is mended later is a correction beside it.

Nothing that was closed is ever written again. A correction names its reason, carries the hash of what it corrects, and
both stay readable; a copy that was altered in the database is found by its hash.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from tthc_engine.catalogue.reading import parse, read, shipped
from tthc_engine.domain.errors import TthcError
from tthc_engine.domain.time_limit import Declared
from tthc_engine.reports.made import Wanted
from tthc_engine.reports.table import Table, said
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Session

WITHHELD = "(xem sổ)"
"""In a closed copy, in place of a name: what may have to be destroyed is not frozen."""


class _Automatic(Declared):
    checked_on: date
    kinds: dict[str, tuple[str, ...]]


@cache
def automatic() -> Mapping[str, tuple[str, ...]]:
    """Which reports close by themselves when a period of that kind is over."""
    return parse(read(shipped("indicators", "closing.yaml")), _Automatic).kinds


class ClosingRefused(TthcError):
    """The report cannot be closed; `key` names the message that says why."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """One frozen report."""

    unit: str
    form: str
    period: str
    number: int
    """1 as first closed, then its corrections."""
    closed_at: datetime
    closed_by: str
    reason: str
    said: dict[str, Any]
    """The table in words, as it was."""
    sha256: str
    previous: str
    sound: bool
    """Its content still gives its hash, and it follows the one that it corrects."""


def close(session: Session, wanted: Wanted, table: Table, *, by: str, reason: str = "") -> Closed:
    """Freeze the report; a second time it is a correction.

    Raises ClosingRefused: the period still runs, a correction gives no reason, or nothing differs.
    """
    if wanted.at < wanted.period.until:
        raise ClosingRefused("report.period_runs")
    before = closed(session, wanted.unit, wanted.key, wanted.period.written)
    words = _frozen(wanted, table)
    if before:
        if not reason.strip():
            raise ClosingRefused("report.correction_reason")
        if _content(before[-1].said) == _content(words):
            raise ClosingRefused("report.nothing_differs")
    previous = before[-1].sha256 if before else ""
    content = _content(words)
    row = {
        "unit": wanted.unit,
        "form": wanted.key,
        "period": wanted.period.written,
        "number": len(before) + 1,
        "closed_at": instant_text(wanted.at),
        "closed_by": by,
        "reason": reason.strip(),
        "content": content,
        "sha256": _hash(previous, reason.strip(), content),
        "previous": previous,
    }
    session.insert("closed_report", row)
    return closed(session, wanted.unit, wanted.key, wanted.period.written)[-1]


def closed(session: Session, unit: str, form: str, period: str) -> list[Closed]:
    """What was closed of one report and period: first the original, then its corrections."""
    found = session.rows(f"{_SELECT} WHERE unit = ? AND form = ? AND period = ? ORDER BY number", (unit, form, period))
    return _chained(found)


def everything(session: Session, unit: str) -> list[Closed]:
    """Every closed report of a unit, the newest period first."""
    rows = session.rows(f"{_SELECT} WHERE unit = ? ORDER BY form, period, number", (unit,))
    return _chained(rows)


def differences(one: Closed, wanted: Wanted, table: Table) -> list[str]:
    """What the report, made anew, says otherwise than the closed one: a sentence for each cell."""
    then, now = _cells(one.said), _cells(_frozen(wanted, table))
    return [
        f"{name}: {then.get(name, '–') or '–'} → {now.get(name, '–') or '–'}"
        for name in sorted(then.keys() | now.keys())
        if then.get(name) != now.get(name)
    ]


_SELECT = (
    "SELECT unit, form, period, number, closed_at, closed_by, reason, content, sha256, previous FROM closed_report"
)


def _chained(rows: list[Any]) -> list[Closed]:
    made: list[Closed] = []
    for unit, form, period, number, at, by, reason, content, digest, previous in rows:
        last = made[-1] if made and (made[-1].form, made[-1].period) == (form, period) else None
        sound = digest == _hash(previous, reason, content) and previous == (last.sha256 if last else "")
        made.append(
            Closed(
                unit=unit,
                form=form,
                period=period,
                number=number,
                closed_at=instant_of(at),
                closed_by=by,
                reason=reason,
                said=json.loads(content),
                sha256=digest,
                previous=previous,
                sound=sound,
            )
        )
    return made


def _frozen(wanted: Wanted, table: Table) -> dict[str, Any]:
    words = said(table)
    personal = [at for at, column in enumerate(table.columns) if column.personal]
    for line in words["lines"]:
        for at in personal:
            line[at] = WITHHELD if line[at] else ""
    return {
        **words,
        "columns": [column.words for column in table.columns],
        "rows_by": wanted.rows_by.value,
        "basis": wanted.basis.value,
    }


def _content(words: dict[str, Any]) -> str:
    return json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(previous: str, reason: str, content: str) -> str:
    return sha256(f"{len(previous)}:{previous}{len(reason)}:{reason}{content}".encode()).hexdigest()


def _cells(words: dict[str, Any]) -> dict[str, str]:
    """Every cell under its line's name and its column's words."""
    found: dict[str, str] = {}
    lines = [*words["lines"], *([words["total"]] if words["total"] else [])]
    for line in lines:
        name = line[1] if len(line) > 1 else ""
        for column, text in zip(words["columns"][2:], line[2:], strict=True):
            found[f"{name} / {column}"] = text
    return found
