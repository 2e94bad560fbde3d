"""What is typed on the pages of a plan: a figure, a state, a duty done, a unit's own plan."""

from datetime import date, datetime

from tthc_engine.catalogue.plans import Plan, Target, metrics
from tthc_engine.reports.plans import drafting, duties, judging
from tthc_engine.store.plans import Note, State
from tthc_engine.web.forms.typed import Typed

PERCENT = 100


def note_of(typed: Typed, plan: Plan, *, by: str, at: datetime) -> Note | None:
    """The note that was typed about a target, a task or a duty of the plan; None with what is wrong in `typed`."""
    about, evidence, difficulty = typed.text("ve"), typed.text("minh_chung"), typed.text("kho_khan")
    target = plan.target(about)
    if target is not None:
        figure = _figure(typed, target)
        if not evidence:
            typed.wrong("minh_chung", typed.says("plan.source_missing"))
        if typed.errors or figure is None:
            return None
        part, whole = figure
        return Note(
            about=about,
            kind=judging.FIGURE,
            part=part,
            whole=whole,
            evidence=evidence,
            difficulty=difficulty,
            at=at,
            by=by,
        )
    if any(one.key == about for one in plan.tasks):
        typed.offered("tinh_trang", [state.value for state in State])
        state = State(typed.text("tinh_trang")) if not typed.errors and typed.text("tinh_trang") else None
        if state is None:
            typed.wrong("tinh_trang", typed.says("plan.state_missing"))
        elif state is State.DONE and not evidence:
            typed.wrong("minh_chung", typed.says("plan.product_missing"))
        elif state is State.GIVEN_UP and not difficulty:
            typed.wrong("kho_khan", typed.says("plan.difficulty_missing"))
        if typed.errors or state is None:
            return None
        return Note(
            about=about, kind=duties.STATE, state=state.value, evidence=evidence, difficulty=difficulty, at=at, by=by
        )
    return _duty(typed, plan, about, evidence, difficulty, by=by, at=at)


def _duty(
    typed: Typed, plan: Plan, about: str, evidence: str, difficulty: str, *, by: str, at: datetime
) -> Note | None:
    duty = next((one for one in plan.duties if one.key == about), None)
    day = typed.day("ngay")
    if duty is None or day not in duties.due_days(duty, plan.year):
        typed.wrong("ve", typed.says("form.not_offered", text=about))
    if not evidence:
        typed.wrong("minh_chung", typed.says("plan.product_missing"))
    if typed.errors:
        return None
    return Note(about=about, kind=duties.DONE, due_on=day, evidence=evidence, difficulty=difficulty, at=at, by=by)


def _figure(typed: Typed, target: Target) -> tuple[float, float | None] | None:
    share = metrics()[target.metric].unit == "percent"
    part = _number(typed, "so_dat")
    whole = _number(typed, "tong_so") if share else None
    if part is None or (share and whole is None):
        return None
    if share and whole is not None and (part < 0 or whole <= 0):
        typed.wrong("tong_so", typed.says("plan.whole_wrong"))
        return None
    return part, whole


def _number(typed: Typed, name: str) -> float | None:
    """A number as it is written in Vietnamese: `1.234,5`."""
    text = typed.text(name).replace(" ", "")
    plain = text.replace(".", "").replace(",", ".") if "," in text or text.count(".") > 1 else text
    try:
        found = float(plain)
    except ValueError:
        typed.wrong(name, typed.says("plan.not_a_number", text=text))
        return None
    if found in (float("inf"), float("-inf")) or found != found:
        typed.wrong(name, typed.says("plan.not_a_number", text=text))
        return None
    return found


def own_plan(typed: Typed, template: Plan, *, unit: str, today: date) -> Plan | None:
    """The unit's plan as chosen and filled in; None with what is wrong in `typed`."""
    text = typed.text("nam")
    if not (text.isdecimal() and today.year - 3 <= int(text) <= today.year + 2):
        typed.wrong("nam", typed.says("plan.year_wrong", year=today.year))
    keep = frozenset(typed.all_of("giu"))
    if not keep:
        typed.wrong("giu", typed.says("plan.nothing_kept"))
    thresholds: dict[str, float] = {}
    for target in template.targets:
        if target.key not in keep:
            continue
        number = _number(typed, f"muc_{target.key}") if typed.text(f"muc_{target.key}") else target.threshold
        if number is None:
            continue
        share = metrics()[target.metric].unit == "percent"
        highest = target.upper if target.upper is not None else PERCENT
        if share and not 0 <= number <= highest:
            typed.wrong(f"muc_{target.key}", typed.says("plan.threshold_wrong", highest=f"{highest:g}"))
        thresholds[target.key] = number
    if typed.errors:
        return None
    return drafting.for_year(template, int(text), keep=keep, thresholds=thresholds, unit=unit)
