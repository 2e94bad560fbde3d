"""What a cell of an export means: an instant in the ways Vietnamese exports write one, a state, a way of handing in."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from tthc_engine.catalogue import fold
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.commands.importing import Ending
from tthc_engine.domain.procedure import Channel

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no time zone
_SERIALS = (25_569, 73_050)
"""Days that a number may mean: 1970 to 2099."""
_CLOCK = (
    r"(?P<hour>\d{1,2})\s*(?::|h|g|gio)\s*(?:(?P<minute>\d{1,2})\s*(?:phut|p)?(?::(?P<second>\d{1,2})(?:\.\d+)?)?)?"
)
_DAY = r"(?:ngay\s*)?(?P<day>\d{1,2})\s*(?:[/.-]|thang)\s*(?P<month>\d{1,2})\s*(?:[/.-]|nam)\s*(?P<year>\d{4})"
_ISO = r"(?P<year>\d{4})[/.-](?P<month>\d{1,2})[/.-](?P<day>\d{1,2})"
_HALF = r"(?:\s*(?P<half>sa|ch|am|pm))?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_DAY}(?:[\s,t]+{_CLOCK}{_HALF})?",
        rf"{_CLOCK}{_HALF}[\s,]+{_DAY}",
        rf"{_ISO}(?:[\st,]+{_CLOCK}{_HALF}(?:z|[+-]\d\d:?\d\d)?)?",
    )
)
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")
_NUMBER = re.compile(r"\d{5}(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall-clock instant of the office, or a day whose hour was not told."""

    on: date
    clock: time | None = None

    def at(self, calendar: WorkingCalendar, unknown: Callable[[WorkingCalendar, date], datetime]) -> datetime:
        """As an instant; `unknown` says which hour of the day is meant where none was told."""
        if self.clock is None:
            return unknown(calendar, self.on)
        midnight = datetime.combine(self.on, time())
        minutes = self.clock.hour * 60 + self.clock.minute
        return calendar.at(midnight.date(), minutes) + timedelta(seconds=self.clock.second)


def opening(calendar: WorkingCalendar, day: date) -> datetime:
    """Received on a day: from its beginning."""
    return calendar.opening(day) if calendar.is_working_day(day) else calendar.at(day, 0)


def closing(calendar: WorkingCalendar, day: date) -> datetime:
    """Promised for a day, or done on it: until its end."""
    return calendar.closing(day) if calendar.is_working_day(day) else calendar.at(day, 24 * 60 - 1)


def text_of(cell: object) -> str:
    """A cell as people read it: one line, one spelling of each letter; a whole number without its point."""
    match cell:
        case None:
            return ""
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return " ".join(unicodedata.normalize("NFC", str(cell)).split()).lstrip("'")


def moment(cell: object) -> Moment | None:
    """The instant of a cell; None for an empty one. Raises ValueError for what is none."""
    match cell:
        case None:
            return None
        case datetime():
            return _of(cell.replace(tzinfo=None))
        case date():
            return Moment(cell)
        case bool():
            raise ValueError(str(cell))
        case int() | float():
            return _serial(float(cell))
        case _:
            return _written(text_of(cell))


def _of(at: datetime) -> Moment:
    """A spreadsheet writes a day as its midnight."""
    exact = at.replace(microsecond=0)
    return Moment(exact.date(), exact.time() if exact.time() != time() else None)


def _serial(number: float) -> Moment:
    if not _SERIALS[0] <= number <= _SERIALS[1]:
        raise ValueError(str(number))
    # Half a second is what a spreadsheet loses in a day's fraction.
    return _of(_EPOCH + timedelta(days=int(number), seconds=round(number % 1 * 86_400)))


def _written(text: str) -> Moment | None:
    if text in ("", "-", "–", "…"):
        return None
    if (stamp := _STAMP.fullmatch(text)) is not None:
        year, month, day, hour, minute, second = (int(one) if one else None for one in stamp.groups())
        clock = None if hour is None else time(hour, minute or 0, second or 0)
        return Moment(date(year or 0, month or 0, day or 0), clock)
    if _NUMBER.fullmatch(text):
        return _serial(float(text.replace(",", ".")))
    plain = fold(text).strip()
    for form in _FORMS:
        found = form.fullmatch(plain)
        if found is not None:
            return _parts(found)
    raise ValueError(text)


def _parts(found: re.Match[str]) -> Moment:
    said = found.groupdict()
    on = date(int(said["year"]), int(said["month"]), int(said["day"]))
    if said.get("hour") is None:
        return Moment(on)
    hour = int(said["hour"])
    if said.get("half") in ("ch", "pm") and hour < 12:
        hour += 12
    if said.get("half") in ("sa", "am") and hour == 12:
        hour = 0
    return Moment(on, time(hour, int(said.get("minute") or 0), int(said.get("second") or 0)))


@dataclass(frozen=True, slots=True)
class State:
    status: int
    """The national portal's."""
    outcome: Ending | None = None
    """Where the words say more than the state does."""


def _states() -> dict[str, State]:
    said: dict[State, tuple[str, ...]] = {
        State(1): ("moi dang ky", "cho tiep nhan", "moi nop", "chua tiep nhan"),
        State(2): ("duoc tiep nhan", "da tiep nhan", "moi tiep nhan"),
        State(3): ("khong duoc tiep nhan", "khong tiep nhan", "tu choi tiep nhan", "tu choi tiep nhan ho so"),
        State(4): (
            *("dang xu ly", "dang giai quyet", "dang thu ly", "cho xu ly", "cho phe duyet", "trinh lanh dao", "cho ky"),
            *("dang xu ly trong han", "dang xu ly qua han", "cho phan cong", "da phan cong"),
        ),
        State(5): (
            *("yeu cau bo sung giay to", "cho bo sung", "yeu cau bo sung", "dang bo sung", "cho bo sung ho so"),
            *("yeu cau bo sung ho so", "tam dung cho bo sung"),
        ),
        State(6): (
            *("yeu cau thuc hien nghia vu tai chinh", "cho thuc hien nghia vu tai chinh", "cho nop phi"),
            *("thuc hien nghia vu tai chinh", "cho thanh toan"),
        ),
        State(7): ("cong dan yeu cau rut ho so", "rut ho so", "da rut", "cong dan rut ho so", "da rut ho so"),
        State(8): ("dung xu ly", "tu choi giai quyet", "khong giai quyet", "tra lai ho so", "tu choi"),
        State(8, "closed_unanswered"): ("dong ho so", "dong ho so do khong bo sung", "da dong do khong bo sung"),
        State(8, "stopped_by_applicant"): ("dung thuc hien theo de nghi", "dung giai quyet theo de nghi"),
        State(9): (
            *("da xu ly xong", "da giai quyet", "da giai quyet xong", "cho tra ket qua", "da co ket qua", "cho tra"),
            *(
                "hoan thanh",
                "da hoan thanh",
                "da xu ly xong truoc han",
                "da xu ly xong dung han",
                "da xu ly xong qua han",
            ),
        ),
        State(10): (
            "da tra ket qua",
            "da tra",
            "tra ket qua",
            "ket thuc",
            "da ket thuc",
            "da tra ket qua cho cong dan",
        ),
    }
    by_words = {words: state for state, several in said.items() for words in several}
    return by_words | {str(number): State(number) for number in range(1, 11)}


_STATES = _states()
_CHANNELS = {
    **dict.fromkeys(("1", "truc tiep", "tai mot cua", "nop truc tiep", "tai bo phan mot cua"), Channel.DIRECT),
    **dict.fromkeys(("2", "truc tuyen", "nop truc tuyen", "online", "dich vu cong", "qua mang"), Channel.ONLINE),
    **dict.fromkeys(
        ("3", "buu chinh", "buu chinh cong ich", "dich vu buu chinh cong ich", "bcci", "qua buu chinh"), Channel.POSTAL
    ),
}


@lru_cache(maxsize=1_024)
def _folded(text: str) -> str:
    """An export says the same few words a million times."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(text)).split())


def state(cell: object) -> State | None:
    """The portal's state that a cell names; None where nobody knows the words."""
    return _STATES.get(_folded(text_of(cell)))


def channel(cell: object) -> Channel | None:
    return _CHANNELS.get(_folded(text_of(cell)))
