"""The first start after an upgrade fills what the version before did not keep, in portions, beside people at work."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.builders import AnOffice, an_app
from tthc_engine.domain import commands as c
from tthc_engine.engine import filling, rebuilding
from tthc_engine.store import meta
from tthc_engine.store.sql import Session

pytestmark = pytest.mark.integration

DOSSIERS = 5
BACHELORS_COPY = "3.000465"
"""Its results stay valid: they enter the register."""


class PulledOut(Exception):
    """The plug, in the middle of an upgrade."""


@pytest.fixture
def office(tmp_path: Path) -> AnOffice:
    """One whose version before kept neither facts nor a register nor search keys."""
    office = AnOffice(an_app(tmp_path))
    for number in range(DOSSIERS):
        released(office, f"d{number}")
    with office.app.transaction() as session:
        for table in ("fact", "given_result", "search_key"):
            session.run(f"DELETE FROM {table}")
        for name in ("given_results.filled", "facts.version"):
            meta.drop(session, name)
    return office


def released(office: AnOffice, dossier: str) -> None:
    office.accept("2026-06-01 08:00", procedure=BACHELORS_COPY, dossier=dossier)
    step(office, dossier, "08:10")
    step(office, dossier, "08:20")
    by = office.officer("approver")
    office.do(c.ReleaseResult(dossier=dossier, by=by, result_number=f"{dossier}/BS"), "2026-06-01 09:00")


def step(office: AnOffice, dossier: str, wall: str) -> None:
    with office.app.read() as session:
        known, rules = office.app.engine.dossier(session, dossier)
    now = rules.procedure.step(known.current_step or "")
    if now is not None and now != rules.procedure.result:
        office.do(c.Complete(dossier=dossier, by=office.officer(now.owner), step=now.key), f"2026-06-01 {wall}")


def portions(office: AnOffice, *, plug_after: int, between: Callable[[int], None]) -> filling.Transaction:
    """The office's transactions, `between` called after each; the plug is out after so many."""
    done = 0

    @contextmanager
    def transaction() -> Iterator[Session]:
        nonlocal done
        if done == plug_after:
            raise PulledOut
        with office.app.transaction() as session:
            yield session
        done += 1
        between(done)

    return transaction


def differences(office: AnOffice) -> list[str]:
    with office.app.read() as session:
        return rebuilding.check(session, office.app.engine.rulebook).differences


@pytest.mark.parametrize("plug_after", [2, 3, 5, 7])
def test_ended_in_the_middle_it_goes_on_where_it_was_and_officers_act_in_between(office, plug_after):
    acted = []

    def officers(portion: int) -> None:
        # A new dossier, one that is filled already and one that is not: nobody waits for the rest.
        for number in (0, DOSSIERS - 1):
            collect = c.ReturnResult(dossier=f"d{number}", by=office.officer("desk"), received_by="Lường Văn Bảo")
            if portion == 1:
                office.do(collect, "2026-06-02 08:00")
        acted.append(office.accept(f"2026-06-02 09:0{portion}", procedure=BACHELORS_COPY).dossier_id)

    interrupted = portions(office, plug_after=plug_after, between=officers)
    with pytest.raises(PulledOut):
        filling.fill(interrupted, office.app.engine.rulebook, portion=2)
    assert len(acted) == plug_after and differences(office)
    again = filling.fill(office.app.transaction, office.app.engine.rulebook, portion=2)
    assert differences(office) == []
    # What was filled before the plug was pulled is not filled again.
    assert sum(again.values()) < sum(counted(office).values())
    assert filling.fill(office.app.transaction, office.app.engine.rulebook) == dict.fromkeys(again, 0)


def counted(office: AnOffice) -> dict[str, int]:
    with office.app.read() as session:
        return {one.table: session.value(f"SELECT COUNT(*) FROM {one.table}") for one in filling.FILLS}


def test_processes_that_start_together_share_the_work(office):
    def start(_: int) -> dict[str, int]:
        return filling.fill(office.app.transaction, office.app.engine.rulebook, portion=1)

    with ThreadPoolExecutor(3) as pool:
        written = list(pool.map(start, range(3)))
    assert differences(office) == []
    assert {table: sum(one[table] for one in written) for table in written[0]} == counted(office)
