"""The demo's yearly plans and its review of procedures: entered on their days by its people."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.plans import Plan, templates
from tthc_engine.catalogue.review import cost_rules
from tthc_engine.domain.procedure import Scope
from tthc_engine.reports import publicity
from tthc_engine.reports.plans import drafting, duties, judging
from tthc_engine.reports.plans.duties import Mended
from tthc_engine.reports.review.proposal import Cost, Work, shortened, untouched
from tthc_engine.store import offices, plans, reviews, targets
from tthc_engine.store.plans import Note, PlanKey
from tthc_engine.store.sql import Session
from tthc_engine.work.demo.office import office_instant, read


def enter(app: App, session: Session) -> None:
    """Adopt the plans, then what was entered about them, each at its own instant."""
    told = read("plans.yaml")
    names = {one.id: one.name for one in offices.units(session)}
    for one in told["plans"]:
        plan = _plan(one, names[one["unit"]])
        key = PlanKey(one["unit"], plan.slug, plan.year)
        plans.adopt(session, key, judging.written(plan), by=one["by"], at=office_instant(one["at"]))
        for note in sorted(_notes(one, plan), key=lambda note: note.at):
            plans.enter(session, key, note)
    for one in told["targets"]:
        wanted = {kind: one[kind] for kind in targets.KINDS}
        targets.set_targets(session, one["unit"], wanted, by=one["by"], at=office_instant(one["at"]))
    for one in told["reviews"]:
        _review(app, session, one)
    for one in told["postings"]:
        _post(app, session, one)


def _plan(one: dict[str, Any], unit: str) -> Plan:
    template = templates()[one["template"]]
    keep = template.keys - frozenset(one["leave"])
    made = drafting.for_year(template, one["year"], keep=keep, thresholds={}, unit=unit)
    owners = {
        key: owner.model_copy(update={"person": one["people"].get(key, "")}) for key, owner in made.owners.items()
    }
    heading = {"title": one["title"], "number": one["number"], "based_on": one["based_on"]}
    return made.model_copy(update={**heading, "issued_on": office_instant(one["at"]).date(), "owners": owners})


def _notes(one: dict[str, Any], plan: Plan) -> Iterator[Note]:
    for told in one["notes"]:
        yield _note(told)
    monthly = one["monthly"]
    for duty in (duty for duty in plan.duties if duty.key in monthly["duties"]):
        for day in duties.due_days(duty, plan.year):
            # October's rating is the one that the school forgot.
            if f"{day:%Y-%m}" <= str(monthly["through"]) and (duty.key, day.month) != ("monthly_rating", 10):
                at = office_instant(f"{day:%Y-%m}-26 15:00")
                proof = monthly["proof"].format(month=f"{day:%m/%Y}")
                yield Note(about=duty.key, kind=duties.DONE, due_on=day, evidence=proof, at=at, by=one["by"])


def _note(told: dict[str, Any]) -> Note:
    about, at, by, proof = told["about"], office_instant(told["at"]), told["by"], told.get("proof", "")
    part, whole, hard = told.get("part"), told.get("whole"), told.get("hard", "")
    if "finding" in told:
        again: date = told["again"]
        return Note(
            about=about,
            kind=duties.FINDING,
            state=Mended.OPEN,
            due_on=again,
            difficulty=told["finding"],
            evidence=proof,
            at=at,
            by=by,
        )
    if "due" in told:
        return Note(about=about, kind=duties.DONE, due_on=told["due"], evidence=proof, difficulty=hard, at=at, by=by)
    kind, state = (judging.FIGURE, "") if "target" in told else (duties.STATE, told["state"])
    about = told.get("target", about)
    return Note(
        about=about, kind=kind, state=state, part=part, whole=whole, evidence=proof, difficulty=hard, at=at, by=by
    )


def _review(app: App, session: Session, one: dict[str, Any]) -> None:
    at: datetime = office_instant(one["at"])
    law = app.catalogue.in_force(one["slug"], at.date())
    begun = untouched(law, cost_rules(), subjects=one["subjects"])
    limits = tuple(
        shortened(limit, {(0, 0): Decimal(one["to"][number])} if number in one["to"] else {})
        for number, limit in enumerate(law.limits)
    )
    update = {"limits": limits, "before": _cost(one["before"]), "after": _cost(one["after"]), "reason": one["reason"]}
    text = begun.model_copy(update=update).model_dump_json()
    reviews.keep(session, one["unit"], one["year"], one["slug"], text, by=one["by"], at=at)


def _cost(told: dict[str, list[float]]) -> Cost:
    spent = {part.key: told.get(part.key, [0, 0]) for part in cost_rules().parts}
    return Cost(work={key: Work(hours=hours, services_vnd=int(services)) for key, (hours, services) in spent.items()})


def _post(app: App, session: Session, one: dict[str, Any]) -> None:
    """What is public and in force that day hangs at the place, but the last few, which nobody has put up."""
    at: datetime = office_instant(one["at"])
    public = [
        each for each in app.catalogue.procedures if each.in_force(at.date()) and each.scope is not Scope.INTERNAL
    ]
    for each in sorted(public, key=lambda each: each.code)[: -one["leave"]]:
        posting = publicity.Posting(
            code=each.code,
            version=each.in_force_from,
            medium=one["medium"],
            place=one["place"],
            posted_on=at.date(),
            evidence=one["evidence"],
            by=one["by"],
        )
        publicity.post(session, one["unit"], posting, at=at)
