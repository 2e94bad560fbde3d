"""Which rows an index holds, in the words of both databases; a query that says the same may use it."""

from typing import Any

from sqlalchemy import text

STAYED_BEYOND = "kind = 'step_completed' AND payload LIKE '%\"difference\":%' AND payload NOT LIKE '%\"difference\":-%'"
"""A stay in a step that took longer than planned: a few of very many events."""


def only(condition: str) -> dict[str, Any]:
    """Of an index: the rows it holds, in the words of both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


OPEN = only("is_open")
OPEN_BEYOND = only("is_open AND beyond > 0")
CLOSED = only("NOT is_open")
GRANTED = only("outcome = 'granted' AND due_at IS NOT NULL")
LATE = only("minutes_late > 0")
SHELVED = only("status = 9")
FAILED = only("state = 'failed'")
CHECKED = only("next_check_at IS NOT NULL")
LISTED = only("list_key <> ''")
OWED = only("settled IS NULL")
BEYOND = only(STAYED_BEYOND)
ELSEWHERE = only("receiving_unit <> competent_unit")
AT_A_STEP = only("step_unit IS NOT NULL")
AT_NO_STEP = only("is_open AND step_unit IS NULL")
OVERRODE = only("kind = 'supervisor_overrode'")
UNFILED = only("state = 'frozen'")
WAITING = only("state = 'waiting'")
