"""A procedure's flow as a picture: from the applicant through each step to the result, with the two ways off the road.

One column, so that it reads the same on a telephone, on the notice board and beside the declaration. Pure: a
declaration goes in, shapes come out, `public/flow.html` writes them as SVG.
"""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field

from tthc_engine.domain.procedure import Procedure, Step
from tthc_engine.web import wording
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.shapes import Line, Path, Rect, Text

WIDTH = 372
LEFT, BOX = 30, 300
"""Where a step's box begins, and how wide it is; what lies right of it is for the way back."""
LETTERS = 33
"""Of one line of a step's name, at 14 px."""
LINE, PAD, GAP = 19, 10, 26
ROUND = 18


@dataclass(slots=True)
class Flow:
    """The picture and the sentence that says the same."""

    title: str
    description: str
    width: int = WIDTH
    height: float = 0
    rects: list[Rect] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


def flow(procedure: Procedure, _: Messages, *, day_minutes: int) -> Flow:
    """Draw `procedure`; its steps in words are the description. `day_minutes`: of the office's ordinary working day."""
    said = [f"{number}. {_line(_, step, day_minutes)}" for number, step in enumerate(procedure.steps, 1)]
    made = Flow(title=_("flow.title", name=procedure.name), description=" ".join(f"{one}." for one in said))
    y = _end(made, 1, [_("flow.applicant")])
    tops: list[float] = []
    for number, step in enumerate(procedure.steps, 1):
        _arrow(made, y, y + GAP)
        y += GAP
        tops.append(y)
        y = _box(made, y, number, step, _, day_minutes=day_minutes)
    _arrow(made, y, y + GAP)
    y = _end(made, y + GAP, _wrapped(procedure.result_kind.name))
    _way_back(made, tops, _)
    made.height = y + 2
    return made


def _line(_: Messages, step: Step, day_minutes: int) -> str:
    """`Thẩm định hồ sơ (Người thụ lý, 3 ngày)`."""
    within = f", {wording.duration(_, step.within, day_minutes=day_minutes)}" if step.within else ""
    return f"{step.name} ({_(f'role.{step.owner.value}')}{within})"


def _wrapped(words: str, letters: int = LETTERS) -> list[str]:
    return textwrap.wrap(words, letters) or [words]


def _box(made: Flow, y: float, number: int, step: Step, _: Messages, *, day_minutes: int) -> float:
    """One step; where it ends."""
    words = _wrapped(step.name)
    who = _(f"role.{step.owner.value}")
    within = wording.duration(_, step.within, day_minutes=day_minutes) if step.within else ""
    # The time stands beside the role where both fit in one line, else under it.
    lines = len(words) + (2 if len(who) + len(within) > LETTERS + 3 else 1)
    height = PAD * 2 + LINE * lines
    made.rects.append(Rect("step", LEFT, y, BOX, height))
    made.texts.append(Text("no", LEFT / 2 - 2, y + height / 2 + 5, str(number), "middle"))
    _lines(made, y, words, "name")
    made.texts.append(Text("who", LEFT + PAD, y + PAD + LINE * (len(words) + 1) - 5, who))
    if within:
        made.texts.append(Text("within", LEFT + BOX - PAD, y + PAD + LINE * lines - 5, within, "end"))
    return y + height


def _lines(made: Flow, y: float, words: Iterable[str], dress: str) -> None:
    made.texts += [Text(dress, LEFT + PAD, y + PAD + LINE * (n + 1) - 5, one) for n, one in enumerate(words)]


def _end(made: Flow, y: float, words: list[str]) -> float:
    """Where the road begins or ends: a rounded box."""
    height = PAD * 2 + LINE * len(words)
    made.paths.append(Path("end", _rounded(LEFT, y, BOX, height)))
    _lines(made, y, words, "name")
    return y + height


def _rounded(x: float, y: float, width: float, height: float) -> str:
    r = min(ROUND, height / 2)
    return (
        f"M{x + r} {y}h{width - 2 * r}a{r} {r} 0 0 1 {r} {r}v{height - 2 * r}a{r} {r} 0 0 1 {-r} {r}"
        f"h{2 * r - width}a{r} {r} 0 0 1 {-r} {-r}v{2 * r - height}a{r} {r} 0 0 1 {r} {-r}z"
    )


def _arrow(made: Flow, since: float, until: float) -> None:
    x = LEFT + BOX / 2
    made.lines.append(Line("road", x, since, x, until - 6))
    made.paths.append(Path("head", f"M{x - 5} {until - 8}l5 7 5-7z"))


def _way_back(made: Flow, tops: list[float], _: Messages) -> None:
    """What is lacking is asked for, and with it the road begins again: beside the boxes, dashed."""
    if len(tops) < 2:
        return
    x, far = LEFT + BOX, WIDTH - 12
    start, back = tops[1] + 16, tops[0] + 16
    made.paths.append(Path("back", f"M{x} {start}H{far}V{back}H{x + 7}"))
    made.paths.append(Path("back-head", f"M{x + 8} {back - 5}l-7 5 7 5z"))
    middle = (start + back) / 2
    made.texts.append(Text("way", far + 4, middle, _("flow.supplement"), "middle"))
