"""Finding the law: by code, day, words; one declaration, one digest; the terminal's answers."""

import json
import shutil
import time
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from tthc_engine.catalogue import Catalogue, digest, fold, load_procedure, packaged
from tthc_engine.catalogue.reading import read
from tthc_engine.catalogue.schema import schemas
from tthc_engine.catalogue.timelines import without_timeline
from tthc_engine.cli.procedures import app
from tthc_engine.domain.calendar import Closure, DayOff, MakeUpDay
from tthc_engine.domain.errors import DeclarationError, NotInForce, ReceivedTooEarly, UnknownProcedure

NOW = date(2026, 11, 16)
ROOT = Path(__file__).parents[2]
WEEK = (*((((480, 720), (780, 1020)),) * 5), (), ())


def found(words: str, *, on: date = NOW) -> list[str]:
    return [procedure.code for procedure in packaged().search(words, on)]


# -- by code and day ---


@pytest.mark.parametrize("name", ["2.002854", "school_transfer"])
def test_a_procedure_is_found_by_code_and_by_slug(name: str):
    assert packaged().in_force(name, NOW).code == "2.002854"
    assert packaged().version("school_transfer", date(2026, 5, 10)).code == "2.002854"


def test_a_procedure_nobody_declared_is_unknown():
    with pytest.raises(UnknownProcedure) as refusal:
        packaged().in_force("9.999999", NOW)
    assert refusal.value.facts == {"procedure": "9.999999"}


@pytest.mark.parametrize(("code", "on"), [("2.002854", date(2026, 5, 9)), ("1.005099", date(2026, 5, 10))])
def test_a_procedure_not_yet_or_no_longer_in_force_is_refused(code: str, on: date):
    with pytest.raises(NotInForce):
        packaged().in_force(code, on)


def test_a_version_that_never_was_is_refused():
    with pytest.raises(NotInForce):
        packaged().version("school_transfer", date(2020, 1, 1))


def test_a_decree_nobody_declared_is_a_wrong_declaration():
    with pytest.raises(DeclarationError, match="No regime nd999 is declared"):
        packaged().regime("nd999")


def test_a_receipt_before_the_first_decree_is_too_early():
    with pytest.raises(ReceivedTooEarly):
        packaged().regime_on(date(2018, 6, 20))


# -- by words ---


@pytest.mark.parametrize("words", ["chuyển trường", "chuyen truong", "CHUYỂN TRƯỜNG", "truong chuyen", "2.002854"])
def test_words_are_found_with_and_without_diacritics_in_any_order(words: str):
    assert found(words)[0] == "2.002854"
    assert found(unicodedata.normalize("NFD", words)) == found(unicodedata.normalize("NFC", words))


def test_both_spellings_of_a_tone_mark_find_the_same():
    assert fold("hoà xoá thuỷ Đề án") == fold("hòa xóa thủy đề án") == "hoa xoa thuy de an"


def test_only_what_is_in_force_that_day_is_offered():
    assert "1.005099" in found("chuyển trường", on=date(2026, 5, 9))
    assert "2.002854" not in found("chuyển trường", on=date(2026, 5, 9))
    assert "1.005099" not in found("chuyển trường", on=date(2026, 5, 10))


def test_the_field_finds_too_but_the_name_comes_first():
    assert set(found("văn bằng")) == {"3.000465", "3.000466", "2.002850", "1.004889"}
    assert found("bản sao")[0] == "3.000465"


def test_a_word_that_is_nowhere_finds_nothing():
    assert found("chuyển trường hàng không") == []


def test_no_words_list_everything_in_force():
    assert len(found("")) == sum(procedure.in_force(NOW) for procedure in packaged().procedures)


# -- one declaration, one digest ---


def test_the_digest_tells_two_laws_apart_and_survives_a_new_layout():
    procedure = packaged().in_force("2.002854", NOW)
    again = procedure.model_validate_json(procedure.model_dump_json())
    assert digest(again) == digest(procedure)
    assert digest(procedure.model_copy(update={"name": "Chuyển trường"})) != digest(procedure)
    digests = {digest(one) for one in packaged().procedures}
    assert len(digests) == len(packaged().procedures)


# -- calendars of offices in the database ---


def test_an_office_adds_its_own_hours_and_closures_to_the_national_days():
    plain = packaged().calendar(name="Suối Ngần", week=WEEK)
    closed = packaged().calendar(
        name="Suối Ngần", week=WEEK, closures=[Closure(date(2026, 9, 8), "Mưa lũ, trụ sở ngập", "Thông báo 12/TB-UBND")]
    )
    assert plain.ordinary_day == 480
    assert plain.is_working_day(date(2026, 9, 8))
    assert not closed.is_working_day(date(2026, 9, 8))
    assert plain.version != closed.version


def test_the_offices_own_day_wins_over_the_national_one():
    calendar = packaged().calendar(
        name="Suối Ngần",
        week=WEEK,
        days_off=[DayOff(date(2026, 8, 22), "Hội khai trường")],
        make_up_days=[MakeUpDay(date(2026, 11, 24), None, "Quyết định 1/QĐ")],
    )
    assert not calendar.is_working_day(date(2026, 8, 22))
    assert calendar.is_working_day(date(2026, 11, 24))


# -- speed ---


@pytest.mark.integration
def test_the_whole_law_loads_in_less_than_a_third_of_a_second():
    def seconds() -> float:
        begun = time.perf_counter()
        Catalogue.load(Catalogue.packaged_root())
        return time.perf_counter() - begun

    assert min(seconds() for _ in range(3)) < 0.3


# -- strict reading ---


def test_codes_times_and_days_stay_what_was_written(tmp_path: Path):
    path = tmp_path / "words.yaml"
    path.write_text('code: 2.002850\ncutoff: 15:00\non: 2026-05-10\nyes: no\nnumber: 007\ntext: "12"\n', "utf-8")
    assert read(path).data == {
        "code": "2.002850",
        "cutoff": "15:00",
        "on": "2026-05-10",
        "yes": "no",
        "number": "007",
        "text": "12",
    }


# -- editors ---


def test_the_schemas_in_the_repository_are_current():
    folder = ROOT / "procedures" / "schema"
    assert {path.name: path.read_text("utf-8") for path in folder.glob("*.json")} == schemas(), (
        "run: tthc procedures schema --out procedures/schema"
    )


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("procedure", "education/*/*.yaml"),
        ("regime", "regimes/*.yaml"),
        ("calendar", "calendars/2*.yaml"),
        ("hours", "calendars/hours.yaml"),
    ],
)
def test_an_editor_finds_nothing_wrong_with_the_packaged_files(kind: str, pattern: str):
    validator = Draft202012Validator(json.loads(schemas()[f"{kind}.schema.json"]))
    for path in sorted((ROOT / "procedures").glob(pattern)):
        first_line = path.read_text("utf-8").splitlines()[0]
        named = (path.parent / first_line.partition("$schema=")[2]).resolve()
        assert named == ROOT / "procedures" / "schema" / f"{kind}.schema.json", path
        assert not [error.message for error in validator.iter_errors(read(path).data)], path


def test_an_editor_marks_a_misspelt_key():
    validator = Draft202012Validator(json.loads(schemas()["procedure.schema.json"]))
    spoilt = read(next((ROOT / "procedures/education").rglob("2026-05-10.yaml"))).data | {"feild": "Giáo dục"}
    assert [error for error in validator.iter_errors(spoilt) if "feild" in error.message]


# -- timelines ---


def test_every_procedure_has_a_timeline():
    assert not without_timeline(packaged().procedures, root=ROOT / "procedures", timelines=ROOT / "tests" / "timelines")


def test_a_procedure_without_one_is_named(tmp_path: Path):
    (tmp_path / "some.yaml").write_text('- name: x\n  procedure: "2.002854"\n- procedure: certificate_copy\n', "utf-8")
    missing = without_timeline(packaged().procedures, root=ROOT / "procedures", timelines=tmp_path)
    codes = {problem.what.rpartition(" ")[2] for problem in missing}
    assert {"2.002854", "3.000465"} & codes == set()
    assert "1.005095" in codes


# -- the terminal ---


def tthc(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.output


def test_check_says_that_all_is_well():
    assert tthc("check", str(ROOT / "procedures")) == (
        0,
        f"{len(packaged().procedures)} versions of procedures, no problem\n",
    )


def test_check_of_a_spoilt_file_says_where_and_what_to_do(tmp_path: Path):
    folder = tmp_path / "school_transfer"
    folder.mkdir()
    text = (ROOT / "procedures/education/school_transfer/2026-05-10.yaml").read_text("utf-8")
    (folder / "2026-05-10.yaml").write_text(text.replace("field:", "feild:"), "utf-8")
    code, output = tthc("check", str(folder / "2026-05-10.yaml"))
    assert code == 1
    assert "2026-05-10.yaml:6: unknown key 'feild'; did you mean 'field'?" in output


def test_check_reads_the_reason_codes_too(tmp_path: Path):
    spoilt = tmp_path / "procedures"
    shutil.copytree(ROOT / "procedures", spoilt)
    reasons = spoilt / "reasons" / "delay.yaml"
    reasons.write_text(reasons.read_text("utf-8").replace("nature: khach_quan", "nature: fate", 1), "utf-8")
    code, output = tthc("check", str(spoilt))
    assert code == 1
    assert "reasons/delay.yaml:" in output
    assert "not 'fate'" in output


def test_the_example_in_the_handbook_is_a_good_declaration(tmp_path: Path):
    handbook = (ROOT / "docs" / "law-data.md").read_text("utf-8")
    example = handbook.partition("```yaml\n")[2].partition("```")[0]
    path = tmp_path / "certificate_reissue" / "2026-04-15.yaml"
    path.parent.mkdir()
    path.write_text(example, "utf-8")
    assert load_procedure(path).code == "2.002850"


def test_check_of_nothing_is_a_wrong_call(tmp_path: Path):
    code, output = tthc("check", str(tmp_path / "nowhere"))
    assert (code, "does not exist" in output) == (2, True)


def test_list_filters_by_day_and_words_and_speaks_json():
    code, output = tthc("list", "chuyen truong", "--on", "2026-01-05", "--json")
    assert code == 0
    assert [row["code"] for row in json.loads(output)][:2] == ["1.005099", "2.002481"]


def test_list_refuses_an_impossible_day():
    assert tthc("list", "--on", "2026-02-30")[0] == 2


def test_show_reads_like_the_sheet():
    code, output = tthc("show", "2.002854")
    assert code == 0
    assert "Chuyển trường trong cùng tỉnh, thành phố: 05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ" in output
    assert "Kiểm tra, đối chiếu hồ sơ và đề xuất tiếp nhận: Người thụ lý, 03 ngày làm việc" in output


def test_diff_says_what_the_new_circular_changed():
    code, output = tthc("diff", "2.002854", "1.005099", "2026-05-10")
    assert code == 1
    assert "Thời hạn (Chuyển trường trong cùng tỉnh, thành phố): 09 ngày làm việc thành 05 ngày làm việc." in output
    assert "Thêm trường hợp: Chuyển trường từ tỉnh, thành phố khác." in output
    assert "Bỏ giấy tờ: Học bạ." in output
    assert "06 ngày làm việc thành 03 ngày làm việc" in output


def test_a_procedure_does_not_differ_from_itself():
    assert tthc("diff", "2.002854", "2026-05-10", "2026-05-10") == (0, "no difference\n")
