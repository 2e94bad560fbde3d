"""What a target's metric counts, from the fact rows of the plan's unit and those under it, and what is declared."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.feedback import Rating, State, is_open
from tthc_engine.domain.procedure import Channel, Procedure, Role, Scope
from tthc_engine.domain.standing import ByDate
from tthc_engine.engine import Engine
from tthc_engine.reports import crossing, publicity, voices
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.facts import Fact, LateBasis
from tthc_engine.reports.plans.figure import Figure
from tthc_engine.reports.review import choosing
from tthc_engine.store import kept_results, surveys
from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Session, marks

REMOTE = frozenset({Channel.ONLINE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a metric may look at."""

    session: Session
    engine: Engine
    look: Look
    facts: Sequence[Fact]

    @property
    def received(self) -> list[Fact]:
        return [one for one in self.facts if self.look.received(one)]

    @property
    def settled(self) -> list[Fact]:
        return [one for one in self.facts if self.look.settled(one)]

    @property
    def procedures(self) -> list[Procedure]:
        """What the office works by on the last day of the period that is known, by code; what was retired is not."""
        day = self.look.period.known_at(self.look.then).astimezone(HANOI).date()
        law = self.engine.rulebook.declarations.law_on(self.session, day, known=self.look.then)
        return sorted(law, key=lambda one: one.code)

    @property
    def late(self) -> list[Fact]:
        """Dossiers whose limit passed in the period, ended since or not."""
        return [one for one in self.facts if self.look.within(one.breached_at)]


def seen(session: Session, engine: Engine, look: Look) -> Seen:
    return Seen(session=session, engine=engine, look=look, facts=list(crossing.facts(session, look)))


def measure(metric: str, what: Seen) -> Figure:
    """Raises KeyError for a metric that is not counted from dossiers and declarations."""
    found = MEASURED[metric]
    return found.figure(what) if isinstance(found, OfDossiers | OfProcedures) else found(what)


@dataclass(frozen=True, slots=True)
class OfDossiers:
    """Counted dossier by dossier, so that whoever asks sees which ones."""

    among: Callable[[Seen], Sequence[Fact]]
    counts: Callable[[Seen, Sequence[Fact]], Sequence[int]]
    """How much of each."""
    weighs: Callable[[Fact], int] = lambda _: 1
    """What each adds below the line."""

    def members(self, what: Seen) -> list[tuple[Fact, int, int]]:
        """Each dossier below the line, with its part and its whole."""
        among = self.among(what)
        return [(one, part, self.weighs(one)) for one, part in zip(among, self.counts(what, among), strict=True)]

    def figure(self, what: Seen) -> Figure:
        members = self.members(what)
        return Figure(sum(part for _, part, _ in members), sum(whole for _, _, whole in members))


@dataclass(frozen=True, slots=True)
class OfProcedures:
    """Counted procedure by procedure, each in the version that the office works by on the period's last known day."""

    among: Callable[[Procedure], bool]
    counts: Callable[[Seen, Sequence[Procedure]], Sequence[bool]]

    def members(self, what: Seen) -> list[tuple[Procedure, bool]]:
        among = [one for one in what.procedures if self.among(one)]
        return list(zip(among, self.counts(what, among), strict=True))

    def figure(self, what: Seen) -> Figure:
        members = self.members(what)
        return Figure(sum(1 for _, counts in members if counts), len(members))


def _share(among: Callable[[Seen], Sequence[Fact]], holds: Callable[[Fact, Look], bool]) -> OfDossiers:
    return OfDossiers(among, lambda what, facts: [int(holds(one, what.look)) for one in facts])


def _received(what: Seen) -> list[Fact]:
    return what.received


def _settled(what: Seen) -> list[Fact]:
    return what.settled


def _by_date(fact: Fact, look: Look) -> ByDate | None:
    return fact.by_date(look.then, LateBasis.ORIGINAL)


def _late(what: Seen) -> list[Fact]:
    return what.late


def _answered_for(kind: str) -> OfDossiers:
    """How many of the late dossiers have met that obligation by the look's instant."""

    def met(what: Seen, late: Sequence[Fact]) -> list[int]:
        found: set[str] = set()
        for some in (late[at : at + 500] for at in range(0, len(late), 500)):
            rows = what.session.rows(
                f"SELECT DISTINCT dossier_id FROM obligation WHERE kind = ? AND settled = 'met' AND settled_at <= ?"
                f" AND dossier_id IN ({marks(len(some))})",
                (kind, instant_text(what.look.then), *(one.dossier for one in some)),
            )
            found |= {str(row[0]) for row in rows}
        return [int(one.dossier in found) for one in late]

    return OfDossiers(_late, met)


def _with_papers(what: Seen) -> list[Fact]:
    """Who had to hand in papers: a dossier that needs none says nothing about bringing them again."""
    return [one for one in what.received if one.papers]


def _with_payments(what: Seen) -> list[Fact]:
    return [one for one in what.received if one.payments]


def _transferred(what: Seen) -> list[Fact]:
    """Received in the period for another body, or sent to others that have a part in it."""
    names = tuple(sorted(what.look.units))
    sent = {
        str(row[0])
        for row in what.session.rows(
            "SELECT DISTINCT p.dossier_id FROM part p JOIN dossier d ON d.id = p.dossier_id"
            f" WHERE p.sent_at <= ? AND (d.receiving_unit IN ({marks(len(names))})"
            f" OR d.competent_unit IN ({marks(len(names))}))",
            (instant_text(what.look.then), *names, *names),
        )
    }
    return [one for one in what.received if one.receiving_unit != one.competent_unit or one.dossier in sent]


def _unanswered(what: Seen) -> Figure:
    """Sent online and left without an answer past its hours, in the period."""
    units = tuple(sorted(what.look.units))
    since, until = instant_text(what.look.period.since), instant_text(min(what.look.then, what.look.period.until))
    count = what.session.value(
        f"SELECT COUNT(*) FROM obligation WHERE kind = 'online_answer' AND unit IN ({marks(len(units))})"
        " AND until_at >= ? AND until_at < ? AND (settled_at IS NULL OR settled_at > until_at)",
        (*units, since, until),
    )
    return Figure(int(count or 0))


def _satisfied(what: Seen) -> Figure:
    """Sheets answered at the return; satisfied is who was so with everything."""
    period = what.look.period
    until = min(period.last_on, what.look.then.astimezone(HANOI).date()) + timedelta(days=1)
    told = surveys.together(surveys.tallies(what.session, what.look.units, period.first_on, until).values()).verdicts
    return Figure(told[Rating.SATISFIED], told.total())


def _reflections(holds: Callable[[voices.Heard], bool]) -> Callable[[Seen], Figure]:
    """Of the reflections and complaints that came in the period."""

    def counted(what: Seen) -> Figure:
        every = voices.heard(what.engine, what.session, what.look)
        came = [one for one in every if what.look.within(one.feedback.received_at)]
        return Figure(sum(1 for one in came if holds(one)), len(came))

    return counted


def _still_valid(what: Seen) -> Figure:
    """Results still valid at the period's end, or today; digitised is what has its file in the register."""
    day = min(what.look.period.last_on, what.look.then.astimezone(HANOI).date())
    every = kept_results.counted(what.session, what.look.units, day, what.look.then)
    return Figure(sum(one.digitised for one in every), sum(one.valid for one in every))


def _any(_: Procedure) -> bool:
    return True


def _public(one: Procedure) -> bool:
    return one.scope is Scope.PUBLIC


def _internal(one: Procedure) -> bool:
    return one.scope is Scope.INTERNAL


def _posted(what: Seen, procedures: Sequence[Procedure]) -> list[bool]:
    """Whose newest version hangs where the unit's ledger says."""
    ledger = publicity.ledger(what.session, what.look.unit, procedures, then=what.look.then)
    posted = {one.procedure.code for one in ledger if one.standing is publicity.Standing.POSTED}
    return [one.code in posted for one in procedures]


def _paid_online_once(what: Seen, procedures: Sequence[Procedure]) -> list[bool]:
    """For which somebody has paid online, in the unit or those inside it, by the look's instant."""
    names = tuple(sorted(what.look.units))
    rows = what.session.rows(
        "SELECT DISTINCT code FROM fact WHERE online_payments > 0 AND known_from <= ?"
        f" AND (receiving_unit IN ({marks(len(names))}) OR competent_unit IN ({marks(len(names))}))",
        (instant_text(what.look.then), *names, *names),
    )
    paid = {str(row[0]) for row in rows}
    return [one.code in paid for one in procedures]


def _each(holds: Callable[[Procedure], bool]) -> Callable[[Seen, Sequence[Procedure]], list[bool]]:
    return lambda _, procedures: [holds(one) for one in procedures]


def _at_the_desk(one: Procedure) -> bool:
    return one.intake.owner is Role.DESK and one.result.owner is Role.DESK


def _approved(one: Procedure) -> bool:
    return one.internal_workflow is not None and one.electronic_workflow is not None


def _reviewed(counts: Callable[[choosing.Review], Figure]) -> Callable[[Seen], Figure]:
    """From what the unit registered and had decided in that year's review of procedures."""

    def counted(what: Seen) -> Figure:
        look = what.look
        return counts(choosing.review(what.session, what.engine, look.unit, look.period.first_on.year, look.then))

    return counted


_ONLINE = _share(_received, lambda one, _: one.channel in REMOTE)
_WHOLLY_ONLINE = _share(_received, lambda one, _: one.channel in REMOTE and one.receive_result in REMOTE)

MEASURED: Mapping[str, OfDossiers | OfProcedures | Callable[[Seen], Figure]] = {
    "on_time_rate": _share(_settled, lambda one, look: _by_date(one, look) is not ByDate.AFTER),
    "early_rate": _share(_settled, lambda one, look: _by_date(one, look) is ByDate.BEFORE),
    "late_explanation_rate": _answered_for("explanation"),
    "late_apology_rate": _answered_for("apology"),
    "unprocessed_submission_count": _unanswered,
    "online_level34_dossier_rate": _ONLINE,
    "online_level4_dossier_rate": _WHOLLY_ONLINE,
    "fully_online_dossier_rate": _WHOLLY_ONLINE,
    "remote_online_usage_rate": _ONLINE,
    "postal_dossier_rate": _share(_received, lambda one, _: Channel.POSTAL in (one.channel, one.receive_result)),
    "digitization_rate": _share(_received, lambda one, _: one.wholly_electronic),
    "document_reuse_rate": _share(_with_papers, lambda one, _: one.reused > 0),
    "electronic_transfer_rate": _share(_transferred, lambda one, _: one.wholly_electronic),
    "e_identity_rate": _share(_received, lambda one, _: one.electronically_identified),
    "online_payment_transaction_rate": OfDossiers(
        _with_payments, lambda _, facts: [one.online_payments for one in facts], lambda one: one.payments
    ),
    "online_payment_enabled_procedure_rate": OfProcedures(lambda one: bool(one.fees), _paid_online_once),
    "fee_free_procedure_rate": OfProcedures(_any, _each(lambda one: not one.fees)),
    "onestop_intake_rate": OfProcedures(_public, _each(_at_the_desk)),
    "workflow_approved_rate": OfProcedures(_any, _each(_approved)),
    "legacy_result_digitization_rate": _still_valid,
    "satisfaction_rate": _satisfied,
    "feedback_intake_rate": _reflections(lambda one: one.case.state is not State.RECEIVED),
    "feedback_handling_rate": _reflections(lambda one: not is_open(one.case.state)),
    "procedure_review_rate": _reviewed(choosing.reviewed_rate),
    "time_cut_procedure_share": _reviewed(choosing.cut_rate),
    "processing_time_reduction": _reviewed(choosing.mean_cut),
    "publicity_rate": OfProcedures(_any, _posted),
    "publicity_rate_onestop": OfProcedures(_any, _posted),
    "internal_procedure_publication_rate": OfProcedures(_internal, _posted),
}
