"""Which closed reports go to whom (`procedures/indicators/sending.yaml`)."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

from tthc_engine.catalogue.reading import parse, read, shipped
from tthc_engine.domain.time_limit import Declared

Whom = Literal["above", "entered"]


class Timetable(Declared):
    checked_on: date
    within_days: int
    """Calendar days after its closing within which a report is sent by itself."""
    files: tuple[Literal["pdf", "docx"], ...]
    kinds: Mapping[str, Mapping[str, tuple[Whom, ...]]]
    """By kind of period and key of the report."""

    def whom(self, form: str, period: str) -> tuple[Whom, ...]:
        """`period` as it is written: `reporting_month:2026-11`. Two days of one's own go to nobody by themselves."""
        return self.kinds.get(period.partition(":")[0], {}).get(form, ())


@cache
def timetable() -> Timetable:
    return parse(read(shipped("indicators", "sending.yaml")), Timetable)
