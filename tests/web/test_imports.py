"""An administrator looks at an export, takes it in, fetches what differs, and gets the portal's file."""

import json
import os
import re

from tests.web.office import Browser, WebOffice, hidden_fields, words
from tthc_engine.exchange.dossiers.table import opened
from tthc_engine.work.importing import Asked, dossier_id, run
from tthc_engine.work.scans import tidy

PAGE = "/quan-tri/du-lieu/ho-so"
HEAD = "Mã hồ sơ,Mã TTHC,Chủ hồ sơ,Ngày tiếp nhận,Ngày hẹn trả,Ngày kết thúc xử lý,Trạng thái\n"
LINES = (
    "W1,2.002854,Lường Bảo Ngọc,04/05/2026 09:00,11/05/2026 17:00,08/05/2026 10:00,Đã xử lý xong\n"
    "W2,2.002854,Lò Văn Inh,01/06/2026 09:00,08/06/2026 17:00,,Đang xử lý\n"
    "W3,2.002854,Tẩn Gia Hân,01/06/2026 09:00,08/06/2026 17:00,,Lạ\n"
)


def upload(keeper: Browser, content: bytes, name: str = "xuat.csv"):
    hidden = hidden_fields(keeper.client.get(PAGE).text, f"{PAGE}/xem-truoc")
    return keeper.client.post(
        f"{PAGE}/xem-truoc",
        data={**hidden, "unit": "school", "nguon": "Hệ thống tỉnh"},
        files={"tep": (name, content)},
    )


def count(office: WebOffice, table: str = "dossier") -> int:
    with office.app.read() as session:
        return int(session.value(f"SELECT COUNT(*) FROM {table}"))


def test_an_export_is_looked_at_then_taken_in_and_its_dossiers_are_followed(office: WebOffice):
    before = count(office)
    keeper = office.sign_in("long")
    looked = upload(keeper, (HEAD + LINES).encode())
    assert (looked.status_code, count(office)) == (200, before)
    assert "Không hiểu trạng thái “Lạ”" in looked.text
    key = re.search(r'name="khoa" value="([^"]+)"', looked.text)
    assert key is not None
    typed = {"khoa": key[1], "ten": "xuat.csv", "unit": "school", "nguon": "Hệ thống tỉnh"}
    taken = keeper.send(f"{PAGE}/nhap", typed, page=PAGE)
    assert (taken.status_code, count(office)) == (200, before + 2)
    again = keeper.send(f"{PAGE}/nhap", typed, page=PAGE)
    assert (again.status_code, count(office)) == (200, before + 2)
    assert kept_files(office) == {f"{key[1]}.ket-qua.csv"}, "taken in, the export itself is kept no longer"
    result = keeper.client.get(f"{PAGE}/ket-qua/{key[1]}")
    assert "W3" in result.content.decode("utf-8-sig")
    office.clock_shows("2026-06-10 08:00")
    board = words(office.sign_in("quan").see("/giam-sat"))
    assert "quá hẹn ở hệ thống khác 1" in board and "quá hạn 0" in board, "late there, not here"
    apart = words(office.sign_in("quan").see("/giam-sat/danh-sach?xem=qua-hen-noi-khac"))
    assert "Lò Văn Inh" in apart and "Quá hẹn ở hệ thống khác" in apart
    assert "Lò Văn Inh" not in words(office.sign_in("quan").see("/giam-sat/danh-sach?xem=qua-han"))
    shown = office.sign_in("sen").client.get(f"/ho-so/{dossier_id('W2')}")
    assert "Nhập từ Hệ thống tỉnh: trạng thái “Đang xử lý”" in shown.text
    assert "/lenh/take_over" not in shown.text


def kept_files(office: WebOffice) -> set[str]:
    return {one.name for one in (office.app.settings.data_dir / "imports").glob("*")}


def test_a_file_that_is_given_up_is_deleted_and_one_left_lying_goes_with_the_daily_duty(office: WebOffice):
    keeper = office.sign_in("long")
    looked = upload(keeper, (HEAD + LINES).encode())
    key = re.search(r'name="khoa" value="([^"]+)"', looked.text)
    assert key is not None and len(kept_files(office)) == 2
    assert keeper.send(f"{PAGE}/nhap", {"khoa": key[1], "bo": "1"}, page=PAGE).status_code == 303
    assert kept_files(office) == set()
    gone = keeper.send(f"{PAGE}/nhap", {"khoa": key[1], "unit": "school"}, page=PAGE)
    assert gone.status_code == 422, "what was given up is not taken in"
    upload(keeper, (HEAD + LINES).encode())
    tidy(office.app, office.app.now())
    assert len(kept_files(office)) == 2, "of this hour"
    for one in (office.app.settings.data_dir / "imports").iterdir():
        os.utime(one, (one.stat().st_mtime - 90_000,) * 2)
    tidy(office.app, office.app.now())
    assert kept_files(office) == set()


def test_a_supervisor_takes_an_open_one_over_and_it_is_the_offices_own(office: WebOffice):
    keeper = office.sign_in("long")
    looked = upload(keeper, (HEAD + LINES).encode())
    key = re.search(r'name="khoa" value="([^"]+)"', looked.text)
    assert key is not None
    keeper.send(f"{PAGE}/nhap", {"khoa": key[1], "ten": "xuat.csv", "unit": "school"}, page=PAGE)
    approver = office.sign_in("minh")
    answer = approver.order("W2", "take_over", step="appraise", settled_there="", reason="Dừng hệ thống cũ")
    assert answer.status_code == 303
    with office.app.read() as session:
        found = session.row("SELECT stage, step FROM dossier WHERE reference = 'W2'")
    assert found == ("handling", "appraise")


def test_a_file_that_is_no_export_is_refused_with_what_was_typed_kept(office: WebOffice):
    keeper = office.sign_in("long")
    for content, said in ((b"", "không có dữ liệu"), (b"a,b\n1,2\n", "thiếu: Mã hồ sơ"), (b"PK\x03\x04x", "bị hỏng")):
        answer = upload(keeper, content)
        assert (answer.status_code, said in answer.text) == (422, True), said
        assert 'value="Hệ thống tỉnh"' in answer.text
    none = keeper.send(f"{PAGE}/xem-truoc", {"unit": "school"}, page=PAGE)
    assert none.status_code == 422
    assert keeper.client.get(f"{PAGE}/ket-qua/../../secret.key").status_code == 404
    assert keeper.client.get(f"{PAGE}/ket-qua/{'0' * 32}.csv").status_code == 404


def test_an_administrator_takes_in_for_the_own_house_alone(office: WebOffice):
    keeper = office.sign_in("long")
    line = HEAD.replace("\n", ",Đơn vị xử lý\n") + LINES.splitlines()[0].replace("W1", "W9") + ",UBND xã Suối Ngần\n"
    looked = upload(keeper, line.encode())
    assert looked.status_code == 200
    with office.app.read() as session:
        assert session.value("SELECT COUNT(*) FROM dossier WHERE reference = 'W9'") == 0


def test_another_houses_dossier_is_not_changed_by_its_code(office: WebOffice):
    file = office.app.settings.data_dir / "xa.csv"
    file.write_text(HEAD + LINES.splitlines()[1] + "\n", encoding="utf-8")
    with opened(file, named={}) as reading:
        run(office.app, reading, Asked(unit="commune"), at=office.app.now())
    keeper = office.sign_in("long")
    looked = upload(keeper, (HEAD + LINES.replace("Đang xử lý", "Yêu cầu bổ sung giấy tờ")).encode())
    key = re.search(r'name="khoa" value="([^"]+)"', looked.text)
    assert key is not None
    keeper.send(f"{PAGE}/nhap", {"khoa": key[1], "ten": "xuat.csv", "unit": "school"}, page=PAGE)
    with office.app.read() as session:
        found = session.row("SELECT competent_unit, status FROM dossier WHERE reference = 'W2'")
    assert found == ("commune", 4)


def test_the_portals_file_and_its_refusals_are_fetched_and_kept_on_record(office: WebOffice):
    office.accepted("2026-06-01 08:20")
    keeper = office.sign_in("long")
    typed = {"tu": "01/06/2026", "den": "30/06/2026", "kieu": ".json"}
    answer = keeper.send(f"{PAGE}/cong-dvc", typed, page=PAGE)
    assert answer.status_code == 200
    assert "2.002854" in {one["MaTTHC"] for one in json.loads(answer.content)["data"]}
    refused = keeper.send(f"{PAGE}/cong-dvc", typed | {"khong_dat": "1"}, page=PAGE)
    assert refused.content.decode("utf-8-sig").startswith("MaHoSo,")
    assert keeper.send(f"{PAGE}/cong-dvc", {"tu": "hôm qua"}, page=PAGE).status_code == 422
    with office.app.read() as session:
        assert session.value("SELECT COUNT(*) FROM office_event WHERE kind = 'portal_exported'") == 2
