"""Instants, lengths and reasons as an officer reads them: `17:00 ngày 18/11/2026`, `quá 1 ngày 3 giờ`.

Instants are shown in the office's zone (Asia/Ho_Chi_Minh), whatever the zone of the process.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import reduce

from tthc_engine.catalogue.plans import Target
from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.derivation_phrases import Say
from tthc_engine.domain.derivation_words import terms_in_words
from tthc_engine.domain.dossier import Stage
from tthc_engine.domain.errors import Refusal, StaleDossier
from tthc_engine.domain.procedure import Channel, Limit, Role
from tthc_engine.domain.time_limit import Duration, Phase, PhaseStart, Term, Unit
from tthc_engine.reports.periods import Period, PeriodKind
from tthc_engine.reports.plans import report as plan_report
from tthc_engine.reports.plans.span import Span
from tthc_engine.reports.table import Kind, Value, words_of
from tthc_engine.web.messages import Messages


def local(at: datetime) -> datetime:
    return at.astimezone(HANOI)


def instant(at: datetime) -> str:
    """`10/08/2026 17:00`."""
    return f"{local(at):%d/%m/%Y %H:%M}"


def short_instant(at: datetime) -> str:
    """`10/08 17:00`, where the year is plain."""
    return f"{local(at):%d/%m %H:%M}"


def day(on: date | datetime) -> str:
    """`10/08/2026`."""
    return f"{local(on) if isinstance(on, datetime) else on:%d/%m/%Y}"


def short_day(on: date | datetime) -> str:
    return f"{local(on) if isinstance(on, datetime) else on:%d/%m}"


def clock_time(at: datetime) -> str:
    return f"{local(at):%H:%M}"


def list_date(at: datetime, today: date) -> str:
    """As lists print a due date: no year when it is this one, no time when it is closing time."""
    here = local(at)
    text = f"{here:%d/%m}" if here.year == today.year else f"{here:%d/%m/%y}"
    return text if (here.hour, here.minute) == (17, 0) else f"{text} {here:%H:%M}"


def at_on(_: Messages, at: datetime, *, today: date | None = None) -> str:
    """`17:00 ngày 18/11/2026`; without the year when it is the one of `today`."""
    here = local(at)
    when = f"{here:%d/%m}" if today is not None and today.year == here.year else f"{here:%d/%m/%Y}"
    return _("time.at_on", time=f"{here:%H:%M}", day=when)


def by_when(_: Messages, at: datetime, today: date) -> str:
    """`17:00 hôm nay`, `17:00 ngày 18/11`: for what has to be done until then."""
    if local(at).date() == today:
        return _("time.at_today", time=clock_time(at))
    return at_on(_, at, today=today)


def span(_: Messages, minutes: int, *, day_minutes: int) -> str:
    """Working minutes in words, a day being `day_minutes` long: `1 ngày 6 giờ 55`, `20 phút`."""
    days, rest = divmod(abs(minutes), day_minutes)
    hours, left = divmod(rest, 60)
    parts = [_("time.days", n=days)] if days else []
    if hours:
        # "7 giờ 05": minutes after hours need no unit.
        parts.append(_("time.hours", n=hours) + (f" {left:02d}" if left else ""))
    elif left or not parts:
        parts.append(_("time.minutes", n=left))
    return " ".join(parts)


def short_span(_: Messages, minutes: int, *, day_minutes: int) -> str:
    """As `span`, for narrow columns: whole days from two days on, no minutes beside days."""
    days, rest = divmod(abs(minutes), day_minutes)
    if not days:
        return span(_, rest, day_minutes=day_minutes)
    hours = rest // 60
    said = _("time.days", n=days)
    return f"{said} {_('time.hours', n=hours)}" if days == 1 and hours else said


def amount(_: Messages, value: Decimal, unit: Unit) -> str:
    """`05 ngày làm việc`, `5 working days`."""
    return _(f"derivation.{unit.value}", n=value)


def term(_: Messages, one: Term) -> str:
    if one.unit is Unit.SAME_DAY and one.cutoff is not None:
        return _("unit.same_day_cutoff", cutoff=f"{one.cutoff:%H:%M}")
    if one.unit is Unit.FIXED_DATE and one.on is not None:
        return _("unit.fixed_date", on=day(one.on))
    if one.unit in (Unit.SAME_DAY, Unit.NONE):
        return _(f"unit.{one.unit.value}")
    return amount(_, one.amount, one.unit)


def limit(_: Messages, phases: Iterable[Phase]) -> str:
    """A limit in words, phases and terms in printed order: `02 tháng + 15 ngày làm việc`."""
    said = [term(_, one) for phase in phases for one in phase.terms]
    text = said[0]
    for more in said[1:]:
        text = _("unit.plus", first=text, second=more)
    return text


def brief_limit(_: Messages, one: Limit) -> str:
    """`05 ngày làm việc`; with its start where that is not the receipt."""
    say, said = derivation_say(_), list[str]()
    for phase in one.phases:
        words = terms_in_words(phase.terms, say)
        if phase.start not in (PhaseStart.ACCEPTED, PhaseStart.PREVIOUS_PHASE):
            words = _("review.limit_from", limit=words, start=say(f"awaits_{phase.start.value}"))
        said.append(words)
    return reduce(lambda first, second: _("review.limit_then", first=first, second=second), said)


def duration(_: Messages, within: Duration | None, *, day_minutes: int) -> str:
    """A step's own limit: `0,5 ngày`, `4 giờ`; an eighth of a day, which nobody says, in hours of the office's day."""
    if within is None:
        return "–"
    if (
        within.unit is Unit.WORKING_DAYS
        and (2 * within.amount) % 1
        and not (minutes := within.amount * day_minutes) % 1
    ):
        return span(_, int(minutes), day_minutes=day_minutes)
    key = "time.days" if within.unit is Unit.WORKING_DAYS else "time.hours"
    return _(key, n=_.numerals.plain(within.amount, most=6))


def derivation_say(_: Messages) -> Say:
    """The phrases of a derivation in the page's language."""
    return lambda key, /, **facts: _(f"derivation.{key}", **facts)


def role_names(_: Messages, roles: Iterable[Role]) -> str:
    return ", ".join(_(f"role.{role.value}") for role in sorted(roles, key=tuple(Role).index))


def vnd(_: Messages, value: int) -> str:
    """`300.000 đồng`."""
    return _("money.amount", amount=value)


def figure(_: Messages, value: Value, kind: Kind) -> str:
    """A value of a table in the page's language: `1.234`, `94,2 %`, `3 giờ 05 phút`."""
    if kind is Kind.MINUTES and isinstance(value, (int, float)):
        hours, rest = divmod(int(value), 60)
        return f"{_('time.hours', n=hours)} {_('time.minutes', n=f'{rest:02d}')}"
    return words_of(value, kind, numerals=_.numerals)


def wanted(_: Messages, target: Target) -> str:
    """What a target of a plan asks for: `từ 95 % trở lên`."""
    phrases = {
        ">=": _("plan.at_least", low="{low}"),
        ">": _("plan.more_than", low="{low}"),
        "=": _("plan.exactly", low="{low}"),
        "between": _("plan.between", low="{low}", high="{high}"),
    }
    return plan_report.wanted(target, phrases=phrases, ranks=_("plan.ranks"), numerals=_.numerals)


def period_label(_: Messages, one: Period | Span) -> str:
    """`Quý IV năm 2026`. The words of a kind of period are declared beside it, not in the catalogue."""
    if isinstance(one, Span):
        return one.words_en if _.language == "en" else one.words
    return one.label_en if _.language == "en" else one.label


def period_kind(_: Messages, kind: PeriodKind) -> str:
    return kind.name_en if _.language == "en" and kind.name_en else kind.name


def period_words(_: Messages, one: Period) -> str:
    """`Quý IV năm 2026 (từ ngày 15/09/2026 đến ngày 14/12/2026)`."""
    span = _("report.span", first=day(one.first_on), last=day(one.last_on))
    return f"{period_label(_, one)} ({span})" if one.kind else period_label(_, one)


def refusal(_: Messages, no: Refusal, *, names: Mapping[str, str] | None = None) -> str:
    """The reason of a refusal as a sentence to a person. `names` tells what keys (steps, people) are called."""
    known = names or {}
    key = f"refusal.{no.name}"
    wanting = f"{key}_{no.facts.get('command', '')}"
    if no.facts.get("stage") == Stage.HANDLING.value and _.has(wanting):
        # What the command still waits for says more than that the dossier is being handled.
        key = wanting
    return _(key, **{fact: _fact(_, fact, value, known) for fact, value in no.facts.items()})


def stale(_: Messages, error: StaleDossier, *, names: Mapping[str, str] | None = None) -> str:
    if not error.by:
        return _("refusal.StaleDossier_unknown")
    by = _("role.clock") if error.by == "clock" else (names or {}).get(error.by, error.by)
    what = f"happened.{error.kind}"
    said = _(what) if _.has(what) else error.kind
    if error.at is None:
        return _("refusal.StaleDossier", by=by, what=said)
    return _("refusal.StaleDossier_at", by=by, what=said, when=clock_time(error.at))


# A fact's own name tells which words its value belongs to.
_GROUPS = {
    "stage": "stage",
    "channel": "channel",
    "command": "command",
    "field": "party_field",
    "what": "template_what",
    "feedback_act": "feedback_act",
    "feedback_state": "feedback_state",
}


def _fact(_: Messages, name: str, value: object, names: Mapping[str, str]) -> str:
    if isinstance(value, datetime):
        return at_on(_, value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Role):
        return _(f"role.{value.value}")
    if isinstance(value, Channel):
        return _(f"channel.{value.value}")
    if isinstance(value, (set, frozenset, list, tuple)):
        return ", ".join(sorted(_fact(_, name, one, names) for one in value))
    text = str(value.value if isinstance(value, Enum) else value)
    group = _GROUPS.get(name)
    if group and _.has(f"{group}.{text}"):
        return _(f"{group}.{text}")
    if name in ("allowed", "owner") and all(_.has(f"role.{role}") for role in text.split(", ")):
        return ", ".join(_(f"role.{role}") for role in text.split(", "))
    return names.get(text, text)
