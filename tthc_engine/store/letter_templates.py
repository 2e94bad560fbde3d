"""An office's own Word templates: every version stays for the letters that were decided with it; one is in use."""

from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.regime import LetterKind
from tthc_engine.store import offices
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Row, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTemplate:
    """One version, without its bytes."""

    unit: str
    kind: LetterKind
    version: int
    sha256: str
    name: str
    tried_on: int
    uploaded_by: str
    uploaded_at: datetime
    in_use: bool = False
    activated_by: str = ""
    activated_at: datetime | None = None


_COLUMNS = "unit, kind, version, sha256, name, tried_on, uploaded_by, uploaded_at, in_use, activated_by, activated_at"


def of_unit(session: Session, unit: str) -> list[OwnTemplate]:
    """By kind, the newest version first."""
    found = session.rows(f"SELECT {_COLUMNS} FROM letter_template WHERE unit = ? ORDER BY kind, version DESC", (unit,))
    return [_template(row) for row in found]


def in_use(session: Session, unit: str, kind: LetterKind) -> str:
    """The hash of the template that new letters of that kind take; empty: the one that came with the software."""
    found = session.value(
        "SELECT sha256 FROM letter_template WHERE unit = ? AND kind = ? AND in_use = ?", (unit, kind.value, True)
    )
    return str(found or "")


def body(session: Session, sha256: str) -> bytes | None:
    found = session.value("SELECT docx FROM letter_template WHERE sha256 = ? LIMIT 1", (sha256,))
    return None if found is None else bytes(found)


def put(session: Session, one: OwnTemplate, docx: bytes) -> None:
    """A new version, not in use yet; an audit event of the office."""
    session.insert(
        "letter_template",
        {
            "unit": one.unit,
            "kind": one.kind.value,
            "version": one.version,
            "sha256": one.sha256,
            "name": one.name,
            "docx": docx,
            "tried_on": one.tried_on,
            "uploaded_by": one.uploaded_by,
            "uploaded_at": instant_text(one.uploaded_at),
            "in_use": False,
            "activated_by": "",
            "activated_at": None,
        },
    )
    said = {"kind": one.kind.value, "version": one.version, "sha256": one.sha256, "name": one.name}
    offices.audit(session, one.unit, kind="letter_template_kept", by=one.uploaded_by, at=one.uploaded_at, payload=said)


def use(session: Session, unit: str, kind: LetterKind, version: int | None, *, by: str, at: datetime) -> None:
    """From now on new letters take that version; None: the software's own again."""
    where = {"unit": unit, "kind": kind.value}
    session.update("letter_template", {"in_use": False}, where=where)
    if version is not None:
        values = {"in_use": True, "activated_by": by, "activated_at": instant_text(at)}
        session.update("letter_template", values, where=where | {"version": version})
    said = {"kind": kind.value, "version": version}
    offices.audit(session, unit, kind="letter_template_used", by=by, at=at, payload=said)


def _template(row: Row) -> OwnTemplate:
    unit, kind, version, sha256, name, tried_on, uploaded_by, uploaded_at, used, activated_by, activated_at = row
    return OwnTemplate(
        unit=unit,
        kind=LetterKind(kind),
        version=int(version),
        sha256=sha256,
        name=name,
        tried_on=int(tried_on),
        uploaded_by=uploaded_by,
        uploaded_at=instant_of(uploaded_at),
        in_use=bool(used),
        activated_by=activated_by,
        activated_at=instant_of(activated_at) if activated_at else None,
    )
