"""Versions, successors, calendars and regimes that do not fit each other are refused."""

import shutil
from pathlib import Path

import pytest

from tests.spoiling import TRANSFER, an_office_to_spoil, line_of, refused, spoil
from tthc_engine.catalogue import Catalogue


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return an_office_to_spoil(tmp_path)


def test_two_versions_of_one_code_may_not_be_in_force_on_the_same_day(office: Path):
    earlier = office / TRANSFER
    later = earlier.with_name("2026-09-01.yaml")
    shutil.copy(earlier, later)
    spoil(office, later.relative_to(office), old="in_force_from: 2026-05-10", new="in_force_from: 2026-09-01")
    (problem,) = refused(office)
    assert problem.file.endswith("2026-09-01.yaml")
    assert problem.line == line_of(later, "in_force_from")
    assert "2.002854 is already in force on 2026-09-01" in problem.what
    assert "in_force_until" in problem.advice


def test_the_day_after_the_earlier_version_ended_is_free(office: Path):
    earlier = office / TRANSFER
    later = earlier.with_name("2026-09-01.yaml")
    shutil.copy(earlier, later)
    spoil(office, later.relative_to(office), old="in_force_from: 2026-05-10", new="in_force_from: 2026-09-01")
    spoil(
        office, TRANSFER, old="in_force_from: 2026-05-10", new="in_force_from: 2026-05-10\nin_force_until: 2026-08-31"
    )
    assert len(Catalogue.load(office).versions("school_transfer")) == 2


@pytest.mark.parametrize(
    ("added", "what"),
    [
        ('in_force_until: 2027-01-01\nreplaced_by: ["9.999999"]', "replaced by 9.999999, which nobody declared"),
        ('in_force_until: 2027-01-01\nreplaced_by: ["1.001622"]', "which does not say that it replaces 2.002854"),
        ('replaced_by: ["1.001622"]', "replaced by 1.001622 but without an end"),
    ],
)
def test_a_successor_must_exist_and_know_of_it(office: Path, added: str, what: str):
    path = spoil(office, TRANSFER, old="in_force_from: 2026-05-10", new=f"in_force_from: 2026-05-10\n{added}")
    problems = refused(office)
    assert any(what in problem.what and problem.line == line_of(path, "replaced_by") for problem in problems)


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("calendars/2026.yaml", "on: 2026-11-24", "on: 2025-11-24", "not a day of 2026: ['2025-11-24']"),
        ("calendars/2026.yaml", "on: 2026-11-24", "on: 2026-09-02", "a day is listed twice: ['2026-09-02']"),
        (
            "calendars/2026.yaml",
            "swaps: 2026-01-02",
            "swaps: 2026-01-05",
            "swaps a day that is not off: ['2026-01-05']",
        ),
        ("calendars/2026.yaml", "{on: 2026-01-10", "{on: 2026-01-02", "both off and worked: ['2026-01-02']"),
        ("calendars/2026.yaml", "year: 2026", "year: 2025", "not a day of 2025"),
        ("calendars/hours.yaml", '["07:30-11:30', '["11:30-07:30', "'11:30-07:30' closes before it opens"),
        ("calendars/hours.yaml", '"13:30-17:00', '"11:00-17:00', "sessions overlap"),
        ("regimes/nd118-2025.yaml", "received_from: 2025-07-01", "received_from: 2025-07-02", "leave a gap or overlap"),
        ("regimes/nd118-2025.yaml", "slug: nd118-2025", "slug: nd118", "holds regime 'nd118'"),
        ("regimes/nd118-2025.yaml", "kind: register", "kind: handover", "two forms for the letter 'handover'"),
        ("regimes/nd118-2025.yaml", "certainty: known}", "certainty: sure}", "not 'sure'"),
    ],
)
def test_a_spoilt_calendar_or_regime_is_refused(office: Path, *, file: str, old: str, new: str, what: str):
    spoil(office, file, old=old, new=new)
    problems = refused(office)
    assert any(what in problem.what and problem.file.endswith(file) for problem in problems), problems


def test_a_year_between_two_calendars_may_not_be_missing(office: Path):
    (office / "calendars" / "2025.yaml").unlink()
    (problem,) = refused(office)
    assert "no calendar between 2024 and 2026" in problem.what
