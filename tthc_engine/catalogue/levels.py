"""Levels of administration that are no more, and declarations that still name one."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import Field

from tthc_engine.catalogue.reading import parse, read, shipped
from tthc_engine.domain.errors import Problem
from tthc_engine.domain.procedure import Procedure
from tthc_engine.domain.regime import Certainty
from tthc_engine.domain.time_limit import Declared

FOLDER = "levels"


class AbolishedLevel(Declared):
    name: str
    words: tuple[str, ...] = Field(min_length=1)
    """How texts call it or its bodies, in small letters."""
    ended_on: date
    """Its last day."""
    successor: str
    citation: str
    certainty: Certainty


class AbolishedLevels(Declared):
    checked_on: date
    levels: tuple[AbolishedLevel, ...] = Field(min_length=1)


@cache
def abolished() -> tuple[AbolishedLevel, ...]:
    """The levels that ended, as declared."""
    return parse(read(shipped(FOLDER, "abolished.yaml")), AbolishedLevels).levels


def named_in(text: str) -> AbolishedLevel | None:
    """The abolished level that `text` names, if any."""
    for level in abolished():
        words = "|".join(re.escape(word) for word in level.words)
        if re.search(rf"(?<!\w)(?:{words})(?!\w)", text.lower()):
            return level
    return None


def naming_abolished(procedures: Iterable[Procedure], *, root: Path) -> Iterator[Problem]:
    """A problem for each version that holds after a level's end and names it without a note that says so.

    Levels, competent body, steps and other bodies are looked at; a note that names the level shows that somebody knows.
    """
    for procedure in procedures:
        for place, text in _texts(procedure):
            level = named_in(text)
            if level is None or (procedure.in_force_until or date.max) <= level.ended_on:
                continue
            if any(named_in(note) is level for note in procedure.notes):
                continue
            yield Problem(
                file=_file(procedure, root),
                line=1,
                what=f"`{place}` names {level.name}, which ended on {level.ended_on}: «{text}»",
                advice=f"name its successor ({level.successor}), end the version, or say in `notes` how it is read",
            )


def _texts(procedure: Procedure) -> Iterator[tuple[str, str]]:
    yield from (("levels", one) for one in procedure.levels)
    yield "competent_body", procedure.competent_body
    for step in procedure.steps:
        yield f"step {step.key}", step.name
        yield from ((f"body {body.key}", body.name) for body in step.bodies)


def _file(procedure: Procedure, root: Path) -> str:
    if root.is_file():
        return root.as_posix()
    return next(root.rglob(f"{procedure.slug}/{procedure.in_force_from}.yaml"), root).as_posix()
