"""The plan of the year: every command anybody gave between 01/12/2025 and the demo's morning, in order.

Pure: the same rows for the same seed. Where the plan differs from the office it portrays, it says so here: those
refused at the desk (1.1 %) stand beside the 835, because they were never received; the scripted batch of 112 children
is the table's own row; results without a period count with those given on the day; sessions of class teachers are at
the desk that receives them, the commune's for preschool lunch.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from tthc_engine.catalogue import Catalogue
from tthc_engine.catalogue.reasons import delay_reasons, supplement_reasons
from tthc_engine.domain.procedure import Channel, Role
from tthc_engine.store.people import HANOI
from tthc_engine.work.demo.fates import Fate, fates
from tthc_engine.work.demo.intake import Intake, intakes, law_of
from tthc_engine.work.demo.law import Lawbook
from tthc_engine.work.demo.lives import Act, Life
from tthc_engine.work.demo.office import DemoOffice, demo_office
from tthc_engine.work.demo.scripted import scripted
from tthc_engine.work.demo.writing import approver_of, refused_at_the_desk, registration, write
from tthc_engine.work.demo.year import Year, demo_year


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    acts: tuple[Act, ...]
    """Chronological; none after the demo's morning."""
    received: int
    """Dossiers of the table."""
    scripted: int
    refused_at_intake: int


def plan(catalogue: Catalogue) -> Plan:
    """The whole year and the scripted dossiers."""
    office, year = demo_office(), demo_year()
    lawbook, rng = Lawbook(catalogue, office), Random(year.seed)
    lives = _year(year, office, lawbook, rng)
    refused = _refused(year, office, lawbook, rng)
    told = scripted(catalogue, office)
    acts = [
        act for acts in (*(life.acts for life in (*lives, *refused)), *told) for act in acts if act.at <= office.now
    ]
    return Plan(
        acts=tuple(sorted(acts, key=lambda act: act.at)),
        received=len(lives),
        scripted=len(told),
        refused_at_intake=len(refused),
    )


def _year(year: Year, office: DemoOffice, lawbook: Lawbook, rng: Random) -> list[Life]:
    slips = {one.code: one.wording for one in supplement_reasons()}
    reasons = dict(delay_reasons())
    lives = []
    for number, fate in enumerate(
        fates(intakes(year, office, lawbook, rng), year, office=office, lawbook=lawbook, rng=rng), start=1
    ):
        life = _life(f"n{number:04d}", fate, office, rng)
        write(life, fate, wording=slips.__getitem__, reasons=reasons, rng=rng)
        lives.append(life)
    return lives


def _life(key: str, fate: Fate, office: DemoOffice, rng: Random) -> Life:
    unit = fate.intake.kind.unit
    return Life(
        dossier=key,
        office=office,
        unit=unit,
        calendar=fate.law.calendar,
        procedure=fate.law.procedure,
        handler=rng.choice(office.holders(unit, Role.HANDLER)),
        approver=approver_of(unit, rng),
        clerk=office.holders(unit, Role.CLERK)[0],
        desk=rng.choice(office.holders(unit, Role.DESK)),
    )


def _refused(year: Year, office: DemoOffice, lawbook: Lawbook, rng: Random) -> list[Life]:
    kinds = [one for one in year.kinds if one.key in ("copy", "correction", "transfer")]
    months = year.months(office)[1:]
    lives = []
    for number in range(1, year.refused_at_intake + 1):
        kind = kinds[number % len(kinds)]
        day = lawbook.calendar(kind.unit).working_day_on_or_after(_day_of(months[number % len(months)], rng))
        at = datetime.combine(day, time(8), HANOI) + timedelta(minutes=rng.randrange(150))
        intake = Intake(kind=kind, day=day, turn=number, channel=Channel.DIRECT, received=at)
        fate = Fate(intake=intake, law=law_of(intake, lawbook), case="")
        life = _life(f"r{number:04d}", fate, office, rng)
        refused_at_the_desk(life, at, registration(fate, rng), year.refusals[number % len(year.refusals)])
        lives.append(life)
    return lives


def _day_of(month: date, rng: Random) -> date:
    return month.replace(day=2 + rng.randrange(11))
