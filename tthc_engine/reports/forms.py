"""The reports that count: use of channels, papers, fees, and how the work was done in time."""

from collections.abc import Callable, Mapping

from tthc_engine.domain.dossier import Outcome
from tthc_engine.domain.procedure import Channel
from tthc_engine.domain.standing import ByDate
from tthc_engine.reports.crossing import Crossing, Look, Measure, Share
from tthc_engine.reports.facts import Fact
from tthc_engine.reports.table import Kind


def channels(look: Look) -> Crossing:
    """How dossiers came in, and how results go out."""

    def came(channel: Channel) -> Callable[[Fact], bool]:
        return lambda fact: look.received(fact) and fact.channel is channel

    def goes(channel: Channel) -> Callable[[Fact], bool]:
        return lambda fact: _granted(look, fact) and fact.receive_result is channel

    return Crossing(
        form="channels",
        title="TÌNH HÌNH NỘP HỒ SƠ VÀ NHẬN KẾT QUẢ THEO CÁCH THỨC",
        measures=(
            Measure(key="received", words="Tiếp nhận trong kỳ", holds=look.received),
            Measure(key="direct", words="Nộp trực tiếp", holds=came(Channel.DIRECT)),
            Measure(key="online", words="Nộp trực tuyến", holds=came(Channel.ONLINE)),
            Measure(key="postal", words="Nộp qua bưu chính công ích", holds=came(Channel.POSTAL)),
            Share(key="online_share", words="Tỷ lệ trực tuyến", part="online", whole="received"),
            Measure(key="granted", words="Có kết quả trong kỳ", holds=lambda fact: _granted(look, fact)),
            Measure(key="to_desk", words="Nhận trực tiếp", holds=goes(Channel.DIRECT)),
            Measure(key="to_online", words="Nhận trực tuyến", holds=goes(Channel.ONLINE)),
            Measure(key="to_postal", words="Nhận qua bưu chính công ích", holds=goes(Channel.POSTAL)),
            Share(key="postal_share", words="Tỷ lệ nhận qua bưu chính", part="to_postal", whole="granted"),
        ),
    )


def papers(look: Look) -> Crossing:
    """How much of what came in came as files."""
    return Crossing(
        form="papers",
        title="TÌNH HÌNH SỐ HÓA THÀNH PHẦN HỒ SƠ",
        measures=(
            Measure(key="received", words="Hồ sơ tiếp nhận trong kỳ", holds=look.received),
            Measure(
                key="whole",
                words="Hồ sơ có toàn bộ thành phần điện tử",
                holds=lambda fact: look.received(fact) and fact.wholly_electronic,
            ),
            Share(key="whole_share", words="Tỷ lệ hồ sơ số hóa đủ", part="whole", whole="received"),
            Measure(key="papers", words="Thành phần đã nộp", holds=look.received, weighs=lambda fact: fact.papers),
            Measure(
                key="electronic",
                words="Thành phần điện tử",
                holds=lambda fact: look.received(fact) and fact.electronic > 0,
                weighs=lambda fact: fact.electronic,
            ),
            Share(key="electronic_share", words="Tỷ lệ thành phần điện tử", part="electronic", whole="papers"),
            Measure(
                key="results",
                words="Kết quả trả trực tuyến trong kỳ",
                holds=lambda fact: _granted(look, fact) and fact.receive_result is Channel.ONLINE,
            ),
        ),
        notes=(
            "Thành phần điện tử là giấy tờ nộp dưới dạng điện tử, có bản quét đính kèm hồ sơ, hoặc dùng lại giấy tờ cơ "
            "quan đã có.",
        ),
    )


def reuse(look: Look) -> Crossing:
    """How many did not have to bring a paper that the office has already, by what the desk ticked."""
    return Crossing(
        form="reuse",
        title="TÌNH HÌNH TÁI SỬ DỤNG GIẤY TỜ ĐÃ CÓ",
        measures=(
            Measure(key="received", words="Hồ sơ tiếp nhận trong kỳ", holds=look.received),
            Measure(
                key="asked",
                words="Hồ sơ có thành phần phải nộp",
                holds=lambda fact: look.received(fact) and fact.papers > 0,
            ),
            Measure(
                key="reused",
                words="Hồ sơ dùng lại giấy tờ",
                holds=lambda fact: look.received(fact) and fact.papers > 0 and fact.reused > 0,
            ),
            Share(key="reused_share", words="Tỷ lệ hồ sơ dùng lại giấy tờ", part="reused", whole="asked"),
            Measure(
                key="papers",
                words="Số giấy tờ dùng lại",
                holds=lambda fact: look.received(fact) and fact.reused > 0,
                weighs=lambda fact: fact.reused,
            ),
        ),
        notes=("Dùng lại là giấy tờ lấy từ hồ sơ trước hoặc từ Sổ kết quả còn hiệu lực khi tiếp nhận.",),
    )


def fees(look: Look) -> Crossing:
    """What was due and what was confirmed as paid."""
    return Crossing(
        form="fees",
        title="TÌNH HÌNH THU PHÍ, LỆ PHÍ",
        measures=(
            Measure(key="received", words="Hồ sơ tiếp nhận trong kỳ", holds=look.received),
            Measure(
                key="charged", words="Hồ sơ có phí, lệ phí", holds=lambda fact: look.received(fact) and _due(fact) > 0
            ),
            Measure(
                key="due",
                words="Phải thu (đồng)",
                kind=Kind.MONEY,
                holds=lambda fact: look.received(fact) and _due(fact) > 0,
                weighs=_due,
            ),
            Measure(
                key="paid",
                words="Đã xác nhận thu (đồng)",
                kind=Kind.MONEY,
                holds=lambda fact: look.received(fact) and fact.paid_vnd > 0,
                weighs=lambda fact: fact.paid_vnd,
            ),
            Measure(
                key="asked_unpaid",
                words="Đã yêu cầu, chưa xác nhận thu",
                holds=lambda fact: look.received(fact) and fact.asked_vnd > fact.paid_vnd,
            ),
        ),
        notes=(
            "Phải thu là mức ghi trên giấy tiếp nhận, hoặc mức đã yêu cầu trong khi giải quyết nếu cao hơn.",
            "Đã xác nhận thu chỉ gồm khoản được xác nhận trong hệ thống; khoản thu ngay tại quầy không qua xác nhận "
            "không có trong cột này.",
        ),
    )


def timeliness(look: Look) -> Crossing:
    """How the work ended, and what is overdue in hand."""

    def ended(standing: ByDate) -> Callable[[Fact], bool]:
        return lambda fact: look.settled(fact) and fact.by_date(look.then, look.basis) is standing

    return Crossing(
        form="timeliness",
        title="TÌNH HÌNH GIẢI QUYẾT HỒ SƠ TRƯỚC HẠN, ĐÚNG HẠN, QUÁ HẠN",
        measures=(
            Measure(key="settled", words="Đã giải quyết trong kỳ", holds=look.settled),
            Measure(key="early", words="Trước hạn", holds=ended(ByDate.BEFORE)),
            Measure(
                key="on_day",
                words="Đúng hạn",
                holds=lambda fact: look.settled(fact) and fact.by_date(look.then, look.basis) in (ByDate.ON, None),
            ),
            Measure(key="late", words="Quá hạn", holds=ended(ByDate.AFTER)),
            Share(key="late_share", words="Tỷ lệ quá hạn", part="late", whole="settled"),
            Measure(key="open", words="Đang giải quyết", holds=look.open),
            Measure(
                key="overdue",
                words="Đang giải quyết, quá hạn",
                holds=lambda fact: look.open(fact) and fact.by_date(look.then, look.basis) is ByDate.AFTER,
            ),
            Measure(
                key="supplemented",
                words="Đã giải quyết, có yêu cầu bổ sung",
                holds=lambda fact: look.settled(fact) and fact.supplements > 0,
            ),
        ),
        notes=("So theo ngày như Biểu II.06a; hồ sơ kết thúc khi không có hạn nào đang chạy tính là đúng hạn.",),
    )


CROSSINGS: Mapping[str, Callable[[Look], Crossing]] = {
    "timeliness": timeliness,
    "channels": channels,
    "papers": papers,
    "reuse": reuse,
    "fees": fees,
}


def _granted(look: Look, fact: Fact) -> bool:
    return look.settled(fact) and fact.outcome is Outcome.GRANTED


def _due(fact: Fact) -> int:
    return max(fact.fee_vnd, fact.asked_vnd)
