"""How standings, obligations and letters are dressed: always a shape and words, colour only third."""

from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.dossier import Outcome, Stage
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.standing import Standing
from tthc_engine.store.dossiers import DossierLine
from tthc_engine.web import wording
from tthc_engine.web.messages import Messages


@dataclass(frozen=True, slots=True)
class Mark:
    label: str
    icon: str
    dress: str
    plain: bool = False


_OPEN: dict[Standing, tuple[str, str, bool]] = {
    Standing.ON_TIME: ("ontime", "ok", True),
    Standing.DUE_SOON: ("soon", "soon", False),
    Standing.OVERDUE: ("late", "late", False),
    Standing.STOPPED: ("stop", "stop", True),
    Standing.NO_DEADLINE: ("none", "none", True),
}
_CLOSED: dict[Standing, tuple[str, str]] = {
    Standing.EARLY: ("early", "ok"),
    Standing.ON_TIME: ("done", "ok"),
    Standing.LATE: ("closedlate", "late-soft"),
    Standing.NO_DEADLINE: ("none", "none"),
}
_ENDED: dict[str, str] = {
    Outcome.REFUSED: "refused",
    Outcome.WITHDRAWN: "withdrawn",
    Outcome.STOPPED_BY_APPLICANT: "withdrawn",
    Outcome.CLOSED_UNANSWERED: "closebox",
}
OBLIGATION_ICONS: dict[str, str] = {
    ObligationKind.ONLINE_ANSWER: "online",
    ObligationKind.LATENESS_QUESTION: "ask",
    ObligationKind.ONESTOP_NOTICE: "notice",
    ObligationKind.APOLOGY: "apology",
    ObligationKind.EXPLANATION: "explain",
    ObligationKind.CLOSE_UNANSWERED: "closebox",
    ObligationKind.CORRECTION: "correct",
    ObligationKind.CONSULTATION: "consult",
    ObligationKind.HANDOVER: "notice",
    ObligationKind.BODY_NOTICE: "notice",
}


def standing_mark(line: DossierLine, at: datetime, _: Messages, *, calendar: WorkingCalendar | None = None) -> Mark:
    """How the dossier stands; with a calendar also how much working time is left or gone."""
    standing = line.standing(at)
    if not line.is_open:
        return _closed_mark(line, standing, _)
    if line.accepted_at is None:
        return Mark(_("standing.not_accepted"), "online", "soon", plain=True)
    if line.stage == Stage.FOLLOWED and standing is Standing.OVERDUE:
        return Mark(_("standing.late_elsewhere"), "none", "none", plain=True)
    icon, dress, plain = _OPEN[standing]
    label = _(f"standing.{standing.value}")
    if standing is Standing.DUE_SOON and line.due_at is not None and is_same_day(line.due_at, at):
        icon, dress, label = "today", "today", _("standing.due_today")
    if calendar is not None and line.due_at is not None and standing in (Standing.DUE_SOON, Standing.OVERDUE):
        label = f"{label}, {_how_long(line.due_at, at, _, calendar)}"
    return Mark(label, icon, dress, plain)


def _closed_mark(line: DossierLine, standing: Standing, _: Messages) -> Mark:
    if line.outcome in _ENDED:
        key = "refused_intake" if line.outcome == Outcome.REFUSED and line.accepted_at is None else line.outcome
        return Mark(_(f"outcome.{key}"), _ENDED[line.outcome], "none", plain=True)
    icon, dress = _CLOSED.get(standing, ("done", "ok"))
    key = "closed_on_time" if standing is Standing.ON_TIME else standing.value
    return Mark(_(f"standing.{key}"), icon, dress, plain=True)


def step_mark(line: DossierLine, at: datetime, _: Messages) -> Mark | None:
    """Chậm tiến độ: the step is late while the dossier is not."""
    return Mark(_("standing.step_late"), "step", "step") if step_is_late(line, at) else None


def step_is_late(line: DossierLine, at: datetime) -> bool:
    """Of an open dossier that is not late itself and whose clock runs."""
    late = line.is_open and line.step_due is not None and at > line.step_due
    return late and not line.stopped and line.standing(at) is not Standing.OVERDUE


def edge_of(line: DossierLine, standing: Standing, at: datetime) -> str:
    """The edge of its row: `e-late`, `e-today` or nothing; what another system handles is not late here."""
    if not line.is_open or line.due_at is None:
        return ""
    if standing is Standing.OVERDUE:
        return "e-late" if line.stage != Stage.FOLLOWED else ""
    return "e-today" if is_same_day(line.due_at, at) else ""


def is_same_day(one: datetime, other: datetime) -> bool:
    return wording.local(one).date() == wording.local(other).date()


def _how_long(due: datetime, at: datetime, _: Messages, calendar: WorkingCalendar) -> str:
    """To the minute while minutes matter, in whole days beyond two."""
    if at > due and calendar.between(due, at) >= 2 * calendar.ordinary_day:
        return short_remaining(due, at, _, calendar=calendar)
    return remaining(due, at, _, calendar=calendar)


def remaining(due: datetime, at: datetime, _: Messages, *, calendar: WorkingCalendar) -> str:
    """`còn 1 ngày 6 giờ 55` or `quá 2 ngày`, in working time."""
    if at > due:
        minutes = calendar.between(due, at)
        if not minutes:
            return _("time.just_over")
        return _("time.over", span=wording.span(_, minutes, day_minutes=calendar.ordinary_day))
    minutes = calendar.between(at, due)
    return _("time.left", span=wording.span(_, minutes, day_minutes=calendar.ordinary_day))


def short_remaining(due: datetime, at: datetime, _: Messages, *, calendar: WorkingCalendar) -> str:
    """The same for a narrow column: `7 giờ 30`, `2 ngày`, `quá 9 ngày`."""
    if at > due:
        minutes = calendar.between(due, at)
        if not minutes:
            return _("time.just_over")
        return _("time.over", span=wording.short_span(_, minutes, day_minutes=calendar.ordinary_day))
    return wording.short_span(_, calendar.between(at, due), day_minutes=calendar.ordinary_day)


def obligation_mark(
    kind: str, _: Messages, *, until: datetime | None, at: datetime, settled: str | None = None
) -> Mark:
    late = until is not None and at > until
    if settled == "met":
        return Mark(_(f"obligation.{kind}"), "done", "ok", plain=True)
    return Mark(_(f"obligation.{kind}"), OBLIGATION_ICONS.get(kind, "explain"), "late-soft" if late else "soon")
