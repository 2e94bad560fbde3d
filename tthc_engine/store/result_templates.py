"""An office's own templates of results: every version stays for the drafts that were made with it."""

from dataclasses import dataclass, replace
from datetime import datetime

from tthc_engine.store import offices
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Row, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultTemplate:
    """One version."""

    id: str
    unit: str
    procedure: str
    """National code; empty: for every procedure of the unit."""
    title: str
    version: int
    symbol: str
    one: str
    many: str
    docx: bytes | None
    docx_name: str
    tried_on: int
    in_use: bool
    by: str
    at: datetime


_COLUMNS = "id, unit, procedure, title, version, symbol, one, many, docx, docx_name, tried_on, in_use, kept_by, kept_at"


def of_unit(session: Session, unit: str) -> list[ResultTemplate]:
    """By procedure and title, the newest version first."""
    found = session.rows(
        f"SELECT {_COLUMNS} FROM result_template WHERE unit = ? ORDER BY procedure, title, version DESC", (unit,)
    )
    return [_template(row) for row in found]


def put(session: Session, one: ResultTemplate) -> ResultTemplate:
    """The next version of its title, in use instead of the one before; an audit event of the office."""
    last = session.value(
        "SELECT MAX(version) FROM result_template WHERE unit = ? AND procedure = ? AND title = ?",
        (one.unit, one.procedure, one.title),
    )
    made = replace(one, version=int(last or 0) + 1, in_use=True)
    series = {"unit": one.unit, "procedure": one.procedure, "title": one.title}
    session.update("result_template", {"in_use": False}, where=series)
    session.insert(
        "result_template",
        {
            "id": made.id,
            **series,
            "version": made.version,
            "symbol": made.symbol,
            "one": made.one,
            "many": made.many,
            "docx": made.docx,
            "docx_name": made.docx_name,
            "tried_on": made.tried_on,
            "in_use": True,
            "kept_by": made.by,
            "kept_at": instant_text(made.at),
        },
    )
    _told(session, made, "result_template_kept", by=made.by, at=made.at)
    return made


def put_away(session: Session, one: ResultTemplate, *, by: str, at: datetime) -> None:
    """No new draft begins from it; those that were made with it stay as they are."""
    session.update("result_template", {"in_use": False}, where={"id": one.id})
    _told(session, one, "result_template_put_away", by=by, at=at)


def _told(session: Session, one: ResultTemplate, kind: str, *, by: str, at: datetime) -> None:
    said = {"procedure": one.procedure, "title": one.title, "version": one.version, "id": one.id}
    offices.audit(session, one.unit, kind=kind, by=by, at=at, payload=said)


def _template(row: Row) -> ResultTemplate:
    key, unit, procedure, title, version, symbol, one, many, docx, docx_name, tried_on, in_use, by, at = row
    return ResultTemplate(
        id=key,
        unit=unit,
        procedure=procedure,
        title=title,
        version=int(version),
        symbol=symbol,
        one=one,
        many=many,
        docx=None if docx is None else bytes(docx),
        docx_name=docx_name,
        tried_on=int(tried_on),
        in_use=bool(in_use),
        by=by,
        at=instant_of(at),
    )
