"""A review of procedures put to work: its effect on past dossiers, and the overlay that an adopted cut becomes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.overlays import Overlay
from tthc_engine.domain.procedure import Procedure
from tthc_engine.reports.review import choosing
from tthc_engine.reports.review.choosing import Review
from tthc_engine.reports.review.effect import MOST, Effect, effect
from tthc_engine.reports.review.proposal import Proposal
from tthc_engine.store.sql import Session


def effects(app: App, session: Session, found: Review, *, most: int | None = MOST) -> Mapping[str, Effect]:
    """Of every registered procedure, by its slug."""
    facts = choosing.received_facts(session, found.unit, found.period, found.at)
    return {
        one.procedure.slug: effect(session, app.engine, proposal, facts, most=most)
        for one, proposal in found.registered
    }


def overlay_of(law: Procedure, proposal: Proposal, *, province: str, checked_on: date) -> Overlay:
    """Raises ValueError for a proposal that nobody decided, or that cuts nothing."""
    if proposal.in_force_from is None or not proposal.decision or not proposal.cut_limits(law):
        raise ValueError(f"{law.code}: no decision cuts it")
    return proposal.overlay(
        law, province=province, decision=proposal.decision, on=proposal.in_force_from, checked_on=checked_on
    )


def declared(overlay: Overlay) -> dict[str, Any]:
    """As a file of `procedures/overlays` says it: only what is not the default, amounts as numbers."""
    said = overlay.model_dump(mode="json", exclude_defaults=True)
    said["in_force_from"], said["checked_on"] = overlay.in_force_from, overlay.checked_on
    for limit in said["limits"]:
        for phase in limit["phases"]:
            for term in phase["terms"]:
                amount = float(term.get("amount", 0))
                term["amount"] = int(amount) if amount == int(amount) else amount
    return said
