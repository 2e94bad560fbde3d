"""Our dossiers in the national portal's fields: checked, whole, streamed, and what would be refused beside them."""

import csv
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.builders import PUPIL, AnOffice, an_app, hanoi
from tests.databases import environment
from tests.integration.test_imported import told
from tests.integration.test_reports import ask_for_papers, finish
from tthc_engine.bootstrap import App
from tthc_engine.catalogue.portal import portal as portal_fields
from tthc_engine.domain import commands as c
from tthc_engine.domain.procedure import Role
from tthc_engine.store import log
from tthc_engine.store.people import EVERYTHING, Scope
from tthc_engine.work import portal
from tthc_engine.work.portal import Span

pytestmark = pytest.mark.integration

YEAR = Span(scope=EVERYTHING, unit="school", first=date(2026, 1, 1), last=date(2026, 12, 31))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    """A finished dossier, one that was supplemented, one refused, one whose names are gone, one of another system."""
    made = an_app(tmp_path_factory.mktemp("portal"))
    office = AnOffice(made)
    AnOffice(made, "other", code="H99.70").accept("2026-06-03 09:00")
    finish(office, office.accept("2026-06-01 09:00").dossier_id, "2026-06-05 16:00")
    asked = office.accept("2026-06-02 09:00").dossier_id
    ask_for_papers(office, asked, "2026-06-03 14:30")
    office.do(c.ReceiveSupplement(dossier=asked, by=office.officer(Role.DESK)), "2026-06-08 08:00")
    gone = office.accept("2026-06-03 09:00", owner=replace(PUPIL, name="Vì Thị Mất")).dossier_id
    told(
        office,
        "Z001",
        status=10,
        received_at="2026-06-01 09:00",
        ended_at="2026-06-05 10:00",
        returned_at="2026-06-06 09:00",
    )
    with made.transaction() as session:
        log.purge_personal(session, gone)
    return made


def written(app: App, folder: Path, ending: str, span: Span = YEAR) -> Path:
    file = folder / f"cong{ending}"
    portal.export(app, span, file, refused=folder / "khong-dat.csv", by="admin", at=hanoi("2026-11-27 20:00"))
    return file


def lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return list(csv.DictReader(rows))


def data(app: App, folder: Path, span: Span = YEAR) -> list[dict[str, Any]]:
    body = json.loads(written(app, folder, ".json", span).read_text(encoding="utf-8"))
    assert (body["service"], body["isUpdating"]) == ("DongBoHoSoMC", True)
    return list(body["data"])


def test_every_dossier_and_every_step_of_it_is_told_in_the_portals_fields(app: App, tmp_path: Path):
    finished, asked, other = data(app, tmp_path)
    assert (finished["MaTTHC"], finished["KenhThucHien"], finished["TrangThaiHoSo"]) == ("2.002854", "1", "9")
    assert (finished["NgayTiepNhan"], finished["NgayHenTra"]) == ("20260601090000", "20260608170000")
    assert (finished["NgayKetThucXuLy"], finished["NgayTra"]) == ("20260605160000", "")
    assert (finished["ChuHoSo"], finished["LoaiDoiTuong"]) == ("Lường Bảo Ngọc", "1")
    steps = finished["CapNhatTienDoHoSoMC"]
    assert steps[0]["NoiDungXuLy"] == "Tiếp nhận hồ sơ"
    assert (steps[-1]["TrangThai"], steps[-1]["ThoiDiemXuLy"]) == ("9", "20260605160000")
    assert {one["NguoiXuLy"] for one in steps} >= {"Người school.desk", "Người school.approver"}
    [supplement] = asked["DanhSachHoSoBoSung"]
    assert (supplement["NgayHenTraTruoc"], supplement["NgayHenTraMoi"]) == ("20260609170000", "20260615170000")
    assert other["DonViXuLy"] == "Đơn vị other"


def test_what_the_portal_would_refuse_is_listed_and_not_sent(app: App, tmp_path: Path):
    kept = {one["MaHoSo"] for one in data(app, tmp_path)}
    [gone] = lines(tmp_path / "khong-dat.csv")
    assert (gone["Trường"], gone["Vì sao"], gone["MaHoSo"] in kept) == ("ChuHoSo", "Thiếu", False)


def test_each_kind_of_file_says_the_same(app: App, tmp_path: Path):
    told_json = data(app, tmp_path)
    names = [one.name for one in portal_fields().fields]
    as_csv = lines(written(app, tmp_path, ".csv"))
    assert [[one[name] for name in names] for one in as_csv] == [[one[name] for name in names] for one in told_json]
    steps = lines(tmp_path / "cong.tien-do.csv")
    assert len(steps) == sum(len(one["CapNhatTienDoHoSoMC"]) for one in told_json)
    book = openpyxl.load_workbook(written(app, tmp_path, ".xlsx"), read_only=True)
    head, *rows = [list(row) for row in book["DongBoHoSoMC"].values]
    assert head == names
    assert [row[0] for row in rows] == [one["MaHoSo"] for one in told_json]
    assert sum(1 for _ in book["CapNhatTienDoHoSoMC"].values) == len(steps) + 1


def test_a_unit_sees_its_own_and_another_systems_dossiers_only_when_asked_for(app: App, tmp_path: Path):
    mine = replace(YEAR, scope=Scope(frozenset({"school"})))
    assert {one["DonViXuLy"] for one in data(app, tmp_path, mine)} == {"Đơn vị school"}
    assert "Z001" in {one["MaHoSo"] for one in data(app, tmp_path, replace(mine, followed=True))}
    assert data(app, tmp_path, replace(YEAR, first=date(2026, 7, 1))) == []


def test_the_command_says_what_is_missing_and_the_office_keeps_who_asked(app: App, tmp_path: Path):
    file = tmp_path / "ra.json"
    asked = ["export", "portal", str(file), "--from", "2026-06-01", "--to", "2026-06-30", "--all", "--by", "long"]
    env = os.environ | environment(app.settings.data_dir)
    done = subprocess.run(
        [sys.executable, "-m", "tthc_engine.cli.main", *asked], env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode, len(json.loads(file.read_text(encoding="utf-8"))["data"])) == (1, 3)
    assert len(lines(tmp_path / "ra.khong-dat.csv")) == 1
    with app.read() as session:
        kept = session.rows("SELECT by_person FROM office_event WHERE kind = 'portal_exported' ORDER BY position DESC")
    assert kept[0] == ("long",)
