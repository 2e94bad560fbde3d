"""A local decision only shortens: what is longer, or cannot be compared, is refused with the reason."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc_engine.catalogue import packaged
from tthc_engine.catalogue.overlays import Overlay, load_overlay, longer, with_cut
from tthc_engine.domain.procedure import Limit
from tthc_engine.domain.time_limit import Phase, PhaseStart, Term, Unit

TRANSFER = packaged().versions("2.002854")[-1]
FILE = Path(__file__).parent.parent / "data/overlays/tinh_gia_dinh/school_transfer/2026-06-01.yaml"


def cutting(amount: Any, *, unit: Unit = Unit.WORKING_DAYS, **more: Any) -> Overlay:
    phase = Phase(terms=(Term(amount=Decimal(amount), unit=unit),), **more)
    return Overlay(
        province="tinh_gia_dinh",
        slug=TRANSFER.slug,
        code=TRANSFER.code,
        decision="QĐ 88/QĐ-UBND",
        in_force_from=date(2026, 6, 1),
        checked_on=date(2026, 11, 27),
        limits=(Limit(cases=("same_province",), phases=(phase,)),),
    )


def test_the_invented_decision_shortens_its_case_and_no_other():
    overlay = load_overlay(FILE)
    assert overlay is not None
    cut = with_cut(TRANSFER, [overlay], province="tinh_gia_dinh", on=date(2026, 6, 1))
    assert cut.cut_limit("same_province", TRANSFER.channels[0]) is not None
    assert cut.cut_limit("other_province", TRANSFER.channels[0]) is None
    assert cut.limit("same_province", TRANSFER.channels[0]) == TRANSFER.limit("same_province", TRANSFER.channels[0])


def test_another_province_and_an_earlier_day_are_not_cut():
    overlay = load_overlay(FILE)
    assert overlay is not None
    assert with_cut(TRANSFER, [overlay], province="khac", on=date(2026, 6, 1)).cut is None
    assert with_cut(TRANSFER, [overlay], province="tinh_gia_dinh", on=date(2026, 5, 31)).cut is None


@pytest.mark.parametrize(
    ("overlay", "why"),
    [
        (cutting(6), "6 working_days is longer than the statutory 5"),
        (cutting(5, unit=Unit.CALENDAR_DAYS), "calendar_days cannot be compared"),
        (cutting(3, start=PhaseStart.WINDOW_CLOSED), "does not have the phases and starts"),
        (cutting(3, key="other"), "phase 'other' is another one"),
    ],
)
def test_what_is_not_certainly_shorter_is_refused(overlay: Overlay, why: str):
    assert any(why in one for one in longer(overlay, TRANSFER))
    assert with_cut(TRANSFER, [overlay], province="tinh_gia_dinh", on=date(2026, 6, 1)).cut is None


@given(amount=st.integers(min_value=1, max_value=20))
def test_an_overlay_holds_exactly_where_it_is_no_longer_than_the_law(amount: int):
    assert (not list(longer(cutting(amount), TRANSFER))) is (amount <= 5)


def test_a_file_that_is_no_overlay_is_told_apart():
    assert load_overlay(Path("procedures/education/school_transfer/2026-05-10.yaml")) is None
