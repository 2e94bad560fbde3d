"""The phrases of a derivation, apart from how they are joined: in Vietnamese here, in other languages wherever else.

What is stored and printed is said in Vietnamese. A page says the same with the phrases of its own language: whoever
words a derivation hands over a `Say`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from tthc_engine.domain import numerals
from tthc_engine.domain.calendar import DAY_OFF, WEEKLY_REST
from tthc_engine.domain.numerals import Numerals


class Say(Protocol):
    """From the key of a phrase and its facts to words of one language, an amount (Decimal) in its numerals."""

    def __call__(self, key: str, /, **facts: object) -> str: ...


VIETNAMESE: Mapping[str, str] = {
    "weekday_0": "thứ Hai",
    "weekday_1": "thứ Ba",
    "weekday_2": "thứ Tư",
    "weekday_3": "thứ Năm",
    "weekday_4": "thứ Sáu",
    "weekday_5": "thứ Bảy",
    "weekday_6": "Chủ nhật",
    "hours": "{n} giờ",
    "minutes": "{n} phút",
    # What a limit is made of.
    "working_days": "{n} ngày làm việc",
    "working_hours": "{n} giờ làm việc",
    "calendar_days": "{n} ngày",
    "months": "{n} tháng",
    "same_day": "Trong ngày",
    "same_day_until": "Trong ngày (nhận sau {cutoff} thì trong ngày làm việc sau)",
    "fixed_date": "Ngày {day}",
    "fixed_date_open": "Ngày được ấn định",
    "no_limit": "Không quy định thời hạn",
    # Why a day counts or does not.
    "worked": "Ngày làm việc",
    "first_session": "Buổi đầu của ngày làm việc",
    "made_up": "Ngày làm bù",
    "made_up_by": "Ngày làm bù theo {about}",
    "outside_hours": "Ngoài giờ làm việc",
    "days_off_too": "Tính cả ngày nghỉ",
    "too_late_today": "Quá giờ nhận trong ngày, chuyển sang ngày làm việc tiếp theo",
    "in_months": "{about} tháng",
    "weekly_rest": WEEKLY_REST,
    "day_off": DAY_OFF,
    "moved": "{about}: ngày cuối là ngày nghỉ, chuyển sang ngày làm việc tiếp theo",
    "made_good": "Cộng lại thời gian tạm dừng",
    "stopped": "Tạm dừng",
    "given": "{about}",
    "start_accepted": "Ngày tiếp nhận, không tính",
    "start_supplement": "Ngày nhận đủ hồ sơ bổ sung, không tính",
    "start_window": "Ngày hết hạn nhận hồ sơ, không tính",
    "start_begun": "Ngày bắt đầu, không tính",
    "start_resumed": "Ngày tiếp tục, không tính",
    # What a phase waits for.
    "awaits_accepted": "ngày tiếp nhận đủ hồ sơ hợp lệ",
    "awaits_window_closed": "ngày hết hạn nhận hồ sơ của đợt",
    "awaits_external": "ngày ghi trong văn bản làm căn cứ",
    "awaits_previous_phase": "lúc giai đoạn trước hết hạn",
    # How the last day is found.
    "day_in_hours": "Mỗi ngày làm việc tính là {hours} giờ làm việc liên tục.",
    "fraction_ceil": "Phần lẻ của ngày được tính tròn một ngày làm việc.",
    "fraction_session": "Nửa ngày kết thúc vào cuối buổi thứ nhất của ngày tiếp theo.",
    "fraction_hours": "Có phần lẻ nên cả thời hạn đổi ra giờ: mỗi ngày làm việc là {hours} giờ làm việc.",
    "ends_at_closing": "Ngày cuối cùng kết thúc vào giờ hết làm việc của cơ quan.",
    "ends_with_minute": "Hết hạn khi phút làm việc cuối cùng trôi qua.",
    "ends_after_rest": "Ngày cuối là ngày nghỉ thì hạn là giờ kết thúc của ngày làm việc tiếp theo.",
    "ends_today": "Trả kết quả trong ngày; quá giờ nhận trong ngày thì trả trong ngày làm việc tiếp theo.",
    # The rule.
    "version": "{code}, hiệu lực từ {day}",
    "procedure": "Thủ tục: {version}.",
    "limit": "Thời hạn giải quyết: {limit}.",
    "limit_given": "{limit}; giữ ngày hẹn của hệ thống trước: {time} ngày {day}",
    "limit_extended": "{limit}; đã gia hạn đến {time} ngày {day}: {why}",
    "regime": "Quy định về một cửa: {regime}.",
    "restart": "Yêu cầu bổ sung lúc {requested}{why}; nhận đủ lúc {answered}: thời hạn tính lại từ đầu{by}.",
    "convention": "Cách tính: {ways}{by}.",
    "convention_rolled": "hồ sơ nhận từ giờ kết thúc làm việc hoặc vào ngày nghỉ được coi là nhận khi bắt đầu ngày làm "
    "việc tiếp theo",
    "convention_working_days": "không tính ngày bắt đầu, ngày làm việc liền sau là ngày thứ nhất",
    "convention_days": "không tính ngày bắt đầu, ngày liền sau là ngày thứ nhất",
    "convention_minutes": "tính từng phút làm việc kể từ lúc bắt đầu",
    # The course of a phase and its answer.
    "phase_awaits": "{phase}{limit}, tính từ {awaited}; chưa bắt đầu.",
    "phase_begins": "{phase}{limit}, bắt đầu lúc {start}.",
    "phase_rolled": "Ngoài giờ làm việc nên được coi là bắt đầu lúc {start}.",
    "phase_ends": "{phase}hết hạn lúc {due}.",
    "counted": "ngày thứ {numbers} · {why}",
    "skipped": "không tính · {why}",
    "stands_still": "đang tạm dừng tính thời hạn · {why}",
    "stood_still": "tạm dừng {lasting} làm việc · {why}",
    "due": "Hạn giải quyết: {due}.",
    "no_due_stopped": "Chưa có hạn giải quyết vì đang tạm dừng tính thời hạn.",
    "no_due_waiting": "Chưa có hạn giải quyết vì thời hạn chưa bắt đầu.",
    "no_due": "Không quy định thời hạn giải quyết.",
    "provisional": "Ngày này là tạm tính: lịch nghỉ năm {years} chưa công bố, sẽ tính lại.",
    "mode_continue": "Sau khi tạm dừng, phần thời hạn còn lại được tính tiếp từ lúc tiếp tục.",
    "mode_shift": "Thời gian làm việc trong lúc tạm dừng được cộng thêm vào hạn giải quyết.",
    "calendar": "Lịch làm việc: {calendar}, phiên bản {version}.",
}


def vietnamese(key: str, /, **facts: object) -> str:
    """The phrase as stored derivations and printed papers have it."""
    return VIETNAMESE[key].format(**amounts_written(facts, numerals.VIETNAMESE))


def amounts_written(facts: Mapping[str, object], signs: Numerals) -> dict[str, object]:
    """The facts of a phrase, each amount among them (a Decimal) as one language writes it."""
    return {name: signs.amount(one) if isinstance(one, Decimal) else one for name, one in facts.items()}


_OWN_WORDS = {WEEKLY_REST: "weekly_rest", DAY_OFF: "day_off"}
"""What a calendar says where no decision named the day off."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a day counts, does not count or lies within a stop."""

    key: str
    about: str = ""
    """What no catalogue can say: the name of a holiday, a decision, an officer's own words."""

    def words(self, say: Say = vietnamese) -> str:
        about = say(_OWN_WORDS[self.about]) if self.about in _OWN_WORDS else self.about
        return say(self.key, about=about) if about else say(self.key)

    @property
    def is_quoted(self) -> bool:
        """Whether its words are what somebody wrote, whatever the language of the page."""
        return self.key == "given"


def why_off(words: str) -> Reason:
    """From `WorkingCalendar.why_off`."""
    return Reason(_OWN_WORDS[words]) if words in _OWN_WORDS else Reason("given", words)
