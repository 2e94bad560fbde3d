"""A citizen card is held under the scanner, and a keyboard driver stands in between."""

from datetime import date

from tests.property.test_citizen_card_scans import NAMES
from tthc_engine.domain.citizen_card import Doubt, looks_scanned, read
from tthc_engine.domain.vietnamese import is_syllable

SCAN = "099189002216|099123456|Tẩn Thị Mẩy|02031989|Nữ|Bản Nậm Pung, Suối Ngần|01012022"


def test_a_clean_scan_is_read_field_by_field():
    card = read(SCAN)
    assert card is not None
    assert (card.number, card.old_number, card.name) == ("099189002216", "099123456", "Tẩn Thị Mẩy")
    assert (card.born_on, card.issued_on) == (date(1989, 3, 2), date(2022, 1, 1))
    assert card.address == "Bản Nậm Pung, Suối Ngần"
    assert card.doubts == () and not card.mended


def test_a_newer_card_carries_more_fields_and_an_older_one_fewer():
    assert read(f"{SCAN}||Tẩn A Páo|Lò Thị Sen|") is not None
    assert read(SCAN.rpartition("|")[0]) is not None
    assert read("099189002216|Tẩn Thị Mẩy") is None, "this is no card"


def test_what_a_person_types_is_no_scan():
    for typed in ("099189002216", "Tẩn Thị Mẩy", "a|b", "", "|" * 2000):
        assert not looks_scanned(typed)


def test_names_of_the_list_are_spelt_right():
    assert [one for one in NAMES if not is_syllable(one)] == []


def test_what_cannot_be_told_is_left_empty_and_said():
    lost = read("099189002216||Nguy?n V?n An|02031989|Nam||01012022")
    assert lost is not None and lost.name == "" and Doubt.NAME in lost.doubts
    either = read("099189002216||Moong Xuan|02031989|Nam|Ban A|01012022")
    assert either is not None and either.name == "", "Moong, or Mông? Nobody can tell without the card"
    year_only = read("099189002216||Tẩn Thị Mẩy|1989|Nữ|Bản Áng|01012022")
    assert year_only is not None and year_only.born_on is None and year_only.doubts == (Doubt.BORN_ON,)
    impossible = read("099189002216||Tẩn Thị Mẩy|31021989|Nữ|Bản Áng|01012022")
    assert impossible is not None and impossible.born_on is None


def test_without_its_number_a_scan_is_worth_nothing():
    assert read(SCAN.replace("099189002216", "0991890")) is None


def test_names_of_other_tongues_stay_as_they_are_on_the_card():
    for name in ("Y Kpă Ksor", "H'Mơ Siu", "Nguyễn Văn Kpuih"):
        card = read(f"099189002216||{name}|02031989|Nữ|Buôn Đôn|01012022")
        assert card is not None and card.name == name
