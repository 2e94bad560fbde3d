"""Tra cứu: what the citizen sees, phone first: when, where, and whether there is anything to do."""

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from tthc_engine.bootstrap import App
from tthc_engine.domain import timing
from tthc_engine.domain.commands import PaperState
from tthc_engine.domain.dossier import Dossier, Outcome, Stage
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.promise import derivation
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.standing import Standing
from tthc_engine.store import letters, offices
from tthc_engine.store.letters import LetterLine
from tthc_engine.store.people import EVERYTHING
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.access import Sessions
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.clock_picture import draw
from tthc_engine.web.pages.dossier import LetterRow, letter_rows
from tthc_engine.web.pages.seen import Seen
from tthc_engine.web.pages.shapes import PHONE, SMALL, Picture
from tthc_engine.web.pages.story import story_of
from tthc_engine.web.view import sessions_of

COOKIE = "tthc-tra-cuu"
MINUTES = 30
"""How long a looked-up dossier may be read again without typing the secret."""
FOLLOW_DAYS = 90
"""How long the address of an online submission leads to it; once accepted, the receipt's code and secret do."""

# What a citizen may read: the letters addressed to them.
THEIRS = frozenset(
    {
        LetterKind.RECEIPT,
        LetterKind.SUPPLEMENT_REQUEST,
        LetterKind.REFUSAL,
        LetterKind.APOLOGY,
        LetterKind.APPOINTMENT_NOTICE,
        LetterKind.STOP_NOTICE,
    }
)


@dataclass(frozen=True, slots=True)
class State:
    """The answer to "how does it stand?" in one line, and what it means for the reader."""

    words: str
    icon: str
    dress: str
    todo: str


@dataclass(frozen=True, slots=True)
class Milestone:
    name: str
    when: str
    icon: str
    dress: str
    here: bool


@dataclass(frozen=True, slots=True)
class Contact:
    agency: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class LookUp:
    state: State
    limit: str
    picture: Picture | None
    because: tuple[str, ...]
    way: tuple[Milestone, ...]
    papers: tuple[str, ...]
    letters: tuple[LetterRow, ...]
    contact: Contact
    sorry: str


def looked_up(request: Request) -> str | None:
    """The dossier whose code and secret were given in this browser a little while ago."""
    return sessions_of(request).unsign("look-up", request.cookies.get(COOKIE, ""), seconds=MINUTES * 60)


def remember(request: Request, response: Response, dossier: str) -> None:
    """This browser may read the dossier for a while."""
    response.set_cookie(
        COOKIE,
        sessions_of(request).sign("look-up", dossier),
        max_age=MINUTES * 60,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        path="/tra-cuu",
    )


def followed(sessions: Sessions, dossier: str) -> str:
    """What stands in the address by which a submission is followed before it has a code."""
    return sessions.sign("follow", dossier)


def following(sessions: Sessions, token: str) -> str | None:
    return sessions.unsign("follow", token, seconds=FOLLOW_DAYS * 24 * 3600)


def spelled(secret: str) -> str:
    """The secret as it is printed, however it was typed."""
    plain = secret.upper().replace(" ", "")
    return f"{plain[:4]}-{plain[4:]}" if len(plain) == 8 and "-" not in plain else plain


def look_up(app: App, session: Session, found: Seen, at: datetime, _: Messages) -> LookUp:
    dossier, rules = found.dossier, found.rules
    contact = _contact(session, found)
    story = story_of(dossier, rules, at, _, with_steps=False)
    short = story is not None and (wording.local(story.due or at) - wording.local(story.begins)).days <= 15
    named = {one.key: one.name for one in rules.procedure.components}
    present = [one for one in dossier.papers if one.state is PaperState.PRESENT]
    return LookUp(
        state=_state(found, at, contact, _),
        limit=wording.limit(_, timing.limit_of(dossier, rules).phases),
        picture=draw(story, _, measures=PHONE if short else SMALL) if story else None,
        because=tuple(derivation(dossier, rules).in_words(wording.derivation_say(_))) if dossier.accepted else (),
        way=tuple(_way(found, _)),
        papers=tuple(
            f"{named.get(one.component, one.component)} · {_(f'paper_form.{one.form.value}').lower()}"
            for one in present
        ),
        letters=tuple(letter_rows(visible(session, found.line.id), _)),
        contact=contact,
        sorry=_sorry(dossier, found, contact, _),
    )


def visible(session: Session, dossier: str) -> list[LetterLine]:
    """The citizen's letters that are out: those that wait for the clerk's number are not."""
    every = letters.of_dossier(session, EVERYTHING, dossier)
    return [one for one in every if one.kind in THEIRS and (one.number or one.kind != LetterKind.APOLOGY)]


def _state(found: Seen, at: datetime, contact: Contact, _: Messages) -> State:
    dossier = found.dossier
    if dossier.stage is Stage.RELEASED:
        return State(_("look.ready"), "done", "ok", _("look.collect", place=contact.agency))
    if dossier.stage is Stage.RETURNED:
        return State(_("look.returned"), "done", "ok", "")
    if dossier.stage is Stage.CORRECTING:
        return State(_("look.correcting"), "none", "stop", _("look.nothing_to_do"))
    if dossier.unpaid is not None:
        return State(
            _("look.unpaid"), "stop", "stop", _("look.to_pay", amount=wording.vnd(_, dossier.unpaid.amount_vnd))
        )
    if dossier.outcome is Outcome.REFUSED:
        return State(_("look.refused"), "refused", "late", "")
    if dossier.outcome is not None:
        words = _("look.ended", outcome=_(f"outcome.{dossier.outcome.value}").lower())
        return State(words, "closebox", "stop", "")
    if dossier.waiting is not None:
        return State(_("look.waiting"), "stop", "stop", _to_supply(found, _))
    if not dossier.accepted:
        return State(_("look.not_accepted"), "online", "soon", _answer_owed(dossier, at, _))
    return _running(found, at, _)


def _answer_owed(dossier: Dossier, at: datetime, _: Messages) -> str:
    """By when a submission is answered; empty where nobody owes an answer by an hour."""
    owed = [one for one in dossier.obligations if one.kind is ObligationKind.ONLINE_ANSWER and one.is_open]
    if not owed or owed[0].until is None:
        return ""
    return _("look.answer_late" if owed[0].late(at) else "look.answer_by", when=wording.at_on(_, owed[0].until))


def _running(found: Seen, at: datetime, _: Messages) -> State:
    nothing = _("look.nothing_to_do")
    if found.dossier.new_appointment is not None:
        return State(_("look.delayed"), "soon", "soon", nothing)
    match timing.standing(found.dossier, found.rules, at):
        case Standing.OVERDUE:
            return State(_("look.running_late"), "late", "late", nothing)
        case Standing.DUE_SOON:
            return State(_("look.running_soon"), "soon", "soon", nothing)
        case Standing.ON_TIME:
            return State(_("look.running"), "ontime", "ok", nothing)
        case _:
            return State(_("look.no_limit"), "none", "stop", nothing)


def _to_supply(found: Seen, _: Messages) -> str:
    waiting = found.dossier.waiting
    if waiting is None:
        return ""
    named = {one.key: one.name for one in found.rules.procedure.components}
    asked = "; ".join(named.get(one.component or "", one.text) for one in waiting.items)
    until = waiting.answer_until
    after = _("look.supply_until", until=wording.at_on(_, until)) if until else _("look.supply")
    return f"{_('look.to_supply', items=asked)}. {after}"


def _way(found: Seen, _: Messages) -> list[Milestone]:
    """The steps as a citizen follows them; each once, however often it was walked."""
    dossier, milestones = found.dossier, []
    for step in found.rules.procedure.steps:
        left = [one.left_at for one in dossier.steps if one.step == step.key and not one.void]
        here = step.key == dossier.current_step and dossier.stage is Stage.HANDLING
        if here and dossier.entered_at is not None:
            person = found.person_names.get(dossier.assignee or "", _(f"role.{step.owner.value}"))
            when = _("look.at_step", who=person, when=wording.short_instant(dossier.entered_at))
            milestones.append(Milestone(step.name, when, "ontime", "accent", True))
        elif left:
            milestones.append(Milestone(step.name, wording.instant(left[-1]), "done", "ok", False))
        else:
            milestones.append(Milestone(step.name, "", "none", "muted", False))
    return milestones


def _contact(session: Session, found: Seen) -> Contact:
    for unit in (found.line.receiving_unit, found.line.competent_unit):
        office = offices.office(session, unit)
        if office is not None:
            facts = office.facts
            return Contact(facts.agency, facts.address, facts.phone)
    return Contact(found.units.get(found.line.receiving_unit, ""), "", "")


def _sorry(dossier: Dossier, found: Seen, contact: Contact, _: Messages) -> str:
    """The apology in one sentence, once it is issued."""
    issued = [event for event in found.events if event.kind == "apology_issued"]
    if not issued or not dossier.apologies:
        return ""
    reason = getattr(issued[-1], "reason", "") or "–"
    return _("look.sorry", agency=contact.agency, reason=reason.rstrip("."))
