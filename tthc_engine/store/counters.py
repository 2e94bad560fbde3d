"""Numbers without gaps: dossier codes per unit and day, letter numbers per unit, symbol and year."""

from tthc_engine.store.sql import Session


def peek(session: Session, unit: str, series: str, period: str) -> int:
    """The number the next `take` will give. Nobody else can take it before this transaction ends."""
    lock = ""
    if session.postgres:
        session.offer("counter", {"unit": unit, "series": series, "period": period, "value": 0})
        lock = " FOR UPDATE"
    found = session.value(
        f"SELECT value FROM counter WHERE unit = ? AND series = ? AND period = ?{lock}", (unit, series, period)
    )
    return int(found or 0) + 1


def reach(session: Session, unit: str, series: str, period: str, number: int) -> None:
    """A number was taken from the paper register: the next one given lies above it."""
    session.send(
        "INSERT INTO counter (unit, series, period, value) VALUES (?, ?, ?, ?) ON CONFLICT (unit, series, period)"
        " DO UPDATE SET value = CASE WHEN counter.value < excluded.value THEN excluded.value ELSE counter.value END",
        (unit, series, period, number),
    )


def take(session: Session, unit: str, series: str, period: str) -> int:
    """The next number; given back when the transaction rolls back."""
    return int(
        session.value(
            "INSERT INTO counter (unit, series, period, value) VALUES (?, ?, ?, 1)"
            " ON CONFLICT (unit, series, period) DO UPDATE SET value = counter.value + 1 RETURNING value",
            (unit, series, period),
        )
    )
