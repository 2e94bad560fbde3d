"""The clock picture: one column a calendar day, and inside a day the place is working time.

Pure: a `Story` of instants goes in, shapes come out, `clock.html` writes them as SVG. Days counted are solid, days left
dashed, days that a restart made void grey; a stop lies across days off too. Long stories are drawn in weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tthc_engine.domain.calendar import CalendarNotPublished, WorkingCalendar
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.shapes import LARGE, Line, Measures, Path, Picture, Rect, Text
from tthc_engine.web.wording import clock_time, local, short_day

LABEL_WIDTH = 6.1
"""A character of a 12 px label, on average and on the safe side."""
BOLD_WIDTH = 7.4
LANE_NAME = 33
HEAD = 72
"""Room for the names of the two upper rows where no step has a lane."""
NARROWEST = 24
"""A working day's column still holds a number of two digits."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    since: datetime
    until: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    at: datetime
    words: str
    dress: str
    """`start`, `due`, `app`, `app-old`, `new`: circle, line with diamond, diamonds."""


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    done: tuple[Span, ...] = ()
    void: tuple[Span, ...] = ()
    slow: tuple[Span, ...] = ()
    planned: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What there is to draw of one dossier."""

    calendar: WorkingCalendar
    begins: datetime
    """Receipt."""
    now: datetime | None
    """None: a closed dossier or a promise not yet made."""
    counted_from: datetime | None
    """Where the running period began; its day is an empty cell."""
    due: datetime | None
    ended: datetime | None = None
    void: tuple[Span, ...] = ()
    stops: tuple[Span, ...] = ()
    marks: tuple[Mark, ...] = ()
    lanes: tuple[Lane, ...] = ()
    numbered: str = ""
    """`working` or `calendar`: which days carry a number; empty: none."""
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class _Column:
    first: date
    last: date
    x: float
    width: float
    off: bool


class _Scale:
    """Turns instants into x. Between two days the place is calendar order, inside a day it is working time."""

    def __init__(self, story: Story, measures: Measures, until: datetime) -> None:
        self.calendar = story.calendar
        self.measures = measures
        first, last = local(story.begins).date(), local(until).date()
        self.weekly = (last - first).days > measures.weeks_from
        self.columns = self._weeks(first, last) if self.weekly else self._days(first, last)
        self.width = self.columns[-1].x + self.columns[-1].width

    def _days(self, first: date, last: date) -> list[_Column]:
        columns, x, day = [], self.measures.left, first
        works = [self.works(first + number * _DAY) for number in range((last - first).days + 1)]
        room = self.measures.room - self.measures.left - works.count(False) * self.measures.resting
        working = max(NARROWEST, min(self.measures.working, room / max(works.count(True), 1)))
        while day <= last:
            off = not self.works(day)
            width = self.measures.resting if off else working
            columns.append(_Column(day, day, x, width, off))
            x, day = x + width, day + _DAY
        return columns

    def _weeks(self, first: date, last: date) -> list[_Column]:
        columns, x = [], self.measures.left
        monday = first - timedelta(days=first.weekday())
        weeks = (last - monday).days // 7 + 1
        width = min((self.measures.room - self.measures.left) / weeks, 2 * self.measures.working)
        while monday <= last:
            columns.append(_Column(monday, monday + 6 * _DAY, x, width, off=False))
            x, monday = x + width, monday + 7 * _DAY
        return columns

    def works(self, day: date) -> bool:
        try:
            return self.calendar.is_working_day(day)
        except CalendarNotPublished:
            return day.weekday() < 5

    def x(self, at: datetime) -> float:
        here = local(at)
        for column in self.columns:
            if here.date() <= column.last:
                return column.x + column.width * self._share(column, here)
        return self.width

    def _share(self, column: _Column, here: datetime) -> float:
        if here.date() < column.first:
            return 0.0
        start = datetime.combine(column.first, datetime.min.time(), here.tzinfo)
        end = datetime.combine(column.last + _DAY, datetime.min.time(), here.tzinfo)
        if column.off:
            return (here - start) / (end - start)
        try:
            whole = self.calendar.between(start, end)
            return self.calendar.between(start, here) / whole if whole else 0.0
        except CalendarNotPublished:
            return (here - start) / (end - start)


def draw(story: Story, _: Messages, *, measures: Measures = LARGE) -> Picture:
    """The picture of `story`; its title and description say in words what it shows."""
    instants = [one for one in (story.due, story.now, story.ended, *(mark.at for mark in story.marks)) if one]
    beyond = 2 * _DAY if measures is LARGE else 0 * _DAY
    if measures.left and not story.lanes:
        measures = replace(measures, left=HEAD)
    scale = _Scale(story, measures, max([story.begins, *instants]) + beyond)
    picture = Picture(scale.width, 0, story.title, story.description)
    _calendar(picture, scale, story, _)
    _runs(picture, scale, story)
    _stops(picture, scale, story)
    bottom = _marks(picture, scale, story, _)
    bottom = _lanes(picture, scale, story, bottom)
    picture.height = _now(picture, scale, story, bottom, _)
    return picture


def _calendar(picture: Picture, scale: _Scale, story: Story, _: Messages) -> None:
    m = scale.measures
    today = local(story.now).date() if story.now else None
    for column in scale.columns:
        middle = column.x + column.width / 2
        top = short_day(column.first) if scale.weekly else _(f"weekday_short.{column.first.weekday()}")
        narrow = column.off or column.width < 36
        below = "" if scale.weekly else (f"{column.first.day}" if narrow else short_day(column.first))
        dress = "d dim" if column.off else "d strong" if today == column.first else "d"
        picture.texts.append(Text("d dim", middle, m.cell_top - 18, top))
        if below:
            picture.texts.append(Text(dress, middle, m.cell_top - 5, below))
        if column.off:
            picture.hatched.append(Rect("off", column.x, m.cell_top, column.width, m.cell))
        else:
            picture.rects.append(Rect("cell", column.x + 0.5, m.cell_top + 0.5, column.width - 1, m.cell - 1))
    if m.left:
        picture.texts.append(Text("strong", 0, m.cell_top + m.cell / 2 + 4, _("clock.dossier")))


def _runs(picture: Picture, scale: _Scale, story: Story) -> None:
    for one in story.void:
        _run(picture, scale, story, one, "void")
    if story.counted_from is None:
        return
    end = story.ended or story.now
    due = story.due or (end if not story.stops else None)
    counted_until = min(one for one in (end or story.counted_from, due or end or story.counted_from) if one)
    whole = Span(story.counted_from, due) if due else Span(story.counted_from, counted_until)
    _run(picture, scale, story, Span(story.counted_from, counted_until), "run", numbers_of=whole)
    if due is not None and counted_until < due and story.ended is None:
        begins = max(counted_until, story.counted_from)
        _run(picture, scale, story, Span(begins, due), "left", numbers_of=whole, origin=story.counted_from)
    if due is not None and end is not None and end > due:
        _bars(picture, scale, Span(due, end), "over")


def _bars(picture: Picture, scale: _Scale, span: Span, dress: str) -> None:
    m = scale.measures
    for column in scale.columns:
        if column.off:
            continue
        left = max(column.x, scale.x(span.since))
        right = min(column.x + column.width, scale.x(span.until))
        if right > left:
            picture.rects.append(Rect(dress, left, m.cell_top + m.bar, right - left, m.cell - 2 * m.bar))


def _run(
    picture: Picture,
    scale: _Scale,
    story: Story,
    span: Span,
    dress: str,
    *,
    numbers_of: Span | None = None,
    origin: datetime | None = None,
) -> None:
    """A counted stretch: the day it began on is left empty, as the law does not count it."""
    began = local(origin or span.since)
    next_day = datetime.combine(began.date() + _DAY, datetime.min.time(), began.tzinfo)
    first = max(span.since, next_day) if story.numbered else span.since
    if span.until <= first:
        return
    _bars(picture, scale, Span(first, span.until), dress)
    m = scale.measures
    if not story.numbered:
        return
    numbers = _numbers(scale, story, began.date(), local((numbers_of or span).until).date())
    taken = {text.x for text in picture.texts if text.dress.endswith("-n")}
    for column in scale.columns:
        middle = column.x + column.width / 2
        inside = [day for day in numbers if column.first <= day <= column.last]
        inside = [day for day in inside if local(first).date() <= day <= local(span.until).date()]
        share = min(column.x + column.width, scale.x(span.until)) - max(column.x, scale.x(first))
        if inside and middle not in taken and share >= column.width / 2:
            words = str(numbers[inside[-1]])
            picture.texts.append(Text(f"d {dress}-n", middle, m.cell_top + m.cell / 2 + 4.5, words))


def _numbers(scale: _Scale, story: Story, began: date, until: date) -> dict[date, int]:
    numbers: dict[date, int] = {}
    day = began + _DAY
    while day <= until:
        if story.numbered == "calendar" or scale.works(day):
            numbers[day] = len(numbers) + 1
        day += _DAY
    return numbers


def _stops(picture: Picture, scale: _Scale, story: Story) -> None:
    m = scale.measures
    for stop in story.stops:
        left, right = scale.x(stop.since), scale.x(stop.until)
        width = max(right - left, 4)
        top = m.cell_top + m.bar
        picture.over.append(Rect("halt", left, top, width, m.cell - 2 * m.bar))
        if width > 16:
            for shift in (5, 10):
                picture.over.append(Rect("halt-b", left + shift, top + 8, 3, m.cell - 2 * m.bar - 16))
        if width > len(stop.words) * LABEL_WIDTH + 24:
            picture.over_texts.append(Text("halt-n", left + 19, m.cell_top + m.cell / 2 + 4, stop.words))


def _marks(picture: Picture, scale: _Scale, story: Story, _: Messages) -> float:
    """Milestones in as many rows as their words need; returns where they end."""
    m = scale.measures
    base = m.cell_top + m.cell + 22
    ends: list[float] = []
    if m.left and story.marks:
        picture.texts.append(Text("strong", 0, base + 4, _("clock.marks")))
    for mark in sorted(story.marks, key=lambda one: one.at):
        x = scale.x(mark.at)
        length = len(mark.words) * (BOLD_WIDTH if mark.dress in ("due", "new") else LABEL_WIDTH) + 14
        backwards = x + length > scale.width + 8 and x - length > m.left - 14
        left = x - length if backwards else x - 6
        row = next((index for index, end in enumerate(ends) if left > end), len(ends))
        ends[row:] = [left + length + 12, *ends[row + 1 :]]
        _mark(picture, mark, x, base + row * 18, m, backwards=backwards, past=_is_past(story))
    return base + max(len(ends), 1) * 18 - 6


def _is_past(story: Story) -> bool:
    end = story.ended or story.now
    return story.due is not None and end is not None and end > story.due


def _mark(picture: Picture, mark: Mark, x: float, y: float, m: Measures, *, backwards: bool, past: bool) -> None:
    words_x, anchor = (x - 10, "end") if backwards else (x + 10, "")
    diamond = f"M{x:.1f} {y - 5:.1f}l5 5-5 5-5-5z"
    if mark.dress == "due":
        late = " past" if past else ""
        picture.lines.append(Line(f"due{late}", x, m.cell_top - 4, x, y - 6))
        picture.paths.append(Path("app", diamond))
        picture.texts.append(Text(f"due-t{late}", words_x, y + 4, mark.words, anchor))
    elif mark.dress == "new":
        picture.lines.append(Line("new-l", x, m.cell_top - 4, x, y - 6))
        picture.paths.append(Path("new", diamond))
        picture.texts.append(Text("strong", words_x, y + 4, mark.words, anchor))
    elif mark.dress == "start":
        picture.paths.append(Path("app", f"M{x - 4.5:.1f} {y:.1f}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z"))
        picture.texts.append(Text("", words_x, y + 4, mark.words, anchor))
    else:
        picture.paths.append(Path(mark.dress, diamond))
        dress = "dim strike" if mark.dress == "app-old" else ""
        picture.texts.append(Text(dress, words_x, y + 4, mark.words, anchor))


def _lanes(picture: Picture, scale: _Scale, story: Story, top: float) -> float:
    y = top + 14
    for lane in story.lanes:
        picture.lines.append(Line("guide", scale.measures.left, y + 14, scale.width, y + 14))
        picture.texts.append(
            Text("", 0, y + 9, lane.name if len(lane.name) <= LANE_NAME else lane.name[: LANE_NAME - 1] + "…")
        )
        for dress, spans in (("void", lane.void), ("done", lane.done), ("plan", lane.planned), ("slow", lane.slow)):
            for span in spans:
                left, right = scale.x(span.since), scale.x(span.until)
                picture.rects.append(Rect(dress, left, y, max(right - left, 2), 11))
        y += 20
    return y if story.lanes else top


def _now(picture: Picture, scale: _Scale, story: Story, bottom: float, _: Messages) -> float:
    if story.now is None:
        return bottom + 4
    x = scale.x(story.now)
    picture.lines.append(Line("now", x, scale.measures.cell_top - 4, x, bottom + 2))
    words = _("clock.now", time=clock_time(story.now))
    width = len(words) * BOLD_WIDTH + 12
    left = min(max(x - width / 2, 0), scale.width - width)
    picture.over.append(Rect("now-f", left, bottom + 2, width, 18))
    picture.over_texts.append(Text("d now-t", left + width / 2, bottom + 15, words))
    return bottom + 24


def key_of(story: Story) -> Sequence[tuple[str, str]]:
    """(dress, message key) of what the picture contains, for the legend under it."""
    wanted = [("run", "clock.counted"), ("left", "clock.left")]
    if story.void:
        wanted.append(("void", "clock.void"))
    if story.stops:
        wanted.append(("halt", "clock.stopped"))
    if _is_past(story):
        wanted.append(("over", "clock.over"))
    if any(lane.slow for lane in story.lanes):
        wanted.append(("slow", "clock.slow"))
    return wanted
