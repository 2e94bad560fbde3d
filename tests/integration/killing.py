"""A process of its own for the kills: it forks its lives, so nothing else may have started a thread in it.

`python -m tests.integration.killing sqlite|postgresql://… smtp|http EVERY FOLDER` prints what it found as JSON; an
AssertionError, and so exit 1, where anything is missing or there twice.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from tests.integration.killed import Figures, OnPostgres, OnSqlite, kill_everywhere
from tests.integration.receivers import receivers


def main(database: str, way: str, every: str, folder: str) -> None:
    """Kill at every `every`-th point and print the figures."""
    place = Path(folder)
    with receivers(place / "post") as post:
        office = place / "office"
        copies = OnSqlite(office) if database == "sqlite" else OnPostgres(office, database)
        found = kill_everywhere(copies, post, way, every=int(every))
    sys.stdout.write(json.dumps(asdict(found)) + "\n")


def killed(database: str, way: str, *, every: int, folder: Path) -> Figures:
    """`main` in a process of its own; AssertionError with what it said where it failed."""
    for name in ("post", "office"):
        (folder / name).mkdir()
    called = [sys.executable, "-m", "tests.integration.killing", database, way, str(every), str(folder)]
    done = subprocess.run(called, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr[-4000:]
    return Figures(**json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    main(*sys.argv[1:])
