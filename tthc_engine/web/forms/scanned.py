"""A citizen card held under the scanner: whichever field the code was typed into, the person it names is filled in."""

from collections.abc import Iterable
from datetime import date

from tthc_engine.domain import citizen_card
from tthc_engine.domain.citizen_card import Card, Doubt
from tthc_engine.web import wording
from tthc_engine.web.forms.intake import CARD, OWNER, SELF, SUBMITTER, WHO, checked_by_card
from tthc_engine.web.forms.typed import Typed

ADULT = 18
"""Years: from then on nobody acts for them without being asked to (Bộ luật Dân sự 2015 Điều 20)."""
SCAN, SCAN_FOR = "scan", "scan_for"
"""Where a script puts a scan that came while the cursor stood somewhere else, and for whom."""
FIELDS = (
    SCAN,
    *(f"{who}_{field}" for who in WHO for field in ("identifier", "name")),
    *("owner_born_on", "content", "address", "phone", "procedure_words"),
)


def has_scan(typed: Typed) -> bool:
    return any(citizen_card.looks_scanned(typed.text(field)) for field in FIELDS)


def with_scans(typed: Typed, today: date) -> Typed:
    """The form with every scan in it read into its person; what could not be read is noted beside its field."""
    for field in FIELDS:
        text = typed.text(field)
        if citizen_card.looks_scanned(text):
            typed = _filled(typed, field, text, today=today)
    return typed


def _filled(typed: Typed, field: str, text: str, *, today: date) -> Typed:
    who = _whose(typed, field)
    # What the scanner overwrote is not known any more: an empty field says so, a half of a code would not.
    bare = Typed(typed.says, {**typed.values, field: "", SCAN: "", SCAN_FOR: ""}, typed.many, dict(typed.errors))
    bare.errors.pop(field, None)
    card = citizen_card.read(text)
    if card is None:
        bare.wrong(f"{who}_identifier", typed.says("scan.unreadable"))
        return bare
    values = {**bare.values, **_values(bare, card, who, today=today)}
    made = Typed(typed.says, values, typed.many, bare.errors, typed.files)
    if Doubt.NAME in card.doubts:
        made.wrong(f"{who}_name", typed.says("scan.no_name"))
    if Doubt.BORN_ON in card.doubts and who == OWNER:
        made.wrong("owner_born_on", typed.says("scan.no_birth"))
    return made


def _whose(typed: Typed, field: str) -> str:
    """By the field; elsewhere the owner comes first, then who hands in."""
    for who in WHO:
        if field.startswith(f"{who}_") or (field == SCAN and typed.text(SCAN_FOR) == who):
            return who
    empty = not any(typed.text(f"{OWNER}_{one}") for one in ("identifier", "name") if f"{OWNER}_{one}" != field)
    return OWNER if empty else SUBMITTER


def _values(typed: Typed, card: Card, who: str, *, today: date) -> dict[str, str]:
    values = {
        f"{who}_identifier": card.number,
        f"{who}_name": card.name,
        f"{who}_checked": f"{CARD}:{card.number}",
        "scan_note": f"{who}:mended" if card.mended else f"{who}:read",
    }
    if who == OWNER and card.born_on is not None:
        values["owner_born_on"] = wording.day(card.born_on)
    if who == SUBMITTER and typed.text("relation") in ("", SELF):
        values["relation"] = _relation(typed, today)
    hands_in = who == SUBMITTER or typed.text("relation") in ("", SELF)
    if hands_in and card.address:
        values["address"] = card.address
    return values


def _relation(typed: Typed, today: date) -> str:
    """Somebody else's card: a child's parent, a grown-up's delegate, until the officer says otherwise."""
    born_on = Typed(typed.says, typed.values).day("owner_born_on")
    if born_on is None:
        return "parent"
    age = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    return "delegate" if age >= ADULT else "parent"


def notes(typed: Typed) -> Iterable[tuple[str, str]]:
    """(who, message key) of what was read last."""
    who, _, what = typed.text("scan_note").partition(":")
    if who in WHO and checked_by_card(typed, who):
        yield who, f"scan.{what}" if what in ("read", "mended") else "scan.read"
