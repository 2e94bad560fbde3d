"""Numbers are written, and read, as the language of the page has them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc_engine.domain.numerals import ENGLISH, VIETNAMESE, Numerals, read_whole

BOTH = pytest.mark.parametrize("signs", [VIETNAMESE, ENGLISH], ids=["vi", "en"])


def test_each_language_has_its_own_signs():
    assert (VIETNAMESE.whole(1_234_567), ENGLISH.whole(1_234_567)) == ("1.234.567", "1,234,567")
    assert (VIETNAMESE.places(1234.5, 1), ENGLISH.places(1234.5, 1)) == ("1.234,5", "1,234.5")
    assert (VIETNAMESE.percent(94.25), ENGLISH.percent(94.25)) == ("94,2 %", "94.2%")
    assert (VIETNAMESE.plain(100), ENGLISH.plain(0.50)) == ("100", "0.5")


def test_a_limit_has_two_digits_in_a_law_and_no_decimal_is_lost():
    assert [VIETNAMESE.amount(Decimal(one)) for one in ("5", "7.50", "45", "0.125")] == ["05", "7,5", "45", "0,125"]
    assert [ENGLISH.amount(Decimal(one)) for one in ("5", "7.50", "45", "0.125")] == ["5", "7.5", "45", "0.125"]


@pytest.mark.parametrize(
    ("typed", "vietnamese", "english"),
    [
        ("1.234,5", 1234.5, None),
        ("1,234.5", None, 1234.5),
        ("50.000", 50_000, 50.0),
        ("50,000", 50.0, 50_000),
        ("1 500 000", 1_500_000, 1_500_000),
        # One sign that cannot part thousands is meant for decimals, whichever key lay nearer.
        ("1.5", 1.5, 1.5),
        ("1,5", 1.5, 1.5),
        ("0.500", 0.5, 0.5),
        ("1.23.4", None, None),
        ("nan", None, None),
        ("1e5", None, None),
        ("", None, None),
    ],
)
def test_what_is_typed_is_read_in_the_language_of_the_page(typed: str, vietnamese: float | None, english: float | None):
    assert VIETNAMESE.read(typed) == vietnamese
    assert ENGLISH.read(typed) == english


@BOTH
@given(cents=st.integers(-(10**12), 10**12))
def test_what_is_written_is_read_again(signs: Numerals, cents: int):
    assert signs.read(signs.plain(Decimal(cents) / 100)) == float(Decimal(cents) / 100)


@pytest.mark.parametrize("typed", ["50000", "50.000", "50,000", "50 000"])
def test_an_amount_of_money_has_no_decimals_so_every_sign_parts_thousands(typed: str):
    assert read_whole(typed) == 50_000


@pytest.mark.parametrize("typed", ["", "5.0", "50.00", "5,5", "-5", "năm", "٣", "9" * 40])
def test_what_is_no_whole_number_is_not_taken_for_another(typed: str):
    assert read_whole(typed) is None
