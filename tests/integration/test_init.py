"""Setting up a real office, as an administrator does it."""

import subprocess
import sys
from pathlib import Path

import pytest
from pwdlib import PasswordHash

from tests.builders import hanoi
from tthc_engine import bootstrap
from tthc_engine.domain.procedure import Role
from tthc_engine.settings import Settings
from tthc_engine.store import offices, people

pytestmark = pytest.mark.integration

OFFICE = """
unit: {id: truong, code: H99.58.04, name: Trường Suối Ngần, voluntary: true, decision: 18/QĐ-THTHCSSN}
hours: vn-a
place: Suối Ngần
agency_parent: UBND xã Suối Ngần
symbol_suffix: THTHCSSN
own_rules: ["Quyết định số 18/QĐ-THTHCSSN"]
people:
  - {key: sen, name: Vàng Thị Sen, title: Nhân viên văn thư, roles: [desk, clerk]}
  - {key: minh, name: Nguyễn Quang Minh, title: Phó Hiệu trưởng, roles: [approver], signs: [[KT, Hiệu trưởng]]}
"""
PASSWORDS = "sen mat-khau-du-dai\nminh mot-mat-khau-khac\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "office.yaml").write_text(OFFICE, encoding="utf-8")
    (tmp_path / "passwords").write_text(PASSWORDS, encoding="utf-8")
    return tmp_path


def init(files: Path, *, demo: str = "") -> subprocess.CompletedProcess[str]:
    arguments = ["init", "--file", str(files / "office.yaml"), "--passwords", str(files / "passwords")]
    environment = {"TTHC_DATA_DIR": str(files / "data"), "PATH": "/usr/bin:/bin", "HOME": "/nowhere", "TTHC_DEMO": demo}
    return subprocess.run(
        [sys.executable, "-m", "tthc_engine.cli.main", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_a_described_office_is_there_with_its_people_hours_and_accounts(files):
    told = init(files)
    assert told.returncode == 0
    assert told.stderr == "Nobody is handler, supervisor yet: dossiers stop where they are needed.\n"
    app = bootstrap.build(Settings(data_dir=files / "data"))
    with app.read() as session:
        office = offices.office(session, "truong")
        sen = people.actor(session, "sen", app.now())
        account = people.account(session, "minh")
        (post,) = people.positions(session, app.now(), person="minh")
    assert (office.facts.agency, office.unit.voluntary) == ("Trường Suối Ngần", True)
    assert sen.roles == {Role.DESK, Role.CLERK}
    assert post.signs == (("KT", "Hiệu trưởng"),)
    assert not account.demo
    assert PasswordHash.recommended().verify("mot-mat-khau-khac", account.password_hash)
    assert app.engine.catalogue.office_calendar("vn-a").sessions_on(hanoi("2026-06-01 09:00").date())


def test_the_same_office_is_not_made_twice(files):
    assert init(files).returncode == 0
    told = init(files)
    assert (told.returncode, "is there already" in told.stderr) == (2, True)


def test_a_real_office_is_never_made_in_the_demo(files):
    told = init(files, demo="1")
    assert (told.returncode, "TTHC_DEMO" in told.stderr) == (2, True)
    assert not (files / "data").exists()


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("vn-a", "vn-z", "No hours vn-z"),
        ("place: Suối Ngần", "place: Suối Ngần\ncode_pattern: '{authority}-{date:%Y}'", "gives two dossiers one code"),
        ("place: Suối Ngần", "place: Suối Ngần\ncolour: red", "colour"),
        ("[approver]", "[clock]", "nobody is employed as clock"),
        (", decision: 18/QĐ-THTHCSSN", "", "names its decision"),
    ],
)
def test_what_does_not_fit_is_one_line_and_leaves_nothing(files, wrong, right, says):
    described = files / "office.yaml"
    described.write_text(OFFICE.replace(wrong, right), encoding="utf-8")
    told = init(files)
    assert (told.returncode, says in told.stderr, "Traceback" in told.stderr) == (2, True, False), told.stderr
    if (files / "data" / "tthc.db").exists():
        with bootstrap.build(Settings(data_dir=files / "data")).read() as session:
            assert offices.units(session) == []


def test_a_weak_password_is_refused(files):
    (files / "passwords").write_text("sen ngan\nminh mot-mat-khau-khac\n", encoding="utf-8")
    told = init(files)
    assert (told.returncode, "at least 10 characters" in told.stderr) == (2, True)


def test_what_holds_personal_data_is_its_owners_alone(files):
    assert init(files).returncode == 0
    found = {path.name: path.stat().st_mode & 0o777 for path in (files / "data", *(files / "data").iterdir())}
    assert found.pop("data") == 0o700
    assert set(found.values()) == {0o600}, found


@pytest.mark.parametrize(
    ("office", "told"),
    [
        (b"\xb6\x00\xff", "UTF-8"),
        (b"[", "while parsing"),
        (b"hello", "docs/operating.md"),
        (OFFICE.encode() + b'code_pattern: "{authority.__class__}-{counter}"', "authority.__class__"),
        (OFFICE.encode() + b'code_pattern: "{authority}-{date}"', "counter"),
        (OFFICE.replace("vn-a", "vn-z").encode(), "vn-sat"),
        (OFFICE.replace("[approver]", "[clock]").encode(), "clock"),
    ],
)
def test_an_office_that_cannot_be_read_is_told_in_words_and_nothing_is_made_of_it(files, office, told):
    (files / "office.yaml").write_bytes(office)
    answer = init(files)
    assert answer.returncode == 2
    assert told in answer.stderr and "Traceback" not in answer.stderr
    if (files / "data" / "tthc.db").exists():
        with bootstrap.build(Settings(data_dir=files / "data")).read() as session:
            assert not offices.offices(session)


def test_a_data_folder_that_cannot_be_one_is_told_in_one_line(files):
    (files / "data").write_text("a file", encoding="utf-8")
    answer = init(files)
    assert (answer.returncode, answer.stderr) == (2, f"{files / 'data'}: File exists\n")
