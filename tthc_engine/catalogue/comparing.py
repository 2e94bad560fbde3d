"""What changes for officers and applicants from one version of a procedure to the next, in their words."""

from collections.abc import Iterable, Iterator

from tthc_engine.catalogue.words import CHANNELS, ROLES, brief_limit, day, dong, within_words
from tthc_engine.domain.procedure import Channel, Component, Fee, PaperForm, Procedure, Step
from tthc_engine.domain.time_limit import SupplementMode

_MODES = {
    None: "theo nghị định",
    SupplementMode.RESTART: "tính lại từ đầu",
    SupplementMode.CONTINUE: "tính tiếp phần còn lại",
    SupplementMode.SHIFT: "lùi hạn đúng bằng thời gian chờ",
}
_FORMS = {
    PaperForm.ORIGINAL: "bản chính",
    PaperForm.CERTIFIED_COPY: "bản sao chứng thực",
    PaperForm.COPY_WITH_ORIGINAL: "bản sao kèm bản chính để đối chiếu",
    PaperForm.COPY: "bản sao",
    PaperForm.ELECTRONIC: "bản điện tử",
}


def in_words(before: Procedure, after: Procedure) -> list[str]:
    """One sentence a change; empty when both say the same to everybody who works by them."""
    return [
        *_head(before, after),
        *_cases(before, after),
        *_limits(before, after),
        *_papers(before, after),
        *_fees(before, after),
        *_steps(before, after),
        *_law(before, after),
    ]


def _head(before: Procedure, after: Procedure) -> Iterator[str]:
    for name, one, other in (
        ("Mã thủ tục", before.code, after.code),
        ("Tên thủ tục", before.name, after.name),
        ("Cơ quan có thẩm quyền", before.competent_body, after.competent_body),
        ("Lĩnh vực", before.field, after.field),
        ("Cấp thực hiện", ", ".join(before.levels), ", ".join(after.levels)),
        ("Kết quả", before.result_kind.name, after.result_kind.name),
    ):
        if one != other:
            yield f"{name}: «{one}» thành «{other}»."
    if before.in_force_from != after.in_force_from:
        yield f"Áp dụng với hồ sơ nhận từ {day(after.in_force_from)} (trước: từ {day(before.in_force_from)})."
    yield from _gone_and_new("cách nộp", _channels(before.channels), _channels(after.channels))


def _channels(channels: Iterable[Channel]) -> dict[str, str]:
    return {one.value: CHANNELS[one].lower() for one in channels}


def _cases(before: Procedure, after: Procedure) -> Iterator[str]:
    yield from _gone_and_new(
        "trường hợp", {one.key: one.name for one in before.cases}, {one.key: one.name for one in after.cases}
    )


def _limits(before: Procedure, after: Procedure) -> Iterator[str]:
    """For each case and channel that both have, or the whole limit where their cases differ."""
    cases = {one.key: one.name for one in after.cases}
    shared = [channel for channel in after.channels if channel in before.channels]
    for key in list(cases) or [""]:
        old = key if key in {one.key for one in before.cases} else next((one.key for one in before.cases), "")
        told: dict[tuple[str, str], list[Channel]] = {}
        for channel in shared:
            change = (brief_limit(before.limit(old, channel)), brief_limit(after.limit(key, channel)))
            told.setdefault(change, []).append(channel)
        for (one, other), channels in told.items():
            by = "" if channels == shared else f"nộp {', '.join(CHANNELS[channel].lower() for channel in channels)}"
            where = ", ".join(filter(None, (cases.get(key, ""), by)))
            if one != other:
                yield f"Thời hạn{f' ({where})' if where else ''}: {one} thành {other}."
    if before.supplement_mode != after.supplement_mode:
        yield f"Sau khi bổ sung: {_MODES[before.supplement_mode]} thành {_MODES[after.supplement_mode]}."
    if (before.payment_stop is None) != (after.payment_stop is None):
        yield f"Chờ nộp phí: {'dừng' if after.payment_stop else 'không dừng'} tính thời hạn."
    if before.extension != after.extension:
        yield f"Gia hạn: {_extension(before)} thành {_extension(after)}."
    if before.late_submissions != after.late_submissions:
        yield f"Hồ sơ nộp sau đợt tiếp nhận: {'vẫn được' if after.late_submissions else 'không được'} xem xét."


def _extension(procedure: Procedure) -> str:
    found = procedure.extension
    return "không có" if found is None else f"đến {found.up_to.normalize():f} {found.unit.value} ({found.legal_basis})"


def _papers(before: Procedure, after: Procedure) -> Iterator[str]:
    ones, others = ({part.key: part for part in one.components} for one in (before, after))
    yield from _gone_and_new(
        "giấy tờ", {key: one.name for key, one in ones.items()}, {key: one.name for key, one in others.items()}
    )
    for key in ones.keys() & others.keys():
        if changed := list(_paper(ones[key], others[key])):
            yield f"Giấy tờ «{others[key].name}»: {'; '.join(changed)}."


def _paper(one: Component, other: Component) -> Iterator[str]:
    if one.required != other.required:
        yield "nay bắt buộc" if other.required else "nay không bắt buộc"
    if one.from_database != other.from_database:
        yield "nay lấy từ cơ sở dữ liệu" if other.from_database else "nay người nộp phải nộp"
    if one.forms != other.forms:
        yield f"hình thức nay là {', '.join(_FORMS[form] for form in other.forms)}"
    if (one.originals, one.copies) != (other.originals, other.copies):
        yield f"số lượng nay là {other.originals} bản chính, {other.copies} bản sao"
    if one.when != other.when:
        yield f"áp dụng khi: {other.when or 'luôn luôn'}"
    if one.cases != other.cases:
        yield f"trường hợp: {', '.join(other.cases) or 'mọi trường hợp'}"


def _fees(before: Procedure, after: Procedure) -> Iterator[str]:
    ones, others = ({fee.key: fee for fee in one.fees} for one in (before, after))
    yield from _gone_and_new(
        "phí, lệ phí", {key: _fee(one) for key, one in ones.items()}, {key: _fee(one) for key, one in others.items()}
    )


def _fee(fee: Fee) -> str:
    return f"{fee.name} {dong(fee.amount_vnd)}"


def _steps(before: Procedure, after: Procedure) -> Iterator[str]:
    ones, others = ({step.key: step for step in one.steps} for one in (before, after))
    yield from _gone_and_new(
        "bước", {key: one.name for key, one in ones.items()}, {key: one.name for key, one in others.items()}
    )
    for key in [key for key in others if key in ones]:
        if changed := list(_step(ones[key], others[key])):
            yield f"Bước «{others[key].name}»: {'; '.join(changed)}."
    order = [key for key in ones if key in others]
    if order != [key for key in others if key in ones]:
        yield "Thứ tự các bước thay đổi."


def _step(one: Step, other: Step) -> Iterator[str]:
    if one.owner is not other.owner:
        yield f"do {ROLES[other.owner].lower()} thực hiện (trước: {ROLES[one.owner].lower()})"
    if one.within != other.within:
        yield f"{within_words(one.within)} thành {within_words(other.within)}"
    if one.phase != other.phase:
        yield f"thuộc giai đoạn {other.phase or 'đầu'}"


def _law(before: Procedure, after: Procedure) -> Iterator[str]:
    ones, others = (
        {one.number or one.title: one.number or one.title for one in each.legal_basis} for each in (before, after)
    )
    yield from _gone_and_new("căn cứ pháp lý", ones, others)
    if before.waiver != after.waiver:
        yield f"Ngoại lệ về tổng thời gian các bước: {after.waiver.reason if after.waiver else 'không còn'}."
    for name, one, other in (
        ("quy trình nội bộ", before.internal_workflow, after.internal_workflow),
        ("quy trình điện tử", before.electronic_workflow, after.electronic_workflow),
    ):
        if one != other and other is not None:
            yield f"Phê duyệt {name}: {other.number} ngày {day(other.on)}."


def _gone_and_new(what: str, ones: dict[str, str], others: dict[str, str]) -> Iterator[str]:
    for key, name in ones.items():
        if key not in others:
            yield f"Bỏ {what}: {name}."
        elif name != others[key]:
            yield f"{what.capitalize()}: «{name}» thành «{others[key]}»."
    for key, name in others.items():
        if key not in ones:
            yield f"Thêm {what}: {name}."
