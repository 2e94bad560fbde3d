"""Which open dossiers an act of law or house reaches: by unit, procedure and version."""

from collections.abc import Sequence
from datetime import date

from tthc_engine.store.sql import Session, marks


def of_units(
    session: Session, units: Sequence[str], *, procedures: Sequence[str] = (), handled_only: bool = False
) -> list[str]:
    """Open dossiers decided in one of `units`, the earliest due first; of `procedures` (codes or slugs) alone.

    `handled_only`: accepted ones, whose clock there is.
    """
    if not units:
        return []
    sql = f"SELECT id FROM dossier WHERE is_open AND stage <> 'followed' AND competent_unit IN ({marks(len(units))})"
    values: list[str] = [*units]
    if procedures:
        sql += f" AND (code IN ({marks(len(procedures))}) OR procedure IN ({marks(len(procedures))}))"
        values += [*procedures, *procedures]
    if handled_only:
        sql += " AND stage = ?"
        values.append("handling")
    return [row[0] for row in session.rows(f"{sql} ORDER BY due_sort, reference, id", tuple(values))]


def on_version(
    session: Session, codes: Sequence[str], *, in_force_from: date | None = None, units: Sequence[str] = ()
) -> list[str]:
    """Open dossiers judged by a version of one of `codes`; None: by any."""
    sql = f"SELECT id FROM dossier WHERE is_open AND stage <> 'followed' AND code IN ({marks(len(codes))})"
    values: list[str] = [*codes]
    if in_force_from is not None:
        sql += " AND in_force_from = ?"
        values.append(in_force_from.isoformat())
    if units:
        sql += f" AND competent_unit IN ({marks(len(units))})"
        values += units
    return [row[0] for row in session.rows(f"{sql} ORDER BY due_sort, reference, id", tuple(values))]


def with_unit(session: Session, unit: str) -> list[str]:
    """Everything that somebody in `unit` still has to do with: open, to be collected, corrected, or still owed for.

    What is open in another system and only followed here goes along: the successor follows it.
    """
    found = session.rows(
        "SELECT id FROM dossier WHERE (is_open OR stage IN ('released', 'correcting')"
        " OR id IN (SELECT dossier_id FROM obligation WHERE settled IS NULL))"
        " AND (competent_unit = ? OR receiving_unit = ?) ORDER BY due_sort, reference, id",
        (unit, unit),
    )
    return [row[0] for row in found]
