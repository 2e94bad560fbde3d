"""Every report by its key: how it is made for one unit and period. What stands behind a figure is `opened.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.errors import TthcError
from tthc_engine.engine import Engine
from tthc_engine.reports import (
    crossing,
    daily,
    evaluation,
    forms,
    indicators,
    kept,
    lateness,
    making,
    official,
    register_table,
    satisfaction,
    service_index,
    voices,
)
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.facts import LateBasis
from tthc_engine.reports.form06a import COLUMNS, Form06a, Row, RowsBy
from tthc_engine.reports.making import Asked
from tthc_engine.reports.offered import offered
from tthc_engine.reports.official import Cell
from tthc_engine.reports.periods import Period
from tthc_engine.reports.table import Column, Kind, Line, Table
from tthc_engine.store import offices
from tthc_engine.store.sql import Session

II06A = "ii06a"
NAMES: Mapping[str, str] = {
    II06A: "Biểu II.06a",
    "timeliness": "Trước hạn, đúng hạn, quá hạn",
    "register": "Sổ theo dõi hồ sơ",
    "late": "Hồ sơ quá hạn và nguyên nhân",
    "answered_for": "Giải trình, xin lỗi",
    "intake": "Danh sách tiếp nhận",
    "returns": "Danh sách trả kết quả",
    "channels": "Cách thức nộp và nhận",
    "papers": "Số hóa thành phần hồ sơ",
    "reuse": "Tái sử dụng giấy tờ",
    "valid_results": "Kết quả còn hiệu lực",
    "fees": "Phí, lệ phí",
    "feedback": "Biểu II.05a",
    "satisfaction": "Mức độ hài lòng",
    "evaluation": "Chấm điểm theo TT 01/2018",
    "officers": "Chấm điểm cán bộ",
    "service_index": "Bộ chỉ số QĐ 766",
}
"""Keys in the order in which they are offered."""
ENTERED = frozenset({"evaluation", "officers", "service_index"})
"""Reports that also take figures entered by hand."""


class NoSuchReport(TthcError):
    """There is no report of that key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which report, of which unit and period, as known when."""

    key: str
    unit: str
    period: Period
    at: datetime
    """Now. A period that is over is shown as it was known at its end."""
    rows_by: RowsBy = RowsBy.PROCEDURE
    basis: LateBasis = LateBasis.ORIGINAL

    @property
    def asked(self) -> Asked:
        return Asked(unit=self.unit, period=self.period, at=self.at, rows_by=self.rows_by, basis=self.basis)


def make(engine: Engine, session: Session, wanted: Wanted) -> Table:
    """The report. Raises NoSuchReport and NoSuchUnit."""
    key = wanted.key
    if key == II06A:
        return of_form(making.form06a(session, wanted.asked))
    look = look_of(session, wanted)
    if key in forms.CROSSINGS:
        return crossing.table(forms.CROSSINGS[key](look), look, crossing.facts(session, look))
    if key in ENTERED:
        return _indicated(engine, session, wanted, look)
    match key:
        case "register":
            return register_table.book(engine, session, look)
        case "valid_results":
            return kept.still_valid(session, look)
        case "satisfaction":
            return satisfaction.satisfaction(session, look)
        case "feedback":
            return voices.form05a(engine, session, look)
        case "late":
            return lateness.late(engine, session, look)
        case "answered_for":
            return lateness.answered_for(engine, session, look)
        case "intake":
            return daily.intake(session, look)
        case "returns":
            return daily.returns(session, look)
        case _:
            raise NoSuchReport(f"There is no report {key!r}; there are: {', '.join(NAMES)}.")


def look_of(session: Session, wanted: Wanted) -> Look:
    """Raises NoSuchUnit."""
    unit = offices.unit(session, wanted.unit)
    if unit is None:
        raise making.NoSuchUnit(f"There is no unit {wanted.unit!r}.")
    return Look(
        unit=wanted.unit,
        unit_name=unit.name,
        units=making.units_of(session, wanted.unit).inside,
        unit_names={one.id: one.name for one in offices.units(session)},
        period=wanted.period,
        then=wanted.asked.known_at,
        rows_by=wanted.rows_by,
        basis=wanted.basis,
    )


def of_form(form: Form06a) -> Table:
    """Form II.06a as a table, with the official head of three lines and the columns' numbers below it."""
    codes = (Cell(3, at, 1, 1, code) for at, code in enumerate(official.FORM_CODES, start=1))
    fields = official.FORM_FIELDS
    return Table(
        form=II06A,
        title=official.FORM_TITLE,
        number=official.FORM_NUMBER,
        unit=form.unit,
        unit_name=form.unit_name,
        receiver_name=form.receiver_name,
        period_words=official.period_words(form.period),
        known_at=form.known_at,
        columns=(
            Column(key="number", words=fields[0], width=5),
            Column(key="name", words=fields[1], width=40),
            *(Column(key=str(at), words=fields[at - 1], kind=Kind.COUNT, width=12, opens=True) for at in COLUMNS),
        ),
        lines=tuple(_form_line(index, row) for index, row in enumerate(form.rows, start=1)),
        total=_form_line("", form.total),
        notes=(
            f"Tỷ lệ giải quyết trước hạn và đúng hạn: {official.share_words(form.total.on_time_share)}.",
            *official.notes(form)[1:],
        ),
        head=(*official.FORM_HEAD, *codes),
    )


def _form_line(number: int | str, row: Row) -> Line:
    return Line(key=row.key, values=(number, row.name, *(row[column] for column in COLUMNS)))


def _indicated(engine: Engine, session: Session, wanted: Wanted, look: Look) -> Table:
    entered = indicators.entries(session, wanted.unit, wanted.period.written, then=wanted.at)
    facts = crossing.facts(session, look)
    told = voices.voices(engine, session, look)
    entered = {**voices.as_entries(told, look.then), **entered}
    if wanted.key == "evaluation":
        return evaluation.agency(offered(engine, session, look), look, facts, entered)
    if wanted.key == "officers":
        names: dict[str, str] = dict(session.rows("SELECT id, name FROM person"))
        return evaluation.officers(look, facts, entered, names)
    return service_index.table(offered(engine, session, look), look, facts, entered, told)


__all__ = ["ENTERED", "NAMES", "NoSuchReport", "Wanted", "look_of", "make", "of_form"]
