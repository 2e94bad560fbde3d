"""Answers of people: each mark or slip once, the sheet apart from who gave it, and the sums of a period."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tthc_engine.domain.feedback import Rating
from tthc_engine.domain.survey import verdict
from tthc_engine.store.columns import instant_of, instant_text, known_instant
from tthc_engine.store.sql import Row, Session, marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A survey that belongs to no dossier."""

    id: str
    unit: str
    name: str
    opens_on: date
    closes_on: date
    at: datetime
    by: str

    def open_on(self, day: date) -> bool:
        return self.opens_on <= day <= self.closes_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One answered sheet."""

    unit: str
    officer: str
    way: str
    on: date
    answers: Mapping[str, Rating]
    survey: str = ""


@dataclass(slots=True)
class Tally:
    """How many sheets, and what they say."""

    verdicts: Counter[Rating] = field(default_factory=Counter)
    answers: dict[str, Counter[Rating]] = field(default_factory=dict)
    ways: Counter[str] = field(default_factory=Counter)

    @property
    def sheets(self) -> int:
        return self.verdicts.total()

    @property
    def satisfied(self) -> float | None:
        """Share of the sheets satisfied with everything; None where nobody answered."""
        return self.verdicts[Rating.SATISFIED] / self.sheets if self.sheets else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A dossier whose result was handed over."""

    dossier: str
    reference: str
    unit: str
    at: datetime
    officer: str


def returned(session: Session, dossier: str) -> Returned | None:
    """When, where and by whom the result was handed over; None while it was not."""
    row = session.row("SELECT id, reference, receiving_unit, returned_at FROM dossier WHERE id = ?", (dossier,))
    return _returned(session, row) if row is not None and row[3] is not None else None


def returned_between(session: Session, unit: str, since: datetime, until: datetime) -> list[Returned]:
    """Results this unit handed over, the newest first."""
    rows = session.rows(
        "SELECT id, reference, receiving_unit, returned_at FROM dossier"
        " WHERE receiving_unit = ? AND returned_at >= ? AND returned_at < ? ORDER BY returned_at DESC",
        (unit, instant_text(since), instant_text(until)),
    )
    return [_returned(session, row) for row in rows]


def is_used(session: Session, mark: str) -> bool:
    return bool(session.value("SELECT used FROM survey_mark WHERE mark = ?", (_hash(mark),)))


def answer_once(session: Session, mark: str, sheet: Sheet) -> bool:
    """Keep the sheet of a dossier's mark; False, and nothing is kept, where it was used."""
    if not session.insert_new("survey_mark", {"mark": _hash(mark), "survey": "", "used": True}):
        return False
    _keep(session, sheet)
    return True


def answer_slip(session: Session, code: str, sheet: Sheet) -> bool:
    """Keep the sheet of a slip of its survey; False where there is no such slip or it was used: both say the same."""
    changed = session.run(
        "UPDATE survey_mark SET used = ? WHERE mark = ? AND survey = ? AND used = ?",
        (True, _slip(sheet.survey, code), sheet.survey, False),
    )
    if changed != 1:
        return False
    _keep(session, sheet)
    return True


def put(session: Session, one: Named, codes: Iterable[str]) -> None:
    """A new survey with the codes of its slips; only their hashes are kept."""
    session.insert(
        "survey",
        {
            "id": one.id,
            "unit": one.unit,
            "name": one.name,
            "opens_on": one.opens_on.isoformat(),
            "closes_on": one.closes_on.isoformat(),
            "at": instant_text(one.at),
            "by_person": one.by,
        },
    )
    for code in codes:
        session.insert("survey_mark", {"mark": _slip(one.id, code), "survey": one.id, "used": False})


def named(session: Session, key: str) -> Named | None:
    row = session.row(f"SELECT {_NAMED} FROM survey WHERE id = ?", (key,))
    return None if row is None else _named(row)


def of_units(session: Session, units: Iterable[str]) -> list[Named]:
    """Their surveys, the newest first."""
    keys = sorted(units)
    rows = session.rows(f"SELECT {_NAMED} FROM survey WHERE unit IN ({marks(len(keys))}) ORDER BY at DESC", keys)
    return [_named(row) for row in rows]


def slips(session: Session, survey: str) -> tuple[int, int]:
    """How many slips were printed, and how many used."""
    rows = session.rows("SELECT used FROM survey_mark WHERE survey = ?", (survey,))
    return len(rows), sum(bool(row[0]) for row in rows)


def tallies(
    session: Session, units: Iterable[str], since: date, until: date, *, survey: str = ""
) -> dict[tuple[str, str], Tally]:
    """By (unit, officer): the sheets of [since, until) of the survey at the return, or of a named one."""
    keys = sorted(units)
    rows = session.rows(
        "SELECT unit, officer, way, answers, verdict FROM survey_answer"
        f" WHERE unit IN ({marks(len(keys))}) AND answered_on >= ? AND answered_on < ? AND survey = ?",
        (*keys, since.isoformat(), until.isoformat(), survey),
    )
    found: dict[tuple[str, str], Tally] = {}
    for unit, officer, way, answers, said in rows:
        one = found.setdefault((unit, officer), Tally())
        one.verdicts[Rating(said)] += 1
        one.ways[way] += 1
        for question, rating in json.loads(answers).items():
            one.answers.setdefault(question, Counter())[Rating(rating)] += 1
    return found


def sheets(
    session: Session, unit: str, since: date, until: date, *, officer: str | None = None, survey: str = ""
) -> list[Sheet]:
    """The single sheets that `tallies` counts of one unit, and of one officer; by their answers, not by their days."""
    rows = session.rows(
        "SELECT officer, way, answered_on, answers FROM survey_answer"
        " WHERE unit = ? AND answered_on >= ? AND answered_on < ? AND survey = ? ORDER BY verdict, way, answers, id",
        (unit, since.isoformat(), until.isoformat(), survey),
    )
    return [
        Sheet(
            unit=unit,
            officer=who,
            way=way,
            on=date.fromisoformat(on),
            answers={key: Rating(one) for key, one in json.loads(answers).items()},
            survey=survey,
        )
        for who, way, on, answers in rows
        if officer is None or who == officer
    ]


def together(tallies: Iterable[Tally]) -> Tally:
    """Several sums as one."""
    total = Tally()
    for one in tallies:
        total.verdicts += one.verdicts
        total.ways += one.ways
        for question, ratings in one.answers.items():
            total.answers[question] = total.answers.get(question, Counter()) + ratings
    return total


_NAMED = "id, unit, name, opens_on, closes_on, at, by_person"


def _keep(session: Session, sheet: Sheet) -> None:
    session.insert(
        "survey_answer",
        {
            "unit": sheet.unit,
            "survey": sheet.survey,
            "officer": sheet.officer,
            "way": sheet.way,
            "answered_on": sheet.on.isoformat(),
            "answers": json.dumps({key: one.value for key, one in sheet.answers.items()}, sort_keys=True),
            "verdict": verdict(sheet.answers).value,
        },
    )


def _returned(session: Session, row: Row) -> Returned:
    officer = session.value(
        "SELECT by_person FROM event WHERE dossier_id = ? AND kind = 'result_returned' ORDER BY seq DESC LIMIT 1",
        (row[0],),
    )
    at = known_instant(row[3])
    if at is None:
        raise ValueError(f"the result of {row[0]} was not handed over")
    return Returned(dossier=row[0], reference=row[1], unit=row[2], at=at, officer=officer or "")


def _named(row: Row) -> Named:
    return Named(
        id=row[0],
        unit=row[1],
        name=row[2],
        opens_on=date.fromisoformat(row[3]),
        closes_on=date.fromisoformat(row[4]),
        at=instant_of(row[5]),
        by=row[6],
    )


def _slip(survey: str, code: str) -> str:
    return _hash(f"{survey}:{''.join(code.upper().replace('-', '').split())}")


def _hash(mark: str) -> str:
    return hashlib.sha256(mark.encode()).hexdigest()
