"""The desk's one screen, read: who hands in what, which papers are there, when it was received."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from tthc_engine.domain.commands import IdentityCheck, Item, Paper, PaperState, Party, Payway, Registration
from tthc_engine.domain.procedure import Channel, Component, PaperForm, Procedure
from tthc_engine.web.forms.typed import Typed

SELF = "self"
DELEGATE = "delegate"
RELATIONS = (SELF, "parent", "guardian", DELEGATE)
OWNER, SUBMITTER = "owner", "submitter"
WHO = (OWNER, SUBMITTER)
CARD = "card"
SUBMITTED = "submitted"
"""The field that names a dossier which was sent in and is not accepted yet."""
MOST_COPIES = 99
SHORTEST_NUMBER = 6
"""Digits: what is shorter names nobody."""


def state_field(component: Component) -> str:
    return f"paper.{component.key}"


def asked_of(procedure: Procedure, case: str) -> tuple[Component, ...]:
    """The components that this case asks for."""
    return tuple(one for one in procedure.components if not one.cases or case in one.cases)


def case_of(typed: Typed, procedure: Procedure) -> str:
    """The chosen case, else the procedure's first; empty where it has none."""
    keys = [one.key for one in procedure.cases]
    return typed.text("case") if typed.text("case") in keys else (keys[0] if keys else "")


def channels_of(procedure: Procedure) -> list[Channel]:
    """What the desk may choose from: everything but the portal, where anything else is offered."""
    return [one for one in procedure.channels if one is not Channel.ONLINE] or list(procedure.channels)


def offered_channels(typed: Typed, procedure: Procedure) -> list[Channel]:
    """The desk's own choices; for what was sent in already, the way it came as well."""
    return list(procedure.channels) if typed.text(SUBMITTED) else channels_of(procedure)


def channel_of(typed: Typed, procedure: Procedure) -> Channel:
    """At the desk: in person unless chosen otherwise and offered."""
    offered = offered_channels(typed, procedure)
    wanted = typed.text("channel")
    return next((one for one in offered if one.value == wanted), offered[0])


def state_of(typed: Typed, component: Component) -> PaperState | None:
    """What the officer ticked; None: not looked at yet."""
    chosen = typed.text(state_field(component))
    if chosen in [one.value for one in PaperState]:
        return PaperState(chosen)
    return PaperState.NOT_APPLICABLE if component.from_database or not component.required else None


def papers(typed: Typed, procedure: Procedure) -> tuple[Paper, ...]:
    found = []
    for component in asked_of(procedure, case_of(typed, procedure)):
        state = state_of(typed, component)
        if state is not None:
            found.append(
                Paper(
                    component=component.key,
                    form=_form(typed, component),
                    copies=copies_of(typed, component),
                    state=state,
                    remark=typed.text(f"remark.{component.key}"),
                    reused_from=typed.text(f"reused.{component.key}"),
                )
            )
    return tuple(found)


def copies_of(typed: Typed, component: Component) -> int:
    """How many were handed in, as typed; else as many as the list asks for."""
    text = typed.text(f"copies.{component.key}")
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST_COPIES:
        return int(text)
    return max(component.originals + component.copies, 1)


def checked_by_card(typed: Typed, who: str) -> bool:
    """Whether the number in the form is the one that was read from the card, and nobody changed it since."""
    number = typed.text(f"{who}_identifier")
    return bool(number) and typed.text(f"{who}_checked") == f"{CARD}:{number}"


def identity_of(typed: Typed, who: str) -> IdentityCheck | None:
    """How it was made sure who they are: by the card, or as the officer ticked it for whoever hands in."""
    if checked_by_card(typed, who):
        return IdentityCheck.CARD
    hands_in = OWNER if typed.text("relation") in ("", SELF) else SUBMITTER
    ticked = [IdentityCheck.SEEN, IdentityCheck.DATABASE]
    return next((one for one in ticked if who == hands_in and typed.text("checked") == one.value), None)


def _form(typed: Typed, component: Component) -> PaperForm:
    wanted = typed.text(f"form.{component.key}")
    return next((one for one in component.forms if one.value == wanted), component.forms[0])


def unchecked(typed: Typed, procedure: Procedure) -> list[Component]:
    """Components nobody has looked at yet."""
    asked = asked_of(procedure, case_of(typed, procedure))
    return [one for one in asked if state_of(typed, one) is None]


def incomplete(typed: Typed, procedure: Procedure) -> list[Component]:
    """Components that are missing or not as required: what a supplement slip would ask for."""
    bad = (PaperState.MISSING, PaperState.WRONG)
    return [one for one in asked_of(procedure, case_of(typed, procedure)) if state_of(typed, one) in bad]


def items(components: Iterable[Component]) -> tuple[Item, ...]:
    return tuple(Item(component=one.key) for one in components)


def supplement_reason(typed: Typed, components: Iterable[Component]) -> str:
    """The slip's reason, put together from the remarks beside the papers."""
    said = []
    for component in components:
        state = state_of(typed, component)
        words = typed.says(f"paper_state.{state.value}") if state else ""
        remark = typed.text(f"remark.{component.key}")
        said.append(f"{component.name}: {remark or words.lower()}")
    return "; ".join(said)


def received_at(typed: Typed) -> datetime | None:
    """When the complete dossier was handed in; None: now."""
    return typed.instant("received_at") if typed.chosen("received_earlier") or typed.text("received_at") else None


def registration(typed: Typed, procedure: Procedure, *, today: date, competent_unit: str | None = None) -> Registration:
    """The registration as typed; what is missing or impossible is noted in `typed.errors`."""
    _ = typed.says
    _check_choices(typed, procedure)
    relation = typed.text("relation") if typed.text("relation") in RELATIONS else SELF
    owner_name = typed.required("owner_name", _("desk.owner_name"))
    born_on = typed.day("owner_born_on")
    if born_on is not None and born_on > today:
        typed.wrong("owner_born_on", _("form.day_in_future", text=typed.text("owner_born_on")))
    owner = Party(name=owner_name, identifier=number(typed, "owner_identifier"), born_on=born_on)
    if relation == SELF:
        owner, submitter = _reached(owner, typed), None
    else:
        name = typed.required("submitter_name", _("desk.submitter_name"))
        submitter = _reached(Party(name=name, identifier=number(typed, "submitter_identifier")), typed)
    wanted = typed.text("receive_result")
    return Registration(
        procedure=procedure.slug,
        case=case_of(typed, procedure) or None,
        channel=channel_of(typed, procedure),
        owner=owner,
        submitter=submitter,
        relation="" if relation == SELF else relation,
        papers=papers(typed, procedure),
        content=typed.text("content"),
        receive_result=next((one for one in Channel if one.value == wanted), Channel.DIRECT),
        competent_unit=competent_unit,
        owner_checked=identity_of(typed, OWNER),
        submitter_checked=None if relation == SELF else identity_of(typed, SUBMITTER),
        authority=typed.text("authority") if relation == DELEGATE else "",
        paid=next((one for one in Payway if one.value == typed.text("paid")), None),
        money_receipt=typed.text("money_receipt") if typed.text("paid") else "",
    )


def _check_choices(typed: Typed, procedure: Procedure) -> None:
    """Another case or channel is another time limit: what the officer chose is taken, or nothing is."""
    typed.offered("case", [one.key for one in procedure.cases])
    typed.offered("channel", [one.value for one in offered_channels(typed, procedure)])
    typed.offered("relation", RELATIONS)
    typed.offered("receive_result", [one.value for one in Channel])
    typed.offered("paid", [one.value for one in Payway])
    typed.offered("checked", [one.value for one in IdentityCheck])
    if typed.text("relation") == DELEGATE and not typed.text("authority"):
        typed.wrong("authority", typed.says("desk.authority_missing"))
    for component in asked_of(procedure, case_of(typed, procedure)):
        typed.offered(state_field(component), [one.value for one in PaperState])
        typed.offered(f"form.{component.key}", [one.value for one in component.forms])


def _reached(party: Party, typed: Typed) -> Party:
    """Whoever hands in is who can be reached."""
    return replace(party, phone=typed.text("phone"), email=typed.email("email"), address=typed.text("address"))


def number(typed: Typed, name: str) -> str:
    """An identifier without the spaces people put between its groups."""
    return re.sub(r"[\s.]", "", typed.text(name))
