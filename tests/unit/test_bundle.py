"""What a bundle holds for which machine, by the lock alone; that it runs is `make proof`'s (scripts/try_bundle.py)."""

import re
import tomllib
from pathlib import Path

import pytest

from scripts.bundle import PLATFORMS, PYTHONS, ROOT, Target, carried, lock_entries, needed

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKED = lock_entries((ROOT / "requirements.lock").read_text(encoding="utf-8"))


def names(target: Target) -> set[str]:
    return {one.name for one in needed(target, LOCKED, carried(PROJECT))}


def test_the_whole_lock_is_read_and_every_entry_has_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert len(LOCKED) == len(re.findall(r"^\S+==", text, re.MULTILINE))
    assert all("--hash=sha256:" in one.text for one in LOCKED)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_each_machine_gets_what_runs_and_nothing_that_only_develops(platform: str, python: str) -> None:
    found = names(Target(platform, python))
    assert {
        "fastapi",
        "psycopg-binary",
        "argon2-cffi-bindings",
        "typst",
        "tzdata",
        "opentelemetry-sdk",
        "protobuf",
    } <= found
    assert not {"pytest", "mypy", "ruff", "hypothesis", "duckdb"} & found


def test_windows_gets_its_own_and_linux_does_not() -> None:
    assert "pywin32" in names(Target("win_amd64", "3.12"))
    assert "pywin32" not in names(Target("linux_x86_64", "3.12"))


def test_what_is_not_locked_is_said() -> None:
    with pytest.raises(LookupError, match="nowhere-to-be-found is not locked for win_amd64"):
        needed(Target("win_amd64", "3.12"), LOCKED, ["nowhere-to-be-found>=1"])


@pytest.mark.parametrize("file", sorted((ROOT / "deploy" / "bundle").glob("*.bat")), ids=lambda file: file.name)
def test_what_is_double_clicked_leads_somewhere_and_names_files_that_come_along(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    labels, jumps = set(re.findall(r"^:(\w+)", text, re.MULTILINE)), set(re.findall(r"goto (\w+)", text))
    assert jumps == labels
    assert "chcp 65001" in text and "PYTHONUTF8=1" in text, "Vietnamese is read and written"
    guide = (ROOT / "docs" / "windows.vi.md").read_text(encoding="utf-8")
    assert file.name in guide
    for named in re.findall(r"(\w+\.bat)", text):
        assert (ROOT / "deploy" / "bundle" / named).exists()
