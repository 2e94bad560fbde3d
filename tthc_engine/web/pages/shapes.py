"""What a picture is made of before it is SVG: rectangles, words, lines, and how large its parts are."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rect:
    dress: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Text:
    dress: str
    x: float
    y: float
    words: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    dress: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Path:
    dress: str
    d: str


@dataclass(slots=True)
class Picture:
    width: float
    height: float
    title: str
    description: str
    rects: list[Rect] = field(default_factory=list)
    hatched: list[Rect] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    over: list[Rect] = field(default_factory=list)
    over_texts: list[Text] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Measures:
    left: float
    working: float
    resting: float
    cell_top: float
    cell: float
    weeks_from: int
    """Days from which its columns are weeks."""
    room: float
    """As wide as it may get before its columns become narrower."""
    bar: float
    """How far the bar is inside its cell."""


LARGE = Measures(left=216, working=48, resting=22, cell_top=38, cell=36, weeks_from=40, room=936, bar=5)
SMALL = Measures(left=0, working=38, resting=20, cell_top=34, cell=28, weeks_from=18, room=400, bar=4)
PHONE = Measures(left=0, working=26, resting=18, cell_top=34, cell=28, weeks_from=18, room=358, bar=4)
