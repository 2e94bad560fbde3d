"""Results as papers: drafted, signed, released. One paper may decide many dossiers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.store.columns import instant_of, instant_text, known_instant
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Row, Session, marks


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPaper:
    id: str
    unit: str
    form: str
    title: str
    """As its template calls it; empty for papers of before."""
    has_word: bool
    subject: str
    symbol: str
    number: str
    state: str
    sha256: str
    """Of the draft's bytes."""
    length: int
    """Bytes of the draft."""
    signer: str
    certificate: str
    signed_at: datetime | None
    made_by: str
    made_at: datetime
    dossiers: tuple[tuple[str, str, str], ...] = ()
    """(id, code, owner), by code."""


_COLUMNS = (
    "p.id, p.unit, p.form, p.subject, p.symbol, p.number, p.state, p.sha256, LENGTH(p.pdf), p.signer, p.certificate,"
    " p.signed_at, p.made_by, p.made_at, p.title, p.docx IS NOT NULL"
)


def of_unit(session: Session, scope: Scope, *states: str, limit: int = 200) -> list[ResultPaper]:
    """The papers of the scope's units in these states, the oldest first."""
    where, values = _within(scope)
    found = session.rows(
        f"SELECT {_COLUMNS} FROM result_paper p WHERE {where} AND p.state IN ({marks(len(states))})"
        " ORDER BY p.made_at, p.id LIMIT ?",
        (*values, *states, limit),
    )
    return _with_dossiers(session, found)


def of_dossier(session: Session, dossier: str) -> list[ResultPaper]:
    """The newest first, without those that were dropped. The caller has read the dossier within a scope."""
    found = session.rows(
        f"SELECT {_COLUMNS} FROM result_paper p JOIN result_of o ON o.paper = p.id WHERE o.dossier_id = ?"
        " AND p.state <> 'dropped' ORDER BY p.made_at DESC, p.id",
        (dossier,),
    )
    return _with_dossiers(session, found)


def paper(session: Session, scope: Scope, key: str) -> ResultPaper | None:
    where, values = _within(scope)
    found = session.rows(f"SELECT {_COLUMNS} FROM result_paper p WHERE p.id = ? AND {where}", (key, *values))
    papers = _with_dossiers(session, found)
    return papers[0] if papers else None


def file(session: Session, scope: Scope, key: str) -> bytes | None:
    """The signed file where there is one, else the draft."""
    where, values = _within(scope)
    found = session.row(f"SELECT p.pdf, p.signed_pdf FROM result_paper p WHERE p.id = ? AND {where}", (key, *values))
    if found is None:
        return None
    return bytes(found[1]) if found[1] is not None else bytes(found[0])


def word(session: Session, scope: Scope, key: str) -> bytes | None:
    """The draft as Word, where its template has a Word file."""
    where, values = _within(scope)
    found = session.value(f"SELECT p.docx FROM result_paper p WHERE p.id = ? AND {where}", (key, *values))
    return None if found is None else bytes(found)


def keep(
    session: Session,
    key: str,
    *,
    unit: str,
    form: str,
    title: str,
    symbol: str,
    subject: str,
    body: str,
    pdf: bytes,
    docx: bytes | None,
    sha256: str,
    dossiers: Sequence[str],
    by: str,
    at: datetime,
) -> None:
    """Keep a draft; an earlier draft of one of these dossiers that nobody signed is dropped."""
    session.run(
        "UPDATE result_paper SET state = 'dropped' WHERE state = 'draft' AND id IN"
        f" (SELECT paper FROM result_of WHERE dossier_id IN ({marks(len(dossiers))}))",
        tuple(dossiers),
    )
    session.insert(
        "result_paper",
        {
            "id": key,
            "unit": unit,
            "form": form,
            "title": title,
            "docx": docx,
            "symbol": symbol,
            "number": "",
            "subject": subject,
            "body": body,
            "state": "draft",
            "pdf": pdf,
            "sha256": sha256,
            "signed_sha256": "",
            "signer": "",
            "certificate": "",
            "made_by": by,
            "made_at": instant_text(at),
        },
    )
    for dossier in dossiers:
        session.insert("result_of", {"paper": key, "dossier_id": dossier})


def sign(
    session: Session, key: str, pdf: bytes, *, sha256: str, signer: str, certificate: str, signed_at: datetime
) -> bool:
    """The signed file takes the draft's place; False when it is no draft any more."""
    return (
        session.run(
            "UPDATE result_paper SET state = 'signed', signed_pdf = ?, signed_sha256 = ?, signer = ?, certificate = ?,"
            " signed_at = ? WHERE id = ? AND state = 'draft'",
            (pdf, sha256, signer, certificate, instant_text(signed_at), key),
        )
        > 0
    )


def number(session: Session, key: str, given: str) -> None:
    session.update("result_paper", {"number": given}, where={"id": key})


def release(session: Session, key: str) -> None:
    session.update("result_paper", {"state": "released"}, where={"id": key})


def forget(session: Session, dossier: str) -> None:
    """A purge: files that name the applicant go; that there was a paper, its number and hashes stay."""
    session.run(
        "UPDATE result_paper SET state = 'purged', subject = '', body = '', pdf = ?, docx = NULL, signed_pdf = NULL"
        " WHERE id IN (SELECT paper FROM result_of WHERE dossier_id = ?)",
        (b"", dossier),
    )


def _within(scope: Scope) -> tuple[str, tuple[str, ...]]:
    if scope.units is None:
        return "TRUE", ()
    names = tuple(sorted(scope.units))
    return f"p.unit IN ({marks(len(names))})", names


def _with_dossiers(session: Session, rows: Sequence[Row]) -> list[ResultPaper]:
    keys = tuple(row[0] for row in rows)
    linked = session.rows(
        "SELECT o.paper, d.id, d.reference, d.owner FROM result_of o JOIN dossier d ON d.id = o.dossier_id"
        f" WHERE o.paper IN ({marks(len(keys))}) ORDER BY d.reference, d.id",
        keys,
    )
    held: dict[str, list[tuple[str, str, str]]] = {}
    for key, dossier, reference, owner in linked:
        held.setdefault(key, []).append((dossier, reference, owner))
    return [_paper(row, tuple(held.get(row[0], ()))) for row in rows]


def _paper(row: Row, dossiers: tuple[tuple[str, str, str], ...]) -> ResultPaper:
    return ResultPaper(
        id=row[0],
        unit=row[1],
        form=row[2],
        subject=row[3],
        symbol=row[4],
        number=row[5],
        state=row[6],
        sha256=row[7],
        length=int(row[8]),
        signer=row[9],
        certificate=row[10],
        signed_at=known_instant(row[11]),
        made_by=row[12],
        made_at=instant_of(row[13]),
        title=row[14],
        has_word=bool(row[15]),
        dossiers=dossiers,
    )
