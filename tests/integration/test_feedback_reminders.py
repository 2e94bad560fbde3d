"""Who owes the next act on a reflection is told at once; past its limit the ladder is climbed; done, it is over."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import AnOffice, an_app, hanoi
from tests.databases import environment
from tthc_engine.domain.feedback import About, Act, Done
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.store import notices
from tthc_engine.work import alerting, feedback

pytestmark = pytest.mark.integration
SENT = feedback.Sent(
    unit="school",
    sender="Lường Thị Én",
    address="Bản Pho",
    phone="0123 045 999",
    email="",
    content="Chờ lâu",
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[AnOffice]:
    made = AnOffice(an_app(tmp_path))
    yield made
    made.app.database.dispose()


def received(office: AnOffice, wall: str = "2026-06-01 09:00") -> str:
    given = feedback.receive(office.app, SENT, key=wall, by="", at=hanoi(wall))
    with office.app.read() as session:
        return str(session.value("SELECT id FROM feedback WHERE code = ?", (given.code,)))


def act(office: AnOffice, key: str, kind: Act, role: Role, wall: str, **more: object) -> None:
    by = Actor(person=f"school.{role.value}", roles=frozenset({role}), unit="school")
    feedback.act(office.app, key, Done(kind=kind, at=hanoi(wall), by=by.person, **more), by=by)  # type: ignore[arg-type]


def told(office: AnOffice, wall: str) -> dict[str, list[str]]:
    """What each person has unread after the round of that minute: kinds, the oldest first."""
    report = alerting.alert(office.app, hanoi(wall))
    assert report.failed == {}
    found: dict[str, list[str]] = {}
    with office.app.read() as session:
        for role in ("clerk", "approver", "supervisor", "director"):
            unread = notices.unread(session, f"school.{role}")
            if unread:
                found[role] = [one.kind for one in reversed(unread)]
    return found


def test_the_clerk_is_told_at_once_and_past_five_working_days_it_climbs_rung_by_rung(office: AnOffice):
    key = received(office)
    assert alerting.is_due(office.app, hanoi("2026-06-01 09:01"))
    assert told(office, "2026-06-01 09:01") == {"clerk": ["feedback.owed"]}
    assert told(office, "2026-06-01 09:02") == {"clerk": ["feedback.owed"]}, "each once"
    # Five working days after Monday 1 June end on Monday 8 June at 17:00; the very instant is in time.
    assert told(office, "2026-06-08 17:00") == {"clerk": ["feedback.owed"]}
    late = ["feedback.owed", "feedback.late"]
    assert told(office, "2026-06-08 17:01") == {"clerk": late}
    # Two, four and eight working hours later.
    assert told(office, "2026-06-09 09:31") == {"clerk": late, "approver": ["feedback.late"]}
    after = told(office, "2026-06-10 08:30")
    assert after == {"clerk": late, **{one: ["feedback.late"] for one in ("approver", "supervisor", "director")}}
    act(office, key, Act.ACCEPT, Role.CLERK, "2026-06-10 09:00", about=About.CONDUCT)
    # What was owed is done: nobody has it to read any more, and the approver owes the answer, past its limit or not.
    assert told(office, "2026-06-10 09:01") == {"approver": ["feedback.owed"]}


def test_fifteen_days_for_the_answer_are_counted_from_the_receipt_and_two_for_publishing_from_the_answer(
    office: AnOffice,
):
    key = received(office)
    act(office, key, Act.ACCEPT, Role.CLERK, "2026-06-02 09:00", about=About.CONDUCT)
    assert told(office, "2026-06-22 17:00") == {"approver": ["feedback.owed"]}
    assert told(office, "2026-06-22 17:01") == {"approver": ["feedback.owed", "feedback.late"]}
    act(office, key, Act.ANSWER, Role.APPROVER, "2026-06-23 08:00", text="Đã xin lỗi", upheld=True)
    assert told(office, "2026-06-23 08:01") == {"clerk": ["feedback.owed"]}
    assert told(office, "2026-06-25 17:01") == {"clerk": ["feedback.owed", "feedback.late"]}
    act(office, key, Act.PUBLISH, Role.CLERK, "2026-06-26 08:00", text="Chờ lâu")
    assert told(office, "2026-06-26 08:01") == {}
    assert not alerting.is_due(office.app, hanoi("2027-06-26 08:01")), "what is done is never looked at again"


def test_what_the_sender_owes_reminds_nobody_of_the_house(office: AnOffice):
    key = received(office)
    act(office, key, Act.ASK, Role.CLERK, "2026-06-02 09:00", text="Nói rõ ngày nào")
    assert told(office, "2026-06-02 09:01") == {}
    assert told(office, "2026-09-02 09:01") == {}
    act(office, key, Act.SUPPLY, Role.CLERK, "2026-09-03 09:00", text="Ngày 29/5")
    assert told(office, "2026-09-03 09:01") == {"clerk": ["feedback.owed"]}


def tthc(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tthc_engine.cli.main", "feedback", *arguments],
        env={**os.environ, **environment(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_terminal_lists_shows_and_acts_by_the_same_rules_and_names_nobody(office: AnOffice, tmp_path: Path):
    key = received(office)
    with office.app.read() as session:
        code = str(session.value("SELECT code FROM feedback WHERE id = ?", (key,)))
    listed = tthc(tmp_path, "list", "--json")
    (one,) = json.loads(listed.stdout)
    # The wall clock is past June: the classification is late.
    assert (listed.returncode, one["code"], one["owed"], one["late"]) == (1, code, "accept", True)
    shown = tthc(tmp_path, "show", code)
    assert "Chờ lâu" in shown.stdout and "Lường Thị Én" not in shown.stdout + listed.stdout
    refused = tthc(tmp_path, "do", code, "answer", "--by", "school.clerk", "--text", "Đã xem")
    assert refused.returncode != 0 and "Traceback" not in refused.stderr and refused.stderr.strip()
    done = tthc(tmp_path, "do", code, "accept", "--by", "school.clerk", "--about", "conduct")
    assert done.returncode == 0 and "answer by approver" in done.stdout, done.stderr
