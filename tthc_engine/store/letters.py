"""Letters: the frozen context of each, and the file rendered from it once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tthc_engine.domain.letters import LetterContext, letter_context
from tthc_engine.store import newer
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.people import HANOI, Scope
from tthc_engine.store.sql import Row, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    id: str
    """`<dossier>.<letter>`, the letter_id of messages and addresses."""
    dossier_id: str
    letter: str
    """Its key within the dossier: `1`, `2` …"""
    kind: str
    unit: str
    symbol: str
    number: str
    """As the register has it; empty until numbered."""
    issued_at: datetime
    filed: bool
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFile:
    pdf: bytes
    sha256: str
    template: str
    fonts: tuple[str, ...]
    at: datetime


_COLUMNS = (
    "letter.id, letter.dossier_id, letter.letter, letter.kind, letter.unit, letter.symbol, letter.number,"
    " letter.issued_at, letter.state, letter.sha256"
)


def letter_id(dossier: str, letter: str) -> str:
    return f"{dossier}.{letter}"


def of_dossier(session: Session, scope: Scope, dossier: str) -> list[LetterLine]:
    """In the order in which they were issued."""
    where, values = scope.clause()
    found = session.rows(
        f"SELECT {_COLUMNS} FROM letter JOIN dossier ON dossier.id = letter.dossier_id"
        f" WHERE letter.dossier_id = ? AND {where} ORDER BY letter.issued_at, LENGTH(letter.letter), letter.letter",
        (dossier, *values),
    )
    return [_line(row) for row in found]


def letter(session: Session, scope: Scope, key: str) -> LetterLine | None:
    where, values = scope.clause()
    found = session.row(
        f"SELECT {_COLUMNS} FROM letter JOIN dossier ON dossier.id = letter.dossier_id WHERE letter.id = ? AND {where}",
        (key, *values),
    )
    return None if found is None else _line(found)


def context(session: Session, key: str) -> LetterContext | None:
    """The frozen context, as it renders; None for an unknown letter, or one whose personal data were purged.

    Raises WrittenByNewerVersion.
    """
    found = session.value("SELECT context FROM letter WHERE id = ? AND state <> 'purged'", (key,))
    if found is None:
        return None
    with newer.understood():
        return letter_context(str(found))


def unfiled(session: Session, *, limit: int = 100) -> list[LetterLine]:
    """Letters whose file was not rendered yet, oldest first."""
    found = session.rows(
        f"SELECT {_COLUMNS} FROM letter WHERE state = 'frozen' ORDER BY letter.issued_at LIMIT ?", (limit,)
    )
    return [_line(row) for row in found]


def unnumbered(session: Session, scope: Scope, *, kinds: tuple[str, ...] = (), limit: int = 200) -> list[LetterLine]:
    """What waits for the clerk's number, oldest first; of these kinds only where any are given."""
    where, values = scope.clause()
    more = f" AND letter.kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
    found = session.rows(
        f"SELECT {_COLUMNS} FROM letter JOIN dossier ON dossier.id = letter.dossier_id"
        f" WHERE letter.number = ''{more} AND {where} ORDER BY letter.issued_at LIMIT ?",
        (*kinds, *values, limit),
    )
    return [_line(row) for row in found]


def file(session: Session, key: str) -> LetterFile | None:
    """The rendered file; None until it was rendered."""
    found = session.row("SELECT pdf, sha256, template, fonts, at FROM letter_file WHERE letter_id = ?", (key,))
    if found is None:
        return None
    return LetterFile(
        pdf=bytes(found[0]),
        sha256=found[1],
        template=found[2],
        fonts=tuple(json.loads(found[3])),
        at=instant_of(found[4]),
    )


def keep_file(session: Session, key: str, rendered: LetterFile) -> bool:
    """Store the rendered bytes under the letter's key; False when somebody rendered it first: theirs is the file."""
    return session.insert_new(
        "letter_file",
        {
            "letter_id": key,
            "sha256": rendered.sha256,
            "template": rendered.template,
            "fonts": json.dumps(rendered.fonts, ensure_ascii=False),
            "pdf": rendered.pdf,
            "at": instant_text(rendered.at),
        },
    )


def word_copy(session: Session, key: str) -> tuple[bytes, str] | None:
    """The letter's kept Word file and its hash; None until somebody wanted it."""
    found = session.row("SELECT word, word_sha256 FROM letter_file WHERE letter_id = ? AND word IS NOT NULL", (key,))
    return None if found is None else (bytes(found[0]), str(found[1]))


def keep_word_copy(session: Session, key: str, word: bytes, sha256: str) -> tuple[bytes, str]:
    """Keep the Word file beside the letter's PDF, unless somebody kept one first; the bytes that stay."""
    session.run(
        "UPDATE letter_file SET word = ?, word_sha256 = ? WHERE letter_id = ? AND word IS NULL", (word, sha256, key)
    )
    return word_copy(session, key) or (word, sha256)


def number_taken(session: Session, unit: str, symbol: str, number: str, *, year: str) -> bool:
    """Whether a letter of that series carries the number already; series begin anew each year."""
    found = session.rows(
        "SELECT issued_at, context, state FROM letter WHERE unit = ? AND symbol = ? AND number = ?",
        (unit, symbol, number),
    )
    return any(_year_of_series(row) == year for row in found)


def _year_of_series(row: Row) -> str:
    """A letter decided in December and numbered in January stands in the new year's book: its own date says which."""
    issued_at, context, state = row
    if state == "purged":
        return str(instant_of(issued_at).astimezone(HANOI).year)
    return str(json.loads(context)["head"]["letter_date"])[:4]


def number_voided(session: Session, unit: str, symbol: str, number: str, *, year: str) -> bool:
    """Whether that number of the series was struck: it stays in the register with its reason."""
    found = session.rows(
        "SELECT DISTINCT e.position, e.payload, e.at FROM event e JOIN letter ON letter.dossier_id = e.dossier_id"
        " WHERE letter.unit = ? AND letter.symbol = ? AND e.kind = 'number_voided'",
        (unit, symbol),
    )
    return any(
        json.loads(row[1])["number"] == number and str(instant_of(row[2]).astimezone(HANOI).year) == year
        for row in found
    )


# -- written by the engine ------------------------------------------------------------------------------------------


def frozen_row(
    dossier: str,
    key: str,
    decided: LetterContext,
    *,
    unit: str,
    symbol: str,
    number: str,
    at: datetime,
) -> dict[str, Any]:
    """A letter as it is when it is issued."""
    return {
        "id": letter_id(dossier, key),
        "dossier_id": dossier,
        "letter": key,
        "kind": decided.kind.value,
        "unit": unit,
        "symbol": symbol,
        "number": number,
        "issued_at": instant_text(at),
        "context": decided.model_dump_json(),
        "state": "frozen",
        "sha256": "",
    }


def freeze(session: Session, row: Mapping[str, Any]) -> None:
    session.insert("letter", row)


def set_number(session: Session, dossier: str, key: str, number: str, decided: LetterContext | None) -> None:
    """The register's number; with the context that carries it, unless the letter was filed already."""
    values = {"number": number} if decided is None else {"number": number, "context": decided.model_dump_json()}
    session.update("letter", values, where={"id": letter_id(dossier, key)})


def strike_number(session: Session, dossier: str, key: str, without: LetterContext | None) -> None:
    """The letter waits for another number; its context loses the one that was struck."""
    set_number(session, dossier, key, "", without)


def set_filed(session: Session, dossier: str, key: str, sha256: str) -> None:
    session.update("letter", {"state": "filed", "sha256": sha256}, where={"id": letter_id(dossier, key)})


def _line(row: Row) -> LetterLine:
    return LetterLine(
        id=row[0],
        dossier_id=row[1],
        letter=row[2],
        kind=row[3],
        unit=row[4],
        symbol=row[5],
        number=row[6],
        issued_at=instant_of(row[7]),
        filed=row[8] == "filed",
        sha256=row[9],
    )
