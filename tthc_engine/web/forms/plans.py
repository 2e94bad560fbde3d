"""What is typed on the page of a plan: a figure, a task's state, a finding and its mending, a duty done; with files."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.plans import Plan, Target, TaskKind, metrics
from tthc_engine.exchange.scans import LARGEST, UnfitScan
from tthc_engine.reports.plans import duties, judging
from tthc_engine.reports.plans.duties import Mended
from tthc_engine.store import scans
from tthc_engine.store.plans import Note, State
from tthc_engine.store.sql import Session
from tthc_engine.web.forms.attached import joined, kept
from tthc_engine.web.forms.typed import Typed

MOST_FILES = 20
KEPT = "tep_giu"
"""Hashes of files that were taken already, so that a refused form does not lose them."""


def with_files(app: App, typed: Typed, *, by: str, at: datetime) -> Typed:
    """The form with every chosen file looked at and kept, its hash in place of it; an unfit one is an error."""
    hashes = [one for one in typed.text(KEPT).split(",") if one]
    made = Typed(typed.says, dict(typed.values), typed.many, typed.errors)
    for file in typed.files.get("tep", []):
        try:
            hashes.append(kept(app, file.file.read(LARGEST + 1), by=by, at=at).sha256)
        except UnfitScan as unfit:
            made.wrong("tep", typed.says(f"scan.{unfit.why.value}", name=file.filename or ""))
    made.values = {**typed.values, KEPT: joined(hashes[:MOST_FILES])}
    return made


def note_of(session: Session, typed: Typed, plan: Plan, told: list[Note], *, by: str, at: datetime) -> Note | None:
    """The note that was typed about a target, a task or a duty of the plan; None with what is wrong in `typed`.

    `told` is what was entered before: a finding that is looked at again must be one of them.
    """
    note = Note(
        about=typed.text("ve"),
        kind="",
        evidence=typed.text("minh_chung"),
        difficulty=typed.text("kho_khan"),
        at=at,
        by=by,
        files=_files(session, typed, by),
    )
    made = _READERS[_what(typed, plan)](typed, plan, told, note)
    return None if typed.errors else made


def _what(typed: Typed, plan: Plan) -> str:
    about = typed.text("ve")
    if plan.target(about) is not None:
        return "target"
    if plan.task(about) is not None:
        return {"ton_tai": "finding", "tai_kiem_tra": "recheck"}.get(typed.text("viec"), "task")
    return "duty"


def _target(typed: Typed, plan: Plan, told: list[Note], note: Note) -> Note | None:
    target = plan.target(note.about)
    figure = _figure(typed, target) if target is not None else None
    if not note.evidence:
        typed.wrong("minh_chung", typed.says("plan.source_missing"))
    if figure is None:
        return None
    return replace(note, kind=judging.FIGURE, part=figure[0], whole=figure[1])


def _task(typed: Typed, plan: Plan, told: list[Note], note: Note) -> Note | None:
    typed.offered("tinh_trang", [state.value for state in State])
    state = State(typed.text("tinh_trang")) if not typed.errors and typed.text("tinh_trang") else None
    part, whole = (number(typed, name) if typed.text(name) else None for name in ("so_dat", "tong_so"))
    if whole is not None and (part is None or part > whole):
        typed.wrong("so_dat", typed.says("plan.figure_wrong"))
    if state is None:
        typed.wrong("tinh_trang", typed.says("plan.state_missing"))
        return None
    if state is State.DONE and not (note.evidence or note.files):
        typed.wrong("minh_chung", typed.says("plan.product_missing"))
    if state is State.GIVEN_UP and not note.difficulty:
        typed.wrong("kho_khan", typed.says("plan.difficulty_missing"))
    return replace(note, kind=duties.STATE, state=state.value, part=part, whole=whole)


def _finding(typed: Typed, plan: Plan, told: list[Note], note: Note) -> Note | None:
    """What an inspection found, where it stands written, and the day on which it is looked at again."""
    task, again = plan.task(note.about), typed.day("tai_kiem_ngay")
    if task is None or task.kind is not TaskKind.INSPECTION:
        typed.wrong("ve", typed.says("form.not_offered", text=note.about))
    if not note.difficulty:
        typed.wrong("kho_khan", typed.says("plan.finding_missing"))
    if not (note.evidence or note.files):
        typed.wrong("minh_chung", typed.says("plan.product_missing"))
    _later(typed, again, note.at)
    return replace(note, kind=duties.FINDING, state=Mended.OPEN.value, due_on=again)


def _recheck(typed: Typed, plan: Plan, told: list[Note], note: Note) -> Note | None:
    """Looked at again: mended, or not and then with a further day."""
    text, again = typed.text("ton_tai"), typed.day("tai_kiem_ngay")
    found = next((one for one in told if one.kind == duties.FINDING and str(one.id) == text), None)
    if found is None or found.about != note.about:
        typed.wrong("ton_tai", typed.says("form.not_offered", text=text))
        return None
    if typed.text("ket_qua") not in (Mended.FIXED, Mended.NOT_FIXED):
        typed.wrong("ket_qua", typed.says("plan.state_missing"))
        return None
    if not (note.evidence or note.files):
        typed.wrong("minh_chung", typed.says("plan.product_missing"))
    fixed = typed.text("ket_qua") == Mended.FIXED
    if not fixed:
        _later(typed, again, note.at)
    return replace(
        note, kind=duties.RECHECK, state=typed.text("ket_qua"), due_on=None if fixed else again, finding=found.id
    )


def _duty(typed: Typed, plan: Plan, told: list[Note], note: Note) -> Note | None:
    duty = next((one for one in plan.duties if one.key == note.about), None)
    day = typed.day("ngay")
    if duty is None or day not in duties.due_days(duty, plan.year):
        typed.wrong("ve", typed.says("form.not_offered", text=note.about))
    if not (note.evidence or note.files):
        typed.wrong("minh_chung", typed.says("plan.product_missing"))
    return replace(note, kind=duties.DONE, due_on=day)


_READERS: Mapping[str, Callable[[Typed, Plan, list[Note], Note], Note | None]] = {
    "target": _target,
    "task": _task,
    "finding": _finding,
    "recheck": _recheck,
    "duty": _duty,
}


def _later(typed: Typed, day: object, at: datetime) -> None:
    if day is None and "tai_kiem_ngay" not in typed.errors:
        typed.wrong("tai_kiem_ngay", typed.says("plan.recheck_missing"))


def _files(session: Session, typed: Typed, by: str) -> tuple[str, ...]:
    """The kept files of the form that this very officer brought."""
    hashes = [one for one in typed.text(KEPT).split(",") if one]
    return tuple(one for one in hashes if scans.uploaded_by(session, one, by) is not None)


def _figure(typed: Typed, target: Target) -> tuple[float, float | None] | None:
    share = metrics()[target.metric].unit == "percent"
    part = number(typed, "so_dat")
    whole = number(typed, "tong_so") if share else None
    if part is None or (share and whole is None):
        return None
    if share and whole is not None and (part < 0 or whole <= 0):
        typed.wrong("tong_so", typed.says("plan.whole_wrong"))
        return None
    if whole is not None and part > whole:
        typed.wrong("so_dat", typed.says("plan.figure_wrong"))
        return None
    return part, whole


def number(typed: Typed, name: str) -> float | None:
    """A number as the page's language writes it, `1.234,5`; None with an error where it is none."""
    found = typed.says.numerals.read(typed.text(name))
    if found is None:
        typed.wrong(name, typed.says("plan.not_a_number", text=typed.text(name)))
    return found
