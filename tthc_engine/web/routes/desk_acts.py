"""What the desk decides with its form: accept, ask for what is missing, refuse. One form, one transaction, one key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from tthc_engine.domain.commands import Accept, Command, Refuse, Registration, RequestSupplement, Submit
from tthc_engine.domain.procedure import Procedure
from tthc_engine.engine import Handled
from tthc_engine.store import drafts, offices, people, wishes
from tthc_engine.store.sql import Session
from tthc_engine.store.wishes import Wish
from tthc_engine.web.access import Officer
from tthc_engine.web.forms import attached, intake
from tthc_engine.web.forms.typed import Typed
from tthc_engine.web.forms.wish import read_wish
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages import desk as shown
from tthc_engine.web.pages.seen import line_of
from tthc_engine.web.view import app_of, at_of, go, says, today_of


@dataclass(slots=True)
class Screen:
    """One answer of the desk's screen while it is put together."""

    request: Request
    officer: Officer
    typed: Typed
    procedure: Procedure | None
    refused: str = ""
    status: int = 200
    found: Sequence[Procedure] = ()
    focus: str = ""
    """Where the keyboard goes: an element's id, or `papers`; empty: where the form begins."""
    noted: str = ""
    """What was done without leaving the page (a draft saved)."""


def accept(screen: Screen, procedure: Procedure) -> Response | None:
    typed, app = screen.typed, app_of(screen.request)
    for component in intake.unchecked(typed, procedure):
        typed.wrong(intake.state_field(component), typed.says("desk.unchecked", name=component.name))
    registration = _registration(screen, procedure)
    received_at, wish = intake.received_at(typed), read_wish(typed)
    if intake.incomplete(typed, procedure):
        screen.refused = shown.lacking(typed, procedure)
    if typed.errors or screen.refused:
        screen.status = 422
        return None
    command = Accept(
        dossier=sent_in(screen) or app.engine.new_id(),
        by=screen.officer.actor,
        registration=registration,
        received_at=received_at,
        receipt_wanted=typed.chosen("receipt_wanted"),
        reserved=typed.text("reserved").upper(),
    )
    with app.transaction() as session:
        handled = app.engine.handle(session, command, at=at_of(screen.request), key=typed.key)
        _keep_scans(session, screen, procedure, handled.dossier_id)
        _keep_wish(session, screen, handled, wish)
        drafts.end(session, typed.key, screen.officer.person)
    reference = handled.dossier.reference
    # What is given at once has no receipt unless the applicant asked for one.
    return go(f"/ho-so/{reference}/giay-tiep-nhan" if handled.dossier.letters else f"/ho-so/{reference}")


def supplement(screen: Screen, procedure: Procedure) -> Response | None:
    typed = screen.typed
    lacking = intake.incomplete(typed, procedure)
    if not lacking:
        screen.refused = typed.says("desk.nothing_missing")
    return _not_accepted(
        screen,
        procedure,
        lambda key: RequestSupplement(
            dossier=key,
            by=screen.officer.actor,
            items=intake.items(lacking),
            reason=intake.supplement_reason(typed, lacking),
        ),
    )


def refuse(screen: Screen, procedure: Procedure) -> Response | None:
    """The reason as written; else what the checklist says is wrong, so that nothing is written twice."""
    typed = screen.typed
    lacking = intake.incomplete(typed, procedure)
    reason = typed.text("refuse_reason") or (intake.supplement_reason(typed, lacking) if lacking else "")
    if not reason:
        typed.required("refuse_reason", typed.says("desk.refuse_reason"))
    return _not_accepted(screen, procedure, lambda key: Refuse(dossier=key, by=screen.officer.actor, reason=reason))


DECISIONS: Mapping[str, Callable[[Screen, Procedure], Response | None]] = {
    "accept": accept,
    "supplement": supplement,
    "refuse": refuse,
}


def sent_in(screen: Screen) -> str:
    """The id of the dossier that was sent in and that this form decides; empty for one that is only now handed in.

    Raises UnknownDossier for one that this officer may not see.
    """
    key = screen.typed.text(intake.SUBMITTED)
    if not key:
        return ""
    with app_of(screen.request).read() as session:
        return line_of(session, people.scope_of(session, screen.officer.actor), key).id


def units(session: Session, officer: Officer, _: Messages) -> list[tuple[str, str]]:
    """Where a dossier may be decided: the own unit first, then every unit that has an office of its own."""
    own = officer.actor.unit
    others = [one.unit for one in offices.offices(session) if one.unit.id != own and one.unit.valid_until is None]
    return [(own, _("desk.own_unit", unit=officer.unit_name)), *((one.id, one.name) for one in others)]


def competent(screen: Screen) -> str | None:
    chosen = screen.typed.text("competent_unit")
    return chosen if chosen and chosen != screen.officer.actor.unit else None


def _registration(screen: Screen, procedure: Procedure) -> Registration:
    """As typed; what keeps it from being registered is noted beside its field."""
    request, typed = screen.request, screen.typed
    with app_of(request).read() as session:
        typed.offered("competent_unit", [unit for unit, _ in units(session, screen.officer, typed.says)])
    return intake.registration(typed, procedure, today=today_of(request), competent_unit=competent(screen))


def _not_accepted(screen: Screen, procedure: Procedure, then: Callable[[str], Command]) -> Response | None:
    """Handed in but not accepted: it is registered without a period, and the slip follows at once."""
    typed, app, at = screen.typed, app_of(screen.request), at_of(screen.request)
    registration, wish = _registration(screen, procedure), read_wish(typed)
    if typed.errors or screen.refused:
        screen.status = 422
        return None
    key, known = typed.key, sent_in(screen)
    with app.transaction() as session:
        if not known:
            submit = Submit(dossier=app.engine.new_id(), by=screen.officer.actor, registration=registration)
            submitted = app.engine.handle(session, submit, at=at, key=key)
            _keep_wish(session, screen, submitted, wish)
            known = submitted.dossier_id
        _keep_scans(session, screen, procedure, known)
        again = f"{key}:slip" if key else None
        handled = app.engine.handle(session, then(known), at=at, key=again)
        drafts.end(session, key, screen.officer.person)
    return go(f"/ho-so/{handled.dossier_id}/van-ban/{handled.dossier.letters[-1].letter}")


def _keep_wish(session: Session, screen: Screen, handled: Handled, wish: Wish | None) -> None:
    """Once, with the dossier; the usual one needs no record."""
    if wish is not None and wish != Wish() and not handled.repeated:
        officer, at = screen.officer, at_of(screen.request)
        wishes.wish_for(session, handled.dossier_id, wish, unit=officer.actor.unit, by=officer.person, at=at)


def _keep_scans(session: Session, screen: Screen, procedure: Procedure, dossier: str) -> None:
    """The same scan again changes nothing: a resent form attaches each once."""
    app, by = app_of(screen.request), screen.officer.actor
    scope = people.scope_of(session, by)
    found = attached.waiting(session, scope, screen.typed, procedure, by=screen.officer.person)
    for command in attached.attaching(found, dossier, by):
        app.engine.handle(session, command, at=at_of(screen.request))


def begun(request: Request, officer: Officer, typed: Typed) -> str:
    """What a draft is called in its list: the owner's name, else the procedure's words."""
    named = typed.text("owner_name") or typed.text("submitter_name")
    return named or typed.text("procedure_words") or says(request)("draft.untitled")
