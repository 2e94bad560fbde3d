"""Lấy ý kiến: the mark that lets one dossier's applicant answer once, the desk's kiosk, slips of a named survey."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.feedback import survey
from tthc_engine.domain.feedback import Rating
from tthc_engine.engine.allotting import secret
from tthc_engine.store import surveys
from tthc_engine.store.people import HANOI
from tthc_engine.store.sql import Session
from tthc_engine.store.surveys import Named, Returned, Sheet

_SIGNED = 20
"""Hexadecimal digits of the signature: 80 bits."""


def mark_of(app: App, dossier: str) -> str:
    """What stands in the address `/danh-gia/…` of this dossier: only this office can make it."""
    return f"{dossier}.{_signature(app, dossier)}"


def asked(app: App, session: Session, mark: str, at: datetime) -> Returned | None:
    """The returned dossier whose applicant may answer now; None for a made-up mark, too early, too late or answered."""
    dossier, _, signed = mark.partition(".")
    if not hmac.compare_digest(signed.encode(), _signature(app, dossier).encode()):
        return None
    found = surveys.returned(session, dossier)
    if found is None or surveys.is_used(session, mark):
        return None
    return found if at <= found.at + timedelta(days=survey().link_days) else None


def answer(app: App, mark: str, answers: Mapping[str, Rating], *, kiosk: bool, at: datetime) -> bool:
    """Keep the sheet; False where the mark may not answer (any more)."""
    with app.transaction() as session:
        found = asked(app, session, mark, at)
        if found is None:
            return False
        sheet = Sheet(
            unit=found.unit,
            officer=found.officer,
            way="kiosk" if kiosk else "link",
            on=_day(at),
            answers=answers,
        )
        return surveys.answer_once(session, mark, sheet)


def next_at_desk(app: App, session: Session, unit: str, at: datetime) -> Returned | None:
    """The newest result handed over here today that nobody has been asked about."""
    start = datetime.combine(_day(at), datetime.min.time(), tzinfo=HANOI)
    every = surveys.returned_between(session, unit, start, start + timedelta(days=1))
    return next((one for one in every if not surveys.is_used(session, mark_of(app, one.dossier))), None)


def open_survey(
    app: App, unit: str, name: str, *, opens_on: date, closes_on: date, slips: int, by: str, at: datetime
) -> tuple[Named, list[str]]:
    """A named survey and the codes of its slips, which nobody can read again."""
    one = Named(id=app.engine.new_id(), unit=unit, name=name, opens_on=opens_on, closes_on=closes_on, at=at, by=by)
    codes: set[str] = set()
    while len(codes) < slips:
        codes.add(secret(secrets.token_bytes))
    printed = sorted(codes)
    with app.transaction() as session:
        surveys.put(session, one, printed)
    return one, printed


def answer_slip(app: App, one: Named, code: str, answers: Mapping[str, Rating], *, at: datetime) -> bool:
    """Keep a parent's sheet; False for an unknown or used code."""
    sheet = Sheet(unit=one.unit, survey=one.id, officer="", way="slip", on=_day(at), answers=answers)
    with app.transaction() as session:
        return surveys.answer_slip(session, code, sheet)


def _day(at: datetime) -> date:
    return at.astimezone(HANOI).date()


def _signature(app: App, dossier: str) -> str:
    said = f"survey:{dossier}".encode()
    return hmac.new(app.settings.secret_key, said, hashlib.sha256).hexdigest()[:_SIGNED]
