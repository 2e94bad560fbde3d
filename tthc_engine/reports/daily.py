"""What came in and what went out, line by line: the lists a desk prints each day."""

from tthc_engine.domain.procedure import Channel
from tthc_engine.reports import official
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
    return Table(
        form="intake",
        title="DANH SÁCH HỒ SƠ TIẾP NHẬN",
        unit=look.unit,
        unit_name=look.unit_name,
        period_words=official.period_words(look.period),
        known_at=look.then,
        columns=(
            *_BEGINNING,
            Column(key="channel", words="Cách thức nộp", width=16),
            Column(key="received", words="Nhận lúc", kind=Kind.INSTANT, width=16),
            Column(key="recorded", words="Cập nhật lúc", kind=Kind.INSTANT, width=16),
            Column(key="appointment", words="Hẹn trả", kind=Kind.INSTANT, width=16),
        ),
        lines=tuple(
            _line(number, one, look, CHANNELS[one.channel], one.received_at, one.recorded_at, one.appointment)
            for number, one in enumerate(found, start=1)
        ),
        notes=(f"Tổng số {len(found)} hồ sơ, ghi vào ngày cập nhật tiếp nhận.",),
    )


def returns(session: Session, look: Look) -> Table:
    """What got its result or was given to the applicant in the period, in the order of those instants."""
    units = tuple(sorted(look.units))
    since, until = instant_text(look.period.since), instant_text(look.period.until)
    where = (
        f"receiving_unit IN ({marks(len(units))}) AND outcome = 'granted'"
        " AND ((ended_at >= ? AND ended_at < ?) OR (returned_at >= ? AND returned_at < ?))"
    )
    found = sorted(
        known(session, look.then, where=where, values=(*units, since, until, since, until)),
        key=lambda one: (one.ended_at, one.dossier),
    )
    handed = sum(1 for one in found if look.within(one.returned_at))
    waiting = sum(1 for one in found if one.returned_at is None)
    return Table(
        form="returns",
        title="DANH SÁCH KẾT QUẢ ĐÃ CÓ VÀ ĐÃ TRẢ",
        unit=look.unit,
        unit_name=look.unit_name,
        period_words=official.period_words(look.period),
        known_at=look.then,
        columns=(
            *_BEGINNING,
            Column(key="how", words="Cách thức nhận", width=16),
            Column(key="appointment", words="Hẹn trả", kind=Kind.INSTANT, width=16),
            Column(key="released", words="Có kết quả lúc", kind=Kind.INSTANT, width=16),
            Column(key="returned", words="Trả lúc", kind=Kind.INSTANT, width=16),
        ),
        lines=tuple(
            _line(number, one, look, CHANNELS[one.receive_result], one.appointment, one.ended_at, one.returned_at)
            for number, one in enumerate(found, start=1)
        ),
        notes=(f"Trong kỳ đã trả {handed} kết quả; {waiting} kết quả có trong kỳ còn chờ nhận.",),
    )


def listed(found: list[Fact], look: Look, *, title: str) -> Table:
    """The dossiers behind a figure."""
    ordered = sorted(found, key=lambda one: (one.received_at or look.then, one.dossier))
    return Table(
        form="behind",
        title=title,
        unit=look.unit,
        unit_name=look.unit_name,
        period_words=official.period_words(look.period),
        known_at=look.then,
        columns=(
            *_BEGINNING,
            Column(key="channel", words="Cách thức nộp", width=16),
            Column(key="received", words="Nhận lúc", kind=Kind.INSTANT, width=16),
            Column(key="due", words="Hạn giải quyết", kind=Kind.INSTANT, width=16),
            Column(key="ended", words="Kết thúc", kind=Kind.INSTANT, width=16),
        ),
        lines=tuple(
            _line(number, one, look, CHANNELS[one.channel], one.received_at, one.due_at, one.ended_at)
            for number, one in enumerate(ordered, start=1)
        ),
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
