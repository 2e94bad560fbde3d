"""From a sheet to a draft declaration: what stands in it, and what it asks of a person."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tthc_engine.catalogue import Catalogue, load_procedure
from tthc_engine.cli.procedures import app
from tthc_engine.domain.errors import DeclarationError
from tthc_engine.domain.procedure import Channel, PaperForm
from tthc_engine.exchange.sheets import draft, read_sheets, sheet, write_drafts

ON = date(2026, 11, 21)
WHOLE: dict[str, Any] = {
    "code": "1.900001",
    "name": "Cấp giấy phép thử",
    "decision": "12/QĐ-UBND",
    "level": "Cấp xã, Cấp tỉnh",
    "field": "Thử nghiệm",
    "audience": "Công dân Việt Nam",
    "competent_body": "Chủ tịch Ủy ban nhân dân cấp xã",
    "channels": [
        {"channel": "Trực tuyến", "time": "10 ngày làm việc", "fee": "Phí: 50.000 Đồng", "note": None},
        {"channel": "Trực tiếp", "time": "10 ngày làm việc", "fee": "Phí: 50.000 Đồng", "note": None},
    ],
    "components": [
        {"name": "a) Đơn đề nghị theo Mẫu số 01;", "originals": "1", "copies": "0"},
        {"name": "- Bản sao có chứng thực giấy khai sinh (nếu có)", "originals": "0", "copies": "2"},
        {"name": "Hồ sơ gồm:", "originals": "0", "copies": "0"},
    ],
    "sequence": "Ủy ban nhân dân xã lấy ý kiến Sở Nội vụ, quyết định trong 10 ngày làm việc từ ngày nhận đủ hồ sơ.",
    "legal_basis": [{"title": "Nghị định thử", "number": "1/2026/NĐ-CP"}],
    "results": ["Giấy phép thử (Mã: `KQ.G01.000001`)", "Văn bản từ chối (Mã: `KQ.G01.000002`)"],
}


def written(tmp_path: Path, *sheets: dict[str, Any]) -> Path:
    file = tmp_path / "sheets.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(json.dumps(one, ensure_ascii=False) for one in sheets).encode()))
    return file


def test_a_draft_whose_time_was_understood_loads_as_a_declaration(tmp_path: Path):
    made = write_drafts(read_sheets(written(tmp_path, WHOLE)), tmp_path / "out", on=ON)
    procedure = load_procedure(tmp_path / "out" / "1.900001.yaml")
    assert (made.understood, made.loading) == (1, 1)
    assert procedure.levels == ("Cấp xã", "Cấp tỉnh")
    assert procedure.channels == (Channel.DIRECT, Channel.ONLINE)
    assert procedure.limit("", Channel.DIRECT).words == "10 ngày làm việc"
    assert [fee.amount_vnd for fee in procedure.fees] == [50_000]
    assert procedure.result_kind.name == "Giấy phép thử"
    assert procedure.result_kind.code == "KQ.G01.000001"
    application, birth = procedure.components
    assert application.name == "Đơn đề nghị theo Mẫu số 01"
    assert (birth.originals, birth.copies, birth.required) == (0, 2, False)
    assert PaperForm.CERTIFIED_COPY in birth.forms
    assert [step.key for step in procedure.handling] == ["appraise", "consult", "approve"]


def test_a_draft_says_what_a_person_must_decide():
    made = draft(sheet(WHOLE), on=ON)
    asked = {question.about for question in made.questions}
    assert {"in_force_from", "slug", "components"} <= asked
    assert "tiêu đề một nhóm giấy tờ" in made.text


def test_a_draft_without_a_time_cannot_be_put_in_force(tmp_path: Path):
    write_drafts([sheet(WHOLE | {"channels": [], "sequence": None})], tmp_path, on=ON)
    with pytest.raises(DeclarationError, match="limits"):
        load_procedure(tmp_path / "1.900001.yaml")


def test_a_draft_lies_nowhere_among_the_law(tmp_path: Path):
    law = tmp_path / "procedures"
    (law / "education").mkdir(parents=True)
    for part in ("regimes", "calendars"):
        (law / part).symlink_to(Catalogue.packaged_root() / part)
    write_drafts([sheet(WHOLE)], law / "education", on=ON)
    with pytest.raises(DeclarationError, match=r"rename it to 2026-11-21\.yaml"):
        Catalogue.load(law)


@pytest.mark.parametrize(
    ("fee", "amounts"),
    [
        (None, []),
        ("Không", []),
        ("Phí : 0 Đồng", []),
        ("Miễn phí", []),
        ("250000", [250_000]),
        ("150.000 đồng", [150_000]),
        ("1,5 triệu đồng", [1_500_000]),
    ],
)
def test_a_fee_is_an_amount_or_none(fee: str | None, amounts: list[int]):
    rows = [{"channel": "Trực tiếp", "time": "5 ngày", "fee": fee, "note": None}]
    made = draft(sheet(WHOLE | {"channels": rows}), on=ON)
    assert ("amount_vnd" in made.text) is bool(amounts)
    assert all(f"amount_vnd: {amount}" in made.text for amount in amounts)


@pytest.mark.parametrize(
    "fee", ["Từ 100.000 đồng đến 200.000 đồng", "50.000 đồng/trang", "Theo quy định của Bộ Tài chính"]
)
def test_a_fee_nobody_can_name_is_asked_about(fee: str):
    rows = [{"channel": "Trực tiếp", "time": "5 ngày", "fee": fee, "note": None}]
    made = draft(sheet(WHOLE | {"channels": rows}), on=ON)
    assert "amount_vnd" not in made.text
    assert any(question.about == "fees" for question in made.questions)


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"code": None, "channels": [None, 3, {}]},
        {"code": 1.5, "components": [{"name": None}], "results": [None]},
        {"code": "1.000001.000.00.00.H38", "name": "x", "level": ["Cấp xã", None], "legal_basis": "không"},
    ],
)
def test_an_odd_sheet_becomes_a_draft_full_of_questions(odd: dict[str, Any], tmp_path: Path):
    made = write_drafts([sheet(odd)], tmp_path, on=ON)
    assert made.understood == 0
    assert made.written[0].file.exists()


def test_the_command_writes_drafts_and_a_report(tmp_path: Path):
    undecided = WHOLE | {"code": "1.900002", "channels": [{"channel": "Trực tiếp", "time": "1 ngày"}], "sequence": None}
    sheets, report = written(tmp_path, WHOLE, undecided, WHOLE), tmp_path / "report.json"
    result = CliRunner().invoke(
        app, ["draft", str(sheets), "--out", str(tmp_path / "out"), "--report", str(report), "--on", "2026-11-21"]
    )
    assert result.exit_code == 0, result.output
    assert "3 sheets, 2 times understood without a person (66.7 %)" in result.output
    assert "left to a person, placeholder: 1" in result.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "1.900001-2.yaml",
        "1.900001.yaml",
        "1.900002.yaml",
    ]
    told = json.loads(report.read_text("utf-8"))
    assert told["times_understood"] == 2
    assert told["drafts"][1]["to_decide"][0] == {
        "about": "limits",
        "says": "Bảng ghi «1 ngày» nhưng không chỗ nào khác nói vậy: có thể là giá trị tạm.",
        "why": "placeholder",
    }


def test_a_line_that_is_no_sheet_is_named(tmp_path: Path):
    (tmp_path / "bad.jsonl").write_text('{"code": "1.000001"}\nnot json\n', "utf-8")
    with pytest.raises(DeclarationError, match=r"bad\.jsonl:2"):
        list(read_sheets(tmp_path / "bad.jsonl"))


def test_markup_that_a_portal_left_in_its_cells_is_no_part_of_a_name_or_a_time():
    row = {
        "channel": "<p>Trực tiếp</p>",
        "time": "<p>5&nbsp;ng&agrave;y l&agrave;m việc</p>",
        "note": "<ul><li>Trong thời hạn 05 ngày làm việc kể từ ngày nhận hồ sơ</li><li>vốn < 5 triệu</li></ul>",
        "fee": "<p>Phí: 50.000 Đồng</p>",
    }
    made = draft(sheet(WHOLE | {"name": "Cấp <b>giấy phép</b>", "channels": [row], "sequence": None}), on=ON)
    assert (made.name, made.times.decided) == ("Cấp giấy phép", True)
    assert "<" not in made.text
    assert "amount_vnd: 50000" in made.text


@pytest.mark.parametrize(
    "content",
    [b"\x1f\x8bcut off", b"\xff\xfe\x00{", b"[1, 2]", b"[" * 100_000, gzip.compress(b"{}" * 999)[:20]],
    ids=["no gzip", "no text", "a list", "a bottomless list", "half a gzip"],
)
def test_a_file_that_holds_no_sheets_is_refused_by_name(content: bytes, tmp_path: Path):
    (tmp_path / "bad.jsonl").write_bytes(content)
    with pytest.raises(DeclarationError, match=r"bad\.jsonl"):
        list(read_sheets(tmp_path / "bad.jsonl"))


def test_the_command_prints_its_report_for_a_program(tmp_path: Path):
    made = CliRunner().invoke(app, ["draft", str(written(tmp_path, WHOLE)), "--out", str(tmp_path / "out"), "--json"])
    told = json.loads(made.output)
    assert (told["sheets"], told["times_understood"], told["share_understood"]) == (1, 1, 1.0)
    assert told["left_to_a_person"] == {}
    (tmp_path / "file").write_text("", "utf-8")
    taken = CliRunner().invoke(app, ["draft", str(written(tmp_path, WHOLE)), "--out", str(tmp_path / "file")])
    assert (taken.exit_code, "is a file" in taken.output) == (2, True)


def test_times_that_differ_by_channel_and_nobody_says_why_are_asked_about():
    rows = [{"channel": "Trực tuyến", "time": "3 ngày làm việc"}, {"channel": "Trực tiếp", "time": "13 ngày làm việc"}]
    made = draft(sheet(WHOLE | {"channels": rows, "sequence": None}), on=ON)
    asked = next(question for question in made.questions if question.about == "limits")
    assert "trực tiếp: 13 ngày làm việc; trực tuyến: 03 ngày làm việc" in asked.says


def test_a_reading_beyond_plain_agreement_stands_in_the_draft_for_whoever_overrules_it(tmp_path: Path):
    rows = [{"channel": "Trực tiếp", "time": "25 ngày", "note": None}]
    sequence = "Trong 10 ngày làm việc kể từ ngày nhận hồ sơ, Bộ thành lập Hội đồng.\nTrong 15 ngày Hội đồng thẩm định."
    made = write_drafts([sheet(WHOLE | {"channels": rows, "sequence": sequence})], tmp_path, on=ON)
    (reported,) = made.report()["drafts"]
    assert "10 ngày làm việc, 15 ngày" in reported["read_by"][0]
    assert any("lấy bảng, không dài hơn" in note for note in load_procedure(made.written[0].file).notes)


def test_a_same_day_draft_loads_with_its_hour(tmp_path: Path):
    note = "Trong ngày tiếp nhận hoặc trong ngày làm việc tiếp theo, nếu tiếp nhận sau 03 (ba) giờ chiều."
    rows = [{"channel": "Trực tiếp", "time": "1 ngày làm việc", "note": note}]
    made = write_drafts([sheet(WHOLE | {"channels": rows, "sequence": note})], tmp_path, on=ON)
    limit = load_procedure(made.written[0].file).limit("", Channel.DIRECT)
    assert limit.words == "trong ngày; nhận sau 15:00 thì ngày làm việc tiếp theo"


def test_papers_unlike_their_columns_and_papers_for_some_only_are_asked_about():
    papers = [
        {"name": "- 03 ảnh màu 2x3 cm", "originals": "1", "copies": "0"},
        {"name": "Bản sao văn bằng", "originals": "1", "copies": "0"},
        {"name": "Đối với trường hợp ủy quyền thì nộp giấy ủy quyền", "originals": "1", "copies": "0"},
        {"name": "Đơn đề nghị", "originals": "1", "copies": "0"},
        {"name": "Đơn đề nghị", "originals": "1", "copies": "0"},
        {"name": "02 ảnh", "originals": "2", "copies": "0"},
    ]
    made = draft(sheet(WHOLE | {"components": papers}), on=ON)
    asked = [question.says for question in made.questions if question.about == "components"]
    assert [says.partition(":")[0] for says in asked] == [
        "Tên giấy tờ ghi số lượng 3, cột số lượng ghi 1 bản chính, 0 bản sao",
        "Tên giấy tờ ghi bản sao, cột số lượng ghi bản chính",
        "Chỉ nộp trong một số trường hợp",
        "«đơn đề nghị» có 2 lần",
    ]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("Thông tư 43/2018/TT-BCT.", "43/2018/TT-BCT"),
        ("Luật số 146/2025/QH15", "146/2025/QH15"),
        ("66.18/2026/NQ-CP", "66.18/2026/NQ-CP"),
        ("Quyết định 30/2026/QĐ-TTg", "30/2026/QĐ-TTg"),
        ("1184/QĐ-UBND", "1184/QĐ-UBND"),
        ("5/2020/TT-BTC và 6/2021/TT-BTC", "5/2020/TT-BTC và 6/2021/TT-BTC"),
    ],
)
def test_the_number_of_a_text_is_taken_out_of_what_stands_around_it(written: str, number: str):
    made = draft(sheet(WHOLE | {"legal_basis": [{"title": "Văn bản", "number": written}]}), on=ON)
    assert f"number: {number}" in made.text


def test_a_result_keeps_its_own_brackets_and_a_request_is_no_result():
    results = ["Giấy phép (theo Mẫu số 05 Phụ lục II) (Mã: `KQ.1`)"]
    assert "name: Giấy phép (theo Mẫu số 05 Phụ lục II)\n" in draft(sheet(WHOLE | {"results": results}), on=ON).text
    odd = draft(sheet(WHOLE | {"results": ["Mẫu số 17. Văn bản đề nghị chấp thuận"]}), on=ON)
    assert any(question.about == "result_kind" and "đề nghị" in question.says for question in odd.questions)
