"""How a dossier stands, at the second before, at and after each boundary."""

from datetime import timedelta

import pytest

from tests.clock_data import at
from tthc_engine.catalogue import packaged
from tthc_engine.domain.standing import ByDate, Standing, closed_standing, open_standing, standing_by_date

OFFICE = packaged().office_calendar("vn-a")
DUE = at("2026-06-08 17:00")
SOON = at("2026-06-05 07:30")
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("moment", "standing"),
    [
        (SOON - SECOND, Standing.ON_TIME),
        (SOON, Standing.DUE_SOON),
        (DUE, Standing.DUE_SOON),
        (DUE + SECOND, Standing.OVERDUE),
    ],
)
def test_an_open_dossier_is_overdue_only_after_its_due_instant(moment, standing):
    assert open_standing(moment, due=DUE, soon_from=SOON, stopped=False) is standing


def test_a_stop_that_came_too_late_does_not_hide_that_a_dossier_is_overdue():
    assert open_standing(DUE + SECOND, due=DUE, soon_from=SOON, stopped=True) is Standing.OVERDUE


def test_without_a_due_instant_it_is_stopped_or_has_no_deadline():
    assert open_standing(DUE, due=None, soon_from=None, stopped=True) is Standing.STOPPED
    assert open_standing(DUE, due=None, soon_from=None, stopped=False) is Standing.NO_DEADLINE


@pytest.mark.parametrize(
    ("ended", "standing", "by_date"),
    [
        ("2026-06-05 17:00", Standing.EARLY, ByDate.BEFORE),
        ("2026-06-07 23:59", Standing.EARLY, ByDate.BEFORE),
        ("2026-06-08 00:00", Standing.ON_TIME, ByDate.ON),
        ("2026-06-08 17:00", Standing.ON_TIME, ByDate.ON),
        ("2026-06-08 17:01", Standing.LATE, ByDate.ON),
        ("2026-06-09 07:30", Standing.LATE, ByDate.AFTER),
    ],
)
def test_a_closed_dossier_is_judged_by_the_instant_and_reported_by_the_date(ended, standing, by_date):
    assert closed_standing(at(ended), DUE, OFFICE) is standing
    assert standing_by_date(at(ended), DUE, OFFICE) is by_date


def test_the_due_day_is_the_day_in_the_office_and_not_in_utc():
    # 06:00 in Hà Nội is still the day before in UTC.
    assert standing_by_date(at("2026-06-08 06:00"), DUE, OFFICE) is ByDate.ON
