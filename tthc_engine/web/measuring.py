"""What a monitoring system reads of this process and the office, in Prometheus' text format; never a person's name."""

import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime

from fastapi import FastAPI, Request
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.responses import Response

from tthc_engine import tracing
from tthc_engine.bootstrap import App
from tthc_engine.store import dossier_counts, machine, outbox
from tthc_engine.work import backup
from tthc_engine.work.alarms import alarms

# From a page that is at once there to one that somebody gives up on.
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 1.0, 2.5, 10.0)
NOWHERE = "(none)"


def measure(web: FastAPI) -> None:
    """Time every request by its route (never by its address, which may hold a code), and keep this process's counts."""
    app: App = web.state.app
    registry = CollectorRegistry()
    registry.register(_Office(app))
    took = Histogram(
        "tthc_request_seconds",
        "How long a request took at the server.",
        ("method", "route", "status"),
        buckets=SECONDS,
        registry=registry,
    )
    web.state.metrics = registry

    async def timed(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        began = time.perf_counter()
        with tracing.span("request", method=request.method) as told:
            try:
                response = await answer(request)
            finally:
                route = getattr(request.scope.get("route"), "path", NOWHERE)
                told.tell(f"{request.method} {route}", route=route)
            told.tell(status=response.status_code)
        took.labels(request.method, route, str(response.status_code)).observe(time.perf_counter() - began)
        return response

    web.middleware("http")(timed)


class _Office(Collector):
    """Read from the rows when somebody asks: right in every process, and after a restart."""

    def __init__(self, app: App) -> None:
        self._app = app

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: registering must not ask the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        at = self._app.now()
        with self._app.read() as session:
            opened, every = dossier_counts.counts(session)
            waiting = dict(outbox.states(session))
            beat = machine.heartbeat(session, "clock-sweep")
            copied = backup.last(session)
        yield _gauge("tthc_dossiers_open", "Dossiers that are not ended.", opened)
        yield _gauge("tthc_dossiers", "Dossiers ever received.", every)
        states = GaugeMetricFamily("tthc_messages", "Messages of the outbox by state.", labels=("state",))
        for state, count in sorted(waiting.items()):
            states.add_metric((state,), count)
        yield states
        yield _since("tthc_sweep_age_seconds", "Since the clock last looked for what is due.", beat, at)
        yield _since("tthc_backup_age_seconds", "Since the last backup by this program.", copied, at)
        ringing = GaugeMetricFamily("tthc_alarm", "1 for each alarm that rings.", labels=("name",))
        for alarm in alarms(self._app, at):
            ringing.add_metric((alarm.name,), 1)
        yield ringing


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)


def _since(name: str, says: str, last: datetime | None, at: datetime) -> Metric:
    """Without a value while it has never happened: an age of nothing is not 0."""
    family = GaugeMetricFamily(name, says)
    if last is not None:
        family.add_metric((), max((at - last).total_seconds(), 0.0))
    return family
