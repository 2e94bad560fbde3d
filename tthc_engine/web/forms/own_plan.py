"""A unit's own plan as it was typed: its head, who answers for what, what it keeps of the template, what it adds."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from tthc_engine.catalogue.plans import Duty, Owner, Plan, Target, Task, TaskKind, metrics
from tthc_engine.domain.procedure import Role
from tthc_engine.reports.plans import drafting
from tthc_engine.web.forms.plans import number
from tthc_engine.web.forms.typed import Typed

PERCENT = 100
CYCLES = ("once", "monthly", "quarterly")
OPERATORS = (">=", ">", "=", "between")
NEW_OWNER = "moi"
NEW_TARGETS, NEW_TASKS, NEW_DUTIES = 2, 3, 3
"""Blank lines for what the unit adds; once saved, the page has as many again."""
OWN = "mục tự lập"
ROLES = tuple(role for role in Role if role not in (Role.APPLICANT, Role.CLOCK, Role.ADMIN))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form may name."""

    unit: str
    """The unit's name, as the plan is headed."""
    today: date
    people: Collection[str]
    """Keys of who works at the unit."""


def own_plan(typed: Typed, base: Plan, asked: Asked) -> Plan | None:
    """The unit's plan as chosen and filled in on `base`; None with what is wrong in `typed`."""
    year = typed.text("nam")
    if not (year.isdecimal() and asked.today.year - 3 <= int(year) <= asked.today.year + 2):
        typed.wrong("nam", typed.says("plan.year_wrong", year=asked.today.year))
    issued_on = typed.day("ngay_ban_hanh")
    owners = _owners(typed, base, asked)
    keep = frozenset(typed.all_of("giu"))
    thresholds = dict(_thresholds(typed, base, keep))
    if typed.errors:
        return None
    made = drafting.for_year(base, int(year), keep=keep, thresholds=thresholds, unit=asked.unit)
    added = _Added(typed, made, owners)
    for one in base.targets:
        typed.offered(f"tu_{one.key}", [task.key for task in base.tasks])
    targets = [_own_target(typed, one, owners, made) for one in made.targets]
    tasks = [_own_task(typed, one, owners) for one in made.tasks]
    duties = [one.model_copy(update={"owner": _who(typed, one.key, owners, one.owner)}) for one in made.duties]
    update = {
        "title": typed.text("ten") or made.title,
        "number": typed.text("so_ke_hoach"),
        "issued_on": issued_on,
        "based_on": typed.text("can_cu", made.based_on),
        "owners": owners,
        "targets": (*targets, *added.targets()),
        "tasks": (*tasks, *added.tasks()),
        "duties": (*duties, *added.duties()),
    }
    if not (update["targets"] or update["tasks"] or update["duties"]):
        typed.wrong("giu", typed.says("plan.nothing_kept"))
    return None if typed.errors else made.model_copy(update=update)


def _owners(typed: Typed, base: Plan, asked: Asked) -> dict[str, Owner]:
    """Each of the plan with today's role, person and words; and one more, where one was named."""
    owners = {key: _owner(typed, key, one, asked) for key, one in base.owners.items()}
    if name := typed.text(f"ai_{NEW_OWNER}_ten"):
        fresh = Owner(written=name, role=Role.SUPERVISOR)
        owners[_free("owner", owners)] = _owner(typed, NEW_OWNER, fresh, asked)
    return owners


def _owner(typed: Typed, key: str, one: Owner, asked: Asked) -> Owner:
    role, person = typed.text(f"ai_{key}_vai") or one.role.value, typed.text(f"ai_{key}_nguoi")
    typed.offered(f"ai_{key}_vai", [each.value for each in ROLES])
    typed.offered(f"ai_{key}_nguoi", asked.people)
    if typed.errors:
        return one
    posted = f"ai_{key}_vai" in typed.values
    today = typed.text(f"ai_{key}_nay") if posted else one.today
    return Owner(written=one.written, today=today, role=Role(role), person=person if posted else one.person)


def _thresholds(typed: Typed, base: Plan, keep: frozenset[str]) -> Iterator[tuple[str, float]]:
    for target in base.targets:
        if target.key not in keep or not typed.text(f"muc_{target.key}"):
            continue
        found = number(typed, f"muc_{target.key}")
        if found is None:
            continue
        highest = target.upper if target.upper is not None and not typed.text(f"muc2_{target.key}") else PERCENT
        if metrics()[target.metric].unit == "percent" and not 0 <= found <= highest:
            typed.wrong(f"muc_{target.key}", typed.says("plan.threshold_wrong", highest=f"{highest:g}"))
        yield target.key, found


def _own_target(typed: Typed, one: Target, owners: dict[str, Owner], made: Plan) -> Target:
    update: dict[str, object] = {"owner": _who(typed, one.key, owners, one.owner)}
    if one.upper is not None and typed.text(f"muc2_{one.key}"):
        high = number(typed, f"muc2_{one.key}")
        if high is not None and high < one.threshold:
            typed.wrong(f"muc2_{one.key}", typed.says("plan.range_wrong"))
        update["upper"] = high if high is not None else one.upper
    if f"tu_{one.key}" in typed.values:
        # A task that the unit does not keep feeds nothing.
        update["fed_by"] = tuple(task.key for task in made.tasks if task.key == typed.text(f"tu_{one.key}"))
    return one.model_copy(update=update)


def _own_task(typed: Typed, one: Task, owners: dict[str, Owner]) -> Task:
    lead, until = _who(typed, one.key, owners, one.lead), typed.day(f"han_{one.key}") or one.until
    if until < one.since or until.year != one.since.year:
        typed.wrong(f"han_{one.key}", typed.says("plan.day_outside", year=one.since.year))
        return one
    return one.model_copy(update={"lead": lead, "until": until})


def _who(typed: Typed, key: str, owners: dict[str, Owner], before: str) -> str:
    """Who answers for it: as chosen, or as before; the one newly named goes by `moi`."""
    chosen = typed.text(f"chu_{key}")
    if chosen == NEW_OWNER:
        return next(reversed(owners))
    typed.offered(f"chu_{key}", owners)
    return chosen if chosen in owners else before


def _free(stem: str, taken: Collection[str]) -> str:
    return next(name for at in range(1, len(taken) + 2) if (name := f"{stem}_{at}") not in taken)


class _Added:
    """What the unit wrote into the blank lines; a line without its words is not there."""

    def __init__(self, typed: Typed, plan: Plan, owners: dict[str, Owner]) -> None:
        self._typed, self._plan, self._owners = typed, plan, owners
        self._taken = set(plan.keys)

    def targets(self) -> Iterator[Target]:
        typed = self._typed
        for line in (f"ct{at}" for at in range(1, NEW_TARGETS + 1)):
            metric = typed.text(f"{line}_chi_so")
            if not metric:
                continue
            typed.offered(f"{line}_chi_so", metrics())
            typed.offered(f"{line}_op", OPERATORS)
            op = typed.text(f"{line}_op", ">=")
            low = number(typed, f"{line}_muc")
            high = number(typed, f"{line}_muc2") if op == "between" else None
            if low is None or typed.errors:
                continue
            if high is not None and high < low:
                typed.wrong(f"{line}_muc2", typed.says("plan.range_wrong"))
                continue
            first, last = self._year()
            yield Target.model_validate(
                {
                    "key": self._key("target"),
                    "place": OWN,
                    "metric": metric,
                    "op": op,
                    "threshold": low,
                    "upper": high,
                    "from": first,
                    "until": last,
                    "owner": self._lead(line),
                }
            )

    def tasks(self) -> Iterator[Task]:
        typed = self._typed
        for line in (f"nv{at}" for at in range(1, NEW_TASKS + 1)):
            words = typed.text(f"{line}_noi_dung")
            if not words:
                continue
            typed.offered(f"{line}_loai", [kind.value for kind in TaskKind])
            first, last = self._year()
            since, until = typed.day(f"{line}_tu") or first, typed.day(f"{line}_den") or last
            if until < since or not first <= since <= until <= last:
                typed.wrong(f"{line}_den", typed.says("plan.day_outside", year=self._plan.year))
            if typed.errors:
                continue
            yield Task.model_validate(
                {
                    "key": self._key("task"),
                    "kind": typed.text(f"{line}_loai") or TaskKind.GENERAL,
                    "place": OWN,
                    "text": words,
                    "products": _listed(typed.text(f"{line}_san_pham")),
                    "lead": self._lead(line),
                    "partners": _listed(typed.text(f"{line}_phoi_hop")),
                    "from": since,
                    "until": until,
                }
            )

    def duties(self) -> Iterator[Duty]:
        typed = self._typed
        for line in (f"cd{at}" for at in range(1, NEW_DUTIES + 1)):
            words = typed.text(f"{line}_noi_dung")
            if not words:
                continue
            typed.offered(f"{line}_chu_ky", CYCLES)
            first, last = self._year()
            until = typed.day(f"{line}_den") or last
            if not first <= until <= last:
                typed.wrong(f"{line}_den", typed.says("plan.day_outside", year=self._plan.year))
            if typed.errors:
                continue
            yield Duty.model_validate(
                {
                    "key": self._key("duty"),
                    "place": OWN,
                    "text": words,
                    "cycle": typed.text(f"{line}_chu_ky", "once"),
                    "until": until,
                    "owner": self._lead(line),
                }
            )

    def _lead(self, line: str) -> str:
        return _who(self._typed, line, self._owners, next(iter(self._owners)))

    def _key(self, stem: str) -> str:
        key = _free(f"own_{stem}", self._taken)
        self._taken.add(key)
        return key

    def _year(self) -> tuple[date, date]:
        return date(self._plan.year, 1, 1), date(self._plan.year, 12, 31)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(";") if one.strip())
