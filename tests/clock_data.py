"""The recorded clock cases and their calendars, raw and as the engine reads them."""

import gzip
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from tthc_engine.cli.clock_cases import calendar_from
from tthc_engine.domain.calendar import HANOI, WorkingCalendar

FOLDER = Path(__file__).parent / "data" / "clock"
CASES_FILE = FOLDER / "cases.jsonl.gz"
CALENDARS_FILE = FOLDER / "calendars.json"

RAW_CALENDARS: dict[str, Any] = json.loads(CALENDARS_FILE.read_text(encoding="utf-8"))
CALENDARS: dict[str, WorkingCalendar] = {name: calendar_from(name, raw) for name, raw in RAW_CALENDARS.items()}


def recorded_cases() -> list[dict[str, Any]]:
    with gzip.open(CASES_FILE, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def at(text: str) -> datetime:
    """An instant on the office's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)
