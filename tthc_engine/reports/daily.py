"""What came in and what went out, line by line: the lists a desk prints each day."""

from collections.abc import Sequence
from datetime import datetime

from tthc_engine.domain.procedure import Channel
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.facts import Fact, known
from tthc_engine.reports.table import Column, Kind, Line, Table
from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Session, marks

CHANNELS = {Channel.DIRECT: "Trực tiếp", Channel.ONLINE: "Trực tuyến", Channel.POSTAL: "Bưu chính công ích"}


def intake(session: Session, look: Look) -> Table:
    """What the units received in the period, in the order of acceptance."""
    units = tuple(sorted(look.units))
    where = f"receiving_unit IN ({marks(len(units))}) AND accepted_on >= ? AND accepted_on <= ?"
    span = (look.period.first_on.isoformat(), look.period.last_on.isoformat())
    found = sorted(
        known(session, look.then, where=where, values=(*units, *span)),
        key=lambda one: (one.recorded_at, one.reference, one.dossier),
    )
    return _list(
        look,
        form="intake",
        title="DANH SÁCH HỒ SƠ TIẾP NHẬN",
        way="Cách thức nộp",
        instants=("Nhận lúc", "Cập nhật lúc", "Hẹn trả"),
        told=[(one, one.channel, (one.received_at, one.recorded_at, one.appointment)) for one in found],
        notes=(f"Tổng số {len(found)} hồ sơ, ghi vào ngày cập nhật tiếp nhận.",),
    )


def returns(session: Session, look: Look) -> Table:
    """What got its result or was given to the applicant in the period, in the order of those instants."""
    units = tuple(sorted(look.units))
    since, until = instant_text(look.period.since), instant_text(look.period.until)
    where = (
        f"receiving_unit IN ({marks(len(units))}) AND outcome = 'granted'"
        " AND ((ended_at >= ? AND ended_at < ?) OR (returned_at >= ? AND returned_at < ?)"
        # Handed over more than once: the row's own instant is the last.
        " OR (earlier <> '' AND ended_at < ?))"
    )
    found = sorted(
        (
            one
            for one in known(session, look.then, where=where, values=(*units, *(since, until) * 2, until))
            if look.within(one.ended_at) or any(map(look.within, one.handed_over))
        ),
        key=lambda one: (one.ended_at, one.dossier),
    )
    handed = sum(1 for one in found if any(map(look.within, one.handed_over)))
    waiting = sum(1 for one in found if one.returned_at is None)
    return _list(
        look,
        form="returns",
        title="DANH SÁCH KẾT QUẢ ĐÃ CÓ VÀ ĐÃ TRẢ",
        way="Cách thức nhận",
        instants=("Hẹn trả", "Có kết quả lúc", "Trả lúc"),
        told=[(one, one.receive_result, (one.appointment, one.ended_at, one.returned_at)) for one in found],
        notes=(f"Trong kỳ đã trả {handed} kết quả; {waiting} kết quả có trong kỳ còn chờ nhận.",),
    )


def listed(found: list[Fact], look: Look, *, title: str) -> Table:
    """The dossiers behind a figure."""
    ordered = sorted(found, key=lambda one: (one.received_at or look.then, one.dossier))
    return _list(
        look,
        form="behind",
        title=title,
        way="Cách thức nộp",
        instants=("Nhận lúc", "Hạn giải quyết", "Kết thúc"),
        told=[(one, one.channel, (one.received_at, one.due_at, one.ended_at)) for one in ordered],
    )


_KEYS = {
    "Nhận lúc": "received",
    "Cập nhật lúc": "recorded",
    "Hẹn trả": "appointment",
    "Có kết quả lúc": "released",
    "Trả lúc": "returned",
    "Hạn giải quyết": "due",
    "Kết thúc": "ended",
}


def _list(
    look: Look,
    *,
    form: str,
    title: str,
    way: str,
    instants: tuple[str, ...],
    told: Sequence[tuple[Fact, Channel, tuple[datetime | None, ...]]],
    notes: tuple[str, ...] = (),
) -> Table:
    """A line a dossier, in the order of `told`: how it came or goes, and the instants that `instants` name."""
    return Table(
        form=form,
        title=title,
        **look.headed,
        columns=(
            *_BEGINNING,
            Column(key="how" if form == "returns" else "channel", words=way, width=16),
            *(Column(key=_KEYS[one], words=one, kind=Kind.INSTANT, width=16) for one in instants),
        ),
        lines=tuple(
            _line(number, one, look, CHANNELS[channel], *values)
            for number, (one, channel, values) in enumerate(told, start=1)
        ),
        notes=notes,
    )


_BEGINNING = (
    Column(key="number", words="TT", width=5),
    Column(key="reference", words="Mã hồ sơ", width=26),
    Column(key="procedure", words="Thủ tục hành chính", width=36),
    Column(key="unit", words="Đơn vị giải quyết", width=22),
)


def _line(number: int, one: Fact, look: Look, *rest: object) -> Line:
    unit = look.unit_names.get(one.competent_unit, one.competent_unit)
    values = (number, one.reference, one.procedure_name, unit, *rest)
    return Line(key=one.dossier, values=values, dossier=one.reference or one.dossier)  # type: ignore[arg-type]
