"""What must hold before a version may be published, each with a road that fails where it does not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tthc_engine.domain import clock
from tthc_engine.domain.calendar import CalendarNotPublished, WorkingCalendar
from tthc_engine.domain.office import OfficeFacts
from tthc_engine.domain.parting import in_turn
from tthc_engine.domain.procedure import Channel, Limit, Procedure, Role, Step, most_specific
from tthc_engine.domain.regime import Regime
from tthc_engine.domain.rules import Allotted, DelayReason, Office, Rules, Window
from tthc_engine.domain.time_limit import Phase, PhaseStart, Unit
from tthc_engine.work.publishing.roads import NoDate, roads_of, straight
from tthc_engine.work.publishing.walking import Render, RoadBlocked, Walker

_YEAR = 365
_CALENDAR_UNITS = frozenset({Unit.CALENDAR_DAYS, Unit.MONTHS})
_ALWAYS_NEEDED = (Role.DESK, Role.HANDLER, Role.APPROVER, Role.CLERK, Role.SUPERVISOR)
"""Who receives, asks, signs, numbers and watches, whatever the steps are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """The office for which a version is to be published."""

    regime: Regime
    calendar: WorkingCalendar
    facts: OfficeFacts
    held: frozenset[Role]
    """Roles that somebody there holds."""
    at: datetime
    """From when it is looked at; the roads begin at the opening of that working day."""
    render: Render
    reasons: Mapping[str, DelayReason] = field(default_factory=dict)
    digest: str = ""
    waits: frozenset[str] = frozenset()
    """Phases of this procedure whose milestone may be waited for without end; somebody has said why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Why a version may not be published."""

    what: str
    road: str = ""
    path: tuple[str, ...] = ()
    """The counter-example: what was done, in order, until it failed."""

    def lines(self) -> Iterator[str]:
        yield f"{self.what} ({self.road})" if self.road else self.what
        for number, one in enumerate(self.path, 1):
            yield f"    {number}. {one}"


def prove(procedure: Procedure, grounds: Grounds) -> list[Flaw]:
    """Everything that does not hold, each kind once a case; empty where the version may be published."""
    flaws = [*_coverage(procedure), *_roles(procedure, grounds), *_stops(procedure, grounds)]
    if flaws:
        # Roads through a version that lacks a limit or a person fail everywhere for that one reason.
        return flaws
    return [*_roads(procedure, grounds), *_lengths(procedure, grounds)]


def _coverage(procedure: Procedure) -> Iterator[Flaw]:
    """Exactly one most specific limit for each case and channel."""
    for case in _cases(procedure):
        for channel in procedure.channels:
            road = _named(procedure, case, channel.value)
            fitting = [
                (bool(one.cases), bool(one.channels))
                for one in procedure.limits
                if (not one.cases or case in one.cases) and (not one.channels or channel in one.channels)
            ]
            if not fitting:
                yield Flaw(what="Không có thời hạn giải quyết", road=road, path=("Tiếp nhận hồ sơ",))
            elif fitting.count(max(fitting)) > 1:
                yield Flaw(what="Có hai thời hạn cùng áp dụng", road=road, path=("Tiếp nhận hồ sơ",))


def _roles(procedure: Procedure, grounds: Grounds) -> Iterator[Flaw]:
    if procedure.intake.owner is not Role.DESK or procedure.result.owner is not Role.DESK:
        yield Flaw(what="Tiếp nhận và trả kết quả phải do Bộ phận Một cửa thực hiện")
    if procedure.handling[-1].owner not in (Role.APPROVER, Role.DIRECTOR):
        yield Flaw(what=f"Bước xử lý cuối «{procedure.handling[-1].name}» không phải của người ký")
    if not any(step.owner is Role.HANDLER for step in procedure.handling):
        yield Flaw(what="Không có bước nào của người thụ lý: không ai thẩm định, yêu cầu bổ sung hay giải trình")
    for step in procedure.steps:
        if step.owner not in grounds.held:
            yield Flaw(
                what=f"Bước «{step.name}» thuộc vai trò chưa có người: {step.owner.value}",
                path=(*(one.name for one in _before(procedure, step)), step.name),
            )
    for role in _ALWAYS_NEEDED:
        if role not in grounds.held:
            yield Flaw(what=f"Đơn vị chưa có ai giữ vai trò {role.value}")


def _stops(procedure: Procedure, grounds: Grounds) -> Iterator[Flaw]:
    """Every stop of the clock ends by itself some day, or somebody has answered for it."""
    if procedure.waiver is not None:
        return
    if grounds.regime.supplement_answer is None:
        yield Flaw(what="Chờ bổ sung không có thời gian tối đa theo nghị định được áp dụng")
    if procedure.payment_stop is not None:
        yield Flaw(
            what="Chờ nộp phí dừng tính thời hạn mà không có thời gian tối đa; "
            "cần `waiver` ghi lý do và người quyết định",
            path=("Tiếp nhận hồ sơ", "Yêu cầu nộp phí", "Người nộp không nộp: thời hạn không bao giờ chạy tiếp"),
        )
    seen: set[str] = set()
    for limit in procedure.limits:
        for phase in limit.phases:
            if phase.start is PhaseStart.EXTERNAL and phase.key not in seen | grounds.waits:
                seen.add(phase.key)
                yield Flaw(
                    what=f"Giai đoạn «{phase.name or phase.key}» chờ một mốc bên ngoài mà không có thời gian tối đa; "
                    "cần `waiver` ghi lý do và người quyết định, hoặc một dòng trong procedures/waits",
                    path=("Tiếp nhận hồ sơ", "Không ai ghi mốc bắt đầu: thời hạn không bao giờ chạy"),
                )


def _roads(procedure: Procedure, grounds: Grounds) -> Iterator[Flaw]:
    """Every dossier can finish, on every road, case and channel, and every letter on it can be written."""
    told: set[tuple[str, str]] = set()
    for case in _cases(procedure):
        for channel in procedure.channels:
            for name, road in roads_of(procedure, grounds.regime, channel).items():
                walker = _walker(procedure, grounds, case=case, channel=channel.value)
                try:
                    road(walker)
                    why = _unreached(procedure, walker) if road is straight else ""
                except RoadBlocked as blocked:
                    why = str(blocked)
                except (NoDate, CalendarNotPublished):
                    continue
                if why and (name, why) not in told:
                    told.add((name, why))
                    where = f"{name}; {_named(procedure, case, channel.value)}"
                    yield Flaw(what=f"Hồ sơ không đi hết được: {why}", road=where, path=tuple(walker.path))


def _unreached(procedure: Procedure, walker: Walker) -> str:
    passed = {record.step for record in walker.known.steps}
    missed = [step.name for step in (procedure.intake, *procedure.handling) if step.key not in passed]
    return f"không bao giờ đến bước «{missed[0]}»" if missed else ""


def _lengths(procedure: Procedure, grounds: Grounds) -> Iterator[Flaw]:
    """The steps in their whole time never end after the limit, on whichever working day of a year it begins."""
    if procedure.waiver is not None:
        return
    looked: set[tuple[int, bool]] = set()
    for case in _cases(procedure):
        for channel in procedure.channels:
            limit = most_specific(procedure.limits, case, channel)
            if limit is None or (id(limit), channel is Channel.ONLINE) in looked:
                continue
            looked.add((id(limit), channel is Channel.ONLINE))
            for phase in limit.phases:
                path = _too_long(procedure, limit, phase, grounds, channel=channel)
                if path:
                    yield Flaw(
                        what="Các bước cộng lại vượt thời hạn giải quyết",
                        road=_named(procedure, case, channel.value),
                        path=path,
                    )


def _too_long(
    procedure: Procedure, limit: Limit, phase: Phase, grounds: Grounds, *, channel: Channel
) -> tuple[str, ...]:
    first = phase is limit.phases[0]
    steps = [
        step
        for step in (procedure.intake, *procedure.handling)
        if (step.within is not None or step.bodies) and (step.phase == phase.key or (first and not step.phase))
    ]
    if not steps or any(term.unit in (Unit.NONE, Unit.FIXED_DATE) for term in phase.terms):
        return ()
    for begins in _beginnings(grounds):
        try:
            due = _due(phase, begins, grounds)
            reached, path = _through(steps, begins, grounds, channel=channel)
        except CalendarNotPublished:
            return ()
        if due is None or reached <= due or _holidays_between(phase, begins, due, grounds.calendar):
            continue
        here = grounds.calendar.local
        start = f"{here(begins):%d/%m/%Y %H:%M} bắt đầu tính"
        return (start, *path, f"{here(due):%d/%m/%Y %H:%M} hết thời hạn: {limit.words or phase.key}")
    return ()


def _due(phase: Phase, begins: datetime, grounds: Grounds) -> datetime | None:
    own = phase.model_copy(update={"start": PhaseStart.ACCEPTED})
    return clock.due_at([own], {own.key: begins}, grounds.calendar, counting=grounds.regime.counting.value)


def _through(steps: list[Step], begins: datetime, grounds: Grounds, *, channel: Channel) -> tuple[datetime, list[str]]:
    """When the last of the steps ends if each takes all its time, and when each does."""
    reached, path, calendar = begins, list[str](), grounds.calendar
    for step in steps:
        if step.within is not None:
            reached = clock.step_due(step.within, reached, calendar)
        elif step.bodies:
            reached, told = _through_bodies(step, reached, grounds, one_by_one=in_turn(step, channel))
            path += told
        path.append(f"{calendar.local(reached):%d/%m/%Y %H:%M} xong bước «{step.name}»")
    return reached, path


def _through_bodies(step: Step, begins: datetime, grounds: Grounds, *, one_by_one: bool) -> tuple[datetime, list[str]]:
    """The longest way through the other bodies: in turn, or each once what it needs is back (NĐ 61 Đ19.6)."""
    ends: dict[str, datetime] = {}
    reached, path = begins, []
    for body in step.bodies:
        from_then = reached if one_by_one else max((ends[key] for key in body.after), default=begins)
        ends[body.key] = _due(Phase(terms=(body.within,)), from_then, grounds) or from_then
        reached = max(reached, ends[body.key])
        path.append(f"{grounds.calendar.local(ends[body.key]):%d/%m/%Y %H:%M} xong phần của {body.name}")
    return reached, path


def _beginnings(grounds: Grounds) -> Iterator[datetime]:
    """The opening and the last minute of each working day of the year ahead."""
    calendar = grounds.calendar
    today = calendar.local(grounds.at).date()
    for offset in range(_YEAR):
        day = today + timedelta(days=offset)
        if day > calendar.last_day:
            return
        if calendar.is_working_day(day):
            yield calendar.opening(day)
            yield calendar.closing(day) - timedelta(minutes=1)


def _holidays_between(phase: Phase, begins: datetime, due: datetime, calendar: WorkingCalendar) -> bool:
    """A limit in plain days shrinks over a holiday and no steps could help: such days prove nothing about them."""
    if not any(term.unit in _CALENDAR_UNITS for term in phase.terms):
        return False
    day, last = calendar.local(begins).date(), calendar.local(due).date()
    while day <= last:
        if calendar.why_off(day):
            return True
        day += timedelta(days=1)
    return False


def _walker(procedure: Procedure, grounds: Grounds, *, case: str, channel: str) -> Walker:
    calendar = grounds.calendar
    day = calendar.working_day_on_or_after(max(calendar.local(grounds.at).date(), procedure.in_force_from))
    opens = calendar.opening(day)
    return Walker(
        rules=Rules(
            procedure=procedure,
            regime=grounds.regime,
            calendar=calendar,
            digest=grounds.digest or "proof",
            office=Office(
                unit="office", windows=(Window(procedure=procedure.code, opens=day, closes=day + timedelta(days=7)),)
            ),
            reasons=grounds.reasons,
            allotted=Allotted(reference=f"H99-{day:%Y%m%d}-0001", secret="MAU-THU", letter_number="1"),
        ),
        facts=grounds.facts,
        held=grounds.held,
        render=grounds.render,
        case=case,
        channel=next(one for one in procedure.channels if one.value == channel),
        at=opens + timedelta(minutes=1),
    )


def _before(procedure: Procedure, step: Step) -> tuple[Step, ...]:
    steps = procedure.steps
    return steps[: steps.index(step)]


def _cases(procedure: Procedure) -> list[str]:
    return [case.key for case in procedure.cases] or [""]


def _named(procedure: Procedure, case: str, channel: str) -> str:
    by = {"direct": "trực tiếp", "online": "trực tuyến", "postal": "bưu chính"}[channel]
    name = next((one.name for one in procedure.cases if one.key == case), "")
    return f"{name}, nộp {by}" if name else f"nộp {by}"
