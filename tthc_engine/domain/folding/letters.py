"""Letters: issued, numbered, dispatched, filed."""

from typing import Any

from tthc_engine.domain import events as e
from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Dossier, Letter


def letter_issued(dossier: Dossier, event: e.LetterIssued) -> Dossier:
    letter = Letter(
        letter=event.letter, kind=event.letter_kind, issued_at=event.at, signed_by=event.by, epoch=event.epoch
    )
    return replace(dossier, letters=(*dossier.letters, letter))


def _letter(dossier: Dossier, key: str, **changed: Any) -> Dossier:
    return replace(
        dossier,
        letters=tuple(replace(one, **changed) if one.letter == key else one for one in dossier.letters),
    )


def letter_numbered(dossier: Dossier, event: e.LetterNumbered) -> Dossier:
    return _letter(dossier, event.letter, number=event.number)


def letter_dispatched(dossier: Dossier, event: e.LetterDispatched) -> Dossier:
    return _letter(dossier, event.letter, dispatched_at=event.at)


def letter_filed(dossier: Dossier, event: e.LetterFiled) -> Dossier:
    return _letter(dossier, event.letter, sha256=event.sha256, template=event.template)


def word_copy_filed(dossier: Dossier, event: e.WordCopyFiled) -> Dossier:
    return _letter(dossier, event.letter, word_sha256=event.sha256)


def number_voided(dossier: Dossier, event: e.NumberVoided) -> Dossier:
    before = dossier.letter(event.letter)
    struck = before.voided if before is not None else ()
    return _letter(dossier, event.letter, number="", voided=(*struck, event.number))
