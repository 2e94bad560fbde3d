"""Papers that the office has already: no paper is asked for twice, and none is taken over unseen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.bootstrap import App
from tthc_engine.catalogue import fold
from tthc_engine.domain.commands import PaperState
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.procedure import Component, Procedure
from tthc_engine.store import dossiers, kept_results, scans
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session
from tthc_engine.web.forms import attached, intake
from tthc_engine.web.forms.typed import Typed

LOOKED_AT = 8
"""Dossiers of one person: what they brought years ago has run out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPaper:
    reference: str
    """Code of the dossier it came with; of a result that is still valid, what it is and its number."""
    on: datetime | date
    scans: tuple[str, ...]
    """Hashes; empty where only the paper itself was kept."""
    ours: bool = False
    """A result that this office gave, and no paper that came with a dossier."""


def earlier(
    app: App, session: Session, scope: Scope, typed: Typed, procedure: Procedure | None, *, on: date
) -> Mapping[str, EarlierPaper]:
    """By component: where the owner handed in the same paper before, or what we gave them that is valid `on` that day.

    Matched by the whole number alone.
    """
    number = intake.number(Typed(typed.says, typed.values), f"{intake.OWNER}_identifier")
    if procedure is None or len(number) < intake.SHORTEST_NUMBER:
        return {}
    kept: dict[tuple[str, str], list[str]] = {}
    for used in scans.of_owner(session, scope, number):
        kept.setdefault((used.dossier, used.component), []).append(used.scan.sha256)
    found = _still_valid(session, scope, number, procedure, on)
    for line in owned(session, scope, number)[:LOOKED_AT]:
        dossier, rules = app.engine.dossier(session, line.id)
        for component in procedure.components:
            theirs = _same_paper(component, procedure, dossier, rules.procedure)
            if theirs is not None and component.key not in found:
                found[component.key] = EarlierPaper(
                    reference=line.reference,
                    on=line.received_at or line.registered_at,
                    scans=tuple(kept.get((line.id, theirs), ())),
                )
    return found


def _still_valid(
    session: Session, scope: Scope, number: str, procedure: Procedure, on: date
) -> dict[str, EarlierPaper]:
    """Papers of the procedure that are results which this office gave and keeps: called so in their list of papers."""
    held = kept_results.of_holder(session, scope, number, on=on)
    found: dict[str, EarlierPaper] = {}
    for component in procedure.components:
        name = fold(component.name)
        for one in held:
            if component.key not in found and fold(one.result.kind) in name:
                found[component.key] = EarlierPaper(
                    reference=f"{one.result.kind} số {one.result.number}",
                    on=one.result.issued_on,
                    scans=(one.sha256,) if one.sha256 else (),
                    ours=True,
                )
    return found


def owned(session: Session, scope: Scope, number: str) -> list[dossiers.DossierLine]:
    """Accepted dossiers of whoever carries this whole number, the newest first."""
    lines = dossiers.listing(session, scope, dossiers.Filter(owner_identifier=number)).lines
    mine = [one for one in lines if one.reference]
    return sorted(mine, key=lambda one: one.registered_at, reverse=True)


def reused(typed: Typed, paper: EarlierPaper, component: Component) -> Typed:
    """The form with that earlier paper taken as handed in."""
    values = {
        **typed.values,
        intake.state_field(component): PaperState.PRESENT.value,
        f"reused.{component.key}": paper.reference,
        attached.field_of(component): attached.joined([*attached.hashes(typed, component), *paper.scans]),
    }
    return Typed(typed.says, values, typed.many, typed.errors)


def _same_paper(component: Component, procedure: Procedure, dossier: Dossier, theirs: Procedure) -> str | None:
    """The key under which that dossier has the same paper, handed in and right: by key, or by its printed name."""
    present = {one.component for one in dossier.papers if one.state is PaperState.PRESENT}
    if theirs.slug == procedure.slug and component.key in present:
        return component.key
    name = fold(component.name)
    return next((one.key for one in theirs.components if one.key in present and fold(one.name) == name), None)
