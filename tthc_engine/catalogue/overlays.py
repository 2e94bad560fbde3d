"""Local decisions that shorten a limit (`procedures/overlays/<province>/<slug>/<in_force_from>.yaml`).

An overlay never makes a limit longer; whether it does is only said where the two can be compared term by term.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from tthc_engine.catalogue.reading import Source, parse, read
from tthc_engine.domain.errors import Problem
from tthc_engine.domain.procedure import Limit, LocalCut, NationalCode, Procedure, Slug, most_specific
from tthc_engine.domain.time_limit import Phase, Unit

FOLDER = "overlays"
_UNCUT = frozenset({Unit.FIXED_DATE, Unit.NONE})
"""What a local decision cannot shorten."""


class Overlay(LocalCut):
    """A local cut with the procedure that it shortens."""

    slug: Slug
    code: NationalCode

    def as_cut(self) -> LocalCut:
        return LocalCut.model_validate(self.model_dump(exclude={"slug", "code"}))


def load_overlay(path: Path) -> Overlay | None:
    """One overlay by its path; None for a file that is none. Raises DeclarationError where it is a wrong one."""
    source = read(path)
    if "province:" not in path.read_text("utf-8"):
        return None
    return parse(source, Overlay)


def with_cut(procedure: Procedure, overlays: Iterable[Overlay], *, province: str, on: date) -> Procedure:
    """The procedure as one of `province` receives it on that day; itself where no local decision holds then."""
    found = [
        one
        for one in overlays
        if one.province == province and one.code == procedure.code and one.in_force(on) and fits(one, procedure)
    ]
    if not found:
        return procedure
    newest = max(found, key=lambda one: one.in_force_from)
    return procedure.model_copy(update={"cut": newest.as_cut()})


def fits(overlay: Overlay, procedure: Procedure) -> bool:
    """Whether the cut is none longer than this version's own limits: a later version may be shorter than the cut."""
    return not list(longer(overlay, procedure))


def check_overlays(
    found: Sequence[tuple[Path, Source, Overlay]], procedures: Iterable[Procedure], *, alone: bool
) -> Iterator[Problem]:
    """Where each file lies, what it shortens, and that it shortens."""
    versions: dict[str, list[Procedure]] = defaultdict(list)
    for procedure in procedures:
        versions[procedure.code].append(procedure)
    by_place: dict[tuple[str, str], list[tuple[Source, Overlay]]] = defaultdict(list)
    for path, source, overlay in found:
        by_place[overlay.province, overlay.code].append((source, overlay))
        yield from _place(path, source, overlay)
        if not alone:
            yield from _shortens(source, overlay, versions[overlay.code])
    for several in by_place.values():
        ordered = sorted(several, key=lambda one: one[1].in_force_from)
        for (_, earlier), (source, later) in pairwise(ordered):
            if earlier.in_force_until is None or earlier.in_force_until >= later.in_force_from:
                yield source.problem(
                    "in_force_from",
                    what=f"two decisions of {later.province} shorten {later.code} on {later.in_force_from}",
                    advice="end the earlier one the day before (`in_force_until`)",
                )


def _place(path: Path, source: Source, overlay: Overlay) -> Iterator[Problem]:
    wanted = (overlay.province, overlay.slug, f"{overlay.in_force_from}.yaml")
    if path.parts[-3:] != wanted:
        yield source.problem(
            "in_force_from",
            what=f"the overlay lies in {'/'.join(path.parts[-3:])}",
            advice=f"name it {'/'.join(wanted)}",
        )


def _shortens(source: Source, overlay: Overlay, versions: Sequence[Procedure]) -> Iterator[Problem]:
    mine = [one for one in versions if one.slug == overlay.slug and _meet(one, overlay)]
    if not mine:
        yield source.problem(
            "code",
            what=f"no version of {overlay.code} ({overlay.slug}) is in force while this decision holds",
            advice="correct code, slug or dates",
        )
    for procedure in mine:
        for what in longer(overlay, procedure):
            yield source.problem(
                "limits", what=f"{what} (version of {procedure.in_force_from})", advice="a local decision only shortens"
            )


def _meet(procedure: Procedure, overlay: Overlay) -> bool:
    ends = procedure.in_force_until or date.max
    return procedure.in_force_from <= (overlay.in_force_until or date.max) and overlay.in_force_from <= ends


def longer(overlay: Overlay, procedure: Procedure) -> Iterator[str]:
    """In words, each case and channel in which the cut is not certainly as short as the law."""
    known = {case.key for case in procedure.cases}
    if unknown := sorted({case for limit in overlay.limits for case in limit.cases} - known):
        yield f"unknown case {unknown[0]}"
        return
    for case in sorted(known) or [""]:
        for channel in procedure.channels:
            cut = most_specific(overlay.limits, case, channel)
            if cut is not None and (why := _not_shorter(cut, procedure.limit(case, channel))):
                yield f"{why} for {f'case {case} by ' if case else ''}channel {channel}"


def _not_shorter(cut: Limit, law: Limit) -> str:
    """Why the cut is not certainly within the law; empty where it is."""
    if [phase.start for phase in cut.phases] != [phase.start for phase in law.phases]:
        return "the cut does not have the phases and starts of the statutory limit"
    for mine, theirs in zip(cut.phases, law.phases, strict=True):
        if mine.counting is not theirs.counting or mine.key != theirs.key:
            return f"phase '{mine.key}' is another one than '{theirs.key}', or is counted otherwise"
        if why := _terms(mine, theirs):
            return why
    return ""


def _terms(mine: Phase, theirs: Phase) -> str:
    cut, law = _amounts(mine), _amounts(theirs)
    if set(cut) & _UNCUT or set(law) & _UNCUT:
        return "a date or no limit at all cannot be shortened"
    if set(cut) == {Unit.SAME_DAY} and (Unit.SAME_DAY in law or law.get(Unit.WORKING_DAYS, 0) >= 1):
        return ""
    if strange := sorted(set(cut) - set(law)):
        return f"{strange[0]} cannot be compared with the statutory {', '.join(sorted(law))}"
    longer = next((unit for unit, amount in cut.items() if amount > law[unit]), None)
    return "" if longer is None else f"{cut[longer]:f} {longer} is longer than the statutory {law[longer]:f}"


def _amounts(phase: Phase) -> dict[Unit, Decimal]:
    found: dict[Unit, Decimal] = defaultdict(Decimal)
    for term in phase.terms:
        found[term.unit] += term.amount
    return dict(found)
