"""An export of another system taken in through the command: once, again, after a kill, and what differs beside it."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.builders import AnOffice, an_app, hanoi
from tests.databases import environment
from tthc_engine.engine import rebuilding
from tthc_engine.exchange.dossiers.table import opened
from tthc_engine.exchange.dossiers.unreadable import UnreadableTable
from tthc_engine.store import dossiers, offices, period_figures, proof
from tthc_engine.store.people import EVERYTHING
from tthc_engine.web.messages import messages
from tthc_engine.web.pages import imported
from tthc_engine.work.importing import Asked, Done, run
from tthc_engine.work.settling import settle

pytestmark = pytest.mark.integration

HEAD = (
    *("STT", "Mã hồ sơ", "Mã TTHC", "Chủ hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý"),
    *("Ngày trả", "Trạng thái"),
)
GOOD = (
    "1",
    "A1",
    "2.002854",
    "Lường Bảo Ngọc",
    "01/06/2026 09:00",
    "08/06/2026",
    "05/06/2026 10:00",
    "",
    "Đã xử lý xong",
)
FAR_ROWS = 2_000
NIGHT = "2026-11-27 20:00"
VI = messages("vi")


def line(**said: str) -> list[str]:
    """The good line with other cells, by their place's name."""
    names = ("stt", "code", "procedure", "owner", "received", "appointment", "ended", "returned", "state")
    return [said.get(name, cell) for name, cell in zip(names, GOOD, strict=True)]


def table(path: Path, lines: Iterable[Sequence[Any]]) -> Path:
    every = [("UBND XÃ SUỐI NGẦN",), HEAD, *lines]
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for one in every:
            book.active.append(list(one))
        book.save(path)
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows(every)
    return path


@pytest.fixture
def office(tmp_path: Path) -> AnOffice:
    return AnOffice(an_app(tmp_path / "data"))


def command(office: AnOffice, *arguments: str | Path) -> tuple[list[str], dict[str, str]]:
    asked = [sys.executable, "-m", "tthc_engine.cli.main", "import", "dossiers", *map(str, arguments)]
    return asked, os.environ | environment(office.app.settings.data_dir)


def tthc(office: AnOffice, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    asked, env = command(office, *arguments)
    return subprocess.run(asked, env=env, capture_output=True, text=True, check=False)


def figures(office: AnOffice, file: Path, *, unit: str = "school", dry_run: bool = False) -> dict[str, Any]:
    """The summary, and under `told` the sentences beside each line."""
    told: dict[int, list[str]] = {}

    def hear(one: Done) -> None:
        if sentences := [str(row[3]) for row in imported.rows(one, VI)]:
            told[one.line] = sentences

    asked = Asked(source="Hệ thống tỉnh", unit=unit, dry_run=dry_run)
    with opened(file, named={}) as reading:
        summary = run(office.app, reading, asked, at=hanoi(NIGHT), told=hear, file=file.name)
    return {**summary.as_json(), "told": told}


def value(office: AnOffice, sql: str) -> Any:
    with office.app.read() as session:
        return session.value(sql)


def holds(office: AnOffice) -> None:
    with office.app.read() as session:
        assert proof.verify(session).problems == []
        assert rebuilding.check(session, office.app.engine.rulebook).differences == []


def test_a_month_counted_for_good_is_counted_again_where_an_export_falls_into_it(office: AnOffice, tmp_path: Path):
    """The board keeps what is over once a night; an export of June comes in November."""
    settle(office.app, hanoi("2026-11-27 01:30"))
    figures(office, table(tmp_path / "june.csv", [line(), line(code="A2")]))
    with office.app.transaction() as session:
        kept = period_figures.months(session, EVERYTHING, [date(2026, 6, 1)])
        period_figures.unsettle_all(session)
        assert kept == period_figures.months(session, EVERYTHING, [date(2026, 6, 1)])
        assert kept[0].ended == 2
    holds(office)


def test_an_export_is_taken_in_once_and_its_progress_with_the_next_one(office: AnOffice, tmp_path: Path):
    still = line(code="A2", received="24/08/2026 08:10", appointment="31/08/2026 17:00", ended="", state="Đang xử lý")
    file = table(tmp_path / "xuat.xlsx", [GOOD, still])
    looked = figures(office, file, dry_run=True)
    assert (looked["imported"], value(office, "SELECT COUNT(*) FROM event")) == (2, 0)
    assert figures(office, file)["imported"] == 2
    again = figures(office, file)
    assert [again[name] for name in ("imported", "updated", "unchanged")] == [0, 0, 2]
    now = line(code="A2", received="24/08/2026 08:10", appointment="31/08/2026 17:00", ended="28/08/2026", state="10")
    assert figures(office, table(file, [GOOD, now]))["updated"] == 1
    with office.app.read() as session:
        one = dossiers.by_reference(session, office.scope, "A2")
        assert one is not None
        assert (one.stage, one.status, one.ended_standing, one.owner) == ("followed", 10, "early", "Lường Bảo Ngọc")
        assert session.value("SELECT COUNT(*) FROM event") == 3
        for silent in ("obligation", "letter", "outbox", "alert", "notice"):
            assert session.value(f"SELECT COUNT(*) FROM {silent}") == 0
        kept = [one for one in session.rows("SELECT kind, payload FROM office_event") if one[0] == "dossiers_imported"]
        assert [json.loads(payload)["imported"] for _, payload in kept] == [2, 0, 0]
    holds(office)


def test_every_difference_is_told_beside_its_line_and_nothing_is_corrected(office: AnOffice, tmp_path: Path):
    office.accept("2026-06-01 09:00")
    own = value(office, "SELECT reference FROM dossier")
    lines = [
        line(),
        line(),
        line(code="B1", procedure="9.999999"),
        line(code="B2", state="Đang ở đâu đó"),
        line(code="B3", received="31/13/2026"),
        line(code="B4", ended="29/05/2026"),
        line(code="B5", ended=""),
        line(code="B6", appointment="07/06/2026"),
        line(code=str(own)),
        line(code="B7", received="01/02/2020"),
        line(code=""),
        line(code="B8", ended="", returned="06/06/2026"),
        line(code="B9", received="01/12/2026"),
    ]
    file = table(tmp_path / "xuat.csv", lines)
    done = figures(office, file)
    assert done["differences"] == {
        "no_code": 1,
        "doubled": 1,
        "unknown_state": 1,
        "unreadable_date": 1,
        "no_end": 1,
        "out_of_order": 1,
        "in_future": 1,
        "unknown_procedure": 1,
        "our_own": 1,
        "no_calendar": 1,
        "appointment_differs": 1,
        "appointment_off": 1,
        "end_from_return": 1,
    }
    assert (done["imported"], done["left_out"]) == (3, 10)
    told = done["told"]
    assert told[4] == ["Mã hồ sơ đã có ở dòng 3 của tệp này"]
    assert told[10] == [
        "Ngày hẹn 23:59 07/06/2026 khác hạn tính theo quy định (17:00 08/06/2026); giữ ngày hẹn",
        "Ngày hẹn 23:59 07/06/2026 là ngày nghỉ theo lịch của đơn vị",
    ]
    assert 3 not in told
    holds(office)


def test_a_run_that_was_killed_is_started_again_and_finishes(office: AnOffice, tmp_path: Path):
    file = table(tmp_path / "xuat.csv", (line(code=f"K{number:05d}") for number in range(FAR_ROWS)))
    asked, env = command(office, file, "--json")
    running = subprocess.Popen(asked, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        if value(office, "SELECT COUNT(*) FROM event"):
            break
        time.sleep(0.1)
    running.send_signal(signal.SIGKILL)
    running.wait()
    there = value(office, "SELECT COUNT(*) FROM event")
    assert 0 < there < FAR_ROWS
    assert there % 500 == 0, "a batch is whole or not at all"
    done = figures(office, file)
    assert (done["unchanged"], done["imported"]) == (there, FAR_ROWS - there)
    assert value(office, "SELECT COUNT(*) FROM dossier") == FAR_ROWS
    holds(office)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"PK\x03\x04 torn", "bị hỏng"), (b"a,b\n1,2\n", "thiếu: Mã hồ sơ, Mã TTHC, Trạng thái, Ngày tiếp nhận")],
)
def test_a_file_that_is_no_export_is_refused_in_words(office: AnOffice, tmp_path: Path, content: bytes, said: str):
    file = tmp_path / "xuat.xlsx"
    file.write_bytes(content)
    done = tthc(office, file)
    assert (done.returncode, said in done.stderr, done.stdout) == (2, True, "")
    assert value(office, "SELECT COUNT(*) FROM event") == 0


def test_a_file_that_breaks_off_is_taken_in_as_far_as_it_goes(office: AnOffice, tmp_path: Path):
    file = table(tmp_path / "xuat.csv", (line(code=f"T{number:04d}") for number in range(600)))
    with file.open("ab") as out:
        out.write(b'"' + b"x" * 200_000 + b'",\r\n')
    with pytest.raises(UnreadableTable) as broken:
        figures(office, file)
    assert (broken.value.key, broken.value.facts["line"]) == ("line", 603)
    assert value(office, "SELECT COUNT(*) FROM event") == 600
    assert value(office, "SELECT COUNT(*) FROM office_event WHERE kind = 'dossiers_imported'") == 1


def test_an_export_names_its_units_where_there_are_several(office: AnOffice, tmp_path: Path):
    AnOffice(office.app, "commune", code="H99.58")
    file = tmp_path / "xuat.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = [(*GOOD, "ĐƠN VỊ COMMUNE"), (*line(code="A2"), "Cơ quan school"), (*line(code="A3"), "Sở khác")]
        csv.writer(out).writerows([(*HEAD, "Đơn vị xử lý"), *rows])
    done = figures(office, file, unit="")
    assert (done["imported"], done["differences"]["unknown_unit"]) == (2, 1)
    with office.app.read() as session:
        assert session.rows("SELECT reference, competent_unit FROM dossier ORDER BY 1") == [
            ("A1", "commune"),
            ("A2", "school"),
        ]
        assert offices.unit(session, "commune") is not None


def test_the_command_writes_a_result_file_and_takes_an_offices_own_headings(office: AnOffice, tmp_path: Path):
    file = table(tmp_path / "xuat.csv", [GOOD, line(code="A2", state="Lạ")])
    file.write_text(file.read_text(encoding="utf-8-sig").replace("Ngày tiếp nhận", "Vào sổ"), encoding="utf-8")
    assert tthc(office, file).returncode == 2
    (tmp_path / "cot.yaml").write_text("received_at: Vào sổ\n", encoding="utf-8")
    done = tthc(office, file, "--map", tmp_path / "cot.yaml", "--result", tmp_path / "ra.xlsx", "--json")
    assert (done.returncode, json.loads(done.stdout)["left_out"]) == (1, 1)
    rows = list(openpyxl.load_workbook(tmp_path / "ra.xlsx").active.values)
    assert rows[0][:3] == ("Dòng", "Mã hồ sơ", "Kết quả")
    assert rows[1][:4] == (4, "A2", "Chưa nhập", "Không hiểu trạng thái “Lạ”")
    assert len(rows) == 2
