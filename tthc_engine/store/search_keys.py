"""By what a dossier is found: its names and its code, each kept from every word on, so that an index finds them.

"Lường Bảo Ngọc" is kept as "luong bao ngoc", "bao ngoc" and "ngoc": a typed word is the beginning of a key, and words
typed in a row are the beginning of one too. Plain rows with an index, the same on both databases, without an extension.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tthc_engine.catalogue import fold
from tthc_engine.store.sql import Session, marks

FEW = 2_000
"""A word that so many dossiers have is looked up; one that more have is met soon by walking down the list."""
_AFTER = "\U0010ffff"
"""Sorts after whatever may follow."""
_ENDS = re.compile(r"[-./]")


def rows(dossier: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The keys of a dossier's row; none once nothing is left to find it by."""
    code = fold(f"{dossier['reference']} {dossier['code']}").split()
    keys = {end for word in code for end in _code_ends(word)}
    keys |= {end for name in ("owner", "submitter") for end in _name_ends(fold(dossier[name]))}
    return [{"key": key, "dossier_id": dossier["id"]} for key in sorted(keys)]


def save(session: Session, dossier: Mapping[str, Any], *, anew: bool = False) -> None:
    """The dossier's keys are these and no others; `anew`: it had none."""
    if not anew:
        session.send("DELETE FROM search_key WHERE dossier_id = ?", (dossier["id"],))
    several = [value for row in rows(dossier) for value in row.values()]
    if several:
        values = ", ".join(["(?, ?)"] * (len(several) // 2))
        session.send(f"INSERT INTO search_key (key, dossier_id) VALUES {values}", several)


def are_lacking(session: Session) -> bool:
    """Whether the list of dossiers has no keys at all, as an older version of this software left it."""
    return session.value("SELECT 1 FROM search_key LIMIT 1") is None


def write(session: Session, dossiers: Sequence[str]) -> int:
    """The keys of these dossiers anew; how many."""
    among = f"IN ({marks(len(dossiers))})"
    session.send(f"DELETE FROM search_key WHERE dossier_id {among}", dossiers)
    asked = f"SELECT id, reference, code, owner, submitter FROM dossier WHERE id {among} ORDER BY id"
    known = [
        dict(zip(("id", "reference", "code", "owner", "submitter"), row, strict=True))
        for row in session.rows(asked, dossiers)
    ]
    several = [tuple(key.values()) for one in known for key in rows(one)]
    session.insert_many("search_key", ("key", "dossier_id"), several)
    return len(several)


def narrowed(session: Session, words: str) -> tuple[str, list[Any]] | None:
    """SQL that keeps the dossiers which an index finds for the rarest of `words`, with its values.

    Where every word is frequent, the words in a row where those are rare; None where nothing typed is rare.
    """
    typed = fold(words).split()
    counted = [(_count(session, word), word) for word in typed]
    least, rarest = min(counted, default=(FEW + 1, ""))
    if least > FEW:
        rarest = " ".join(typed)
        least = _count(session, rarest) if len(typed) > 1 else least
        if not 0 < least <= FEW:
            return None
    return (
        "dossier.id IN (SELECT dossier_id FROM search_key WHERE key >= ? AND key < ?"
        " UNION SELECT id FROM dossier WHERE owner_identifier = ? AND owner_identifier <> '')",
        [rarest, rarest + _AFTER, rarest],
    )


def _count(session: Session, beginning: str) -> int:
    """How many keys begin so, counted no further than `FEW` and one."""
    found = session.value(
        f"SELECT COUNT(*) FROM (SELECT 1 FROM search_key WHERE key >= ? AND key < ? LIMIT {FEW + 1}) AS few",
        (beginning, beginning + _AFTER),
    )
    return int(found)


def _name_ends(name: str) -> Iterator[str]:
    words = name.split()
    return (" ".join(words[place:]) for place in range(len(words)))


def _code_ends(word: str) -> Sequence[str]:
    """The code itself and what follows each of its marks: the last digits are what people remember."""
    return [word, *(word[mark.end() :] for mark in _ENDS.finditer(word) if word[mark.end() :])]
