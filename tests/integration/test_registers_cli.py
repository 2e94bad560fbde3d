"""Reflections, results still valid and the monthly rating over SSH: the same rules as on their pages."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.builders import AnOffice, an_app
from tests.integration.test_given_results import COPY, released
from tests.web.test_desk_scans import a_pdf
from tthc_engine import bootstrap
from tthc_engine.cli.main import application
from tthc_engine.store import kept_results, scan_files
from tthc_engine.store.kept_results import Wanted

pytestmark = pytest.mark.integration

PAKN = ("--sender", "Lò Văn Páo", "--address", "Bản Nà Pho", "--phone", "0123 047 101", "--channel", "phone")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AnOffice:
    made = AnOffice(an_app(tmp_path / "office"))
    released(made)
    monkeypatch.setattr(bootstrap, "app", lambda: made.app)
    return made


def tthc(office: AnOffice, *arguments: str) -> Result:
    return CliRunner().invoke(application(loaded=[arguments[0]]), list(arguments))


def test_a_reflection_is_entered_once_and_what_is_missing_is_named(office: AnOffice):
    refused = tthc(office, "feedback", "receive", "--by", "school.clerk", *PAKN)
    assert refused.exit_code == 2 and "What it is about: missing" in refused.stderr
    assert tthc(office, "feedback", "receive", "--by", "school.handler", *PAKN, "--content", "x").exit_code == 2
    assert tthc(office, "feedback", "receive", "--by", "nobody", *PAKN, "--content", "x").exit_code == 2
    entered = [*PAKN, "--content", "Hồ sơ trả kết quả chậm hẹn hai lần."]
    first = tthc(office, "feedback", "receive", "--by", "school.clerk", *entered)
    assert first.exit_code == 0 and first.stdout.startswith("PA."), first.stderr
    assert tthc(office, "feedback", "receive", "--by", "school.clerk", *entered).stdout == first.stdout
    listed = json.loads(tthc(office, "feedback", "list", "--json").stdout)
    assert [one["state"] for one in listed] == ["received"]
    wrong_way = tthc(office, "feedback", "receive", "--by", "school.clerk", *entered, "--channel", "pigeon")
    assert wrong_way.exit_code == 2 and "pigeon" in wrong_way.stderr


def test_the_register_of_results_is_listed_entered_and_written_out(office: AnOffice, tmp_path: Path):
    (released_here,) = json.loads(tthc(office, "kept", "list", "--json").stdout)
    assert (released_here["kind"], released_here["source"], released_here["state"]) == (COPY, "dossier", "valid")
    assert "099316001234" not in str(released_here)
    paper = (
        "--kind",
        "Giấy chứng nhận hộ nghèo",
        "--number",
        "7/GCN",
        "--issued",
        "05/01/2026",
        "--holder",
        "=Lý A Sùng",
    )
    scan, unfit = tmp_path / "ket-qua.pdf", tmp_path / "x.pdf"
    scan.write_bytes(a_pdf())
    unfit.write_bytes(b"MZ a program")
    refused = tthc(office, "kept", "add", "--by", "school.desk", *paper, "--scan", str(unfit))
    assert refused.exit_code == 2 and "PDF" in refused.stderr
    assert "entered 1" in tthc(office, "kept", "add", "--by", "school.desk", *paper, "--scan", str(scan)).stdout
    with office.app.read() as session:
        (entered,), _ = kept_results.listed(session, office.scope, Wanted(words="7/GCN"))
    assert scan_files.read(office.app.settings.scan_folder, entered.sha256) == scan.read_bytes()
    attach = ("kept", "attach", released_here["key"])
    assert tthc(office, *attach, str(unfit), "--by", "school.desk").exit_code == 2
    assert tthc(office, *attach, str(scan), "--by", "school.handler").exit_code == 2
    assert "attached" in tthc(office, *attach, str(scan), "--by", "school.desk").stdout
    assert tthc(office, *attach, str(scan), "--by", "school.desk").exit_code == 2, "one scan, once"
    assert tthc(office, "kept", "list", "--paper", "--json").stdout.strip() == "[]", "both are digitised"
    assert "known already 1" in tthc(office, "kept", "add", "--by", "school.desk", *paper).stdout
    refused = tthc(office, "kept", "add", "--by", "school.desk", "--kind", "Đơn", "--number", "1")
    assert refused.exit_code == 2 and len(refused.stderr.splitlines()) >= 3
    assert tthc(office, "kept", "add", "--by", "school.handler", *paper).exit_code == 2, "a handler reads it"
    listed = tmp_path / "so.csv"
    listed.write_text(
        "Loại giấy tờ;Số;Ngày cấp;Người được cấp\nGiấy chứng nhận hộ nghèo;8/GCN;05/01/2026;Lý Thị Mỷ\n"
        "Giấy chứng nhận hộ nghèo;9/GCN;45/01/2026;Má A Dơ\n",
        encoding="utf-8-sig",
    )
    many = tthc(office, "kept", "add", str(listed), "--by", "school.clerk")
    assert many.exit_code == 1 and "entered 1" in many.stdout and "line 3:" in many.stderr
    assert tthc(office, "kept", "add", str(listed), "--by", "school.clerk", "--scan", str(scan)).exit_code == 2
    out = tmp_path / "out.csv"
    assert tthc(office, "kept", "export", str(out)).exit_code == 0
    rows = list(csv.DictReader(out.open(encoding="utf-8-sig")))
    assert len(rows) == 3 and {row["source"] for row in rows} == {"dossier", "entered"}
    assert "'=Lý A Sùng" in {row["holder"] for row in rows}, "no cell is run as a formula"


def test_the_monthly_rating_is_seen_by_its_head_whole_and_by_others_their_own_line(office: AnOffice, tmp_path: Path):
    month = ("--month", "calendar_month:2026-6")
    whole = tthc(office, "rating", "list", "--by", "school.approver", *month)
    assert whole.exit_code == 0, whole.stderr
    mine = tthc(office, "rating", "list", "--by", "school.handler", *month)
    assert 0 < len(mine.stdout.splitlines()) < len(whole.stdout.splitlines())
    assert tthc(office, "rating", "confirm", "school.handler", "x", "--by", "school.handler", *month).exit_code == 2
    refused = tthc(office, "rating", "confirm", "school.handler", "no_such", "--by", "school.approver", *month)
    assert refused.exit_code != 0
    out = tmp_path / "thang.csv"
    assert tthc(office, "rating", "export", str(out), "--by", "school.approver", *month).exit_code == 0
    assert out.read_text(encoding="utf-8-sig")
    assert tthc(office, "rating", "list", "--by", "school.approver", "--month", "quarter:2026-2").exit_code == 2
