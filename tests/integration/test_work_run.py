"""`tthc run` as a process: it answers at once, whatever Prefect does, and takes everything along when it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests import databases
from tests.integration.a_postgres import children, free_port
from tests.integration.an_office import accept, an_office, events_of
from tthc_engine.store import machine

pytestmark = pytest.mark.integration

TTHC = [sys.executable, "-m", "tthc_engine.cli.main"]
SIGN_IN = "/dang-nhap"


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    return os.environ | databases.environment(folder) | {"TTHC_PORT": str(port), **more}


@contextmanager
def running(folder: Path, port: int, *, word: str = "run", **more: str) -> Iterator[subprocess.Popen[str]]:
    with (folder / f"{word}.log").open("w") as log:
        process = subprocess.Popen(
            [*TTHC, word],
            env=environment(folder, port, **more),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert process.stdout is not None
            said = f"http://127.0.0.1:{port}" if word == "run" else "at work as "
            assert process.stdout.readline().startswith(f"tthc: {said}"), (folder / f"{word}.log").read_text()
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            process.stdout.close()


def wait_until(happened, *, seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happened():
            return True
        time.sleep(0.1)
    return False


def answers(port: int) -> bool:
    return httpx.get(f"http://127.0.0.1:{port}{SIGN_IN}", timeout=15).status_code == 200


@pytest.mark.sqlite
def test_inline_it_sweeps_delivers_and_copies_and_ends_in_good_order(tmp_path):
    # Long ago on any machine's clock: the process reads the wall's.
    office = an_office(tmp_path)
    dossier = accept(office, "2025-08-04 09:00").dossier_id
    port = free_port()
    with running(tmp_path, port, TTHC_FLOWS="inline") as process:
        assert answers(port)
        assert wait_until(lambda: "deadline_breached" in [event.kind for event in events_of(office, dossier)])
        assert wait_until(lambda: len(list((tmp_path / "mail").glob("*.eml"))) == 1)
        assert wait_until(lambda: len(list((tmp_path / "backup").glob("*.db"))) == 1)
        assert children(process.pid) == []
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_a_worker_of_its_own_does_what_web_processes_leave_to_it(tmp_path):
    office = an_office(tmp_path)
    dossier = accept(office, "2025-08-04 09:00").dossier_id
    port = free_port()
    with running(tmp_path, port, TTHC_FLOWS="worker") as web:
        assert answers(port)
        with office.read() as session:
            assert machine.lease(session, "timetable") is None, "the web process ticks nothing"
        with running(tmp_path, port, word="work", TTHC_FLOWS="worker") as worker:
            assert wait_until(lambda: "deadline_breached" in [event.kind for event in events_of(office, dossier)])
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(timeout=20) == 0
        web.send_signal(signal.SIGTERM)
        assert web.wait(timeout=20) == 0


def test_a_port_in_use_is_one_line_and_a_wrong_call(tmp_path):
    an_office(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [*TTHC, "run"], env=environment(tmp_path, port), capture_output=True, text=True, timeout=60, check=False
        )
    assert ended.returncode == 2 and ended.stdout == ""
    assert ended.stderr == f"Port {port} on 127.0.0.1 is in use; choose another with TTHC_PORT.\n"


@pytest.mark.sqlite
@pytest.mark.parametrize("word", ["run", "sweep", "deliver"])
def test_without_an_office_it_says_what_to_do_first(tmp_path, word):
    ended = subprocess.run(
        [*TTHC, word], env=environment(tmp_path, free_port()), capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith("NoOfficeHere: ") and ended.stderr.count("\n") == 1
    assert "`tthc init`" in ended.stderr


def test_by_hand_the_same_work_prints_a_report_for_a_program(tmp_path):
    office = an_office(tmp_path)
    accept(office, "2025-08-04 09:00")
    said = [
        subprocess.run(
            [*TTHC, word, "--json"],
            env=environment(tmp_path, 1),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout
        for word in ("sweep", "deliver", "sweep", "deliver")
    ]
    assert said[0] == '{"candidates": 1, "acted": 1, "failed": {}}\n'
    assert said[1] == '{"filed": 0, "delivered": 1, "postponed": 0, "without_address": 0, "failed": {}}\n'
    assert said[2] == '{"candidates": 0, "acted": 0, "failed": {}}\n'
    assert '"delivered": 0' in said[3]


@pytest.mark.prefect
def test_told_to_end_while_prefect_starts_it_ends_at_once_and_does_no_more(tmp_path):
    office = an_office(tmp_path)
    accept(office, "2025-08-04 09:00")
    with running(tmp_path, free_port()) as process:
        assert wait_until(lambda: children(process.pid) != [])
        (prefect,) = children(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        assert not Path(f"/proc/{prefect}").exists()
    assert "Traceback" not in (tmp_path / "run.log").read_text()


@pytest.mark.prefect
def test_the_web_answers_while_prefect_starts_and_after_it_was_killed_and_both_end_together(tmp_path):
    office = an_office(tmp_path)
    accept(office, "2025-08-04 09:00")
    port = free_port()
    with running(tmp_path, port, PREFECT_API_URL="http://127.0.0.1:9/api") as process:
        assert wait_until(lambda: children(process.pid) != [])
        # It is starting now: the desk does not wait for it.
        assert all(answers(port) for _ in range(10))
        assert wait_until(lambda: len(list((tmp_path / "backup").glob("*.db"))) == 1, seconds=120)
        (prefect,) = children(process.pid)
        os.kill(prefect, signal.SIGKILL)
        assert answers(port)
        # Work that falls due now starts it anew, or is done without it; done it is.
        accept(office, "2025-08-05 09:00")
        assert wait_until(lambda: len(list((tmp_path / "mail").glob("*.eml"))) == 2, seconds=120)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
    assert wait_until(lambda: children(process.pid) == [], seconds=10)


@pytest.mark.prefect
def test_behind_the_proxies_of_a_house_the_work_is_done_and_recorded(tmp_path):
    office = an_office(tmp_path)
    accept(office, "2025-08-04 09:00")
    proxies = {
        "http_proxy": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "ALL_PROXY": "socks5://127.0.0.1:9",
    }
    with running(tmp_path, free_port(), **proxies):
        assert wait_until(lambda: len(list((tmp_path / "mail").glob("*.eml"))) == 1, seconds=120)
        log = tmp_path / "run.log"
        assert wait_until(lambda: "action=prefect_start outcome=running" in log.read_text())
    assert "Traceback" not in log.read_text()
