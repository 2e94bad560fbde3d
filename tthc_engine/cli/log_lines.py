"""What the running office's log looks like: lines for a person, or JSON for a program; never an applicant's name."""

import json
import logging
import traceback
from datetime import datetime
from pathlib import Path
from typing import Literal

from tthc_engine.domain.calendar import HANOI

FACTS = ("action", "dossier", "kind", "by", "mark", "path")
CHATTY = ("apscheduler", "httpx", "uvicorn")


def log_lines(level: str, shape: Literal["text", "json"]) -> None:
    """One line a record on stderr; what says nothing about dossiers only when it warns."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLine() if shape == "json" else Line("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler])
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


class Line(logging.Formatter):
    """Facts as key=value; instants as the office reads them, with their offset, for reading beside a history."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        return _instant(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        return super().formatMessage(record) + "".join(f" {name}={value}" for name, value in _facts(record).items())


class JsonLine(logging.Formatter):
    """One JSON object a record. Of an error its kind and its places alone: its words may quote what somebody typed."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {"at": _instant(record), "level": record.levelname, "logger": record.name}
        said |= {"message": record.getMessage()} | _facts(record)
        kind, _, trace = record.exc_info or (None, None, None)
        if kind is not None:
            said["error"] = kind.__name__
            places = traceback.extract_tb(trace)
            said["trace"] = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in places]
        return json.dumps(said, ensure_ascii=False, default=str)


def _instant(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, tz=HANOI).isoformat(timespec="milliseconds")


def _facts(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name in FACTS if (value := getattr(record, name, None)) is not None}
