"""The roads a dossier can take: straight, with supplements, stopped, late, sent back, and out of it by every door."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from tthc_engine.domain import timing
from tthc_engine.domain.dossier import Stage
from tthc_engine.domain.errors import ExtensionTooLong
from tthc_engine.domain.procedure import Channel, Procedure, Role
from tthc_engine.domain.regime import Regime
from tthc_engine.domain.time_limit import PhaseStart
from tthc_engine.work.publishing.walking import RoadBlocked, Walker, opening_after

Road = Callable[[Walker], None]
_SIGNERS = frozenset({Role.APPROVER, Role.DIRECTOR})
_FEW_MINUTES = 30


def straight(walker: Walker) -> None:
    accept(walker)
    finish(walker)


def submitted_online(walker: Walker) -> None:
    walker.do("submit", Role.APPLICANT, **_about(walker))
    walker.later(_FEW_MINUTES)
    walker.do("accept", Role.DESK)
    finish(walker)


def supplemented_at_intake(walker: Walker) -> None:
    walker.do("submit", Role.APPLICANT, **_about(walker))
    walker.do("request_supplement", Role.DESK, items=[_paper(walker)], reason="Còn thiếu")
    walker.later(_FEW_MINUTES)
    walker.do("receive_supplement", Role.DESK)
    walker.do("accept", Role.DESK)
    finish(walker)


def refused_at_intake(walker: Walker) -> None:
    walker.do("submit", Role.APPLICANT, **_about(walker))
    walker.do("refuse", Role.DESK, reason="Không thuộc thẩm quyền giải quyết")


def supplemented(walker: Walker) -> None:
    accept(walker)
    _to_a_handler(walker)
    walker.do("request_supplement", Role.HANDLER, items=[_paper(walker)], reason="Còn thiếu")
    walker.until(opening_after(walker, 2))
    walker.do("receive_supplement", Role.DESK)
    finish(walker)


def never_supplemented(walker: Walker) -> None:
    """The stop's other exit: after the regime's period the one-stop closes it."""
    accept(walker)
    _to_a_handler(walker)
    walker.do("request_supplement", Role.HANDLER, items=[_paper(walker)], reason="Còn thiếu")
    waiting = walker.known.waiting
    if waiting is None or waiting.closable_from is None:
        raise RoadBlocked("người nộp không bổ sung thì hồ sơ chờ mãi: không có thời gian tối đa")
    walker.until(waiting.closable_from)
    walker.do("close_unanswered", Role.DESK)


def refused_after_appraisal(walker: Walker) -> None:
    accept(walker)
    _to_a_signer(walker)
    walker.do("refuse", walker.owner(), reason="Không đủ điều kiện")


def stopped_by_applicant(walker: Walker) -> None:
    accept(walker)
    word = "stop" if walker.rules.regime.stop_by_applicant is not None else "withdraw"
    walker.do(word, Role.DESK, reason="Người nộp không còn nhu cầu")


def consulted(walker: Walker) -> None:
    accept(walker)
    _to_a_handler(walker)
    until = opening_after(walker, 3)
    walker.do("consult", Role.HANDLER, body="Cơ quan phối hợp", question="Đề nghị cho ý kiến", until=until)
    walker.later(_FEW_MINUTES)
    walker.do("answer_consultation", Role.HANDLER, body="Cơ quan phối hợp", answer="Thống nhất")
    finish(walker)


def chased(walker: Walker) -> None:
    """The opinion does not come in time: the body is reminded in writing."""
    accept(walker)
    _to_a_handler(walker)
    walker.later(_FEW_MINUTES)
    until = walker.calendar.add(walker.at, _FEW_MINUTES)
    walker.do("consult", Role.HANDLER, body="Cơ quan phối hợp", question="Đề nghị cho ý kiến", until=until)
    walker.until(walker.calendar.add(until, _FEW_MINUTES))
    walker.do("chase", Role.HANDLER, body="Cơ quan phối hợp")
    walker.do("answer_consultation", Role.HANDLER, body="Cơ quan phối hợp", answer="Thống nhất")
    finish(walker)


def suspended(walker: Walker) -> None:
    """An act's suspension ends on the day it names: exit and maximum are one."""
    accept(walker)
    since = opening_after(walker, 1)
    until = walker.calendar.opening(walker.calendar.working_day_after(walker.calendar.local(since).date()))
    walker.do("suspend", Role.SUPERVISOR, since=since, until=until, act="01/QĐ", reason="Thiên tai")
    walker.until(until)
    finish(walker)


def late(walker: Walker) -> None:
    """Past its date: explained, apologised for with a new date, and still finished."""
    accept(walker)
    due = _due(walker)
    _to_a_handler(walker)
    walker.until(due + timedelta(minutes=1))
    walker.at = opening_after(walker, 1)
    walker.do("notify_onestop", Role.HANDLER, reason="Thiếu người")
    walker.do("explain", Role.HANDLER, reason_code=next(iter(walker.rules.reasons), "R01"), reason="Thiếu người")
    walker.do("approve_explanation", Role.APPROVER)
    walker.do("issue_apology", Role.APPROVER, new_appointment=opening_after(walker, 4), reason="Thiếu người")
    walker.later(_FEW_MINUTES)
    finish(walker)


def sent_back(walker: Walker) -> None:
    """Whoever signs gives it back to where handling began, and it comes again."""
    accept(walker)
    _to_a_signer(walker)
    first = walker.rules.procedure.handling[0]
    if walker.known.current_step != first.key:
        walker.do("send_back", walker.owner(), to_step=first.key, reason="Cần làm rõ")
    finish(walker)


def corrected(walker: Walker) -> None:
    straight(walker)
    walker.do("correct_result", Role.HANDLER, reason="Sai ngày sinh")
    walker.later(_FEW_MINUTES)
    walker.do("release_result", Role.APPROVER)


def papers_lost(walker: Walker) -> None:
    accept(walker)
    walker.do("report_loss", Role.DESK, reason="Ngập kho")
    walker.do("issue_apology", Role.APPROVER, new_appointment=None, reason="Ngập kho", ground="loss")
    finish(walker)


def extended(walker: Walker) -> None:
    accept(walker)
    _to_a_handler(walker)
    due, extension = _due(walker), walker.rules.procedure.extension
    if extension is None:
        return
    day = walker.calendar.working_day_after(walker.calendar.local(due).date())
    try:
        walker.do(
            "extend",
            Role.HANDLER,
            until=walker.calendar.closing(day),
            reason=extension.reason,
            legal_basis=extension.legal_basis,
        )
    except RoadBlocked as blocked:
        if isinstance(blocked.__cause__, ExtensionTooLong):
            # This case's own limit reaches as far as the extension: there is nothing to extend.
            return
        raise
    finish(walker)


def paid(walker: Walker) -> None:
    accept(walker)
    walker.do("request_payment", Role.DESK, reason="Nộp phí, lệ phí", amount=1000)
    walker.until(opening_after(walker, 1))
    walker.do("confirm_payment", Role.DESK, receipt="1")
    finish(walker)


def roads_of(procedure: Procedure, regime: Regime, channel: Channel) -> Mapping[str, Road]:
    """What a dossier of this version may meet by this channel, by its name in the officers' words."""
    found: dict[str, Road] = {
        "đường thẳng": straight,
        "bổ sung trước khi tiếp nhận": supplemented_at_intake,
        "từ chối tiếp nhận": refused_at_intake,
        "bổ sung sau thẩm định": supplemented,
        "không bổ sung, đóng hồ sơ": never_supplemented,
        "từ chối sau thẩm định": refused_after_appraisal,
        "người nộp dừng": stopped_by_applicant,
        "lấy ý kiến": consulted,
        "lấy ý kiến, đôn đốc": chased,
        "tạm dừng theo quyết định": suspended,
        "trả lại bước trước": sent_back,
        "quá hạn, giải trình, xin lỗi": late,
        "sửa kết quả": corrected,
        "mất giấy tờ": papers_lost,
    }
    if channel is Channel.ONLINE:
        found["nộp trực tuyến"] = submitted_online
    if regime.supplement_answer is None:
        del found["không bổ sung, đóng hồ sơ"]
    if procedure.extension is not None:
        found["gia hạn"] = extended
    if procedure.fees or procedure.payment_stop is not None:
        found["chờ nộp phí"] = paid
    return found


def accept(walker: Walker) -> None:
    walker.do("accept", Role.DESK, **_about(walker))


def finish(walker: Walker) -> None:
    """Every remaining step by its owner, each phase begun as it must be, then the result released and handed over."""
    procedure = walker.rules.procedure
    for _ in procedure.steps:
        _begin_phases(walker)
        if walker.known.current_step in (procedure.result.key, None):
            break
        owner = walker.owner()
        walker.later(1)
        _bodies_done(walker)
        walker.do("approve" if owner in _SIGNERS else "complete", owner)
    else:
        raise RoadBlocked("các bước không dẫn đến bước trả kết quả")
    _begin_phases(walker)
    walker.do("release_result", Role.APPROVER)
    walker.do("return_result", Role.DESK, received_by="Người nộp")
    if walker.known.stage is not Stage.RETURNED:
        raise RoadBlocked("hồ sơ không kết thúc")


def _bodies_done(walker: Walker) -> None:
    """Other bodies give back their work, each when it is its turn."""
    for _ in range(len(walker.known.parts) + len(walker.rules.procedure.steps) * 8):
        at_work = walker.known.at_work
        if not at_work:
            return
        walker.do("return_part", Role.HANDLER, body=at_work[0].body, answer="Đã giải quyết")
    raise RoadBlocked("các cơ quan liên thông chuyển hồ sơ cho nhau mãi")


def _begin_phases(walker: Walker) -> None:
    """Enter every start that the current step waits for."""
    dossier, rules = walker.known, walker.rules
    step = timing.current_step(dossier, rules)
    entered = dict(dossier.starts)
    for phase in timing.limit_of(dossier, rules).phases:
        awaited = phase.start is PhaseStart.EXTERNAL and phase.key not in entered
        if awaited and step is not None and phase.key == step.phase:
            walker.do("record_start", Role.HANDLER, phase=phase.key, started_at=walker.at, document="Văn bản ghi mốc")


def _to_a_handler(walker: Walker) -> None:
    _to(walker, frozenset({Role.HANDLER}))


def _to_a_signer(walker: Walker) -> None:
    _to(walker, _SIGNERS)


def _to(walker: Walker, owners: frozenset[Role]) -> None:
    for _ in walker.rules.procedure.steps:
        _begin_phases(walker)
        owner = walker.owner()
        if owner in owners:
            return
        walker.later(1)
        _bodies_done(walker)
        walker.do("approve" if owner in _SIGNERS else "complete", owner)
    raise RoadBlocked("không có bước nào của vai trò cần đến")


def _due(walker: Walker) -> datetime:
    due = timing.due_at(walker.known, walker.rules)
    if due is None:
        raise NoDate
    return due


class NoDate(Exception):
    """The version names no date yet, or none at all: there is no lateness to walk through."""


def _about(walker: Walker) -> dict[str, str]:
    about = {"channel": walker.channel.value}
    return about | {"case": walker.case} if walker.case else about


def _paper(walker: Walker) -> str:
    asked = [one for one in walker.rules.procedure.components if not one.from_database]
    return asked[0].name if asked else "Giấy tờ còn thiếu"
