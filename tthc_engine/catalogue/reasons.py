"""Reason codes as declared: why dossiers are late, why papers are asked for again."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from tthc_engine.catalogue.reading import parse, read, shipped, wrong_with
from tthc_engine.domain.errors import Problem
from tthc_engine.domain.rules import DelayReason
from tthc_engine.domain.time_limit import Declared

_FOLDER = "reasons"


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
    declared = parse(read(shipped(_FOLDER, "delay.yaml")), DelayReasons)
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
    return parse(read(shipped(_FOLDER, "supplement.yaml")), SupplementReasons).reasons


def check_reasons(root: Path) -> list[Problem]:
    """What is wrong with the reason codes below `root`; a folder without them has nothing wrong."""
    kinds = {"delay.yaml": DelayReasons, "supplement.yaml": SupplementReasons}
    return [problem for name, model in kinds.items() for problem in wrong_with(root / _FOLDER / name, model)]
