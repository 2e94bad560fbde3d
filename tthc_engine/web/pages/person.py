"""Beside a person on the desk's form: doubts about the number, who carried it before, what is open for them already."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tthc_engine.bootstrap import App
from tthc_engine.domain.commands import Party
from tthc_engine.domain.events import Personal
from tthc_engine.domain.identifiers import doubts
from tthc_engine.domain.procedure import Procedure
from tthc_engine.store import applicants, dossiers
from tthc_engine.store.applicants import KnownApplicant
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.forms import intake, scanned
from tthc_engine.web.forms.typed import Typed
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages import earlier

OWNER, SUBMITTER, WHO = intake.OWNER, intake.SUBMITTER, intake.WHO


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    party: Party
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonBeside:
    who: str
    """`owner` or `submitter`."""
    doubts: tuple[str, ...] = ()
    """Said beside the number; none of them stops anything."""
    known: KnownApplicant | None = None
    """Offered, never filled in unasked; None where it is what stands in the form."""
    usual: Usual | None = None
    """Who handed in for them last time; offered with them."""
    duplicates: tuple[str, ...] = ()
    """References of the owner's open dossiers of this procedure."""
    notes: tuple[str, ...] = ()
    """What was just read from a card."""


def beside(
    app: App, session: Session, scope: Scope, typed: Typed, procedure: Procedure | None, *, who: str
) -> PersonBeside:
    """What the office knows about the number typed for `who`; matched by the whole number alone."""
    number = intake.number(Typed(typed.says, typed.values), f"{who}_identifier")
    born_on = Typed(typed.says, typed.values).day("owner_born_on") if who == OWNER else None
    said = doubted(typed.says, number, born_on)
    known = known_here(session, scope, number)
    same = known is not None and known.party.name.casefold() == typed.text(f"{who}_name").casefold()
    missing = who == OWNER and typed.text("relation") in ("", intake.SELF)
    usual = _usual(app, session, scope, number) if known is not None and missing else None
    return PersonBeside(
        who=who,
        doubts=said,
        known=None if same and usual is None else known,
        usual=usual,
        duplicates=_duplicates(session, scope, number, procedure) if who == OWNER else (),
        notes=tuple(typed.says(key) for whose, key in scanned.notes(typed) if whose == who),
    )


def _usual(app: App, session: Session, scope: Scope, number: str) -> Usual | None:
    """Who handed in this owner's latest dossier; None where the owner did, or the dossier's people were purged."""
    for line in earlier.owned(session, scope, number)[:1]:
        dossier, _ = app.engine.dossier(session, line.id)
        who = dossier.personal
        if who is not None and who.relation in intake.RELATIONS[1:]:
            return Usual(party=who.submitter, relation=who.relation)
    return None


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
    name = known.party.name
    if any(name in (one.owner, one.submitter) for one in earlier.owned(session, scope, number)):
        return known
    # Who only ever handed in for others is found by the name they gave, among the dossiers this officer may see.
    return known if any(name in (one.owner, one.submitter) for one in dossiers.search(session, scope, name)) else None


def filled(typed: Typed, known: KnownApplicant, *, who: str, usual: Usual | None = None) -> Typed:
    """The form with the offered person in it; the ways to reach them only where nothing was typed."""
    party = known.party
    values = {**typed.values, f"{who}_name": party.name}
    if who == OWNER and party.born_on is not None:
        values["owner_born_on"] = wording.day(party.born_on)
    reach = party
    if usual is not None:
        reach = usual.party
        values |= {
            "relation": usual.relation,
            "submitter_name": usual.party.name,
            "submitter_identifier": usual.party.identifier,
        }
    if usual is not None or who == SUBMITTER or typed.text("relation") in ("", intake.SELF):
        reached: Mapping[str, str] = {"phone": reach.phone, "email": reach.email, "address": reach.address}
        values |= {name: text for name, text in reached.items() if not typed.text(name)}
    return Typed(typed.says, values, typed.many)


def _duplicates(session: Session, scope: Scope, number: str, procedure: Procedure | None) -> tuple[str, ...]:
    if procedure is None or not number:
        return ()
    chosen = dossiers.Filter(owner_identifier=number, open_only=True, procedure=procedure.slug)
    return tuple(one.reference for one in dossiers.listing(session, scope, chosen).lines if one.reference)
