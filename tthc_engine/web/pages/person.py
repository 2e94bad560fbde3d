"""Beside a person on the desk's form: doubts about the number, who carried it before, what is open for them already."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tthc_engine.domain.events import Personal
from tthc_engine.domain.identifiers import doubts
from tthc_engine.domain.procedure import Procedure
from tthc_engine.store import applicants, dossiers
from tthc_engine.store.applicants import KnownApplicant
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.forms import intake
from tthc_engine.web.forms.typed import Typed
from tthc_engine.web.messages import Messages

OWNER, SUBMITTER = "owner", "submitter"
WHO = (OWNER, SUBMITTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonBeside:
    who: str
    """`owner` or `submitter`."""
    doubts: tuple[str, ...] = ()
    """Said beside the number; none of them stops anything."""
    known: KnownApplicant | None = None
    """Offered, never filled in unasked; None where it is what stands in the form."""
    duplicates: str = ""
    """References of the owner's open dossiers of this procedure."""


def beside(session: Session, scope: Scope, typed: Typed, procedure: Procedure | None, *, who: str) -> PersonBeside:
    """What the office knows about the number typed for `who`; matched by the whole number alone."""
    number = intake.number(typed, f"{who}_identifier")
    born_on = Typed(typed.says, typed.values).day("owner_born_on") if who == OWNER else None
    said = doubted(typed.says, number, born_on)
    known = known_here(session, scope, number)
    same = known is not None and known.party.name.casefold() == typed.text(f"{who}_name").casefold()
    return PersonBeside(
        who=who,
        doubts=said,
        known=None if same else known,
        duplicates=_duplicates(session, scope, number, procedure) if who == OWNER else "",
    )


def doubted(_: Messages, number: str, born_on: date | None) -> tuple[str, ...]:
    """What looks wrong about a number, in words."""
    return tuple(_(f"doubt.{one.value}", digits=len(number)) for one in doubts(number, born_on=born_on))


def doubts_of(_: Messages, personal: Personal | None) -> tuple[str, ...]:
    """The same about everybody of a registered dossier, each with the name it is about."""
    if personal is None:
        return ()
    named = dict.fromkeys((personal.owner, personal.submitter))
    return tuple(f"{one.name}: {said}" for one in named for said in doubted(_, one.identifier, one.born_on))


def known_here(session: Session, scope: Scope, number: str) -> KnownApplicant | None:
    """Who carried this number in a dossier that the officer may see: other offices' applicants are not shown around."""
    known = applicants.by_identifier(session, number) if re.search(r"\d{6}", number) else None
    if known is None:
        return None
    named = (*_owned(session, scope, number), *dossiers.search(session, scope, known.party.name))
    return known if any(known.party.name in (one.owner, one.submitter) for one in named) else None


def filled(typed: Typed, known: KnownApplicant, *, who: str) -> Typed:
    """The form with the offered person in it; the ways to reach them only where nothing was typed."""
    party = known.party
    values = {**typed.values, f"{who}_name": party.name}
    if who == OWNER and party.born_on is not None:
        values["owner_born_on"] = wording.day(party.born_on)
    if who == SUBMITTER or typed.text("relation") in ("", intake.SELF):
        reached: Mapping[str, str] = {"phone": party.phone, "email": party.email, "address": party.address}
        values |= {name: text for name, text in reached.items() if not typed.text(name)}
    return Typed(typed.says, values, typed.many)


def _owned(session: Session, scope: Scope, number: str) -> list[dossiers.DossierLine]:
    return list(dossiers.listing(session, scope, dossiers.Filter(words=number)).lines)


def _duplicates(session: Session, scope: Scope, number: str, procedure: Procedure | None) -> str:
    if procedure is None or not number:
        return ""
    chosen = dossiers.Filter(words=number, open_only=True, procedure=procedure.slug)
    return ", ".join(one.reference for one in dossiers.listing(session, scope, chosen).lines if one.reference)
