"""Lists of a class handed in together: which dossiers one list made."""

from dataclasses import dataclass
from datetime import datetime

from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeList:
    id: str
    unit: str
    title: str
    procedure: str
    """Slug."""
    at: datetime


def begin(session: Session, made: IntakeList, *, by: str) -> None:
    """Note the list; noted again it is the same."""
    session.insert_new(
        "intake_list",
        {
            "id": made.id,
            "unit": made.unit,
            "by_person": by,
            "title": made.title,
            "procedure": made.procedure,
            "at": instant_text(made.at),
        },
    )


def enter(session: Session, list_id: str, number: int, dossier: str) -> None:
    """Row `number` of the list is that dossier."""
    session.insert_new("intake_list_entry", {"list_id": list_id, "number": number, "dossier_id": dossier})


def find(session: Session, unit: str, list_id: str) -> IntakeList | None:
    found = session.row(
        "SELECT id, unit, title, procedure, at FROM intake_list WHERE id = ? AND unit = ?", (list_id, unit)
    )
    return None if found is None else _list(found)


def recent(session: Session, unit: str, *, limit: int = 20) -> list[IntakeList]:
    """The unit's lists, the newest first."""
    found = session.rows(
        "SELECT id, unit, title, procedure, at FROM intake_list WHERE unit = ? ORDER BY at DESC LIMIT ?", (unit, limit)
    )
    return [_list(row) for row in found]


def dossiers_of(session: Session, list_id: str) -> list[tuple[int, str]]:
    """(row, dossier id) in the order of the list."""
    return [
        (int(number), str(dossier))
        for number, dossier in session.rows(
            "SELECT number, dossier_id FROM intake_list_entry WHERE list_id = ? ORDER BY number", (list_id,)
        )
    ]


def _list(row: tuple[str, str, str, str, str]) -> IntakeList:
    key, unit, title, procedure, at = row
    return IntakeList(id=key, unit=unit, title=title, procedure=procedure, at=instant_of(at))
