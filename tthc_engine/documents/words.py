"""How a letter says dates, instants and lengths of time (NĐ 30/2020/NĐ-CP, Phụ lục I)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

_TIED = "\N{NO-BREAK SPACE}"
"""Between a word and its number, so that no line ends in "17" and the next begins with "giờ"."""

_MONTHS_WITH_ZERO = (1, 2)
"""The decree writes a 0 before days under 10 and before these two months only."""


def tied(text: str) -> str:
    """Kept on one line: a telephone number."""
    return text.replace(" ", _TIED)


def day_in_words(day: date) -> str:
    """05/02/2026 becomes `ngày 05 tháng 02 năm 2026`; March stays `tháng 3`."""
    month = f"{day.month:02d}" if day.month in _MONTHS_WITH_ZERO else str(day.month)
    return f"ngày{_TIED}{day.day:02d} tháng{_TIED}{month} năm{_TIED}{day.year}"


def instant_in_words(at: datetime) -> str:
    """An aware instant as the office's wall clock: `17 giờ 00 phút, ngày 20 tháng 11 năm 2026`."""
    local = at.astimezone(OFFICE_ZONE)
    return f"{local:%H}{_TIED}giờ {local:%M}{_TIED}phút, {day_in_words(local.date())}"


def instant_in_table(at: datetime) -> str:
    return f"{at.astimezone(OFFICE_ZONE):%H:%M %d/%m/%Y}"


def day_in_table(at: datetime) -> str:
    return f"{at.astimezone(OFFICE_ZONE):%d/%m/%Y}"


def signing_instant(at: datetime) -> str:
    """With seconds and zone, as an electronic signature shows it."""
    local = at.astimezone(OFFICE_ZONE)
    return f"{local:%d/%m/%Y %H:%M:%S} +07:00"


def working_time(minutes: int, day_minutes: int) -> str:
    """Working minutes as `1 ngày 3 giờ 30 phút`; a day has the office's own `day_minutes`, 0: said in hours only."""
    days, rest = divmod(minutes, day_minutes) if day_minutes else (0, minutes)
    hours, left = divmod(rest, 60)
    parts = [f"{amount} {unit}" for amount, unit in ((days, "ngày"), (hours, "giờ"), (left, "phút")) if amount]
    return " ".join(parts) or "0 phút"


def count_in_words(amount: int) -> str:
    """Counts under ten carry a 0 in official papers: `01 bộ`."""
    return f"{amount:02d}"


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
