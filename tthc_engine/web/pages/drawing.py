"""Charts and the flow of work as SVG: our own, drawn on the server, readable without colour and by a screen reader.

Every colour has a pattern of its own in print, every bar its figure beside it; names are escaped, sizes are numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from tthc_engine.reports.charts import Chart
from tthc_engine.reports.table import Kind, words_of
from tthc_engine.reports.work_flow import BEGIN, END, WorkFlow

WIDTH = 640
_LETTER = 6.4
"""Of a 12 px label, on average and on the safe side."""
_LINE = 13.0
"""Between two labels that would stand on each other."""
_TICKS = 4


def drawn(chart: Chart) -> Markup:
    """The chart as one SVG; an empty one says so in its table alone."""
    return _lying(chart) if chart.lying else _standing(chart)


def _standing(chart: Chart) -> Markup:
    """Groups of bars that stand side by side."""
    left, top, height, foot = 44, 12, 190, 46
    most = _round_up(chart.most)
    group = (WIDTH - left - 8) / max(1, len(chart.labels))
    bar = min(26.0, (group - 8) / max(1, len(chart.series)))
    parts = [_grid(most, left=left, top=top, height=height)]
    for at, label in enumerate(chart.labels):
        middle = left + group * (at + 0.5)
        begin = middle - bar * len(chart.series) / 2
        for number, series in enumerate(chart.series):
            value = series.values[at]
            tall = height * value / most
            x, y = begin + bar * number, top + height - tall
            parts.append(_bar(series.look, x + 1, y, bar - 2, tall, f"{label}, {series.name}: {value}"))
            if value and len(str(value)) * _LETTER <= bar + 3:
                parts.append(_text(x + bar / 2, y - 3, str(value), "mid value"))
        parts.append(_label(middle, top + height + 16, label, group))
    return _svg(chart.title, WIDTH, top + height + foot, parts)


def _lying(chart: Chart) -> Markup:
    """Bars that lie, parts of one whole end to end, under their names."""
    row, left = 38, 8
    whole = max((sum(one.values[at] for one in chart.series) for at in range(len(chart.labels))), default=0) or 1
    room = WIDTH - left - 70
    parts = []
    for at, label in enumerate(chart.labels):
        y = 6 + row * at
        parts.append(_text(left, y + 11, _cut(label, 80), ""))
        x = float(left)
        told = []
        for series in chart.series:
            wide = room * series.values[at] / whole
            name = f"{label}, {series.name}: {series.values[at]}"
            parts.append(_bar(series.look, x, y + 16, wide, 14, name))
            x += wide
            told.append(str(series.values[at]))
        parts.append(_text(x + 6, y + 27, " + ".join(told), "value"))
    return _svg(chart.title, WIDTH, 12 + row * len(chart.labels), parts)


@dataclass(frozen=True, slots=True)
class _Box:
    x: float
    y: float


def flow(found: WorkFlow, step_names: Mapping[str, str]) -> Markup:
    """Steps as boxes from top to bottom; on each arrow how many went that way and how long they had stayed."""
    wide, high, gap = 250, 46, 54
    order = [BEGIN, *found.order, END]
    boxes = {step: _Box((WIDTH + 120 - wide) / 2, 8 + at * (high + gap)) for at, step in enumerate(order)}
    most = max((one.times for one in found.edges), default=1)
    parts = [
        Markup(
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
            ' markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z" class="tip"/></marker></defs>'
        )
    ]
    placed: list[tuple[float, float, float]] = []
    # Long ways round are drawn farther out, on the right what goes on, on the left what goes back.
    for edge in found.edges:
        begin, to = boxes[edge.begin], boxes[edge.to]
        words = f"{edge.times} · {words_of(edge.minutes, Kind.MINUTES)}" if edge.begin != BEGIN else str(edge.times)
        stroke = 1 + 5 * edge.times / most
        jump = order.index(edge.to) - order.index(edge.begin)
        parts += _way(begin, to, jump, stroke, words, placed, wide=wide, high=high)
    for step, box in boxes.items():
        took = found.steps.get(step)
        name = {BEGIN: "Hồ sơ đến", END: "Kết thúc giải quyết"}.get(step, step_names.get(step, step))
        look = "box end" if took is None else "box slow" if took.over * 5 > len(took.minutes) else "box"
        parts.append(
            Markup('<rect class="{}" x="{:.0f}" y="{:.0f}" width="{}" height="{}" rx="5"/>').format(
                look, box.x, box.y, wide, high
            )
        )
        parts.append(_text(box.x + wide / 2, box.y + 19, _cut(name, 33), "mid strong"))
        under = f"{found.dossiers} hồ sơ"
        if took is not None:
            under = f"{len(took.minutes)} lần · trung vị {words_of(took.middle, Kind.MINUTES)}"
        elif step == END:
            under = ""
        parts.append(_text(box.x + wide / 2, box.y + 36, under, "mid value"))
    high_whole = 8 + len(order) * (high + gap) - gap + 8
    return _svg("Luồng xử lý hồ sơ", WIDTH + 120, high_whole, parts)


def _free(placed: list[tuple[float, float, float]], x: float, y: float, words: str) -> float:
    """How high a label may stand that covers no other; `placed` (from, to, height) takes it in."""
    wide = len(words) * _LETTER
    for step in range(20):
        tried = y + (step + 1) // 2 * _LINE * (1 if step % 2 else -1)
        if not any(abs(tried - other) < _LINE and x < to and begin < x + wide for begin, to, other in placed):
            break
    placed.append((x, x + wide, tried))
    return tried


def _way(
    begin: _Box,
    to: _Box,
    jump: int,
    stroke: float,
    words: str,
    placed: list[tuple[float, float, float]],
    *,
    wide: float,
    high: float,
) -> list[Markup]:
    line = Markup('<path class="way" d="{}" stroke-width="{:.1f}" marker-end="url(#tip)"><title>{}</title></path>')
    middle = begin.x + wide / 2
    if jump == 1:
        path = f"M{middle:.0f} {begin.y + high:.0f}V{to.y - 2:.0f}"
        y = _free(placed, middle + 8, (begin.y + high + to.y) / 2 + 4, words)
        return [line.format(path, stroke, words), _text(middle + 8, y, words, "value")]
    out = min(150.0, 34.0 + 22 * abs(jump))
    side = 1 if jump > 1 else -1
    edge = begin.x + wide if side > 0 else begin.x
    end = to.x + wide if side > 0 else to.x
    y, down = begin.y + high / 2 + 6, to.y + high / 2 - 6
    far = edge + side * out
    path = f"M{edge:.0f} {y:.0f}C{far:.0f} {y:.0f} {far:.0f} {down:.0f} {end + side * 2:.0f} {down:.0f}"
    look = "value" if side > 0 else "value last"
    x = edge + side * (out * 0.75 + 4)
    left = x if side > 0 else x - len(words) * _LETTER
    return [line.format(path, stroke, words), _text(x, _free(placed, left, (y + down) / 2, words), words, look)]


def _grid(most: int, *, left: int, top: int, height: int) -> Markup:
    parts = []
    for tick in range(_TICKS + 1):
        y = top + height - height * tick / _TICKS
        parts.append(Markup('<path class="grid" d="M{} {:.1f}H{}"/>').format(left, y, WIDTH - 8))
        parts.append(_text(left - 6, y + 4, str(round(most * tick / _TICKS)), "last value"))
    return Markup("").join(parts)


def _bar(look: str, x: float, y: float, wide: float, tall: float, words: str) -> Markup:
    return Markup(
        '<rect class="bar {}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}</title></rect>'
    ).format(look, x, y, max(0.0, wide), max(0.0, tall), words)


def _text(x: float, y: float, words: str, look: str) -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>').format(look, x, y, words)


def _label(x: float, y: float, words: str, room: float) -> Markup:
    """Under a group, in two lines where one is too long."""
    if len(words) * _LETTER <= room or " " not in words:
        return _text(x, y, words, "mid")
    pieces = words.split()
    half = (len(pieces) + 1) // 2
    return _text(x, y, " ".join(pieces[:half]), "mid") + _text(x, y + 15, " ".join(pieces[half:]), "mid")


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"


def _svg(title: str, wide: float, high: float, parts: Sequence[Markup]) -> Markup:
    begin = Markup(
        '<svg class="chart" viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg">'
    ).format(wide, high, escape(title))
    return begin + Markup("").join(parts) + Markup("</svg>")


def _round_up(most: int) -> int:
    """A scale that divides into round parts."""
    step = 4
    while step < most:
        step = step * 5 // 2 if str(step)[0] == "4" else step * 2
    return step
