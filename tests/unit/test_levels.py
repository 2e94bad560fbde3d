"""A declaration that still names the district is flagged; one that says how it is read is not."""

from datetime import date
from pathlib import Path

import pytest

from tthc_engine.catalogue import packaged
from tthc_engine.catalogue.levels import named_in, naming_abolished

TRANSFER = packaged().versions("2.002854")[-1]
HERE = Path("procedures")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ủy ban nhân dân cấp huyện", True),
        ("Phòng Giáo dục và Đào tạo", True),
        ("UBND quận, thị xã", True),
        ("Ủy ban nhân dân cấp xã", False),
        ("Bộ Chỉ huy quân sự tỉnh", False),
        ("Sở Giáo dục và Đào tạo", False),
    ],
)
def test_the_district_is_known_by_its_names(text: str, named: bool):
    assert (named_in(text) is not None) is named


def test_a_version_in_force_today_may_not_give_the_district_a_task():
    wrong = TRANSFER.model_copy(update={"competent_body": "Phòng Giáo dục và Đào tạo"})
    (problem,) = naming_abolished([wrong], root=HERE)
    assert "Cấp huyện, which ended on 2025-06-30" in str(problem)
    assert "Cấp xã hoặc cấp tỉnh" in str(problem)


def test_a_note_shows_that_somebody_knows():
    noted = {"competent_body": "Ủy ban nhân dân cấp huyện", "notes": ("Cấp huyện không còn từ 01/07/2025.",)}
    assert not list(naming_abolished([TRANSFER.model_copy(update=noted)], root=HERE))


def test_a_version_that_ended_with_the_district_keeps_its_words():
    old = {"levels": ("Cấp huyện",), "in_force_from": date(2024, 1, 1), "in_force_until": date(2025, 6, 30)}
    assert not list(naming_abolished([TRANSFER.model_copy(update=old)], root=HERE))


def test_what_is_declared_today_passes():
    assert not list(naming_abolished(packaged().procedures, root=HERE))
