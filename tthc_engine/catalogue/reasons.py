"""Reason codes as declared: why dossiers are late, why papers are asked for again."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import Field

from tthc_engine.catalogue.reading import parse, read
from tthc_engine.domain.errors import DeclarationError, Problem
from tthc_engine.domain.rules import DelayReason
from tthc_engine.domain.time_limit import Declared


class DeclaredDelayReason(Declared):
    code: str
    wording: str
    where: str
    nature: Literal["chu_quan", "khach_quan"]
    needs_evidence: bool = False


class DelayReasons(Declared):
    checked_on: date
    reasons: tuple[DeclaredDelayReason, ...] = Field(min_length=1)


class SupplementReason(Declared):
    code: str
    wording: str


class SupplementReasons(Declared):
    checked_on: date
    reasons: tuple[SupplementReason, ...] = Field(min_length=1)


@cache
def delay_reasons() -> Mapping[str, DelayReason]:
    """The official reasons of lateness by code."""
    declared = parse(read(_folder() / "delay.yaml"), DelayReasons)
    return {
        one.code: DelayReason(
            code=one.code,
            wording=one.wording,
            where=one.where,
            objective=one.nature == "khach_quan",
            needs_evidence=one.needs_evidence,
        )
        for one in declared.reasons
    }


@cache
def supplement_reasons() -> tuple[SupplementReason, ...]:
    """The usual wordings of a supplement slip."""
    return parse(read(_folder() / "supplement.yaml"), SupplementReasons).reasons


def check_reasons(root: Path) -> list[Problem]:
    """What is wrong with the reason codes below `root`; a folder without them has nothing wrong."""
    problems: list[Problem] = []
    kinds: dict[str, type[DelayReasons] | type[SupplementReasons]] = {
        "delay.yaml": DelayReasons,
        "supplement.yaml": SupplementReasons,
    }
    for name, model in kinds.items():
        path = root / "reasons" / name
        try:
            if path.exists():
                parse(read(path), model)
        except DeclarationError as error:
            problems += error.problems
    return problems


def _folder() -> Path:
    return Path(str(files("procedures"))) / "reasons"
