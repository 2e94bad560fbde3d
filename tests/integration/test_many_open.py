"""A worklist where tens of thousands of dossiers are open (peers' case 40): an officer reads their own, not all."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.builders import AnOffice, an_app, hanoi
from tthc_engine.domain.procedure import Role
from tthc_engine.store import dossiers

pytestmark = [pytest.mark.integration, pytest.mark.sqlite]
NOW = hanoi("2026-06-03 08:00")
FEW, MANY = 2_000, 20_000
SHARE = 1.5
"""Ten times as many open dossiers may cost this many times the work of a page, no more."""


def copies(office: AnOffice, model: str, first: int, last: int) -> None:
    """Open dossiers of the same unit and step, due one after the other."""
    with office.app.transaction() as session:
        names = [row[1] for row in session.rows("PRAGMA table_info(dossier)")]
        own = {"id": "'copy' || n", "reference": "'H99.58.04-20260601-9' || n", "due_sort": "due_sort || n"}
        columns = ", ".join(own.get(name, name) for name in names)
        session.run(
            f"WITH RECURSIVE more(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM more WHERE n < {last})"
            f" INSERT INTO dossier ({', '.join(names)}) SELECT {columns} FROM dossier, more WHERE dossier.id = ?",
            (model,),
        )


def work(office: AnOffice, read: Callable[[Any], Any]) -> int:
    """How many hundred instructions of the database one reading takes."""
    counted = 0

    def tick() -> int:
        nonlocal counted
        counted += 1
        return 0

    with office.app.read() as session:
        session._driver.set_progress_handler(tick, 100)
        try:
            assert read(session), "something is found"
        finally:
            session._driver.set_progress_handler(None, 0)
    return counted


def test_a_page_of_the_inbox_costs_as_much_with_twenty_thousand_open_as_with_two(tmp_path: Path):
    office = AnOffice(an_app(tmp_path))
    model = office.accept("2026-06-01 09:00").dossier_id
    handler = office.officer(Role.HANDLER)

    def mine(session: Any) -> Any:
        return dossiers.inbox(session, office.scope, handler, NOW, limit=50)

    copies(office, model, 1, FEW)
    few = work(office, mine)
    copies(office, model, FEW + 1, MANY)
    assert work(office, mine) <= SHARE * few
