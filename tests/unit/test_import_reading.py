"""An export of another system is understood as officials write it: headings, dates, states."""

import csv
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from tthc_engine.domain.procedure import Channel
from tthc_engine.exchange.dossiers import cells
from tthc_engine.exchange.dossiers.cells import Moment, State
from tthc_engine.exchange.dossiers.columns import Columns, fields_of, heading_line, known_mapping, plain
from tthc_engine.exchange.dossiers.lines import Kind, Told, understood
from tthc_engine.exchange.dossiers.table import opened
from tthc_engine.exchange.dossiers.unreadable import UnreadableTable

NINE = Moment(date(2026, 6, 1), time(9, 5))
HEAD = ("Mã hồ sơ", "Mã TTHC", "Trạng thái", "Ngày tiếp nhận")


@pytest.mark.parametrize(
    "written",
    [
        *("01/06/2026 09:05", "1/6/2026 9:05", "01-06-2026 09:05:00", "01.06.2026 09h05", "09:05 01/06/2026"),
        *(
            "9h05 ngày 01/06/2026",
            "09 giờ 05 phút, ngày 01 tháng 6 năm 2026",
            "2026-06-01 09:05",
            "2026-06-01T09:05:00",
        ),
        *("20260601090500", "01/06/2026 09:05 SA", "'01/06/2026 09:05", datetime(2026, 6, 1, 9, 5), 46174.378472222),
        "46174,378472222",
    ],
)
def test_an_instant_is_read_in_every_way_exports_write_it(written: Any):
    assert cells.moment(written) == NINE


@pytest.mark.parametrize(
    "written",
    [
        "01/06/2026",
        "1-6-2026",
        "2026-06-01",
        "20260601",
        "ngày 01 tháng 6 năm 2026",
        datetime(2026, 6, 1),
        date(2026, 6, 1),
        46174,
    ],
)
def test_a_day_stays_a_day_and_gets_no_hour_of_its_own(written: Any):
    assert cells.moment(written) == Moment(date(2026, 6, 1))


def test_the_afternoon_is_told_by_its_letters():
    assert cells.moment("01/06/2026 02:30 CH") == Moment(date(2026, 6, 1), time(14, 30))


@pytest.mark.parametrize("written", ["06/13/2026", "31/02/2026", "hôm qua", "12", 12, True, "01/06/26"])
def test_what_is_no_date_is_not_guessed(written: Any):
    with pytest.raises(ValueError):
        cells.moment(written)


@pytest.mark.parametrize("written", [None, "", "-", "  "])
def test_an_empty_cell_is_no_date(written: Any):
    assert cells.moment(written) is None


def test_states_are_known_by_the_portals_names_by_number_and_without_diacritics():
    assert [cells.state(one) for one in ("Đã trả kết quả", "DA TRA KET QUA", "10", 10, "10.", 10.0)] == [State(10)] * 6
    assert cells.state("Yêu cầu bổ sung giấy tờ") == State(5)
    assert cells.state("Đóng hồ sơ do không bổ sung") == State(8, "closed_unanswered")
    assert cells.state("Đang ở đâu đó") is None
    assert (cells.channel("Trực tuyến"), cells.channel("BCCI"), cells.channel("fax")) == (
        Channel.ONLINE,
        Channel.POSTAL,
        None,
    )


def test_a_heading_is_known_in_any_spelling_and_stands_under_a_title():
    assert plain("Ngày hẹn trả (dd/MM/yyyy)") == "ngay hen tra"
    decomposed = "Mã hồ sơ"
    lines = [
        (1, ["UBND XÃ SUỐI NGẦN"]),
        (2, [None, None]),
        (3, [decomposed, "MA TTHC", "trạng  thái", "Ngày, giờ tiếp nhận", "Cột lạ"]),
    ]
    assert heading_line(lines, {}) == Columns({"reference": 0, "code": 1, "status": 2, "received_at": 3}, 3)


def test_what_the_heading_line_lacks_is_named():
    with pytest.raises(UnreadableTable) as no:
        heading_line([(1, ["Mã hồ sơ", "Trạng thái"])], {})
    assert (no.value.key, no.value.facts["missing"]) == ("columns", ["code", "received_at"])


def test_an_offices_own_mapping_stands_over_what_is_known():
    named = known_mapping({"received_at": "Ngày vào sổ"})
    assert fields_of(["Ngày tiếp nhận", "Ngày vào sổ"], named) == {"received_at": 1}
    with pytest.raises(UnreadableTable, match="mapping"):
        known_mapping({"ngay": "Ngày"})


def test_a_line_says_everything_that_is_wrong_with_it_at_once():
    columns = Columns({"reference": 0, "code": 1, "status": 2, "received_at": 3, "channel": 4}, 1)
    told = understood(7, [None, "2.002854", "Lạ", "32/13/2026", "fax"], columns)
    assert isinstance(told, Told)
    kinds = [one.kind for one in told.differences]
    assert kinds == [Kind.NO_CODE, Kind.UNKNOWN_STATE, Kind.UNREADABLE_DATE, Kind.UNKNOWN_CHANNEL]
    assert told.kept_out
    squeezed = understood(7, ["=cmd|' /C calc'!A0", "2.002854", "1", None, None], columns)
    assert squeezed is not None
    assert [one.kind for one in squeezed.differences] == [Kind.CODE_UNUSABLE]
    assert understood(8, [None, "", None, None, " "], columns) is None


def read(path: Path) -> list[tuple[int, list[Any]]]:
    with opened(path, named={}) as reading:
        return [(number, list(cells)) for number, cells in reading.lines]


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ","), ("utf-8", ";"), ("utf-16", "\t")])
def test_a_csv_is_read_in_the_encodings_and_with_the_marks_of_real_exports(
    tmp_path: Path, encoding: str, delimiter: str
):
    path = tmp_path / "ho so.csv"
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out, delimiter=delimiter).writerows(
            [["Danh sách"], HEAD, ["A1", "2.002854", "Đã trả", "01/06/2026"]]
        )
    assert read(path) == [(3, ["A1", "2.002854", "Đã trả", "01/06/2026"])]


def test_an_old_windows_file_is_read_too(tmp_path: Path):
    path = tmp_path / "cu.csv"
    path.write_bytes(b"Ma ho so,Ma TTHC,Trang thai,Ngay tiep nhan\nA1,2.002854,\xd0ang x\xfd l\xfd,01/06/2026\n")
    assert read(path)[0][1][0] == "A1"


def test_a_workbook_is_read_from_its_first_sheet_that_holds_anything(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.title = "Trống"
    sheet = book.create_sheet("Hồ sơ")
    sheet.append(HEAD)
    sheet.append(["A1", "2.002854", "Đã trả", datetime(2026, 6, 1, 9, 5)])
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx") == [(2, ["A1", "2.002854", "Đã trả", datetime(2026, 6, 1, 9, 5)])]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_how_far_the_reading_is_grows_with_the_lines_and_ends_with_the_file(tmp_path: Path, name: str):
    chance, path = Random(7), tmp_path / name
    lines = [[chance.random() for _ in HEAD] for _ in range(1_200)]
    if name == "a.xlsx":
        book = openpyxl.Workbook(write_only=True)
        book.create_sheet("Trống")
        sheet = book.create_sheet("Hồ sơ")
        for line in (HEAD, *lines):
            sheet.append(line)
        book.create_sheet("Sau").append(["x" * 5_000])
        book.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([HEAD, *lines])
    with opened(path, named={}) as reading:
        far = [reading.done / reading.of for _ in reading.lines]
    assert far == sorted(far) and far[-1] == 1
    assert far[0] < 0.6 and far[len(far) // 2] < 1, "a bar that is full at once says nothing"


def hostile(tmp_path: Path, name: str) -> Path:
    path = tmp_path / name
    match name:
        case "bomb.xlsx":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
                packed.writestr("xl/worksheets/sheet1.xml", b"0" * 3_000_000)
        case "torn.xlsx":
            path.write_bytes(b"PK\x03\x04 torn")
        case "old.xls":
            path.write_bytes(b"\xd0\xcf\x11\xe0" + b"0" * 100)
        case "letter.pdf":
            path.write_bytes(b"%PDF-1.7")
        case "empty.csv":
            path.write_bytes(b"")
        case "noise.csv":
            path.write_bytes(bytes(range(256)) * 40)
        case "other.csv":
            path.write_text("a,b\n1,2\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "key"),
    [
        *(("bomb.xlsx", "too_large"), ("torn.xlsx", "damaged"), ("old.xls", "kind"), ("letter.pdf", "kind")),
        *(("empty.csv", "empty"), ("noise.csv", "kind"), ("other.csv", "columns"), ("none.csv", "missing")),
    ],
)
def test_a_hostile_file_is_refused_by_name(tmp_path: Path, name: str, key: str):
    with pytest.raises(UnreadableTable) as no, opened(hostile(tmp_path, name), named={}, largest=1_000_000) as reading:
        list(reading.lines)
    assert no.value.key == key
