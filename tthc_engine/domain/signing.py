"""In whose right somebody signs a letter: by office, by a dated delegation, or in place of somebody absent. Pure.

NĐ 30/2020/NĐ-CP Điều 13: a deputy signs in place of the head (KT.); a head of a body that decides together signs for it
(TM.); whoever is ordered to signs by order (TL.) and may let a deputy sign in their own place; whoever is authorised in
writing (TUQ.), for a limited time and content, may not pass it on; an acting head signs as such (Q.).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tthc_engine.domain.errors import DelegationNeedsDocument, DelegationNeedsEnd, DelegationNeedsKinds, EndNotLater
from tthc_engine.domain.letter_parts import Authority
from tthc_engine.domain.regime import LetterKind

Right = tuple[tuple[Authority, str], ...]
"""In printed order: ((TM, "Ủy ban nhân dân"), (KT, "Chủ tịch")); empty: in one's own name and title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """For a range of days, both included, `person` signs in this right the letters of these kinds."""

    person: str
    unit: str
    signs: Right
    valid_from: date
    valid_until: date | None = None
    """None: until it is ended; an authorisation in writing (TUQ.) always has an end."""
    kinds: tuple[LetterKind, ...] = ()
    """Empty: every letter."""
    document: str = ""
    """Number and date of the paper it rests on."""

    def holds(self, kind: LetterKind, on: date) -> bool:
        in_time = self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)
        return in_time and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """Whose work the signer does as a substitute."""

    title: str
    signs: Right = ()
    signs_letters: bool = False
    """Whether signing is part of that one's office; a colleague who only handles dossiers passes no right on."""


def check(one: Delegation) -> None:
    """An authorisation is in writing, limited in time and content (Điều 13 khoản 4).

    Raises EndNotLater, DelegationNeedsDocument, DelegationNeedsEnd, DelegationNeedsKinds.
    """
    if one.valid_until is not None and one.valid_until < one.valid_from:
        raise EndNotLater(until=one.valid_until, than=one.valid_from)
    authorities = {authority for authority, _ in one.signs}
    if authorities & {Authority.TUQ, Authority.TL} and not one.document.strip():
        raise DelegationNeedsDocument
    if Authority.TUQ in authorities:
        if one.valid_until is None:
            raise DelegationNeedsEnd
        if not one.kinds:
            raise DelegationNeedsKinds


def right(
    kind: LetterKind,
    *,
    on: date,
    own: Right = (),
    delegations: Sequence[Delegation] = (),
    absent: Absent | None = None,
) -> Right:
    """The lines above the signer's title on a letter of that kind, decided on that day.

    A delegation of the day comes first, one for this kind before one for all, the newest before older ones; then the
    right of the signer's own office; then what the place of somebody absent gives.
    """
    held = [one for one in delegations if one.holds(kind, on)]
    if held:
        return max(held, key=lambda one: (bool(one.kinds), one.valid_from)).signs
    if own or absent is None or not absent.signs_letters:
        return own
    return _in_place_of(absent)


def _in_place_of(absent: Absent) -> Right:
    *before, last = absent.signs or ((None, ""),)
    match last[0]:
        case None:
            return ((Authority.KT, absent.title),) if absent.title else ()
        case Authority.TUQ:
            return ()
        case Authority.KT:
            return absent.signs
        case Authority.Q:
            return (*_known(before), (Authority.KT, last[1]))
        case Authority.TM | Authority.TL:
            return (*absent.signs, (Authority.KT, absent.title)) if absent.title else absent.signs


def _known(lines: Sequence[tuple[Authority | None, str]]) -> Right:
    return tuple((authority, of) for authority, of in lines if authority is not None)
