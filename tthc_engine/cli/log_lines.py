"""What the running office's log looks like: lines for a person, or JSON for a program; never an applicant's name."""

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
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


ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def _without_words(error: BaseException | None) -> Iterator[str]:
    """Of an error its kind and its places alone: its words may quote what somebody typed, or a row of the database."""
    while error is not None:
        yield f"{type(error).__module__}.{type(error).__qualname__}"
        yield from (f"  {place}" for place in _places(error))
        error = error.__cause__ or error.__context__
        if error is not None:
            yield "because of"


def _places(error: BaseException) -> list[str]:
    return [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in traceback.extract_tb(error.__traceback__)]


def _led_to(error: BaseException) -> Iterator[BaseException]:
    cause = error.__cause__ or error.__context__
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


class Line(logging.Formatter):
    """Facts as key=value; instants as the office reads them, with their offset, for reading beside a history."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        return _instant(record)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's own name
        """Kinds and places of the error and of what led to it."""
        return "\n".join(_without_words(ei[1]))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        return super().formatMessage(record) + "".join(f" {name}={value}" for name, value in _facts(record).items())


class JsonLine(logging.Formatter):
    """One JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {"at": _instant(record), "level": record.levelname, "logger": record.name}
        said |= {"message": record.getMessage()} | _facts(record)
        kind, error, _ = record.exc_info or (None, None, None)
        if kind is not None and error is not None:
            said["error"] = kind.__name__
            said["trace"] = _places(error)
            if causes := [type(one).__name__ for one in _led_to(error)]:
                said["because"] = causes
        return json.dumps(said, ensure_ascii=False, default=str)


def _instant(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, tz=HANOI).isoformat(timespec="milliseconds")


def _facts(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name in FACTS if (value := getattr(record, name, None)) is not None}
