"""Whatever happens at a desk, form II.06a keeps its identities, hands over what it has, and agrees with the list."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count, pairwise

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.builders import HANOI, AnOffice, an_app, hanoi
from tthc_engine.bootstrap import App
from tthc_engine.domain import commands as c
from tthc_engine.domain import timing
from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.domain.procedure import Channel, Role
from tthc_engine.reports import making
from tthc_engine.reports.facts import LateBasis
from tthc_engine.reports.form06a import (
    CARRIED,
    EARLY,
    LATE,
    ON_DAY,
    ON_PAPER,
    ONLINE,
    OPEN,
    RECEIVED,
    SETTLED,
    Form06a,
    RowsBy,
    check_carry_over,
)
from tthc_engine.reports.making import Asked
from tthc_engine.reports.periods import Period, days, kind

pytestmark = pytest.mark.integration

FIRST = datetime(2026, 6, 1, 8, tzinfo=HANOI)
LAST = hanoi("2026-10-31 23:59")
ACTIONS = ("finish", "finish", "ask", "answer", "refuse", "stop", "close", "sweep", "apologise", "complete")
LIFE = st.tuples(
    st.sampled_from(["2.002854", "3.000466", "1.000280", "1.012969"]),
    st.sampled_from(list(Channel)),
    st.booleans(),
    st.integers(0, 60 * 24 * 70),
    st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(1, 60 * 24 * 16)), max_size=5),
)
NUMBERS = count()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    made = an_app(tmp_path_factory.mktemp("office"))
    yield made
    made.database.dispose()


@given(lives=st.lists(LIFE, min_size=1, max_size=6), kind_of_rows=st.sampled_from(RowsBy))
@settings(
    max_examples=25,
    deadline=None,
    # Six short lives are readable as they are; shrinking them on a real database takes minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
def test_the_identities_hold_over_any_history(app: App, lives: list, kind_of_rows: RowsBy):
    number = next(NUMBERS)
    office = AnOffice(app, f"office-{number}", code=f"H{number:02d}")
    for life in lives:
        live(office, *life)
    for basis in LateBasis:
        months = [form(office, kind("reporting_month").of(2026, month), kind_of_rows, basis) for month in range(6, 12)]
        for earlier, later in pairwise(months):
            check_carry_over(earlier, later)
        whole = form(office, days(FIRST.date(), LAST.date()), kind_of_rows, basis)
        received = sum(month.total[ONLINE] + month.total[ON_PAPER] for month in months)
        settled = sum(month.total[SETTLED] for month in months)
        assert (months[0].total[CARRIED], received, settled) == (0, whole.total[RECEIVED], whole.total[SETTLED])
        assert months[-1].total[OPEN] == whole.total[OPEN] == received - settled
    agrees_with_the_list(office, form(office, days(FIRST.date(), LAST.date()), kind_of_rows, LateBasis.ORIGINAL))


def form(office: AnOffice, span: Period, rows_by: RowsBy, basis: LateBasis) -> Form06a:
    asked = Asked(unit=office.unit, period=span, at=LAST, rows_by=rows_by, basis=basis)
    with office.app.read() as session:
        return making.form06a(session, asked)


def agrees_with_the_list(office: AnOffice, whole: Form06a) -> None:
    """The list's rows are another road from the same events: by date, for those with a due date when they ended."""
    with office.app.read() as session:
        rows = session.rows(
            "SELECT COALESCE(ended_by_date, 'on'), count(*) FROM dossier"
            " WHERE competent_unit = ? AND accepted_at IS NOT NULL AND NOT is_open GROUP BY 1",
            (office.unit,),
        )
    listed = {row[0]: row[1] for row in rows}
    total = whole.total
    assert (total[EARLY], total[ON_DAY], total[LATE]) == tuple(listed.get(one, 0) for one in ("before", "on", "after"))


def live(office: AnOffice, procedure: str, channel: Channel, online: bool, begins: int, acts: list) -> None:
    """One dossier's life; what the law refuses simply does not happen."""
    at = FIRST + timedelta(minutes=begins)
    dossier = office.app.engine.new_id()
    registration = c.Registration(procedure=procedure, owner=c.Party(name="Lò Văn Sơn"), channel=channel)
    if online:
        try_to(office, c.Submit(dossier=dossier, by=office.officer(Role.APPLICANT), registration=registration), at)
    else:
        try_to(office, c.Accept(dossier=dossier, by=office.officer(Role.DESK), registration=registration), at)
    for action, minutes in acts:
        at += timedelta(minutes=minutes)
        if at < LAST:
            act(office, dossier, action, at)


def act(office: AnOffice, dossier: str, action: str, at: datetime) -> None:
    desk, handler, approver = (office.officer(role) for role in (Role.DESK, Role.HANDLER, Role.APPROVER))
    by = {
        "ask": c.RequestSupplement(dossier=dossier, by=handler, items=(c.Item(text="Đơn"),), reason="Thiếu"),
        "answer": c.ReceiveSupplement(dossier=dossier, by=desk),
        "refuse": c.Refuse(dossier=dossier, by=approver, reason="Không đủ điều kiện"),
        "stop": c.StopDossier(dossier=dossier, by=desk, reason="Xin dừng"),
        "close": c.CloseUnanswered(dossier=dossier, by=desk),
        "sweep": c.CheckClock(dossier=dossier, by=THE_CLOCK),
        "apologise": c.IssueApology(
            dossier=dossier, by=approver, reason="Chậm", new_appointment=(at + timedelta(days=5)).replace(hour=16)
        ),
    }
    if action in by:
        try_to(office, by[action], at)
        return
    try_to(office, c.Accept(dossier=dossier, by=desk), at)
    for _ in range(12 if action == "finish" else 1):
        with office.app.read() as session:
            known = office.app.engine.load(session, dossier).dossier
            if known is None:
                return
            known, rules = office.app.engine.dossier(session, dossier)
        step = timing.current_step(known, rules)
        if step is None or not try_to(office, c.Complete(dossier=dossier, by=office.officer(step.owner)), at):
            break
    if action == "finish":
        try_to(office, c.ReleaseResult(dossier=dossier, by=approver), at)


def try_to(office: AnOffice, command: c.Command, at: datetime) -> bool:
    try:
        with office.app.transaction() as session:
            office.app.engine.handle(session, command, at=at)
    except Refusal:
        return False
    return True
