"""The soak's count would notice: a lost command, a doubled one, one that nobody sent, a gap in the codes."""

from pathlib import Path

import pytest

from benchmarks.soaking import counted
from benchmarks.soaking.counted import Count
from benchmarks.soaking.journal import ACKNOWLEDGED, REFUSED, Journal
from tests.builders import AnOffice, an_app

pytestmark = pytest.mark.integration

DESK = "school.desk"


class Soaked:
    """Three dossiers accepted at the desk, each form with its key, as the hands remember it."""

    def __init__(self, folder: Path) -> None:
        self.office = AnOffice(an_app(folder))
        self.journal = Journal(folder / "journal.jsonl")
        for key in ("a", "b", "c"):
            code = self.office.accept("2026-06-01 09:00", key=key).dossier.reference
            self.journal.answered(self.journal.sends(DESK, "accept", key), ACKNOWLEDGED, dossier=code)

    def doubts(self) -> list[str]:
        found = Count()
        with self.office.app.read() as session:
            counted._answers(session, self.journal, found)
            counted._codes(session, self.journal, found)
            counted._numbers(session, found)
        return found.doubts

    def change(self, statement: str) -> None:
        with self.office.app.transaction() as session:
            session.run(statement)


@pytest.fixture
def soaked(tmp_path):
    made = Soaked(tmp_path)
    assert made.doubts() == []
    yield made
    made.journal.close()
    made.office.app.database.dispose()


def test_an_acknowledged_command_that_is_not_there_is_noticed(soaked):
    soaked.journal.answered(
        soaked.journal.sends(DESK, "accept", "lost"), ACKNOWLEDGED, dossier="H99.58.04-20260601-0009"
    )
    doubts = "\n".join(soaked.doubts())
    assert "each one answered request" in doubts and "codes that were printed are there" in doubts


def test_a_command_that_acted_twice_is_noticed(soaked):
    soaked.office.accept(
        "2026-06-01 09:05", key="a", submitter=None, owner=None, dossier="again", competent_unit="school"
    )
    assert any("each one answered request" in one for one in soaked.doubts())


def test_a_refused_form_that_left_something_behind_is_noticed(soaked):
    soaked.journal.sent[DESK, "accept", "b"].outcome = REFUSED
    assert any("left nothing behind" in one for one in soaked.doubts())


def test_what_nobody_sent_and_a_gap_in_the_codes_are_noticed(soaked):
    soaked.office.accept("2026-06-01 10:00", dossier="ghost")
    soaked.change("UPDATE dossier SET reference = 'H99.58.04-20260601-0007' WHERE id = 'ghost'")
    doubts = "\n".join(soaked.doubts())
    assert "each of exactly one request" in doubts and "without a gap" in doubts


def test_one_form_answered_in_two_ways_is_noticed_at_once(soaked):
    with pytest.raises(AssertionError, match="answered again"):
        soaked.journal.answered(soaked.journal.sent[DESK, "accept", "c"], REFUSED)
