"""Before coming: which papers are lacking for the chosen case, what it costs, and which date the desk would promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import QueryParams

from tthc_engine.bootstrap import App
from tthc_engine.domain.commands import Party, Registration
from tthc_engine.domain.decide.registering import fee_vnd
from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Channel, Component, Procedure, Role
from tthc_engine.store.offices import Office
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.forms.intake import asked_of
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.promise import PromisePanel, promise_panel


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was chosen and ticked; anything that is not on offer is the first that is."""

    case: str
    channel: Channel
    office: Office | None
    offices: tuple[Office, ...]
    ticked: frozenset[str]
    answered: bool
    """The form was sent; before that nothing is said to be lacking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    asked: tuple[Component, ...]
    """Papers of the chosen case, those that a database tells apart left out."""
    known: tuple[Component, ...]
    """What a national database tells: nobody may ask for it."""
    lacking: tuple[Component, ...]
    fee: int
    promise: PromisePanel | None
    """None: nothing can be promised yet, or no office is known."""


def asked(query: QueryParams, procedure: Procedure, offices: Sequence[Office]) -> Asked:
    cases = [one.key for one in procedure.cases]
    case = query.get("truong-hop", "")
    channel = query.get("cach", "")
    unit = query.get("noi", "")
    return Asked(
        case=case if case in cases else next(iter(cases), ""),
        channel=next((one for one in procedure.channels if one.value == channel), procedure.channels[0]),
        office=next((one for one in offices if one.unit.id == unit), offices[0] if offices else None),
        offices=tuple(offices),
        ticked=frozenset(query.getlist("co")) & {one.key for one in procedure.components},
        answered="kiem" in query,
    )


def checked(app: App, session: Session, procedure: Procedure, chosen: Asked, at: datetime, _: Messages) -> Checked:
    every = asked_of(procedure, chosen.case)
    papers = tuple(one for one in every if not one.from_database)
    lacking = tuple(one for one in papers if one.required and one.key not in chosen.ticked)
    return Checked(
        asked=papers,
        known=tuple(one for one in every if one.from_database),
        lacking=lacking,
        fee=fee_vnd(procedure, chosen.case, chosen.channel),
        promise=_promise(app, session, procedure, chosen, at, _) if chosen.answered else None,
    )


def _promise(
    app: App, session: Session, procedure: Procedure, chosen: Asked, at: datetime, _: Messages
) -> PromisePanel | None:
    """What the desk would promise for a complete dossier handed in now; nobody's name is needed for it."""
    if chosen.office is None:
        return None
    by = Actor(person="applicant", roles=frozenset({Role.APPLICANT}), unit=chosen.office.unit.id)
    registration = Registration(
        procedure=procedure.slug, case=chosen.case or None, channel=chosen.channel, owner=Party(name="")
    )
    try:
        promise = app.engine.preview(session, registration, by, at=at)
    except Refusal as refusal:
        return PromisePanel(refused=wording.refusal(_, refusal, names={procedure.code: procedure.name}))
    day = wording.local(at).date()
    calendar = app.engine.rulebook.of_registration(session, registration, by, day).calendar
    limit = wording.limit(_, procedure.limit(chosen.case, chosen.channel).phases)
    return promise_panel(promise, _, calendar=calendar, received=at, limit=limit, complete=True)
