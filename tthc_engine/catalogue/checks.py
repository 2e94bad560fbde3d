"""What pydantic cannot see: declarations that contradict each other, the law's limit or their own folder."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tthc_engine.catalogue.files import CalendarYear, OfficePresets
from tthc_engine.catalogue.overlays import Overlay, check_overlays
from tthc_engine.catalogue.reading import Source
from tthc_engine.catalogue.steps import check_steps
from tthc_engine.domain.errors import Problem
from tthc_engine.domain.procedure import Procedure
from tthc_engine.domain.regime import LetterKind, Regime


@dataclass(frozen=True, slots=True)
class DeclaredFile:
    """One file: where it lies, how it is written, what it says."""

    path: Path
    source: Source
    value: Procedure | Regime | CalendarYear | OfficePresets | Overlay


def check(found: Iterable[DeclaredFile], *, alone: bool = False) -> list[Problem]:
    """Every contradiction in and between the files.

    `alone`: some files of the folder are not among them, so what only the whole folder can answer is not asked.
    """
    problems: list[Problem] = []
    procedures: list[tuple[DeclaredFile, Procedure]] = []
    regimes: list[tuple[DeclaredFile, Regime]] = []
    calendars: list[tuple[DeclaredFile, CalendarYear]] = []
    overlays: list[tuple[Path, Source, Overlay]] = []
    hours = False
    for file in found:
        match file.value:
            case Procedure():
                procedures.append((file, file.value))
                problems += _limits(file, file.value)
                # A draft is named by its code and lies anywhere, until a person gives it folder, slug and first day.
                if not (alone and file.path.stem == file.value.code):
                    problems += _name_and_folder(file, file.value)
                problems += check_steps(file.source, file.value)
            case Regime():
                regimes.append((file, file.value))
                problems += _regime(file, file.value)
            case CalendarYear():
                calendars.append((file, file.value))
                problems += _calendar_name(file, file.value)
            case OfficePresets():
                hours = True
            case Overlay():
                overlays.append((file.path, file.source, file.value))
    problems += [*_validity(procedures), *_successions(procedures, alone=alone)]
    problems += check_overlays(overlays, [one for _, one in procedures], alone=alone)
    if alone:
        return problems
    problems += [*_regimes(regimes), *_calendars(calendars)]
    if not (hours and regimes and calendars):
        problems.append(_INCOMPLETE)
    return problems


_INCOMPLETE = Problem(
    file="procedures",
    line=1,
    what="no regime, calendar or office hours found",
    advice="name the folder that holds regimes/, calendars/ and the fields' folders",
)


def _name_and_folder(file: DeclaredFile, procedure: Procedure) -> Iterator[Problem]:
    if file.path.stem != procedure.in_force_from.isoformat():
        yield file.source.problem(
            "in_force_from",
            what=f"file {file.path.name} holds the version in force from {procedure.in_force_from}",
            advice=f"rename it to {procedure.in_force_from}.yaml or correct in_force_from",
        )
    if file.path.parent.name != procedure.slug:
        yield file.source.problem(
            "slug",
            what=f"slug '{procedure.slug}' lies in folder '{file.path.parent.name}'",
            advice="give folder and slug one name",
        )


def _limits(file: DeclaredFile, procedure: Procedure) -> Iterator[Problem]:
    source, offered = file.source, set(procedure.channels)
    named_channels = [
        *(("limits", index, limit.channels) for index, limit in enumerate(procedure.limits)),
        *(("fees", index, fee.channels) for index, fee in enumerate(procedure.fees)),
    ]
    for what, index, channels in named_channels:
        if foreign := sorted(set(channels) - offered):
            yield source.problem(
                what,
                index,
                "channels",
                what=f"channel '{foreign[0]}' is not offered",
                advice="add it to `channels` or drop it here",
            )
    yield from _coverage(source, procedure)
    for index, limit in enumerate(procedure.limits):
        keys = [phase.key for phase in limit.phases]
        if repeated := sorted({key for key in keys if keys.count(key) > 1}):
            yield source.problem(
                "limits",
                index,
                "phases",
                what=f"two phases share the key '{repeated[0]}'",
                advice="give each phase a `key` of its own",
            )


def _coverage(source: Source, procedure: Procedure) -> Iterator[Problem]:
    """Exactly one most specific limit for every case and channel."""
    for case in [case.key for case in procedure.cases] or [""]:
        for channel in procedure.channels:
            named = f"case '{case}' by channel '{channel}'" if case else f"channel '{channel}'"
            fitting = [
                (bool(limit.cases), bool(limit.channels))
                for limit in procedure.limits
                if (not limit.cases or case in limit.cases) and (not limit.channels or channel in limit.channels)
            ]
            if not fitting:
                yield source.problem(
                    "limits", what=f"no limit for {named}", advice="add one, or one without conditions"
                )
            elif fitting.count(max(fitting)) > 1:
                yield source.problem("limits", what=f"two limits fit {named}", advice="keep one, or name cases on both")


def _validity(procedures: list[tuple[DeclaredFile, Procedure]]) -> Iterator[Problem]:
    by_code: dict[str, list[tuple[DeclaredFile, Procedure]]] = defaultdict(list)
    slugs: dict[str, str] = {}
    for file, procedure in procedures:
        by_code[procedure.code].append((file, procedure))
        if slugs.setdefault(procedure.slug, procedure.code) != procedure.code:
            yield file.source.problem(
                "code",
                what=f"slug '{procedure.slug}' stands for both {slugs[procedure.slug]} and {procedure.code}",
                advice="one slug is one national code; choose another slug",
            )
        if procedure.in_force_until and procedure.in_force_until < procedure.in_force_from:
            yield file.source.problem(
                "in_force_until", what="in force until a day before it begins", advice="correct one of the two dates"
            )
    for versions in by_code.values():
        ordered = sorted(versions, key=lambda one: one[1].in_force_from)
        for (earlier_file, earlier), (later_file, later) in pairwise(ordered):
            if earlier.in_force_until is None or earlier.in_force_until >= later.in_force_from:
                yield later_file.source.problem(
                    "in_force_from",
                    what=f"{later.code} is already in force on {later.in_force_from} by {earlier_file.source.file}",
                    advice="end the earlier version the day before (`in_force_until`)",
                )


def _successions(procedures: list[tuple[DeclaredFile, Procedure]], *, alone: bool) -> Iterator[Problem]:
    known = {procedure.code: procedure for _, procedure in procedures}
    for file, procedure in procedures:
        for code in procedure.replaced_by:
            if procedure.in_force_until is None:
                yield file.source.problem(
                    "replaced_by",
                    what=f"replaced by {code} but without an end",
                    advice="add `in_force_until`, the last day of receipt",
                )
            if alone:
                continue
            if code not in known:
                yield file.source.problem(
                    "replaced_by", what=f"replaced by {code}, which nobody declared", advice="declare it, or correct it"
                )
            elif procedure.code not in known[code].replaces:
                yield file.source.problem(
                    "replaced_by",
                    what=f"replaced by {code}, which does not say that it replaces {procedure.code}",
                    advice=f"add {procedure.code} to `replaces` of {code}",
                )


def _regime(file: DeclaredFile, regime: Regime) -> Iterator[Problem]:
    if file.path.stem != regime.slug:
        yield file.source.problem(
            "slug", what=f"file {file.path.name} holds regime '{regime.slug}'", advice="give file and slug one name"
        )
    for kind in LetterKind:
        forms = sorted((form for form in regime.forms if form.kind is kind), key=lambda form: form.valid_from)
        if not forms:
            yield file.source.problem("forms", what=f"no form for the letter '{kind}'", advice="add one")
        for earlier, later in pairwise(forms):
            if earlier.valid_until is None or earlier.valid_until >= later.valid_from:
                yield file.source.problem(
                    "forms",
                    regime.forms.index(later),
                    what=f"two forms for the letter '{kind}' on {later.valid_from}",
                    advice="end the earlier one the day before (`valid_until`)",
                )


def _regimes(regimes: list[tuple[DeclaredFile, Regime]]) -> Iterator[Problem]:
    ordered = sorted(regimes, key=lambda one: one[1].received_from)
    for (_, earlier), (file, later) in pairwise(ordered):
        if earlier.received_until is None or (later.received_from - earlier.received_until).days != 1:
            yield file.source.problem(
                "received_from",
                what=f"regimes {earlier.slug} and {later.slug} leave a gap or overlap on {later.received_from}",
                advice="let `received_until` of the earlier be the day before",
            )


def _calendar_name(file: DeclaredFile, calendar: CalendarYear) -> Iterator[Problem]:
    if file.path.stem != str(calendar.year):
        yield file.source.problem(
            "year",
            what=f"file {file.path.name} holds the year {calendar.year}",
            advice="give file and year one name",
        )


def _calendars(calendars: list[tuple[DeclaredFile, CalendarYear]]) -> Iterator[Problem]:
    ordered = sorted(calendars, key=lambda one: one[1].year)
    for (_, earlier), (file, later) in pairwise(ordered):
        if later.year != earlier.year + 1:
            yield file.source.problem(
                "year", what=f"no calendar between {earlier.year} and {later.year}", advice="declare every year between"
            )
