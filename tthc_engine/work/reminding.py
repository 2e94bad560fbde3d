"""Đôn đốc bằng văn bản: from what a unit has late to the letter that reminds it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.bootstrap import App
from tthc_engine.documents.reminding import Item, Reminder, reminder
from tthc_engine.domain.calendar import CalendarNotPublished, WorkingCalendar
from tthc_engine.domain.composing.writing import WITHOUT_FORM
from tthc_engine.domain.errors import TthcError
from tthc_engine.domain.regime import LetterKind
from tthc_engine.store import counters, dossiers, obligations, offices, people, reminders
from tthc_engine.store.dossiers import DossierLine, Filter
from tthc_engine.store.people import Person, Scope
from tthc_engine.store.sql import Session

MOST = 200
_, SYMBOL = WITHOUT_FORM[LetterKind.REMINDER]
"""One series of numbers with the reminders of late bodies."""
REPORT_AFTER = 2
"""Working days until the reminded unit reports, unless the letter says another day: a suggestion, not law."""


class NothingToRemind(TthcError):
    """No dossier of the unit is late and nothing is owed there past its limit."""


@dataclass(frozen=True, slots=True)
class Debtor:
    """A unit that has something late."""

    unit: str
    name: str
    late: tuple[DossierLine, ...]
    """Past their due instant, or with something owed past its limit; longest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How the letter says what the database knows: the words of the page's language, always Vietnamese on paper."""

    instant: Callable[[datetime], str]
    how_late: Callable[[DossierLine], str]
    holder: Callable[[DossierLine], str]
    owed: Callable[[Sequence[str]], str]
    """Kinds of obligations in words."""


def debtors(session: Session, scope: Scope, at: datetime) -> list[Debtor]:
    """Every unit of the scope with something late, the most first."""
    late = {line.id: line for line in dossiers.overdue(session, scope, at, limit=MOST * 5)}
    owing = {one.dossier_id for one in obligations.owed(session, scope, late_at=at, limit=MOST * 5)}
    more = dossiers.everything(session, scope, Filter(ids=frozenset(owing - set(late)))) if owing - set(late) else []
    by_unit: dict[str, list[DossierLine]] = {}
    for line in [*late.values(), *more]:
        if line.reference:
            by_unit.setdefault(line.competent_unit, []).append(line)
    names = {one.id: one.name for one in offices.units(session)}
    found = [Debtor(unit, names.get(unit, unit), tuple(lines[:MOST])) for unit, lines in by_unit.items()]
    return sorted(found, key=_most_first)


def _most_first(one: Debtor) -> tuple[int, str]:
    return -len(one.late), one.name


def report_by(calendar: WorkingCalendar, at: datetime) -> datetime | None:
    """The closing time of the day by which a report is asked; None where the calendar does not reach."""
    day = calendar.local(at).date()
    try:
        for _ in range(REPORT_AFTER):
            day = calendar.working_day_after(day)
        return calendar.closing(day)
    except CalendarNotPublished:
        return None


def write(
    app: App,
    session: Session,
    debtor: Debtor,
    chosen: Sequence[str],
    *,
    unit: str,
    by: str,
    signer: Person,
    answer_by: str,
    request: str,
    words: Wording,
    key: str,
    at: datetime,
) -> str:
    """Write and keep the letter about the `chosen` dossiers (by code); the key of the kept file.

    It takes the next number of the unit's register, once for each `key`. Raises NothingToRemind.
    """
    if reminders.is_kept(session, key):
        return key
    lines = [line for line in debtor.late if line.reference in chosen]
    if not lines:
        raise NothingToRemind(debtor.name)
    office = offices.office(session, unit) or offices.office(session, debtor.unit)
    facts = office.facts if office else None
    on: date = at.astimezone(people.HANOI).date()
    owed: dict[str, list[str]] = {}
    for one in obligations.owed(session, Scope(frozenset({debtor.unit})), late_at=at, limit=MOST * 5):
        owed.setdefault(one.dossier_id, []).append(one.kind)
    own = offices.unit(session, unit)
    symbol = "-".join(filter(None, (SYMBOL, facts.symbol_suffix if facts else "")))
    number = f"{counters.take(session, unit, symbol, str(on.year)):02d}/{symbol}"
    letter = Reminder(
        agency=facts.agency if facts else own.name if own else unit,
        agency_parent=facts.agency_parent if facts else "",
        number=number,
        place=facts.place if facts else "",
        on=on,
        to=debtor.name,
        answer_by=answer_by,
        request=request,
        items=tuple(
            Item(
                reference=line.reference,
                procedure=line.procedure_name,
                due=words.instant(line.due_at) if line.due_at else "",
                how_late=words.how_late(line),
                holder=words.holder(line),
                owed=words.owed(owed.get(line.id, ())),
            )
            for line in lines
        ),
        signer_title=signer.title,
        signer=signer.name,
        demo=app.settings.demo,
    )
    reminders.keep(
        session,
        key,
        unit=unit,
        to_unit=debtor.unit,
        dossiers=[line.reference for line in lines],
        docx=reminder(letter),
        number=number,
        by=by,
        at=at,
    )
    return key
