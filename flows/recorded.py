"""Due work as a Prefect flow run, so that an operator finds in one history what happened, when, and how it ended."""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from flows.labels import closing, label, run_name
from flows.local_api import LocalApi
from tthc_engine.work.report import Report

if TYPE_CHECKING:
    from prefect import Flow

log = logging.getLogger(__name__)

Act = Callable[[datetime], Report]


class Perform(Protocol):
    """How a tick has its work done: recorded by Prefect, or inline."""

    def __call__(self, name: str, act: Act, *, at: datetime) -> Report:
        """Do `act(at)` under the name of its flow; its own errors come through unchanged."""


def inline(name: str, act: Act, *, at: datetime) -> Report:
    """Without Prefect: the same work, and one line in the log."""
    report = act(at)
    log.info("action=%s by=inline %s", name, report.in_words())
    return report


class Recorded:
    """Runs work as flow runs on the local API; inline, and saying so, whenever that is not to be had."""

    def __init__(self, api: LocalApi) -> None:
        self.api = api
        # Prefect's own SQLite refuses two writers now and then: runs begin and end in turn, their work is side by side.
        self._gate = Lock()

    def __call__(self, name: str, act: Act, *, at: datetime) -> Report:
        if not self.api.ready():
            return inline(name, act, at=at)
        once = _Once(act, self._gate)
        try:
            with self._gate, self.api.in_use():
                as_flow(name, once, at=at)(at, return_state=True)
        except Exception as error:
            if once.error is not None:
                raise once.error from None
            # Prefect failed us, not the work: what was done is done, what was not is done now.
            log.warning("action=%s by=prefect outcome=lost why=%s", name, type(error).__name__)
            return once.report or inline(name, act, at=at)
        if once.error is not None:
            raise once.error
        return once.report or inline(name, act, at=at)


class _Once:
    """Remembers how the work itself ended, whatever becomes of its record."""

    def __init__(self, act: Act, gate: Lock) -> None:
        self.act = act
        self.gate = gate
        self.report: Report | None = None
        self.error: Exception | None = None

    def __call__(self, at: datetime) -> Report:
        self.gate.release()
        try:
            self.report = self.act(at)
        except Exception as error:
            self.error = error
            raise
        finally:
            self.gate.acquire()
        return self.report


def as_flow(name: str, act: Act, *, at: datetime) -> "Flow[[datetime], Any]":
    """The thin shell: one flow run with a readable name, its counts as tags, its tables as artifacts."""
    from prefect import flow
    from prefect.client.schemas.objects import State

    @flow(name=name, flow_run_name=run_name(name, at), retries=0, persist_result=False, validate_parameters=False)
    def due_work(at: datetime) -> "State[Any]":
        report = act(at)
        label(name, at, report)
        return closing(report)

    return due_work
