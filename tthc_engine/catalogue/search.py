"""Finding a procedure as people type: without diacritics, hoà as hòa, NFC as NFD, a word here and a code there."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from tthc_engine.domain.procedure import Procedure


@lru_cache(maxsize=4_096)
def fold(text: str) -> str:
    """`text` in small letters without diacritics: "Chuyển trường" -> "chuyen truong", "đ" -> "d"."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(one for one in decomposed if not unicodedata.combining(one)).replace("đ", "d")


def ranked(
    procedures: Iterable[Procedure], words: str, *, used: Mapping[str, int] = MappingProxyType({})
) -> list[Procedure]:
    """Those in which every word occurs (code, name, field), best first; without words all, by name.

    Of those that fit equally well the one `used` most (by code) comes first, then the shorter name: it says less beside
    what was typed.
    """
    wanted = fold(words).split()
    scored = [(_score(procedure, wanted), fold(procedure.name), procedure) for procedure in procedures]
    best = sorted(scored, key=lambda one: (-one[0], -used.get(one[2].code, 0), len(one[1]) if wanted else 0, one[1]))
    return [procedure for score, _, procedure in best if score]


def _score(procedure: Procedure, wanted: list[str]) -> int:
    """0: some word is nowhere. A whole code beats a whole phrase, a phrase beats words, the name beats the field."""
    name = fold(f"{procedure.name} {procedure.short_name}")
    everywhere = f"{procedure.code} {procedure.slug} {name} {fold(procedure.field)}"
    if not all(word in everywhere for word in wanted):
        return 0
    phrase = " ".join(wanted)
    if phrase == procedure.code:
        return 1000
    starts = sum(f" {word}" in f" {name}" for word in wanted)
    return 1 + 200 * name.startswith(phrase) + 100 * (phrase in name) + 10 * starts
