"""How people wish to be told: an officer's preference, and what an applicant said at intake or later."""

from dataclasses import dataclass
from datetime import datetime

from tthc_engine.store import offices
from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Session

LANGUAGES = ("vi", "en")
OFFICERS_WAYS = ("mail", "zalo", "sms", "application")
ANSWERS = ("", "yes", "no")
APPLICANTS_WAYS = ("", "mail", "zalo", "sms", "paper")
"""Empty: whatever reaches them; paper: no electronic message, the desk hands over or posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """Of an officer; the defaults hold for whoever never chose."""

    language: str = "vi"
    way: str = "mail"
    digest_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Of the applicant of one dossier."""

    language: str = "vi"
    way: str = ""
    said: str = ""
    """Whether they agree to a private company's service (SMS, Zalo): `yes`, `no`, or empty: they were not asked."""

    @property
    def consent(self) -> bool:
        """Who was not asked is told as the law has it, by whatever reaches them; who said no is not."""
        return self.said != "no"


def preference(session: Session, person: str) -> Preference:
    row = session.row("SELECT language, way, digest_only FROM preference WHERE person = ?", (person,))
    return Preference() if row is None else Preference(language=row[0], way=row[1], digest_only=bool(row[2]))


def prefer(session: Session, person: str, chosen: Preference, *, unit: str, by: str, at: datetime) -> None:
    """Raises ValueError for a language or way that there is none of."""
    if chosen.language not in LANGUAGES or chosen.way not in OFFICERS_WAYS:
        raise ValueError(f"{chosen.language}, {chosen.way}")
    values = {
        "person": person,
        "language": chosen.language,
        "way": chosen.way,
        "digest_only": chosen.digest_only,
        "at": instant_text(at),
        "by_person": by,
    }
    session.put("preference", values, key=("person",))
    offices.audit(session, unit, kind="preference_set", by=by, at=at, payload=values)


def wish(session: Session, dossier: str) -> Wish:
    row = session.row("SELECT language, way, said FROM wish WHERE dossier_id = ?", (dossier,))
    return Wish() if row is None else Wish(language=row[0], way=row[1], said=row[2])


def wish_for(session: Session, dossier: str, said: Wish, *, unit: str, by: str, at: datetime) -> None:
    """What the applicant said; `by` is who wrote it down, empty for the applicant on line. Raises ValueError.

    Each change is an audit event of the unit, without a name or an address: the record of the consent.
    """
    if said.language not in LANGUAGES or said.way not in APPLICANTS_WAYS or said.said not in ANSWERS:
        raise ValueError(f"{said.language}, {said.way}")
    values = {
        "dossier_id": dossier,
        "language": said.language,
        "way": said.way,
        "said": said.said,
        "at": instant_text(at),
        "by_person": by,
    }
    session.put("wish", values, key=("dossier_id",))
    offices.audit(session, unit, kind="wish_recorded", by=by, at=at, payload=values)
