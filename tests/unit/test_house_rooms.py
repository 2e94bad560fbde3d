"""How the house is built: every room has its floor, none is too large, the lock fits the project."""

import tomllib
from pathlib import Path

import pytest

from scripts import check_lock, check_secrets

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PRODUCT = ("tthc_engine", "flows", "notifications", "procedures")
MOST_LINES = 400


def test_every_room_of_the_engine_stands_on_a_floor() -> None:
    [layers] = [contract["layers"] for contract in PROJECT["tool"]["importlinter"]["contracts"] if "layers" in contract]
    placed = {room.strip() for floor in layers for room in floor.split("|")}
    rooms = {f"tthc_engine.{path.stem}" for path in (ROOT / "tthc_engine").iterdir() if _is_room(path)}
    assert rooms - placed == set()
    assert {room for room in placed if room.startswith("tthc_engine.")} - rooms == set()


def _is_room(path: Path) -> bool:
    return not path.name.startswith(("_", ".")) and (path.suffix == ".py" or (path / "__init__.py").exists())


def test_no_room_is_so_large_that_it_wants_a_second() -> None:
    sizes = {
        path.relative_to(ROOT): sum(1 for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
        for package in PRODUCT
        for path in (ROOT / package).rglob("*.py")
        if "versions" not in path.parts
    }
    assert {path: lines for path, lines in sizes.items() if lines > MOST_LINES} == {}


def test_the_lock_pins_what_the_project_asks_for() -> None:
    asked = {"": PROJECT["project"]["dependencies"], **PROJECT["project"]["optional-dependencies"]}
    assert list(check_lock.problems(asked, (ROOT / "requirements.lock").read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("lock", "complaint"),
    [
        ("", "typer is not locked"),
        ("typer==0.1 \\\n    --hash=sha256:00\n", "typer 0.1 is locked"),
        ("typer==2.0\n", "typer has no hash"),
        ("--index-url https://packages.example.org\ntyper==2.0 \\\n    --hash=sha256:00\n", "names an index"),
    ],
)
def test_a_lock_that_does_not_fit_is_refused(lock: str, complaint: str) -> None:
    assert any(complaint in problem for problem in check_lock.problems({"": ["typer>=1"]}, lock))


def test_a_secret_is_found_before_it_is_committed(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("hotline 0123 000 111\nsmtp://desk:" + "hunter22" + "@mail.donvi.gov.vn\n", encoding="utf-8")
    assert check_secrets.finds(note) == [f"{note}:2: an address with a password"]
    note.write_text("CCCD 0" + "38123456789" + "\nCCCD 099000000001\n", encoding="utf-8")
    assert check_secrets.finds(note) == [f"{note}:1: an identity number of twelve digits"]
