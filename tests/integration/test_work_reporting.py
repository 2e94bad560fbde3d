"""When a period is over its reports are closed by the timetable: once, with their hash, whatever fails beside them."""

from pathlib import Path

import pytest

from tests.builders import AnOffice, an_app, hanoi
from tests.integration.test_reports import finish
from tthc_engine.reports import closing, made
from tthc_engine.work import reporting

pytestmark = pytest.mark.integration


def test_the_reports_of_an_ended_period_close_once_and_keep_their_hash(tmp_path: Path):
    office = AnOffice(an_app(tmp_path))
    app = office.app
    assert not reporting.is_due(app, hanoi("2026-06-15 00:01")), "an office without dossiers reports nothing"
    finish(office, office.accept("2026-06-01 09:00").dossier_id, "2026-06-12 15:00")
    assert not reporting.is_due(app, hanoi("2026-06-14 23:59"))
    done = reporting.close_ended(app, hanoi("2026-06-15 00:01"))
    # The reporting month and the second quarter both end on 14/06.
    assert sorted((key, period) for _, key, period, _ in done.closed) == [
        ("answered_for", "reporting_month:2026-6"),
        ("ii06a", "quarter:2026-2"),
        ("ii06a", "reporting_month:2026-6"),
        ("late", "reporting_month:2026-6"),
    ]
    assert not reporting.is_due(app, hanoi("2026-06-15 00:02"))
    assert reporting.close_ended(app, hanoi("2026-06-15 00:03")).closed == ()
    with app.read() as session:
        kept = closing.everything(session, "school")
    assert all(one.sound and one.closed_by == "clock" for one in kept)
    (form,) = [one for one in kept if one.form == "ii06a" and one.period.startswith("quarter")]
    assert form.said["total"][2:] == ["1", "0", "1", "0", "1", "0", "0", "1", "0", "0", "0"]


def test_a_report_that_cannot_be_made_is_named_and_the_others_are_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    office = AnOffice(an_app(tmp_path))
    office.accept("2026-06-01 09:00")
    monkeypatch.setattr(closing, "automatic", lambda: {"reporting_month": ("nothing", "ii06a")})
    done = reporting.close_ended(office.app, hanoi("2026-06-15 00:01"))
    assert list(done.failed) == ["school nothing reporting_month:2026-6"]
    assert [key for _, key, _, _ in done.closed] == ["ii06a"]
    assert not reporting.is_due(office.app, hanoi("2026-06-15 00:02"), known=frozenset(done.failed))


def test_every_report_that_closes_by_itself_is_a_report():
    assert {key for keys in closing.automatic().values() for key in keys} <= set(made.NAMES)
