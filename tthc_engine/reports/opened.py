"""What stands behind a figure of a report: its dossiers, procedures, reflections, answered sheets or kept results.

Lists are narrowed by the very rules that count, so that each is as long as its figure. Words that a page says in its
own language stand as keys (`KEYS`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from tthc_engine.catalogue.feedback import survey
from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.procedure import Procedure
from tthc_engine.domain.survey import verdict
from tthc_engine.engine import Engine
from tthc_engine.reports import crossing, daily, evaluation, forms, making, official, service_index, voices
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.facts import Fact
from tthc_engine.reports.form06a import COLUMNS, behind
from tthc_engine.reports.made import II06A, NAMES, NoSuchReport, Wanted, look_of
from tthc_engine.reports.offered import offered
from tthc_engine.reports.table import Column, Kind, Line, Table
from tthc_engine.reports.voices import Heard
from tthc_engine.store import kept_results, people, surveys
from tthc_engine.store.kept_results import Entry
from tthc_engine.store.sql import Session
from tthc_engine.store.surveys import Sheet

KEYS = {
    "about": "feedback.about_",
    "state": "feedback_state.",
    "in_time": "report.in_time_",
    "way": "survey.way_",
    "verdict": "rating.",
    "file": "report.file_",
    "released_here": "kept.",
}
"""Columns whose values are the ends of messages, and how those begin."""
ANSWER = "answer_"
"""How the keys of a sheet's questions begin as columns; their values are `rating.` messages."""
_DIGITISED = {"valid": None, "digitised": True, "on_paper": False}
_VERDICTS = ("satisfied", "neutral", "dissatisfied")


def opened(engine: Engine, session: Session, wanted: Wanted, *, line: str, column: str) -> Table:
    """The list behind one figure: of one line (empty: of all), in one column. Raises NoSuchReport."""
    look = look_of(session, wanted)
    match wanted.key:
        case key if key == II06A or key in forms.CROSSINGS:
            return _dossiers(session, wanted, look, line=line, column=column)
        case "evaluation" | "officers" if column == "dossiers" and line:
            found = evaluation.behind(wanted.key, line, look, crossing.facts(session, look))
            name = people.names(session, {line}).get(line)
            return daily.listed(found, look, title=f"{NAMES[wanted.key]}: {name.name if name is not None else line}")
        case "service_index" if column in ("part", "whole") and line:
            return _indicator(engine, session, look, key=line, reached=column == "part")
        case "feedback" if (holds := voices.in_column(look, column)) is not None:
            every = voices.of_form(engine, session, look)
            kept = [one for one in every if holds(one) and line in ("", one.feedback.unit)]
            return reflections(kept, look, of=look.unit_names.get(line, ""))
        case "satisfaction" if column in ("sheets", *_VERDICTS):
            return sheets(_sheets(session, look, line, column), look, of=_giver(session, look, line))
        case "valid_results" if column in _DIGITISED:
            day = min(look.period.last_on, look.then.astimezone(HANOI).date())
            digitised = _DIGITISED[column]
            entries = kept_results.behind(session, look.units, day, look.then, kind=line, digitised=digitised)
            return _results(entries, look, of=line)
        case _:
            raise NoSuchReport(f"The lines of {wanted.key!r} are dossiers themselves, or {column!r} opens nothing.")


def _dossiers(session: Session, wanted: Wanted, look: Look, *, line: str, column: str) -> Table:
    found: list[Fact]
    if wanted.key == II06A:
        if not column.isdigit() or int(column) not in COLUMNS:
            raise NoSuchReport(f"Form II.06a has no column {column!r}.")
        counted = making.counted_dossiers(session, wanted.asked, row=line)
        found = [one.fact for one in behind(counted, rows_by=wanted.rows_by, key=line, column=int(column))]
        words = official.FORM_FIELDS[int(column) - 1]
    else:
        declared = forms.CROSSINGS[wanted.key](look)
        words = next((one.words for one in declared.measures if one.key == column), "")
        found = list(crossing.behind(declared, look, crossing.facts(session, look), key=line, column=column))
    return daily.listed(found, look, title=f"{NAMES[wanted.key]}: {words}")


def _indicator(engine: Engine, session: Session, look: Look, *, key: str, reached: bool) -> Table:
    """What an indicator of QĐ 766 counts; `reached`: those above the line alone."""
    source = service_index.source_of(key)
    if source == "satisfaction":
        return sheets(_sheets(session, look, "", "dissatisfied" if reached else "sheets"), look, of=key)
    if source in voices.HEARD:
        told = voices.HEARD[source]
        found = told.among(voices.heard(engine, session, look), look)
        return reflections([one for one in found if told.holds(one)] if reached else found, look, of=key)
    members = service_index.members(key, offered(engine, session, look), look, crossing.facts(session, look))
    if members is None:
        raise NoSuchReport(f"Indicator {key!r} is entered by hand, or there is none.")
    return of_members(members.part if reached else members.whole, look, title=f"{NAMES['service_index']}: {key}")


def of_members(found: Sequence[Fact] | Sequence[Procedure], look: Look, *, title: str) -> Table:
    """Dossiers or procedures, whichever they are."""
    dossiers = [one for one in found if isinstance(one, Fact)]
    procedures = [one for one in found if isinstance(one, Procedure)]
    if dossiers or not procedures:
        return daily.listed(dossiers, look, title=title)
    columns = (Column(key="code", words="Mã thủ tục", width=14), Column(key="procedure", words="Tên thủ tục"))
    told = sorted(procedures, key=lambda one: (one.name, one.code))
    return _table(look, title, columns, [Line(key=one.code, values=(one.code, one.name)) for one in told])


def reflections(found: Iterable[Heard], look: Look, *, of: str) -> Table:
    """A line a reflection, in the order of receipt: no sender and no words of theirs, which few may read."""
    columns = (
        Column(key="reflection", words="Mã phản ánh", width=24),
        Column(key="office", words="Đơn vị", width=30),
        Column(key="received", words="Nhận lúc", kind=Kind.INSTANT, width=16),
        Column(key="about", words="Phân loại", width=24),
        Column(key="state", words="Trạng thái", width=24),
        Column(key="concluded", words="Kết thúc lúc", kind=Kind.INSTANT, width=16),
        Column(key="in_time", words="Thời hạn", width=14),
    )
    told = [
        Line(
            key=one.feedback.id,
            values=(
                one.feedback.code,
                look.unit_names.get(one.feedback.unit, one.feedback.unit),
                one.feedback.received_at,
                one.case.about.value if one.case.about is not None else None,
                one.case.state.value,
                one.case.concluded_at,
                {True: "yes", False: "no", None: "open"}[one.timely],
            ),
        )
        for one in found
    ]
    return _table(look, _titled("feedback", of), columns, told)


def sheets(found: Iterable[Sheet], look: Look, *, of: str) -> Table:
    """A line a sheet, by what it says: without its day, by which the applicant of a quiet day could be told."""
    questions = survey().questions
    columns = (
        Column(key="verdict", words="Kết luận của phiếu", width=18),
        *(Column(key=f"{ANSWER}{one.key}", words=one.vi, width=22) for one in questions),
        Column(key="way", words="Cách trả lời", width=16),
        Column(key="office", words="Đơn vị", width=30),
    )
    told = [
        Line(
            key="",
            values=(
                verdict(one.answers).value,
                *(one.answers[each.key].value if each.key in one.answers else None for each in questions),
                one.way,
                look.unit_names.get(one.unit, one.unit),
            ),
        )
        for one in found
    ]
    return _table(look, _titled("satisfaction", of), columns, told)


def _sheets(session: Session, look: Look, line: str, column: str) -> list[Sheet]:
    """Behind a line of the form: a unit, `unit/officer`, or empty for all of them."""
    unit, _, officer = line.partition("/")
    last = min(look.period.last_on, look.then.astimezone(HANOI).date())
    found = [
        one
        for each in sorted(look.units if not unit else look.units & {unit})
        for one in surveys.sheets(
            session, each, look.period.first_on, last + timedelta(days=1), officer=officer or None
        )
    ]
    if officer and len(found) < survey().fewest:
        raise NoSuchReport("So few sheets of one officer are not shown.")
    return [one for one in found if column == "sheets" or verdict(one.answers).value == column]


def _results(found: Iterable[Entry], look: Look, *, of: str) -> Table:
    columns = (
        Column(key="paper", words="Loại giấy tờ", width=36),
        Column(key="paper_number", words="Số", width=14),
        Column(key="issued", words="Ngày cấp", kind=Kind.DAY, width=12),
        Column(key="holder", words="Người được cấp", width=24),
        Column(key="valid_until", words="Hiệu lực đến", kind=Kind.DAY, width=12),
        Column(key="file", words="Số hóa", width=14),
        Column(key="released_here", words="Hồ sơ", width=14),
    )
    told = [
        Line(
            key=one.id,
            values=(
                one.result.kind,
                one.result.number,
                one.result.issued_on,
                one.result.holder,
                one.result.valid_until,
                "yes" if one.digitised_at is not None and one.digitised_at <= look.then else "no",
                "dossier" if one.dossier else None,
            ),
            dossier=one.dossier,
        )
        for one in found
    ]
    return _table(look, _titled("valid_results", of), columns, told)


def _giver(session: Session, look: Look, line: str) -> str:
    """The unit of a line of the form of satisfaction, and who handed the results over."""
    unit, _, officer = line.partition("/")
    known = people.names(session, {officer}) if officer else {}
    name = known[officer].name if officer in known else officer
    return ", ".join(filter(None, (look.unit_names.get(unit, unit), name)))


def _titled(key: str, of: str) -> str:
    return f"{NAMES[key]}: {of}" if of else NAMES[key]


def _table(look: Look, title: str, columns: tuple[Column, ...], told: Iterable[Line]) -> Table:
    """`told` without its numbers."""
    return Table(
        form="behind",
        title=title,
        **look.headed,
        columns=(Column(key="number", words="TT", width=5), *columns),
        lines=tuple(replace(one, values=(number, *one.values)) for number, one in enumerate(told, start=1)),
    )
