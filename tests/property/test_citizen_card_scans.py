"""A citizen card is held under the scanner, and a keyboard driver stands in between."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc_engine.domain.citizen_card import Doubt, read
from tthc_engine.domain.vietnamese import is_syllable, meant_by_keys

NAMES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Giàng",
    "Vàng",
    "Sùng",
    "Thào",
    "Lò",
    "Cà",
    "Quàng",
    "Lường",
    "Tòng",
    "Tẩn",
    "Chảo",
    "Phàn",
    "Nông",
    "Hoàng",
    "Ma",
    "Triệu",
    "Mùa",
    "Hạng",
    "Vừ",
    "Hảng",
    "Cứ",
    "Văn",
    "Thị",
    "Gia",
    "Minh",
    "Ngọc",
    "Quang",
    "Đức",
    "Hồng",
    "Thanh",
    "Xuân",
    "Thu",
    "Hải",
    "Quốc",
    "Bảo",
    "Khánh",
    "Thùy",
    "Phương",
    "Thảo",
    "Hương",
    "Quyên",
    "Thuyền",
    "Uyên",
    "Nguyệt",
    "Yến",
    "Kiều",
    "Oanh",
    "Loan",
    "Hoa",
    "Hoài",
    "Thoại",
    "Huy",
    "Thủy",
    "Tuấn",
    "Tuyết",
    "Việt",
    "Khuê",
    "Luân",
    "Giang",
    "Ngân",
    "Khoa",
    "Nghĩa",
    "Tường",
    "Trung",
    "Tiến",
    "Dũng",
    "Đạt",
    "Nhật",
    "Ánh",
    "Ý",
    "Ưng",
    "Ích",
    "Xoan",
    "Sen",
    "Bích",
    "Lan",
    "Páo",
    "Dế",
    "Khang",
    "Hân",
    "Mẩy",
]
TONES = {"\u0301": ("s", "1"), "\u0300": ("f", "2"), "\u0309": ("r", "3"), "\u0303": ("x", "4"), "\u0323": ("j", "5")}
TELEX = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
VNI = {"ă": "a8", "â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9"}
WINDOWS = dict(
    zip("1234567890", ["ă", "â", "ê", "ô", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323", "đ"], strict=True)
)


def keys(text: str, letters: dict[str, str], *, tone: int, at_the_end: bool = True) -> str:
    """The keys somebody presses for `text`; the tone behind its letter or at the end of the word."""
    return " ".join(_keys(word, letters, tone, at_the_end=at_the_end) for word in text.split(" "))


def _keys(word: str, letters: dict[str, str], tone: int, *, at_the_end: bool) -> str:
    out, last = "", ""
    for letter in word:
        parts = unicodedata.normalize("NFD", letter)
        mark = next((one for one in parts if one in TONES), "")
        plain = unicodedata.normalize("NFC", "".join(one for one in parts if one not in TONES))
        made = letters.get(plain.lower(), plain.lower())
        out += made[0].upper() + made[1:] if plain.isupper() else made
        if mark and at_the_end:
            last = TONES[mark][tone]
        elif mark:
            out += TONES[mark][tone]
    return out + last


def on_windows(digits: str) -> str:
    return "".join(WINDOWS.get(one, one) for one in digits)


names = st.lists(st.sampled_from(NAMES), min_size=2, max_size=4).map(" ".join)
days = st.dates(date(1930, 1, 1), date(2026, 1, 1))
numbers = st.from_regex(r"0[0-9]{11}", fullmatch=True)


@given(names, days, numbers)
def test_every_clean_scan_is_read_as_it_stands(name: str, born: date, number: str):
    card = read(f"{number}||{name}|{born:%d%m%Y}|Nữ|Tổ 5, thôn A1|01012022")
    assert card is not None
    assert (card.number, card.name, card.born_on, card.address) == (number, name, born, "Tổ 5, thôn A1")
    assert not card.mended


@pytest.mark.parametrize(("letters", "tone"), [(TELEX, 0), (VNI, 1)], ids=["telex", "vni"])
@pytest.mark.parametrize("at_the_end", [True, False])
@given(name=names)
def test_raw_keys_without_a_driver_become_the_name_again(letters, tone, at_the_end, name):
    typed = keys(name, letters, tone=tone, at_the_end=at_the_end)
    sex = keys("Nữ", letters, tone=tone)
    card = read(f"099189002216||{typed}|02031989|{sex}||01012022")
    assert card is not None
    if Doubt.NAME not in card.doubts:
        assert card.name.casefold() == name.casefold()
    else:
        assert any(is_syllable(word) and meant_by_keys(word) for word in typed.split()), "only a real doubt"


@given(number=numbers, born=days)
def test_digits_turned_into_tone_marks_by_the_windows_layout_are_digits_again(number, born):
    card = read(f"{on_windows(number)}||Tẩn Thị Mẩy|{on_windows(born.strftime('%d%m%Y'))}|Nữ||{on_windows('01012022')}")
    assert card is not None
    assert (card.number, card.born_on, card.mended) == (number, born, True)


@given(name=names)
def test_letters_doubled_by_a_driver_are_single_again(name):
    doubled = " ".join(
        word
        if not (marked := [at for at, one in enumerate(word) if at and unicodedata.normalize("NFD", one)[0] != one])
        else word[: marked[0]] + unicodedata.normalize("NFD", word[marked[0]])[0] + word[marked[0] :]
        for word in name.split()
    )
    card = read(f"099189002216||{doubled}|02031989|Nữ|Bản Áng|01012022")
    assert card is not None
    if card.name != name:
        assert card.name in ("", doubled), "never a third name"
        assert any(is_syllable(word) for word in doubled.split() if word not in name), "both readings are words"


@given(name=names)
def test_utf8_read_as_latin_letters_is_put_together_again(name):
    for wrong in ("latin-1", "cp1252"):
        sent = f"099189002216||{name}|02031989|Nữ|Bản Áng|01012022"
        try:
            seen = sent.encode().decode(wrong)
        except UnicodeDecodeError:
            continue
        card = read(seen)
        assert card is not None
        assert card.name == name


@given(st.text(max_size=200))
def test_no_scan_breaks_the_desk(text):
    read(text)
    read("|".join([text] * 7))
