"""A command's form before the officer types: options, suggestions, drafts, and what was checked already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.catalogue.words import summary
from tthc_engine.domain import clock, timing
from tthc_engine.domain.calendar import CalendarNotPublished
from tthc_engine.domain.commands import Receiver
from tthc_engine.domain.events import Spent
from tthc_engine.domain.folding.dates import without_extension
from tthc_engine.domain.obligations import LOSS, ObligationKind
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.spent import beside_the_steps, where_time_went
from tthc_engine.domain.time_limit import PhaseStart
from tthc_engine.store import people
from tthc_engine.store.letters import LetterLine
from tthc_engine.store.people import Person
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.forms.order import Options, Prepared
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.seen import Seen

SHOWN = ("receipt", "card", "vneid", "passport", "authorisation", "introduction", "other")
"""Kinds of paper; a number would be somebody's personal data and is not kept in the log."""
WAYS = ("direct", "postal", "electronic")


@dataclass(frozen=True, slots=True)
class SpentRow:
    step: str
    person: str
    used: str
    planned: str
    late: bool


def prepared(
    session: Session, found: Seen, word: str, at: datetime, _: Messages, *, letters: Sequence[LetterLine]
) -> Prepared:
    """Options for the choices of `word`, and values that stand in its fields until somebody types."""
    made = Prepared(options=_to_whom(_) if word == "return_result" else {})
    none = ("", _("order.choose"))
    match word:
        case "request_supplement":
            asked = [one for one in found.rules.procedure.components if not one.from_database]
            asked = [one for one in asked if not one.cases or found.dossier.case in one.cases]
            made.options["items"] = [(one.key, one.name) for one in asked]
        case "assign" | "reassign":
            held = [one for one in _workers(session, found, at) if one.id != found.dossier.assignee]
            made.options["to"] = [none, *((one.id, _named(one)) for one in held)]
        case "take_over" | "send_back":
            made.options |= _steps(found, word)
        case "record_start":
            made.options["phase"] = _awaited(found)
        case "declare_delay" | "explain":
            made.options["reason_code"] = [none, *_reasons(found)]
            if word == "explain":
                made.values["reason"] = draft(found, at, _)
            else:
                made.values["new_date"] = _suggested(found, at)
        case "issue_apology":
            _for_apology(made, found, at, _)
        case "extend" if found.rules.procedure.extension is not None:
            made.values["reason"] = found.rules.procedure.extension.reason
            made.values["legal_basis"] = found.rules.procedure.extension.legal_basis
        case "move_version":
            made.options |= _versions(found, _)
        case "answer_consultation" | "chase" | "send_part" | "return_part" | "explain_part":
            made.options["body"] = _bodies(found, word)
        case "number_letter" | "dispatch" | "void_number":
            made.options["letter"] = _letters(letters, word, _)
            made.options["how"] = ways(_)
        case _:
            pass
    return made


def _for_apology(made: Prepared, found: Seen, at: datetime, _: Messages) -> None:
    none = ("", _("order.choose"))
    made.options["ground"] = _grounds(found, _)
    made.values["reason"] = found.dossier.delay_declared or ""
    # The official reasons are reasons of lateness: for lost papers the officer says what happened.
    made.values["common_reason"] = _official_reason(found) if _owed_for_lateness(found) else ""
    worded = [(one.wording, f"{one.code} · {one.wording}") for one in found.rules.reasons.values()]
    made.options["common_reason"] = [none, *worded]
    if names_new_date(found):
        made.values["new_appointment"] = _suggested(found, at)


def _versions(found: Seen, _: Messages) -> dict[str, Options]:
    """Where the dossier could go: each version with its limits, and the steps and cases that only it has."""
    same = ("", _("order.version_same"))
    steps = {step.key: step.name for one in found.versions for step in one.handling}
    cases = {case.key: case.name for one in found.versions for case in one.cases}
    return {
        "to": [
            (
                f"{one.code}@{one.in_force_from}",
                _("order.version_of", code=one.code, day=wording.day(one.in_force_from), limits=summary(one)),
            )
            for one in found.versions
        ],
        "step": [same, *steps.items()],
        "case": [same, *cases.items()],
    }


def _to_whom(_: Messages) -> dict[str, Options]:
    """In which right somebody receives a result, and what they showed."""
    none = ("", _("order.choose"))
    return {
        "receiver": [none, *((one.value, _(f"results.to_{one.value}")) for one in Receiver)],
        "shown": [none, *((one, _(f"shown.{one}")) for one in SHOWN)],
    }


def ways(_: Messages) -> Options:
    return [(one, _(f"order.how_{one}")) for one in WAYS]


def names_new_date(found: Seen) -> bool:
    """Whether the apology may name a date: the dossier is open and the one new appointment is not used up."""
    allowed = found.rules.regime.reappointments.value
    if found.dossier.owed(ObligationKind.APOLOGY) is not None and not _owed_for_lateness(found):
        return False
    return found.dossier.is_open and found.dossier.reappointed < allowed


def _owed_for_lateness(found: Seen) -> bool:
    owed = [one for one in found.dossier.obligations if one.is_open and one.kind is ObligationKind.APOLOGY]
    return any(not one.epoch.startswith(LOSS) for one in owed)


def asks(found: Seen, word: str, key: str, at: datetime, _: Messages) -> str:
    """The one sentence before an act that cannot be taken back."""
    if word == "declare_delay":
        due = timing.due_at(found.dossier, found.rules)
        until = timing.notice_until(found.dossier, due, found.rules) if due else at
        return _("order.delay", until=wording.at_on(_, until))
    if word == "issue_apology" and found.dossier.losses and not _owed_for_lateness(found):
        return _("order.apology_loss")
    if word == "issue_apology" and not names_new_date(found):
        why = "order.apology_used" if found.dossier.is_open else "order.apology_given"
        return _("order.apology_no_date", why=_(why))
    if word == "take_back_extension":
        due = timing.due_at(without_extension(found.dossier), found.rules)
        if due is not None:
            key = "order.take_back_past" if due <= at else "order.take_back_to"
            return _(key, until=wording.at_on(_, due))
    return _(key) if key else ""


def checks(found: Seen, word: str, at: datetime, _: Messages) -> list[tuple[bool, str]]:
    """What the law asks of an apology, checked before it is written."""
    if word != "issue_apology":
        return []
    said: list[tuple[bool, str]] = []
    owed = found.dossier.owed(ObligationKind.APOLOGY)
    if owed is not None and owed.until is not None:
        late = at > owed.until
        key = "order.check_limit_past" if late else "order.check_limit"
        said.append((not late, _(key, until=wording.at_on(_, owed.until))))
    if names_new_date(found):
        said.append((True, _("order.check_first")))
        earliest = max(at, timing.due_at(found.dossier, found.rules) or at)
        said.append((True, _("order.check_later", than=wording.at_on(_, earliest))))
    return said


def spent_rows(found: Seen, word: str, at: datetime, _: Messages) -> list[SpentRow]:
    """Where the working time went, for whoever explains or judges an explanation."""
    if word not in ("explain", "return_explanation", "issue_apology"):
        return []
    day = found.rules.calendar.ordinary_day
    rows = []
    told = (*where_time_went(found.dossier, found.rules, at), *beside_the_steps(found.dossier, found.rules, at))
    for one in told:
        planned = one.planned_minutes
        rows.append(
            SpentRow(
                step=_whose(one, found, _),
                person=found.person_names.get(one.person, one.person),
                used=wording.span(_, one.minutes, day_minutes=day),
                planned=wording.span(_, planned, day_minutes=day) if planned is not None else "–",
                late=planned is not None and one.minutes > planned,
            )
        )
    return rows


def _whose(one: Spent, found: Seen, _: Messages) -> str:
    if one.by_applicant:
        return _("order.applicant_time")
    if one.body or one.stop:
        return one.body or _("order.stopped_time", reason=one.stop)
    step = found.rules.procedure.step(one.step)
    return step.name if step else one.step


def draft(found: Seen, at: datetime, _: Messages) -> str:
    """The explanation's first wording: every step that took longer than planned, in numbers."""
    day = found.rules.calendar.ordinary_day
    said = []
    told = (*where_time_went(found.dossier, found.rules, at), *beside_the_steps(found.dossier, found.rules, at))
    for one in told:
        step = found.rules.procedure.step(one.step)
        if step is None or one.planned_minutes is None or one.minutes <= one.planned_minutes:
            continue
        said.append(
            _(
                "order.draft_line",
                step=f"{step.name}, {one.body}" if one.body else step.name,
                person=one.body or found.person_names.get(one.person, one.person) or _(f"role.{step.owner.value}"),
                used=wording.span(_, one.minutes, day_minutes=day),
                planned=wording.span(_, one.planned_minutes, day_minutes=day),
            )
        )
    return "\n".join(said) or _("order.draft_none")


def _workers(session: Session, found: Seen, at: datetime) -> list[Person]:
    """Whoever may hold the current step: holders of its owner's role in the competent unit, else where it came in."""
    step = timing.current_step(found.dossier, found.rules)
    role = step.owner if step else Role.HANDLER
    for unit in (found.line.competent_unit, found.line.receiving_unit):
        held = people.holders(session, unit, role, at)
        if held:
            return sorted(held, key=lambda one: one.name)
    return []


def _named(person: Person) -> str:
    return f"{person.name}, {person.title}" if person.title else person.name


def _steps(found: Seen, word: str) -> dict[str, Options]:
    """Where a dossier that comes back, or from another system, goes on."""
    if word == "send_back":
        return {"to_step": _earlier(found)}
    return {"step": [(one.key, one.name) for one in found.rules.procedure.handling]}


def _earlier(found: Seen) -> Options:
    steps = found.rules.procedure.steps
    keys = [one.key for one in steps]
    here = found.dossier.current_step
    end = keys.index(here) if here in keys else len(keys)
    return [(one.key, one.name) for one in steps[1:end]][::-1]


def _bodies(found: Seen, word: str) -> Options:
    """The bodies that may be meant: at work, back already, or late and silent about it."""
    dossier = found.dossier
    if word == "answer_consultation":
        return [(one.body, one.body) for one in dossier.consulted]
    if word == "chase":
        late = [one.body for one in dossier.consulted if one.ran_late]
        return [*((one, one) for one in late), *((one.body, one.name) for one in dossier.at_work if one.late_for)]
    if word == "return_part":
        return [(one.body, one.name) for one in dossier.at_work]
    if word == "explain_part":
        owed = {one.epoch for one in dossier.obligations if one.is_open and one.kind is ObligationKind.BODY_NOTICE}
        return [(one.body, one.name) for one in dossier.parts if str(one.number) in owed]
    back = {one.body: one.name for one in dossier.parts if one.step == dossier.current_step}
    return [(key, name) for key, name in back.items() if key not in {one.body for one in dossier.at_work}]


def _awaited(found: Seen) -> Options:
    entered = dict(found.dossier.starts)
    phases = timing.limit_of(found.dossier, found.rules).phases
    waiting = [one for one in phases if one.start is PhaseStart.EXTERNAL and one.key not in entered]
    return [(one.key, one.name or one.key) for one in waiting]


def _reasons(found: Seen) -> Options:
    return [(one.code, f"{one.code} · {one.wording}") for one in found.rules.reasons.values()]


def _official_reason(found: Seen) -> str:
    """The wording of the reason that the explanation names. Its own text is for the superior, not for the citizen."""
    given = found.dossier.explanation
    reason = found.rules.reasons.get(given.reason_code) if given else None
    return reason.wording if reason else ""


def _grounds(found: Seen, _: Messages) -> Options:
    """What an apology is owed for; the one listed first is what the law looks at first."""
    owed = [one.epoch for one in found.dossier.obligations if one.is_open and one.kind is ObligationKind.APOLOGY]
    lost = any(epoch.startswith(LOSS) for epoch in owed)
    late = any(not epoch.startswith(LOSS) for epoch in owed) or not lost
    return [(one, _(f"order.ground_{one}")) for one, due in (("lateness", late), ("loss", lost)) if due]


def _letters(letters: Sequence[LetterLine], word: str, _: Messages) -> Options:
    wanted = [one for one in letters if (not one.number) == (word == "number_letter")]
    return [(one.letter, f"{_(f'letter.{one.kind}')} · {wording.day(one.issued_at)}") for one in wanted]


def _suggested(found: Seen, at: datetime) -> str:
    """When the remaining steps could be done by their own plans: the closing of that working day, after the due day."""
    rules, dossier = found.rules, found.dossier
    calendar = rules.calendar
    due = timing.due_at(dossier, rules) or at
    keys = [one.key for one in rules.procedure.steps]
    left = rules.procedure.steps[keys.index(dossier.current_step) if dossier.current_step in keys else 0 :]
    try:
        reached = max(at, due)
        for step in left:
            if step.within is not None:
                reached = clock.step_due(step.within, reached, calendar)
        day = calendar.working_day_on_or_after(calendar.local(reached).date())
        if calendar.closing(day) <= max(at, due):
            day = calendar.working_day_after(day)
        return wording.instant(calendar.closing(day))
    except CalendarNotPublished:
        return ""
