"""The machine doubts a number, the officer decides."""

from datetime import date

import pytest

from tthc_engine.domain.identifiers import Doubt, doubts


@pytest.mark.parametrize(
    "number", ["0100109106", "0101248141", "0300588569", "0100684378-001", "012345678", "B1234567", ""]
)
def test_numbers_that_look_right_raise_no_doubt(number: str):
    assert doubts(number) == ()


def test_eleven_digits_are_doubted_not_refused():
    assert doubts("09931600412") == (Doubt.WRONG_LENGTH,)


def test_the_birth_year_on_the_form_is_compared_with_the_number():
    assert doubts("099316004127", born_on=date(2016, 9, 3)) == ()
    assert doubts("099316004127", born_on=date(2015, 9, 3)) == (Doubt.BIRTH_YEAR_DIFFERS,)
    assert doubts("001 089 012 345", born_on=date(1989, 1, 1)) == ()


def test_no_province_begins_with_anything_but_zero():
    assert doubts("199316004127") == (Doubt.UNKNOWN_PROVINCE,)


def test_a_mistyped_tax_code_is_noticed():
    assert doubts("0100109107") == (Doubt.CHECK_DIGIT,)
