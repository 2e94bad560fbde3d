"""What a target's metric counts, from the fact rows of the plan's unit and those under it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.feedback import Rating, State, is_open
from tthc_engine.domain.procedure import Channel
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
    def late(self) -> list[Fact]:
        """Dossiers whose limit passed in the period, ended since or not."""
        return [one for one in self.facts if self.look.within(one.breached_at)]


def seen(session: Session, engine: Engine, look: Look) -> Seen:
    return Seen(session=session, engine=engine, look=look, facts=list(crossing.facts(session, look)))


def measure(metric: str, what: Seen) -> Figure:
    """Raises KeyError for a metric that is not counted from dossiers."""
    return MEASURED[metric](what)


def _share(found: Sequence[Fact], holds: Callable[[Fact], bool]) -> Figure:
    return Figure(sum(1 for one in found if holds(one)), len(found))


def _by_date(fact: Fact, look: Look) -> ByDate | None:
    return fact.by_date(look.then, LateBasis.ORIGINAL)


def _on_time(what: Seen) -> Figure:
    return _share(what.settled, lambda one: _by_date(one, what.look) is not ByDate.AFTER)


def _early(what: Seen) -> Figure:
    return _share(what.settled, lambda one: _by_date(one, what.look) is ByDate.BEFORE)


def _answered_for(kind: str) -> Callable[[Seen], Figure]:
    """How many of the late dossiers have met that obligation by the look's instant."""

    def counted(what: Seen) -> Figure:
        late = [one.dossier for one in what.late]
        met: set[str] = set()
        for some in (late[at : at + 500] for at in range(0, len(late), 500)):
            rows = what.session.rows(
                f"SELECT DISTINCT dossier_id FROM obligation WHERE kind = ? AND settled = 'met' AND settled_at <= ?"
                f" AND dossier_id IN ({marks(len(some))})",
                (kind, instant_text(what.look.then), *some),
            )
            met |= {str(row[0]) for row in rows}
        return Figure(len(met), len(late))

    return counted


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


def _online(what: Seen) -> Figure:
    return _share(what.received, lambda one: one.channel in REMOTE)


def _wholly_online(what: Seen) -> Figure:
    return _share(what.received, lambda one: one.channel in REMOTE and one.receive_result in REMOTE)


def _postal(what: Seen) -> Figure:
    return _share(what.received, lambda one: Channel.POSTAL in (one.channel, one.receive_result))


def _digitised(what: Seen) -> Figure:
    return _share(what.received, lambda one: one.wholly_electronic)


def _reused(what: Seen) -> Figure:
    """Of those who had to hand in papers: a dossier that needs none says nothing about bringing them again."""
    return _share([one for one in what.received if one.papers], lambda one: one.reused > 0)


def _identified(what: Seen) -> Figure:
    return _share(what.received, lambda one: one.electronically_identified)


def _paid_online(what: Seen) -> Figure:
    """Transactions of the dossiers received in the period."""
    return Figure(sum(one.online_payments for one in what.received), sum(one.payments for one in what.received))


def _free(what: Seen) -> Figure:
    known = what.engine.catalogue.search("", what.look.period.last_on)
    return Figure(sum(1 for one in known if not one.fees), len(known))


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


def _posted(what: Seen) -> Figure:
    """Procedures whose newest version hangs where the unit's ledger says."""
    known = what.engine.catalogue.search("", what.look.period.known_at(what.look.then).astimezone(HANOI).date())
    return Figure(*publicity.publicity_rate(what.session, what.look.unit, known, then=what.look.then))


def _reviewed(counts: Callable[[choosing.Review], Figure]) -> Callable[[Seen], Figure]:
    """From what the unit registered and had decided in that year's review of procedures."""

    def counted(what: Seen) -> Figure:
        look = what.look
        return counts(choosing.review(what.session, what.engine, look.unit, look.period.first_on.year, look.then))

    return counted


MEASURED: Mapping[str, Callable[[Seen], Figure]] = {
    "on_time_rate": _on_time,
    "early_rate": _early,
    "late_explanation_rate": _answered_for("explanation"),
    "late_apology_rate": _answered_for("apology"),
    "unprocessed_submission_count": _unanswered,
    "online_level34_dossier_rate": _online,
    "online_level4_dossier_rate": _wholly_online,
    "fully_online_dossier_rate": _wholly_online,
    "remote_online_usage_rate": _online,
    "postal_dossier_rate": _postal,
    "digitization_rate": _digitised,
    "document_reuse_rate": _reused,
    "e_identity_rate": _identified,
    "online_payment_transaction_rate": _paid_online,
    "fee_free_procedure_rate": _free,
    "legacy_result_digitization_rate": _still_valid,
    "satisfaction_rate": _satisfied,
    "feedback_intake_rate": _reflections(lambda one: one.case.state is not State.RECEIVED),
    "feedback_handling_rate": _reflections(lambda one: not is_open(one.case.state)),
    "procedure_review_rate": _reviewed(choosing.reviewed_rate),
    "time_cut_procedure_share": _reviewed(choosing.cut_rate),
    "processing_time_reduction": _reviewed(choosing.mean_cut),
    "publicity_rate": _posted,
    "publicity_rate_onestop": _posted,
}
