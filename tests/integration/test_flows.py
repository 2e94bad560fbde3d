"""Due work in Prefect's history, and the same work when Prefect is not to be had."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from flows.local_api import LocalApi
from flows.recorded import Recorded
from tthc_engine.work.sweep import SweepReport

pytestmark = [pytest.mark.prefect, pytest.mark.integration]

AT = datetime(2026, 11, 16, 0, 31, tzinfo=UTC)


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    # Somebody's shell points elsewhere; the office's history stays in the office's own folder.
    os.environ["PREFECT_API_URL"] = "http://127.0.0.1:9/api"
    api = LocalApi(tmp_path_factory.mktemp("prefect"))
    yield api
    api.stop()
    os.environ.pop("PREFECT_API_URL", None)


def history(api: LocalApi, name: str) -> list[dict]:
    found = httpx.post(
        f"{api.url}/api/flow_runs/filter",
        json={"flows": {"name": {"any_": [name]}}, "sort": "START_TIME_ASC"},
        auth=tuple(api.auth.split(":")),
        timeout=20,
    )
    return found.raise_for_status().json()


def gone(process_id: int) -> bool:
    state = Path(f"/proc/{process_id}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


def wait_until(happened, *, seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happened():
            return True
        time.sleep(0.05)
    return False


def test_a_sweep_with_work_leaves_one_completed_run_that_says_what_it_did(api):
    report = Recorded(api)("clock-sweep", lambda at: SweepReport(candidates=3, acted=2), at=AT)
    assert report.acted == 2
    (run,) = history(api, "clock-sweep")
    assert run["state"]["type"] == "COMPLETED"
    assert run["state"]["message"] == "candidates=3 acted=2 failed=0"
    assert run["parameters"] == {"at": "2026-11-16T00:31:00+00:00"}
    assert run["name"] == "clock-sweep 16/11 07:31 candidates=3 acted=2"
    assert {"tthc", "clock-sweep", "acted=2"} <= set(run["tags"])


def test_a_dossier_that_failed_makes_a_failed_run_that_names_it_with_the_reason(api):
    failed = {"d1": "ValueError: not JSON"}
    report = Recorded(api)(
        "night-sweep", lambda at: SweepReport(candidates=3, failed=failed, codes={"d1": "H99-1"}), at=AT
    )
    assert report.failed == failed
    (run,) = history(api, "night-sweep")
    assert run["state"]["type"] == "FAILED"
    assert run["state"]["message"].endswith("failed=1: H99-1: ValueError: not JSON")
    artifacts = httpx.post(
        f"{api.url}/api/artifacts/filter",
        json={"artifacts": {"key": {"any_": ["failures"]}}},
        auth=tuple(api.auth.split(":")),
        timeout=20,
    )
    assert "H99-1" in artifacts.raise_for_status().json()[0]["data"]


def test_work_that_fails_is_a_failed_run_and_its_error_comes_through(api):
    def broken(at: datetime) -> SweepReport:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        Recorded(api)("outbox-delivery", broken, at=AT)
    (run,) = history(api, "outbox-delivery")
    assert run["state"]["type"] == "FAILED"


def test_all_that_is_due_at_once_is_recorded_without_loss(api):
    names = [f"at-once-{number}" for number in range(4)]
    together = threading.Barrier(4, timeout=30)

    def work(at: datetime) -> SweepReport:
        together.wait()
        return SweepReport()

    perform = Recorded(api)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: perform(name, work, at=AT), names))
    assert [run["state"]["type"] for name in names for run in history(api, name)] == ["COMPLETED"] * 4


def test_a_stranger_on_this_machine_is_not_let_into_the_history(api):
    assert api.ready()
    assert httpx.post(f"{api.url}/api/flow_runs/filter", json={}, timeout=20).status_code == 401


def test_the_work_is_done_once_though_prefect_dies_in_the_middle_and_a_new_one_is_started_for_the_next(api):
    done = []

    def work(at: datetime) -> SweepReport:
        done.append(at)
        assert api.process_id is not None
        os.kill(api.process_id, signal.SIGKILL)
        return SweepReport(acted=1)

    assert Recorded(api)("clock-sweep", work, at=AT).in_words() == "candidates=0 acted=1 failed=0"
    assert done == [AT]
    assert api.process_id is None
    Recorded(api)("nightly-check", lambda at: SweepReport(), at=AT)
    assert [run["state"]["type"] for run in history(api, "nightly-check")] == ["COMPLETED"]


def test_where_prefect_cannot_start_the_work_runs_inline_and_says_so(tmp_path, caplog):
    (tmp_path / "prefect").write_text("a file where the folder should be")
    api = LocalApi(tmp_path / "prefect")
    with caplog.at_level("INFO"):
        assert Recorded(api)("clock-sweep", lambda at: SweepReport(acted=4), at=AT).acted == 4
    assert api.why_not and api.process_id is None
    assert "due work runs inline" in caplog.text and "by=inline candidates=0 acted=4 failed=0" in caplog.text


def test_prefect_ends_with_us_even_when_we_are_killed(tmp_path):
    script = """
        import sys, time
        from pathlib import Path
        from flows.local_api import LocalApi
        api = LocalApi(Path(sys.argv[1]))
        assert api.ready()
        print(api.process_id, flush=True)
        time.sleep(600)
    """
    ours = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path / "prefect")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert ours.stdout is not None
    with ours.stdout:
        child = int(ours.stdout.readline())
    ours.kill()
    ours.wait()
    assert wait_until(lambda: gone(child))
