"""Our own event log as others read it: dossier by dossier, in bounded memory, without anybody's name.

Only the log and the columns named here are read: the table of personal parts is never touched.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from tthc_engine.domain.events import event_adapter
from tthc_engine.exchange.logs import activities
from tthc_engine.exchange.logs.fingerprint import Fingerprint
from tthc_engine.exchange.logs.trace import Event, Value
from tthc_engine.store.columns import instant_of
from tthc_engine.store.declarations import Declarations
from tthc_engine.store.people import HANOI, Scope
from tthc_engine.store.sql import Row, Session, marks

BATCH = 200
"""Dossiers read at once: about ten events each."""

COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("procedure", "procedure_name", "procedure_in_force_from", "case", "channel"), "string"),
    **dict.fromkeys(("unit", "decided_by", "regime", "calendar", "stage", "outcome", "standing"), "string"),
    **dict.fromkeys(("registered_at", "received_at", "due_at", "appointment", "new_appointment"), "date"),
    **dict.fromkeys(("ended_at", "returned_at"), "date"),
    **dict.fromkeys(("supplements", "minutes_late", "fee_vnd"), "int"),
}
"""What is told of a dossier, with its type in XES: `unit` receives it, `decided_by` decides it."""

_READ = (
    "id, reference, code, procedure_name, in_force_from, case_key, channel, receiving_unit, competent_unit, regime,"
    " calendar, stage, outcome, ended_standing, registered_at, received_at, due_at, appointment, new_appointment,"
    " ended_at, returned_at, supplements, minutes_late, fee_vnd"
)

Progress = Callable[[int, int], None]
"""Told how many dossiers are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Told:
    """One dossier and its life."""

    name: str
    """Mã hồ sơ; before acceptance, when there is none, the log's own key."""
    attributes: Mapping[str, Value]
    """By the names of `COLUMNS`; what is not known is left out."""
    events: tuple[Event, ...]


@dataclass(slots=True)
class Passed:
    """What went by, for whoever checks a copy."""

    cases: int = 0
    events: int = 0
    fingerprint: str = ""
    """Known once everything went by."""


def count(session: Session, scope: Scope) -> int:
    clause, values = scope.clause()
    return int(session.value(f"SELECT count(*) FROM dossier WHERE {clause}", values))


def told(
    session: Session, declarations: Declarations, scope: Scope, *, progress: Progress | None = None
) -> Iterator[Told]:
    """Every dossier of `scope`, the first registered first. `declarations` tell how steps are called."""
    whole = count(session, scope)
    clause, values = scope.clause()
    done, after = 0, ("", "")
    while True:
        rows = session.rows(
            f"SELECT {_READ} FROM dossier WHERE {clause} AND (registered_at, id) > (?, ?)"
            " ORDER BY registered_at, id LIMIT ?",
            (*values, *after, BATCH),
        )
        if not rows:
            return
        lives = _lives(session, declarations, [row[0] for row in rows])
        for row in rows:
            yield Told(row[1] or row[0], _attributes(row), tuple(lives.get(row[0], ())))
        done += len(rows)
        after = (rows[-1][14], rows[-1][0])
        if progress is not None:
            progress(done, whole)


def passing(dossiers: Iterable[Told], passed: Passed) -> Iterator[Told]:
    """The same dossiers; `passed` counts them and, at the end, holds their fingerprint."""
    with Fingerprint() as fingerprint:
        for one in dossiers:
            passed.cases += 1
            passed.events += len(one.events)
            for event in one.events:
                fingerprint.add(one.name, event.activity, event.at)
            yield one
        passed.fingerprint = fingerprint.digest()


def _lives(session: Session, declarations: Declarations, dossiers: list[str]) -> dict[str, list[Event]]:
    rows = session.rows(
        f"SELECT dossier_id, procedure, payload FROM event WHERE dossier_id IN ({marks(len(dossiers))})"
        " ORDER BY dossier_id, seq",
        dossiers,
    )
    return {
        dossier: [_event(session, declarations, row) for row in mine]
        for dossier, mine in groupby(rows, key=lambda row: str(row[0]))
    }


def _event(session: Session, declarations: Declarations, row: Row) -> Event:
    happened = event_adapter.validate_json(row[2])
    return Event(
        activity=activities.activity(happened, declarations.procedure(session, row[1])),
        at=happened.at.astimezone(HANOI),
        resource=activities.resource(happened),
        transition=activities.transition(happened),
        attributes=activities.details(happened),
    )


def _attributes(row: Row) -> dict[str, Value]:
    return {
        name: _value(kind, value)
        for (name, kind), value in zip(COLUMNS.items(), row[2:], strict=True)
        if value is not None and value != ""
    }


def _value(kind: str, value: str | int) -> Value:
    return instant_of(str(value)).astimezone(HANOI) if kind == "date" else value


def hanoi_text(at: datetime, *, timespec: str = "milliseconds") -> str:
    """`2026-06-01T09:00:00.000+07:00`: the office's wall clock with its offset."""
    return at.astimezone(HANOI).isoformat(timespec=timespec)
