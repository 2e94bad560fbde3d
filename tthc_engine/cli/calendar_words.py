"""What `tthc calendar` prints: Vietnamese lines for a person, plain values for a program."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.calendar import Session as Hours
from tthc_engine.store.calendars import Waiting
from tthc_engine.store.offices import Office
from tthc_engine.web import messages, wording
from tthc_engine.work.calendars.applying import Applied
from tthc_engine.work.calendars.entering import Entered
from tthc_engine.work.calendars.previewing import DayChange, Preview
from tthc_engine.work.consequences import Move

_ = messages.messages("vi")


def office_lines(office: Office, waits: Sequence[Waiting]) -> Iterator[str]:
    yield f"{office.unit.id} · {office.unit.name}"
    yield f"  đang dùng    {office.calendar}"
    for one in waits:
        by = one.act or "theo bản nâng cấp phần mềm"
        yield f"  chờ áp dụng  {one.version}  {by}  (từ {wording.instant(one.seen_at)})"
    if not waits:
        yield "  không có lịch nào chờ áp dụng"


def office_json(office: Office, waits: Sequence[Waiting]) -> dict[str, Any]:
    return {
        "unit": office.unit.id,
        "calendar": office.calendar,
        "waiting": [
            {
                "version": one.version,
                "act": one.act,
                "seen_at": _instant(one.seen_at),
                "decision": None if one.decision is None else one.decision.model_dump(mode="json"),
            }
            for one in waits
        ],
    }


def entered_line(one: Entered) -> str:
    if one.refused is not None:
        return f"{one.unit}: không nhập được. {wording.refusal(_, one.refused)}"
    return f"{one.unit}: lịch {one.version} chờ áp dụng; xem trước: tthc calendar preview {one.version}"


def entered_json(one: Entered) -> dict[str, Any]:
    refused = None if one.refused is None else {"name": one.refused.name, "says": str(one.refused)}
    return {"unit": one.unit, "version": one.version or None, "refused": refused}


def preview_lines(one: Preview) -> Iterator[str]:
    yield f"{one.unit} · {one.unit_name}: lịch {one.version}" + (f" theo {one.act}" if one.act else "")
    for year in one.decided_years:
        yield f"  Năm {year} không còn tạm tính."
    for day in one.days:
        yield f"  {wording.day(day.on)}  {hours(day.before)} → {hours(day.after)}  {_why(day)}"
    if one.past_days:
        past = ", ".join(wording.day(day) for day in one.past_days)
        yield f"  Lưu ý: ngày {past} đã qua; hồ sơ đã quá hạn không được tính lại."
    yield (
        f"  {one.open} hồ sơ đang giải quyết: {len(one.moved)} dời hạn, {len(one.certain)} hết tạm tính,"
        f" {len(one.failed)} không tính được"
    )
    for move in one.changes:
        yield from move_lines(move)
    for dossier, why in one.failed.items():
        yield f"  {dossier}: {why}"


def preview_json(one: Preview) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "version": one.version,
        "act": one.act,
        "at": _instant(one.at),
        "days": [_day_json(day) for day in one.days],
        "decided_years": list(one.decided_years),
        "open": one.open,
        "moved": len(one.moved),
        "no_longer_provisional": len(one.certain),
        "changes": [move_json(move) for move in one.changes],
        "failed": one.failed,
    }


def applied_lines(done: Applied) -> Iterator[str]:
    if not done.units:
        yield f"Lịch {done.version} đã được áp dụng từ trước; không có gì thay đổi."
        return
    yield f"Đã áp dụng theo {done.act}: {', '.join(done.units)}. {done.report.acted} hồ sơ được tính lại."
    for dossier, why in done.report.failed.items():
        yield f"  {dossier}: {why}"


def applied_json(done: Applied) -> dict[str, Any]:
    return {"version": done.version, "act": done.act, "units": list(done.units), **done.report.as_json()}


def hours(sessions: Sequence[Hours]) -> str:
    """`07:30-11:30, 13:30-17:00`, or that nobody works."""
    said = ", ".join(
        f"{opens // 60:02d}:{opens % 60:02d}-{closes // 60:02d}:{closes % 60:02d}" for opens, closes in sessions
    )
    return said or "nghỉ"


def _why(day: DayChange) -> str:
    made_up = _("calendar.make_up_day") if day.make_up else ""
    return " · ".join(part for part in (made_up, day.reason, day.decision) if part)


def move_lines(move: Move) -> Iterator[str]:
    """One dossier: from when to when, and the letters and obligations that come or go."""
    name = move.reference or move.dossier_id
    if move.moves:
        yield f"  {name}  hạn {_when(move.due_before)} → {_when(move.due_after)}"
    else:
        yield f"  {name}  hạn {_when(move.due_before)} giữ nguyên"
    if move.moves and move.appointment_before not in (None, move.due_before):
        yield f"    đã hẹn {_when(move.appointment_before)}, nay hẹn {_when(move.appointment_after)}"
    if move.provisional_before != move.provisional_after:
        yield "    hết tạm tính" if move.becomes_certain else "    thành tạm tính"
    for label, kinds, group in (
        ("phát hành", move.letters, "letter"),
        ("hết giá trị", move.void_letters, "letter"),
        ("phát sinh nghĩa vụ", move.owed, "obligation"),
        ("không còn nghĩa vụ", move.void, "obligation"),
    ):
        if kinds:
            yield f"    {label}: {', '.join(_(f'{group}.{kind.value}') for kind in kinds)}"


def _when(at: datetime | None) -> str:
    return "chưa có" if at is None else wording.instant(at)


def _day_json(day: DayChange) -> dict[str, Any]:
    return {
        "on": day.on.isoformat(),
        "before": [list(one) for one in day.before],
        "after": [list(one) for one in day.after],
        "reason": day.reason,
        "decision": day.decision,
        "make_up": day.make_up,
        "past": day.past,
    }


def move_json(move: Move) -> dict[str, Any]:
    """The same for a program."""
    return {
        "dossier": move.dossier_id,
        "reference": move.reference,
        "procedure": move.procedure,
        "due_before": _instant(move.due_before),
        "due_after": _instant(move.due_after),
        "appointment_before": _instant(move.appointment_before),
        "appointment_after": _instant(move.appointment_after),
        "provisional_before": move.provisional_before,
        "provisional_after": move.provisional_after,
        "letters": [one.value for one in move.letters],
        "void_letters": [one.value for one in move.void_letters],
        "owed": [one.value for one in move.owed],
        "void": [one.value for one in move.void],
    }


def _instant(at: datetime | None) -> str | None:
    """With the office's own offset: 2026-11-23T17:00:00+07:00."""
    return None if at is None else at.astimezone(HANOI).isoformat(timespec="seconds")
