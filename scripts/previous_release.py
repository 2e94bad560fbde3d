"""The previous release at work on today's tables: its own tests, its code from the history, our migrations.

    python -m scripts.previous_release [sqlite|postgres …] [--tests FILE …]

The last entry of releases.yaml is taken from git into a temporary folder, today's migrations are laid over its own, and
its tests of store, engine, work and pages run there. Exit: 0 they pass, or the history does not reach back to it (which
is said), 1 they do not.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

import yaml

ROOT = Path(__file__).parents[1]
VERSIONS = Path("tthc_engine", "store", "migrations", "versions")
TESTS = (
    "tests/integration/test_engine.py",
    "tests/integration/test_store.py",
    "tests/integration/test_log.py",
    "tests/integration/test_work_sweep.py",
    "tests/integration/test_work_deliver.py",
    "tests/integration/test_alerting.py",
    "tests/integration/test_scope.py",
    "tests/web/test_dossier_life.py",
    "tests/web/test_desk.py",
    "tests/web/test_lookup.py",
)
# What a release says of its own revisions is not about today's.
NOT = "not migrations_lead"


def previous() -> tuple[str, str]:
    """(version, commit) of the last release."""
    releases = yaml.safe_load((ROOT / "releases.yaml").read_text(encoding="utf-8"))
    return str(releases[-1]["version"]), str(releases[-1]["commit"])


def reaches(commit: str) -> bool:
    """Whether this clone's history holds the commit."""
    asked = ["git", "-C", str(ROOT), "cat-file", "-e", f"{commit}^{{commit}}"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def check_out(commit: str, folder: Path, *, migrations: Literal["today's", "own"] = "today's") -> None:
    """The release's files below `folder`; with today's migrations instead of its own, its code meets today's tables."""
    archive = folder / "release.tar"
    subprocess.run(["git", "-C", str(ROOT), "archive", "--output", str(archive), commit], check=True)
    shutil.unpack_archive(archive, folder, filter="data")
    archive.unlink()
    if migrations == "own":
        return
    shutil.rmtree(folder / VERSIONS)
    shutil.copytree(ROOT / VERSIONS, folder / VERSIONS)


def run(folder: Path, database: str, tests: list[str]) -> int:
    """The release's tests in `folder`, by this environment's programs; pytest's exit code."""
    environment = os.environ | {"PYTHONPATH": str(folder), "TTHC_TEST_DATABASE": database}
    environment.pop("TTHC_REQUIRE_ALL", None)
    # The environment's own tthc_engine is today's: make sure that it is not what is tried.
    asked = [sys.executable, "-c", "import tthc_engine; print(tthc_engine.__file__)"]
    found = subprocess.run(asked, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout
    if not Path(found.strip()).is_relative_to(folder):
        raise RuntimeError(f"the release's code is not what would be tried, but {found}")
    there = [one for one in tests if (folder / one).exists()]
    marks = "not browser and not prefect and not postgres" + (" and not sqlite" if database == "postgres" else "")
    words = ["-q", "-x", "-n", "2", "-p", "no:cacheprovider", "-m", marks, "-k", NOT]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *words, *there], cwd=folder, env=environment, check=False
    ).returncode


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.previous_release")
    parser.add_argument("databases", nargs="*", metavar="sqlite|postgres", default=["sqlite", "postgres"])
    parser.add_argument("--tests", nargs="+", default=list(TESTS))
    given = parser.parse_args()
    version, commit = previous()
    if not reaches(commit):
        print(f"left out: this clone's history does not reach back to {version} ({commit[:12]})")
        return 0
    with tempfile.TemporaryDirectory(prefix="tthc-release-") as folder:
        check_out(commit, Path(folder))
        for database in given.databases:
            print(f"{version} ({commit[:12]}) on today's tables, {database}", flush=True)
            if run(Path(folder), database, given.tests):
                print(f"{version} does not work on today's tables ({database})")
                return 1
    print(f"{version} works on today's tables: {', '.join(given.databases)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
