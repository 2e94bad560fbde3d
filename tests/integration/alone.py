"""Tests that fork, in a process of their own: a child inherits no thread, lock or connection of another test.

`python -m tests.integration.alone kill sqlite|postgresql://… smtp|http EVERY FOLDER`
`python -m tests.integration.alone change sqlite|postgresql://… EVERY FOLDER`
`python -m tests.integration.alone mail sqlite|postgresql://… MESSAGES FOLDER`

Prints what was found as JSON; an AssertionError, and so exit 1, where anything is missing or there twice.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.integration.killed import Figures, OnPostgres, OnSqlite, kill_everywhere
from tests.integration.killed_changes import an_office_with_three, kill_changes
from tests.integration.mailing import Counted, mail_to_all
from tests.integration.receivers import receivers

SQLITE = "sqlite"


def killed(database: str, way: str, *, every: int, folder: Path) -> Figures:
    """`kill_everywhere` at every `every`-th point."""
    (folder / "office").mkdir()
    return Figures(**_alone(folder, "kill", database, way, str(every)))


def killed_in_a_change(database: str, *, every: int, folder: Path) -> Figures:
    """`kill_changes` at every `every`-th point."""
    (folder / "office").mkdir()
    return Figures(**_alone(folder, "change", database, str(every)))


def mailed(database: str, *, messages: int, folder: Path) -> Counted:
    """`mail_to_all` to that many people."""
    return Counted(**_alone(folder, "mail", database, str(messages)))


def _alone(folder: Path, *said: str) -> dict[str, Any]:
    (folder / "post").mkdir()
    called = [sys.executable, "-m", "tests.integration.alone", *said, str(folder)]
    done = subprocess.run(called, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(*said: str) -> None:
    *asked, folder = said
    office = Path(folder) / "office"
    found: Figures | Counted
    with receivers(Path(folder) / "post") as post:
        match asked:
            case ["kill", database, way, every]:
                copies = OnSqlite(office) if database == SQLITE else OnPostgres(office, database)
                found = kill_everywhere(copies, post, way, every=int(every))
            case ["change", database, every]:
                make = an_office_with_three
                three = OnSqlite(office, make) if database == SQLITE else OnPostgres(office, database, make)
                found = kill_changes(three, every=int(every))
            case ["mail", database, messages]:
                where = {} if database == SQLITE else {"database_url": database}
                found = mail_to_all(office, post, messages=int(messages), **where)
            case _:
                raise SystemExit(__doc__)
    sys.stdout.write(json.dumps(asdict(found)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
