"""Prefect's local API: started in the background when there is first something to record, ended with us."""

import logging
import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import httpx

log = logging.getLogger(__name__)

# The first start migrates Prefect's own database: 6 to 13 s measured on two cores; a slow disk gets several times that.
PATIENCE_SECONDS = 90.0
# After a failure the work runs inline; a machine that was short of memory then may have it later.
REST_SECONDS = 600.0
USER = "tthc"


class LocalApi:
    """One child process with Prefect's API on the loopback, under a password made for this run.

    `home` holds Prefect's database. Thread-safe; nothing is started before `ready` is asked.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.why_not = ""
        """Why Prefect is not used now; empty: it is, or nobody has asked yet."""
        self._password = secrets.token_urlsafe(24)
        self._child: subprocess.Popen[str] | None = None
        self._url = ""
        self._asleep_until = 0.0
        self._one_at_a_time = threading.Lock()
        self._stopped = threading.Event()

    @property
    def url(self) -> str:
        return self._url

    @property
    def auth(self) -> str:
        """User and password, joined by a colon, that the API asks for."""
        return f"{USER}:{self._password}"

    @property
    def process_id(self) -> int | None:
        return self._child.pid if self._child is not None and self._child.poll() is None else None

    def ready(self) -> bool:
        """Whether flows may run on it now; starts it first where needed, which takes seconds."""
        with self._one_at_a_time:
            if self._stopped.is_set():
                return False
            if self.process_id is not None and self._answers():
                return True
            if monotonic() < self._asleep_until:
                return False
            return self._start()

    def give_up(self) -> None:
        """Stop waiting for a start and begin no other; a run in hand may still be recorded."""
        self._stopped.set()

    def stop(self) -> None:
        """End the child and start no other; returns when it is gone."""
        self.give_up()
        with self._one_at_a_time:
            self._end_child()

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Flows called inside are recorded here, whatever Prefect settings this machine has otherwise."""
        os.environ.update(self._environment())
        from prefect import settings

        here = {
            settings.PREFECT_API_URL: f"{self._url}/api",
            settings.PREFECT_API_AUTH_STRING: self.auth,
            settings.PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: False,
            # Its thread would keep every flow waiting for a second at its end.
            settings.PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
            settings.PREFECT_CLIENT_MAX_RETRIES: 0,
            settings.PREFECT_API_REQUEST_TIMEOUT: 10.0,
        }
        with settings.temporary_settings(here):
            yield

    def _start(self) -> bool:
        self._end_child()
        try:
            self._child = self._spawn()
            self._url = f"http://127.0.0.1:{self._port(self._child)}"
            self._wait_until_it_answers()
        except (OSError, ValueError, TimeoutError) as error:
            self._end_child()
            self._asleep_until = monotonic() + REST_SECONDS
            self.why_not = str(error)
            log.warning("action=prefect_start outcome=failed why=%s; due work runs inline", error)
            return False
        self.why_not = ""
        log.info("action=prefect_start outcome=running url=%s", self._url)
        return True

    def _spawn(self) -> subprocess.Popen[str]:
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A session of its own: Ctrl-C is ours to handle, and a run in its last second must still be recorded.
        return subprocess.Popen(
            [sys.executable, "-m", "flows.prefect_child"],
            env=self._environment(inherited=os.environ) | {"PREFECT_SERVER_API_AUTH_STRING": self.auth},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def _environment(self, inherited: "os._Environ[str] | dict[str, str] | None" = None) -> dict[str, str]:
        """What Prefect is told; of what it inherits, none of its own variables counts."""
        kept = {name: value for name, value in (inherited or {}).items() if not name.startswith("PREFECT_")}
        return kept | {
            "PREFECT_HOME": str(self.home),
            "PREFECT_PROFILES_PATH": str(self.home / "profiles.toml"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
            "PREFECT_LOGGING_LEVEL": "CRITICAL",
            "PREFECT_LOGGING_TO_API_ENABLED": "false",
        }

    def _port(self, child: subprocess.Popen[str]) -> int:
        """The first line the child prints; ValueError when it dies before it has one."""
        assert child.stdout is not None
        said: list[str] = []
        reader = threading.Thread(target=lambda out: said.append(out.readline()), args=(child.stdout,), daemon=True)
        reader.start()
        deadline = monotonic() + PATIENCE_SECONDS
        while reader.is_alive() and not self._stopped.is_set() and monotonic() < deadline:
            reader.join(0.2)
        if not said or not said[0].strip().isdigit():
            raise ValueError("Prefect's API did not start")
        return int(said[0])

    def _wait_until_it_answers(self) -> None:
        deadline = monotonic() + PATIENCE_SECONDS
        while monotonic() < deadline and self.process_id is not None:
            if self._answers():
                return
            if self._stopped.wait(0.2):
                break
        raise TimeoutError("Prefect's API does not answer")

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self._url}/api/health", auth=(USER, self._password), timeout=5.0).is_success
        except httpx.HTTPError:
            return False

    def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                stream.close()
        try:
            child.wait(timeout=2)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
