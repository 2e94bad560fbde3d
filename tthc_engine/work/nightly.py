"""Every night, every open dossier: is its row what its log says, and did no sweep overlook anything?"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from tthc_engine.bootstrap import App
from tthc_engine.domain.commands import CheckClock
from tthc_engine.domain.decide import decide
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.errors import UnknownDossier
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.domain.rules import Rules
from tthc_engine.engine.memory import Memory
from tthc_engine.store import dossiers, due, machine, projection, proof, sweeps
from tthc_engine.store.machine import Certificate
from tthc_engine.store.people import EVERYTHING, HANOI
from tthc_engine.store.sql import Session
from tthc_engine.work.guard import Guard, Halt, by_hand
from tthc_engine.work.report import why
from tthc_engine.work.scans import tidy
from tthc_engine.work.settling import settle

log = logging.getLogger(__name__)

NIGHT = time(1, 30)
# Dossiers between two questions whether this process may go on.
ASK_EVERY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LateLine:
    """An overdue dossier in the day's list; no name of anybody."""

    reference: str
    procedure: str
    due: datetime
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NightReport:
    certificate: Certificate
    codes: Mapping[str, str] = field(default_factory=dict)
    """The codes of those that failed."""
    late: tuple[LateLine, ...] = ()
    """Every open dossier past its date, the longest late first."""

    @property
    def failed(self) -> dict[str, str]:
        return dict(self.certificate.failed)

    def in_words(self) -> str:
        one = self.certificate
        return (
            f"open={one.open} looked_at={one.looked_at} acted={one.acted} differences={one.differences}"
            f" failed={len(one.failed)}"
        )

    def as_json(self) -> dict[str, Any]:
        one = self.certificate
        counts = {"open": one.open, "looked_at": one.looked_at, "acted": one.acted, "differences": one.differences}
        return {"day": one.day.isoformat(), "at": one.at.isoformat(), **counts, "failed": dict(one.failed)}

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        one = self.certificate
        counts = {"open": one.open, "looked at": one.looked_at, "acted": one.acted, "differences": one.differences}
        late = [
            {"dossier": line.reference, "procedure": line.procedure, "due": line.due.isoformat(), "step": line.step}
            for line in self.late
        ]
        return {"night-certificate": [{"day": one.day.isoformat(), **counts}], "late-today": late}


def latest(at: datetime, hour: time) -> datetime:
    """The last instant not after `at` at which the office's clock showed `hour`."""
    local = at.astimezone(HANOI)
    today = datetime.combine(local.date(), hour, HANOI)
    return today if today <= local else today - timedelta(days=1)


def is_due(app: App, at: datetime, *, known: frozenset[str] = frozenset()) -> bool:
    """Whether the last night has no certificate yet; a machine that is off at night makes it in the morning.

    `known` failures do not count: they are in the certificate, and the next one is made in its own time.
    """
    with app.read() as session:
        last = machine.last_certificate(session)
    return last is None or last.at < latest(at, NIGHT)


def recheck(app: App, at: datetime, *, guard: Guard = by_hand) -> NightReport:
    """Recompute every open dossier from its log, let the clock act where no sweep did; certify it and seal the log.

    A row or an obligation that is not what the log says counts as a difference and is left as it is: `tthc rebuild`
    mends it once somebody knows why. Interrupted, it stores nothing and is made again.
    """
    with app.read() as session:
        everyone = due.all_open(session)
    looked_at = acted = differences = 0
    failed: dict[str, str] = {}
    for number, dossier in enumerate(everyone):
        try:
            if number % ASK_EVERY == 0:
                _ask(app, guard)
            with app.read() as session:
                wrong, overlooked = _look(app, session, dossier, at)
            differences += wrong
            acted += overlooked and _act(app, dossier, at, guard)
            looked_at += 1
        except Halt:
            break
        except Exception as error:
            failed[dossier] = why(error)
            log.exception("action=recheck dossier=%s", dossier)
    certificate = Certificate(
        day=at.astimezone(HANOI).date(),
        at=at,
        open=len(everyone),
        looked_at=looked_at,
        acted=acted,
        differences=differences,
        failed=failed,
    )
    with app.read() as session:
        late = dossiers.overdue(session, EVERYTHING, at)
        codes = sweeps.codes(session, failed)
    report = NightReport(certificate=certificate, codes=codes, late=tuple(_late_line(one, at) for one in late))
    if looked_at + len(failed) == len(everyone):
        with app.transaction() as session:
            machine.certify(session, certificate)
            proof.seal(session, certificate.day, at=at)
        try:
            tidy(app, at)
        except OSError:
            # A folder that cannot be reached tonight is tidied tomorrow; the certificate is true without it.
            log.exception("action=tidy")
        settle(app, at)
        (log.info if certificate.is_clean else log.error)("action=recheck %s", report.in_words())
    return report


def _late_line(one: dossiers.DossierLine, at: datetime) -> LateLine:
    return LateLine(reference=one.reference, procedure=one.procedure_name, due=one.due_at or at, step=one.step_name)


def _ask(app: App, guard: Guard) -> None:
    with app.transaction() as session:
        guard(session)


def _look(app: App, session: Session, dossier_id: str, at: datetime) -> tuple[bool, bool]:
    """Whether its rows differ from its log, and whether the clock has something to do."""
    # With an empty memory: the log itself is asked, not what this process believes of it.
    known = Memory().load(session, dossier_id)
    dossier = known.dossier
    if dossier is None:
        raise UnknownDossier
    rules = app.engine.rulebook.of_dossier(session, dossier, known.regime).rules
    wrong = _row_differs(session, dossier_id, dossier, rules, known.head) or _owed_differs(session, dossier_id, dossier)
    return wrong, bool(decide(dossier, CheckClock(dossier=dossier_id, by=THE_CLOCK), rules, at=at))


def _row_differs(session: Session, dossier_id: str, dossier: Dossier, rules: Rules, head: Any) -> bool:
    office = session.value("SELECT office_unit FROM dossier WHERE id = ?", (dossier_id,))
    right = projection.dossier_row(dossier, rules, projection.Projected(dossier_id, head, str(office)))
    stored = session.row(f"SELECT {', '.join(right)} FROM dossier WHERE id = ?", (dossier_id,))
    return stored != tuple(right.values())


def _owed_differs(session: Session, dossier_id: str, dossier: Dossier) -> bool:
    right = projection.obligation_rows(dossier, dossier_id)
    columns = (
        "dossier_id, kind, epoch, owed_by, unit, receiving_unit, competent_unit, since, until_at, settled, settled_at"
    )
    stored = session.rows(f"SELECT {columns} FROM obligation WHERE dossier_id = ?", (dossier_id,))
    return sorted(stored, key=str) != sorted((tuple(row[c] for c in columns.split(", ")) for row in right), key=str)


def _act(app: App, dossier: str, at: datetime, guard: Guard) -> bool:
    with app.transaction() as session:
        guard(session)
        return bool(app.engine.handle(session, CheckClock(dossier=dossier, by=THE_CLOCK), at=at).events)
