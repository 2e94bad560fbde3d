"""A unit's own plan for its year, from a template or from its own plan of before."""

import calendar
from collections.abc import Mapping
from datetime import date

from tthc_engine.catalogue.plans import Plan, Target


def for_year(template: Plan, year: int, *, keep: frozenset[str], thresholds: Mapping[str, float], unit: str) -> Plan:
    """A unit's own plan for `year`, from a template: what it keeps, with its own thresholds.

    Days move by whole years; the 29th of February becomes the 28th where the year has none.
    """
    by = year - template.year
    targets = tuple(
        _own_target(one, by, threshold=thresholds.get(one.key, one.threshold), kept=keep)
        for one in template.targets
        if one.key in keep
    )
    return template.model_copy(
        update={
            "year": year,
            "unit": unit,
            "title": template.title.replace(f"năm {template.year}", f"năm {year}"),
            "number": "",
            "issued_on": None,
            "notes": (),
            "targets": targets,
            "tasks": tuple(
                one.model_copy(update={"since": moved(one.since, by), "until": moved(one.until, by)})
                for one in template.tasks
                if one.key in keep
            ),
            "duties": tuple(
                one.model_copy(update={"until": moved(one.until, by)}) for one in template.duties if one.key in keep
            ),
        }
    )


def merged(own: Plan, template: Plan) -> Plan:
    """The unit's own plan with whatever of its template it left out, so that it may be taken in again."""
    mine = own.keys
    rest = for_year(template, own.year, keep=template.keys - mine, thresholds={}, unit=own.unit)
    owners = {**{key: one for key, one in template.owners.items() if key not in own.owners}, **own.owners}
    return own.model_copy(
        update={
            "owners": owners,
            "targets": (*own.targets, *rest.targets),
            "tasks": (*own.tasks, *rest.tasks),
            "duties": (*own.duties, *rest.duties),
        }
    )


def _own_target(target: Target, by: int, *, threshold: float, kept: frozenset[str]) -> Target:
    update = {
        "threshold": threshold,
        "upper": None if target.upper is None else max(target.upper, threshold),
        "since": moved(target.since, by),
        "until": moved(target.until, by),
        "conflicts_with": tuple(one for one in target.conflicts_with if one in kept),
        "fed_by": None if target.fed_by is None else tuple(one for one in target.fed_by if one in kept),
    }
    return Target.model_validate(target.model_copy(update=update).model_dump(by_alias=True))


def moved(day: date, years: int) -> date:
    year = day.year + years
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))
