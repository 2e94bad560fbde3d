"""The table of the race, written into docs/benchmarks.md between two marks; what stands around them is kept."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.peers.time_peers import Timed

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- peers: written by python -m benchmarks.peers -->", "<!-- peers: end -->"
Table = Mapping[str, tuple[float, float]]


def write(tables: Mapping[str, Table], clock: Sequence[Timed], *, on: str, cores: int, load: float) -> str:
    """Put the figures on the page; gives back what was written."""
    text = "\n".join(_section(tables, clock, on=on, cores=cores, load=load))
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else f"# Benchmarks\n\n{BEGIN}\n{END}\n"
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
    return text


def _section(tables: Mapping[str, Table], clock: Sequence[Timed], *, on: str, cores: int, load: float) -> list[str]:
    lines = [f"Measured on {on}, {cores} cores, load {load:.1f}.", ""]
    databases = list(tables)
    lines += [
        "| commands a second, and how many times ours | " + " | ".join(databases) + " |",
        "|---|" + "---:|" * len(databases),
    ]
    for name in dict.fromkeys(name for table in tables.values() for name in table):
        cells = (f"{_number(tables[one][name][1])} ({tables[one][name][0]:.2g}×)" for one in databases)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += ["", "| one due date | time | times ours | same day as ours |", "|---|---:|---:|---:|"]
    for one in clock:
        lines.append(f"| {one.name} | {one.seconds * 1e6:,.0f} µs | {one.times_ours:,.1f}× | {one.same} of {one.of} |")
    return lines


def _number(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"
