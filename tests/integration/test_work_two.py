"""Two workers that live: one sleeps past its lease in the middle of its work, the other takes over, the first wakes."""

import signal
import socket
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.integration.an_office import accept, an_office
from tests.integration.post_office import PostOffice, post_office
from tests.integration.test_work_run import running, wait_until
from tthc_engine.bootstrap import App
from tthc_engine.domain.errors import OfficeBusy
from tthc_engine.store import machine
from tthc_engine.store.machine import Lease

pytestmark = pytest.mark.integration

DOSSIERS = 4


class Door:
    """Where the mail server is reached: whoever comes first waits at it, whoever comes later walks through."""

    def __init__(self, post: PostOffice) -> None:
        self._post = int(post.url.rsplit(":", 1)[1])
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self._listening.getsockname()[1]}"
        self.first: socket.socket | None = None
        threading.Thread(target=self._open, daemon=True).start()

    def _open(self) -> None:
        self.first, _ = self._listening.accept()
        while True:
            try:
                self.let_in(self._listening.accept()[0])
            except OSError:
                return

    def let_in(self, one: socket.socket) -> None:
        other = socket.create_connection(("127.0.0.1", self._post))
        for here, there in ((one, other), (other, one)):
            threading.Thread(target=_carry, args=(here, there), daemon=True).start()

    def close(self) -> None:
        self._listening.close()


def _carry(here: socket.socket, there: socket.socket) -> None:
    try:
        while said := here.recv(65_536):
            there.sendall(said)
        there.shutdown(socket.SHUT_WR)
    except OSError:
        return


@contextmanager
def door() -> Iterator[tuple[Door, PostOffice]]:
    with post_office() as post:
        made = Door(post)
        try:
            yield made, post
        finally:
            made.close()


def lease(office: App) -> Lease | None:
    with office.read() as session:
        return machine.lease(session, "timetable")


def is_at_work(office: App, worker: "subprocess.Popen[str]") -> bool:
    held = lease(office)
    return held is not None and f":{worker.pid}:" in held.holder and held.until > office.now()


def let_sleep(office: App, worker: "subprocess.Popen[str]") -> None:
    """Stopped, and not within a transaction: what it holds there nobody else may have, however long it sleeps."""

    def sleeps_outside() -> bool:
        worker.send_signal(signal.SIGSTOP)
        if _nobody_writes(office):
            return True
        worker.send_signal(signal.SIGCONT)
        return False

    assert wait_until(sleeps_outside)


def _nobody_writes(office: App) -> bool:
    others = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    try:
        with office.transaction() as session:
            return not (session.postgres and session.value(f"{others} AND state <> 'idle'"))
    except OfficeBusy:
        return False


def times(office: App, kind: str) -> Counter[str]:
    """How often it happened to each dossier."""
    with office.read() as session:
        return Counter(row[0] for row in session.rows("SELECT dossier_id FROM event WHERE kind = ?", (kind,)))


def delivered(office: App) -> list[int]:
    """How often each message was delivered, as we remember it."""
    told = "SELECT COUNT(*) FROM delivery_attempt a WHERE a.key = outbox.key AND a.outcome = 'delivered'"
    with office.read() as session:
        return [row[0] for row in session.rows(f"SELECT ({told}) FROM outbox WHERE state = 'delivered'")]


def test_one_sleeps_in_the_middle_of_its_work_and_wakes_when_another_has_done_it(tmp_path: Path) -> None:
    office = an_office(tmp_path, demo=True, lock_seconds=1)
    # Long ago on any machine's clock; their receipts wait to be mailed.
    first = [accept(office, f"2025-08-04 09:{minute:02d}").dossier_id for minute in range(DOSSIERS)]
    more = {"TTHC_DEMO": "1", "TTHC_FLOWS": "worker"}
    with (
        door() as (entrance, post),
        running(tmp_path, 1, word="work", TTHC_SMTP_URL=entrance.url, **more) as sleeper,
    ):
        assert wait_until(lambda: entrance.first is not None and set(times(office, "deadline_breached")) == set(first))
        before = lease(office)
        with running(tmp_path, 1, word="work", TTHC_SMTP_URL=entrance.url, **more) as other:
            assert is_at_work(office, sleeper), "two live, one ticks"
            let_sleep(office, sleeper)
            # Its lease ends, and its claim on the messages that it holds.
            late = accept(office, "2025-08-05 09:00").dossier_id
            office.advance_to(office.now() + timedelta(minutes=11))
            assert wait_until(lambda: is_at_work(office, other))
            taken_over = lease(office)
            assert before is not None and taken_over is not None and taken_over.fence == before.fence + 1
            assert wait_until(lambda: len(post.taken) == DOSSIERS + 1 and late in times(office, "deadline_breached"))
            # Woken, it is told to come again with the mail in hand, and goes on with the others it had claimed.
            post.answers.append("451 4.2.0 later")
            sleeper.send_signal(signal.SIGCONT)
            assert entrance.first is not None
            entrance.let_in(entrance.first)
            assert wait_until(lambda: not post.answers)
            accept(office, "2025-08-06 09:00")
            office.advance_to(office.now() + timedelta(seconds=40))
            assert wait_until(lambda: delivered(office) == [1] * (DOSSIERS + 2))
            assert wait_until(lambda: len(times(office, "deadline_breached")) == DOSSIERS + 2)
            assert is_at_work(office, other) and sleeper.poll() is None
            for worker in (sleeper, other):
                worker.send_signal(signal.SIGTERM)
                assert worker.wait(timeout=20) == 0
    assert set(times(office, "deadline_breached").values()) == {1}
    assert len(post.taken) == DOSSIERS + 2 == len({mail["Message-ID"] for mail in post.taken})
    office.database.dispose()
