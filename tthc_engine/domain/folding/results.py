"""Which results were given, and which of them still stand."""

from datetime import datetime

from tthc_engine.domain import events as e
from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Dossier, GivenResult


def given(dossier: Dossier, number: str, at: datetime, *, electronic: bool) -> Dossier:
    """One more result; whoever calls this has withdrawn the one before."""
    result = GivenResult(number=number, released_at=at, electronic_at=at if electronic else None)
    return replace(dossier, results=(*dossier.results, result))


def made_electronic(dossier: Dossier, at: datetime) -> Dossier:
    """The last result was handed over as a file."""
    if not dossier.results or dossier.results[-1].electronic_at is not None:
        return dossier
    return _last(dossier, replace(dossier.results[-1], electronic_at=at))


def digitised(dossier: Dossier, event: e.ResultDigitised) -> Dossier:
    """That result got its scan; one that was electronic before stays so since then."""
    before = dossier.results[event.turn - 1]
    one = replace(before, sha256=event.sha256, electronic_at=before.electronic_at or event.at)
    results = dossier.results
    return replace(dossier, results=(*results[: event.turn - 1], one, *results[event.turn :]))


def withdrawn(dossier: Dossier, at: datetime, why: str) -> Dossier:
    """The last result stands no more; nothing where none was given."""
    if not dossier.results or dossier.results[-1].withdrawn_at is not None:
        return dossier
    return _last(dossier, replace(dossier.results[-1], withdrawn_at=at, withdrawn_why=why))


def _last(dossier: Dossier, result: GivenResult) -> Dossier:
    return replace(dossier, results=(*dossier.results[:-1], result))
