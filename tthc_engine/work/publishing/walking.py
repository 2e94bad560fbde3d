"""One invented dossier on its way through a version, by the very rules and letters that real ones will meet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tthc_engine.domain import composing, timing
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.commands import CheckClock
from tthc_engine.domain.composing import Desk, Signer
from tthc_engine.domain.decide import decide
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.events import AnyEvent, LetterIssued
from tthc_engine.domain.fold import replay
from tthc_engine.domain.letters import LetterContext
from tthc_engine.domain.office import OfficeFacts
from tthc_engine.domain.people import THE_CLOCK, Actor
from tthc_engine.domain.procedure import Channel, Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.requests import command
from tthc_engine.domain.rules import Rules

Render = Callable[[LetterContext], object]
"""Turns a letter's context into its file; raises where it cannot."""

ROLES: Mapping[Role, str] = {
    Role.DESK: "Cán bộ tiếp nhận",
    Role.HANDLER: "Người thụ lý",
    Role.APPROVER: "Lãnh đạo phê duyệt",
    Role.DIRECTOR: "Thủ trưởng",
    Role.CLERK: "Văn thư",
    Role.SUPERVISOR: "Người giám sát",
    Role.APPLICANT: "Người nộp",
    Role.CLOCK: "Hệ thống",
}
_ACTS: Mapping[str, str] = {
    "submit": "nộp hồ sơ",
    "accept": "tiếp nhận hồ sơ",
    "request_supplement": "yêu cầu bổ sung",
    "receive_supplement": "nhận hồ sơ bổ sung",
    "refuse": "từ chối",
    "stop": "dừng theo đề nghị của người nộp",
    "withdraw": "rút hồ sơ",
    "close_unanswered": "đóng hồ sơ không được bổ sung",
    "complete": "hoàn thành bước",
    "return_part": "cơ quan liên thông trả kết quả",
    "approve": "ký duyệt",
    "send_back": "trả lại bước trước",
    "record_start": "ghi mốc bắt đầu",
    "consult": "lấy ý kiến",
    "answer_consultation": "ghi ý kiến trả lời",
    "chase": "đôn đốc cơ quan chậm",
    "extend": "gia hạn",
    "take_back_extension": "thôi gia hạn",
    "suspend": "tạm dừng theo quyết định",
    "request_payment": "yêu cầu nộp phí",
    "confirm_payment": "xác nhận đã nộp phí",
    "declare_delay": "báo cáo dự kiến quá hạn",
    "notify_onestop": "thông báo Bộ phận Một cửa",
    "explain": "giải trình",
    "approve_explanation": "phê duyệt giải trình",
    "issue_apology": "xin lỗi và hẹn lại",
    "release_result": "chuyển kết quả",
    "return_result": "trả kết quả",
    "correct_result": "ghi nhận kết quả có sai sót",
    "reopen": "mở lại hồ sơ",
    "report_loss": "ghi nhận mất giấy tờ",
    "hand_over": "bàn giao hồ sơ giấy",
}


class RoadBlocked(Exception):
    """The dossier cannot go on; the text says why, the walker's path how it came there."""


@dataclass(slots=True, kw_only=True)
class Walker:
    """One dossier, moved by `do`; it remembers the path in the officers' words and composes every letter issued."""

    rules: Rules
    facts: OfficeFacts
    held: frozenset[Role]
    """Roles that somebody in the office holds."""
    render: Render
    case: str
    channel: Channel
    at: datetime
    dossier: Dossier | None = None
    path: list[str] = field(default_factory=list)
    letters: set[LetterKind] = field(default_factory=set)

    @property
    def calendar(self) -> WorkingCalendar:
        return self.rules.calendar

    @property
    def known(self) -> Dossier:
        if self.dossier is None:
            raise RoadBlocked("chưa có hồ sơ nào được tiếp nhận")
        return self.dossier

    def later(self, minutes: int) -> None:
        """Let so many working minutes pass."""
        self.at = self.calendar.add(self.at, minutes)

    def until(self, at: datetime) -> None:
        """Let the time come, if it is still to come, and the clock act."""
        self.at = max(self.at, at)
        if self.dossier is not None:
            self._happened(decide(self.dossier, CheckClock(dossier="1", by=THE_CLOCK), self.rules, at=self.at))

    def do(self, word: str, role: Role, **arguments: Any) -> None:
        """Give one command. Raises RoadBlocked where the office has nobody for it, or it is refused."""
        said = f"{self.at.astimezone(self.calendar.zone):%d/%m/%Y %H:%M} {ROLES.get(role, role)}: {self._act(word)}"
        self.path.append(said)
        if role not in self.held and role is not Role.APPLICANT:
            raise RoadBlocked(f"đơn vị chưa có ai giữ vai trò «{ROLES.get(role, role)}»")
        by = Actor(person=role.value, roles=frozenset({role}), unit="office")
        try:
            asked = command(
                word, arguments, by=by, dossier="1", procedure=self.rules.procedure, instant=lambda given: given
            )
            self._happened(decide(self.dossier, asked, self.rules, at=self.at))
        except Refusal as refusal:
            raise RoadBlocked(f"không thực hiện được: {refusal}") from refusal
        except LookupError as error:
            raise RoadBlocked(f"khai báo không có điều cần tìm: {error}") from error

    def owner(self) -> Role:
        """Whose the current step is. Raises RoadBlocked where there is none."""
        step = timing.current_step(self.known, self.rules)
        if step is None:
            raise RoadBlocked("hồ sơ không còn ở bước nào mà chưa có kết quả")
        return step.owner

    def _act(self, word: str) -> str:
        step = timing.current_step(self.dossier, self.rules) if self.dossier is not None else None
        name = f" «{step.name}»" if step is not None and word in ("complete", "approve") else ""
        return f"{_ACTS.get(word, word)}{name}"

    def _happened(self, events: Sequence[AnyEvent]) -> None:
        self.dossier = replay(events, self.dossier)
        for event in events:
            if isinstance(event, LetterIssued):
                self._write(event, events)

    def _write(self, letter: LetterIssued, events: Sequence[AnyEvent]) -> None:
        """Compose and render, as the office would. Raises RoadBlocked where the letter cannot be made."""
        desk = Desk(
            issuing=self.facts,
            receiving=self.facts,
            deciding=self.facts,
            people={role.value: Signer(name="Nguyễn Văn Mẫu", title=ROLES[role]) for role in ROLES},
            lookup_url="https://example.org/tra-cuu",
            number=1,
        )
        try:
            self.render(composing.compose(letter, events, dossier=self.known, rules=self.rules, desk=desk))
        except Exception as error:
            # Whatever a template or a context says no to is this version's flaw: the officer must not meet it.
            raise RoadBlocked(f"không lập được văn bản «{letter.letter_kind.value}»: {error}") from error
        self.letters.add(letter.letter_kind)


def opening_after(walker: Walker, days: int) -> datetime:
    """The opening of a working day at least so many calendar days later."""
    day = walker.calendar.local(walker.at).date() + timedelta(days=days)
    return walker.calendar.opening(walker.calendar.working_day_on_or_after(day))
