"""What one field may hold: one line or several, how long, and nothing that only a machine sees."""

import unicodedata

LINES = frozenset(
    {
        *("reason", "refuse_reason", "note", "nam", "rows", "own_rules", "online_procedures", "declaration"),
        *("noi_dung", "loi", "difficulties", "solutions", "proposals"),
    }
)
"""Fields of several lines; every other one is a single line."""
SECRETS = frozenset({"mat_khau", "cu", "moi", "moi_lai"})
"""Passwords are taken to the letter."""
LONGEST = {
    "key": 100,
    "owner_identifier": 30,
    "submitter_identifier": 30,
    "rows": 400_000,
    "phone": 30,
    "email": 254,
    "content": 1000,
    "noi_dung": 2000,
    "loi": 2000,
    "procedure_words": 1000,
    "tiep": 2000,
    "tep_giu": 2000,
    **dict.fromkeys(("difficulties", "solutions", "proposals"), 4000),
    "reason": 2000,
    "refuse_reason": 2000,
    "note": 2000,
    "nam": 200_000,
    "declaration": 200_000,
    "own_rules": 2000,
    "online_procedures": 2000,
}
"""Letters; the pages say the same with `maxlength`, which a program need not read."""
OTHERS = 300
REMARK = 500
_JOINERS = "\u200c\u200d"


def longest(name: str) -> int:
    """How many letters the field may hold."""
    return REMARK if name.startswith("remark.") else LONGEST.get(name, OTHERS)


def plain(name: str, text: str) -> str:
    """`text` as it may be kept: no control letter, none that turns the direction of writing, one line where it is one.

    A name with a line break would break a mail's header, and one with U+202E reads as another name.
    """
    if name in SECRETS:
        return text
    seen = "".join(map(_shown, text.replace("\r\n", "\n").replace("\r", "\n")))
    return seen if name in LINES else " ".join(seen.replace("\n", " ").split())


def _shown(letter: str) -> str:
    if letter in "\n\t" or letter in _JOINERS:
        return letter
    match unicodedata.category(letter):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cf" | "Cs":
            return ""
        case _:
            return letter
