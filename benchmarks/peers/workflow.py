"""The one task that every engine is given, and how its answer is told. Standard library only: it runs in both houses.

A dossier is created with its application form and advanced five times by a person. Each of the six commands is
committed before it counts, survives the process, and can be read afterwards: who did what, when. Where an engine keeps
no such history of its own, its adapter writes one row a command in the same transaction.
"""

import json
import os
import sys
from collections.abc import Callable
from time import perf_counter

COMMANDS = 6
STEPS = ("assign", "complete", "approve", "release", "return")
FORM = {
    "procedure": "2.002854",
    "owner": {"name": "Lường Bảo Ngọc", "identifier": "099316001234", "born_on": "2016-03-09"},
    "submitter": {"name": "Lường Văn Hoà", "phone": "0123 045 678", "email": "hoa@example.org"},
    "relation": "parent",
}  # fmt: skip
WARM_UP = 3


def asked() -> tuple[str, int]:
    """The database's address and the number of dossiers, as the driver passes them."""
    return os.environ["PEERS_DATABASE"], int(os.environ["PEERS_DOSSIERS"])


def sqlite_file(address: str) -> str:
    """The path behind a `sqlite:///` address; empty for another database."""
    return address.removeprefix("sqlite:///") if address.startswith("sqlite") else ""


def race(run: Callable[[int], int]) -> None:
    """Time `run(dossiers)`, which gives back how many commands its history shows, and tell the driver."""
    _, dossiers = asked()
    run(WARM_UP)
    began = perf_counter()
    known = run(dossiers)
    tell(dossiers * COMMANDS, perf_counter() - began, known=known)


def tell(commands: int, seconds: float, *, known: int) -> None:
    """One line for the driver. A history that does not show every command disqualifies the run."""
    if known < commands:
        sys.exit(f"the history shows {known} of {commands} commands")
    print(json.dumps({"commands": commands, "seconds": seconds}), flush=True)
