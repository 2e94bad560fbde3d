"""People come, leave, forget passwords and stand in for each other, as an administrator says it on the command line."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pwdlib import PasswordHash

from tests.integration.test_init import OFFICE, PASSWORDS, init
from tthc_engine import bootstrap
from tthc_engine.domain.procedure import Role
from tthc_engine.settings import Settings
from tthc_engine.store import people

pytestmark = pytest.mark.integration

NEW = "people:\n  - {key: hung, name: Trần Văn Hùng, title: Nhân viên giáo vụ, roles: [handler]}\n"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    (folder / "office.yaml").write_text(OFFICE, encoding="utf-8")
    (folder / "passwords").write_text(PASSWORDS, encoding="utf-8")
    assert init(folder).returncode == 0
    return folder


@pytest.fixture
def house(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path, dirs_exist_ok=True))


def tthc(house: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tthc_engine.cli.main", "people", *arguments],
        env={"TTHC_DATA_DIR": str(house / "data"), "PATH": "/usr/bin:/bin", "HOME": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def roles(house: Path, key: str) -> frozenset[Role]:
    office = bootstrap.build(Settings(data_dir=house / "data"))
    with office.read() as session:
        actor = people.actor(session, key, office.now())
    return actor.roles if actor else frozenset()


def test_a_new_handler_gets_one_more_role_and_then_leaves(house):
    (house / "new.yaml").write_text(NEW, encoding="utf-8")
    (house / "new").write_text("hung mat-khau-giao-vu\n", encoding="utf-8")
    assert tthc(house, "add", "truong", str(house / "new.yaml"), "--passwords", str(house / "new")).returncode == 0
    assert tthc(house, "give", "hung", "clerk").returncode == 0
    assert roles(house, "hung") == {Role.HANDLER, Role.CLERK}
    listed = json.loads(tthc(house, "list", "--json").stdout)
    assert ("truong", "hung", "hung") in [(one["unit"], one["key"], one["account"]) for one in listed]
    assert tthc(house, "leave", "hung").returncode == 0
    office = bootstrap.build(Settings(data_dir=house / "data"))
    with office.read() as session:
        assert {one.valid_until for one in people.positions(session, office.now(), person="hung")} != {None}


def test_a_forgotten_password_is_replaced(house):
    (house / "new").write_text("sen mot-mat-khau-moi\n", encoding="utf-8")
    assert tthc(house, "password", "sen", "--passwords", str(house / "new")).returncode == 0
    with bootstrap.build(Settings(data_dir=house / "data")).read() as session:
        account = people.account(session, "sen")
    assert account is not None
    assert PasswordHash.recommended().verify("mot-mat-khau-moi", account.password_hash)


def test_a_substitute_acts_on_the_days_that_were_said(house):
    told = tthc(house, "substitute", "minh", "sen", "--from", "2020-01-01", "--until", "2099-12-31")
    assert told.returncode == 0, told.stderr
    office = bootstrap.build(Settings(data_dir=house / "data"))
    with office.read() as session:
        (stands,) = people.substitute_actors(session, "sen", office.now())
    assert (stands.stands_for, stands.roles) == ("minh", {Role.APPROVER})


WRONG = {
    ("leave", "nobody"): "no person nobody",
    ("leave", "sen", "--on", "2026-02-31"): "not a day",
    ("leave", "sen", "--on", "2020-01-01"): "only",
    ("password", "nobody"): "no account nobody",
    ("give", "sen", "clock"): "cannot be clock",
    ("substitute", "minh", "minh", "--from", "2026-01-01", "--until", "2026-01-02"): "somebody else",
}


def test_a_wrong_call_is_told_in_words_and_changes_nothing(house):
    before = tthc(house, "list", "--json").stdout
    for call, told in WRONG.items():
        answer = tthc(house, *call)
        assert answer.returncode == 2, call
        assert told in answer.stderr and "Traceback" not in answer.stderr, call
    assert tthc(house, "list", "--json").stdout == before
