"""What the tests of decisions about working days share: a swap, a decided year, and how an office goes about them."""

from datetime import date

from tests.integration.an_office import APPROVER, DESK, HANDLER, SCHOOL, act, at, events_of
from tthc_engine.catalogue.decisions import CalendarDecision, year_as_text, year_in_text
from tthc_engine.domain import commands as c
from tthc_engine.domain import timing
from tthc_engine.domain.events import CalendarApplied
from tthc_engine.domain.messages import TOLD
from tthc_engine.engine.rebuilding import check
from tthc_engine.store.proof import verify
from tthc_engine.work.calendars.applying import apply
from tthc_engine.work.calendars.entering import enter, waiting
from tthc_engine.work.calendars.previewing import preview

SWAP = CalendarDecision(
    act="Công văn 9999/GIẢ-ĐỊNH",
    reason="Hoán đổi ngày làm việc (giả định)",
    days_off=(date(2026, 11, 23),),
    make_up_days=(date(2026, 11, 28),),
)
"""Monday the 23rd is given free and worked on Saturday the 28th; Tuesday the 24th is a holiday by law."""
TOLD_AS = TOLD[CalendarApplied].kind
SATURDAY = "2026-11-21 09:00"


def entered(app, decision, *, wall=SATURDAY, unit=SCHOOL):
    """The version that waits now; a refusal is raised."""
    (one,) = enter(app, decision, units=[unit], by="quantri", at=at(wall))
    if one.refused is not None:
        raise one.refused
    return one.version


def previewed(app, version, *, wall=SATURDAY):
    with app.read() as session:
        (one,) = [one for one in waiting(session, [SCHOOL]) if one.version == version]
        return preview(app, session, one, at=at(wall))


def applied(app, version, *, wall=SATURDAY, **more):
    return apply(app, version, units=[SCHOOL], by="quantri", at=at(wall), **more)


def due_of(app, dossier):
    with app.read() as session:
        found, rules = app.engine.dossier(session, dossier)
    due = timing.due_at(found, rules)
    return None if due is None else rules.calendar.local(due).date().isoformat()


def kinds(app, dossier):
    return [event.kind for event in events_of(app, dossier)]


def everything_agrees(app):
    with app.read() as session:
        return check(session, app.engine.rulebook).differences == [] and verify(session).holds


def the_year_2027(office, *, published=True, revision=2, **days):
    """2027 as it would be decided: Tết on the same days and one day longer, swapped with a Saturday (assumed)."""
    (year,) = [one for one in office.catalogue.calendar_years if one.year == 2027]
    text = year_as_text(year.model_copy(update={"published": published, "revision": revision}))
    text = text.replace(
        "- 'on': '2027-04-16'",
        "- {on: 2027-02-12, reason: Hoán đổi với 20/02 (giả định), decision: TB 1/GIẢ-ĐỊNH}\n- 'on': '2027-04-16'",
    )
    text += "\nmake_up_days:\n- {on: 2027-02-20, swaps: 2027-02-12, decision: TB 1/GIẢ-ĐỊNH}\n"
    return CalendarDecision(act="Thông báo 1/GIẢ-ĐỊNH", year=year_in_text(text, "2027.yaml"))


def two_months(app, *, started):
    """Recognition of a school, received in November: two months from the day the assessors are told."""
    procedure = app.catalogue.in_force("1.000288", date(2026, 11, 20))
    registration = c.Registration(
        procedure="1.000288",
        owner=c.Party(name="Trường Tiểu học Bản Mây", address="Bản Mây"),
        submitter=c.Party(name="Trường Tiểu học Bản Mây", email="truong@example.org"),
        papers=tuple(c.Paper(component=one.key) for one in procedure.components),
    )
    done = act(app, c.Accept(dossier=app.engine.new_id(), by=DESK, registration=registration), "2026-11-20 09:00")
    begin = c.RecordStart(
        dossier=done.dossier_id,
        by=HANDLER,
        phase="external_assessment",
        started_at=at(started),
        document="Công văn 12/SGDĐT",
    )
    act(app, begin, "2026-12-08 16:00")
    return done.dossier_id


def finish(app, dossier, wall):
    """Every remaining step, each by its owner and a second after the one before, until the result is released."""
    commands = (
        c.Complete(dossier=dossier, by=HANDLER),
        c.Approve(dossier=dossier, by=APPROVER),
        c.ReleaseResult(dossier=dossier, by=APPROVER),
    )
    for second, command in enumerate(commands):
        with app.read() as session:
            found, _ = app.engine.dossier(session, dossier)
        if found.is_open:
            act(app, command, f"{wall}:{second:02d}")
    with app.read() as session:
        assert not app.engine.dossier(session, dossier)[0].is_open
