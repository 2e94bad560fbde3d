"""House rules of the whole suite; fixtures that tell of an office live in tests/builders.py.

* Unit tests reach no network and no database: a socket refuses to connect and sqlite3 opens nothing but memory.
* A test that is skipped says why; with TTHC_REQUIRE_ALL=1, as in CI, a skip is a failure.
* Nothing leaves this machine, whatever the environment of the person who runs the tests says.
"""

import os
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests import databases

UNIT = Path(__file__).parent / "unit"
KEPT = ("TTHC_REQUIRE_ALL", "TTHC_TEST_DATABASE", "TTHC_EVERY_LOOK")
ALL_REQUIRED = os.environ.get("TTHC_REQUIRE_ALL") == "1"

# An engineer's own office, mail server or Prefect must not be what the tests act on.
for _name in [name for name in os.environ if name.startswith("TTHC_") and name not in KEPT]:
    del os.environ[_name]
os.environ.pop("PREFECT_API_URL", None)
os.environ["DO_NOT_TRACK"] = "1"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"


def _is_unit(item: pytest.Item) -> bool:
    return UNIT in item.path.parents and item.get_closest_marker("integration") is None


@pytest.fixture(autouse=True)
def _no_network_in_unit_tests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if _is_unit(request.node):

        def refuse(*_: Any, **__: Any) -> NoReturn:
            raise AssertionError("A unit test reached for the network or a database file; mark it `integration`.")

        connect = sqlite3.connect

        def memory_only(database: Any, *args: Any, **kwargs: Any) -> sqlite3.Connection:
            if str(database) != ":memory:":
                refuse()
            connection: sqlite3.Connection = connect(database, *args, **kwargs)
            return connection

        monkeypatch.setattr(socket.socket, "connect", refuse)
        monkeypatch.setattr(socket.socket, "connect_ex", refuse)
        monkeypatch.setattr(sqlite3, "connect", memory_only)


@pytest.fixture(autouse=True)
def _databases_go_with_their_folder(request: pytest.FixtureRequest) -> Iterator[None]:
    # Asked for first, so that it is torn down last.
    made = databases.ON_POSTGRES and "tmp_path" in request.fixturenames
    folder = request.getfixturevalue("tmp_path") if made else None
    yield
    if folder is not None:
        databases.forget(folder)


def pytest_sessionfinish() -> None:
    databases.stop()


def _as_failure(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure that keeps its reason; an expected failure stays what it is."""
    if ALL_REQUIRED and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{reason}\n(TTHC_REQUIRE_ALL=1: nothing may be skipped)"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Any:
    report = yield
    _as_failure(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Any:
    report = yield
    _as_failure(report)
    return report
