"""What took how long and led to what, told to an OpenTelemetry collector where `TTHC_OTEL_URL` names one.

Off, which is the default, nothing of OpenTelemetry is imported and a span is one object that does nothing. On, a span
holds only the facts of `Facts`: words of this program, never what somebody typed, no code, no address, no name, and of
an error its kind alone.
"""

import logging
from collections.abc import Callable
from importlib import metadata
from importlib.util import find_spec
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self, TypedDict, Unpack

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

log = logging.getLogger(__name__)

EXPORT_SECONDS = 5
"""How long one sending may take; a collector that is away keeps nobody waiting, its spans are dropped."""
PARENT = "traceparent"
"""W3C's name for a place in a trace, as text."""


class Facts(TypedDict, total=False):
    """All that a span may say; each name as collectors know it stands in `_NAMES`."""

    method: str
    route: str
    """The pattern of an address (`/ho-so/{reference}`), never the address."""
    status: int
    command: str
    outcome: str
    database: str
    job: str
    due: bool
    failed: int
    message: str
    """The kind of a message."""
    way: str


_NAMES = {
    "method": "http.request.method",
    "route": "http.route",
    "status": "http.response.status_code",
    "command": "tthc.command",
    "outcome": "tthc.outcome",
    "database": "db.system.name",
    "job": "tthc.job",
    "due": "tthc.due",
    "failed": "tthc.failed",
    "message": "tthc.message.kind",
    "way": "tthc.message.way",
}


class Span(Protocol):
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def tell(self, name: str = "", **facts: Unpack[Facts]) -> None:
        """Add facts, and a better name where only the end knows it."""


class _Nothing:
    __slots__ = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def tell(self, name: str = "", **facts: Unpack[Facts]) -> None:
        return None


_NOTHING = _Nothing()
_tracer: "Tracer | None" = None
_end: Callable[[], None] | None = None


def span(name: str, *, after: str = "", **facts: Unpack[Facts]) -> Span:
    """A span for a `with` block, below the one that is open; `after` puts it below a place that `here` gave earlier."""
    return _NOTHING if _tracer is None else _Live(_tracer, name, after, facts)


def here() -> str:
    """The open span's place, to be kept with what is done later; empty where nothing is traced."""
    if _tracer is None:
        return ""
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get(PARENT, "")


def is_installed() -> bool:
    """Whether the extra `otel` is there."""
    try:
        return find_spec("opentelemetry.exporter.otlp.proto.http") is not None
    except ModuleNotFoundError:
        return False


def start(url: str) -> bool:
    """Send spans to the collector at `url` (OTLP over HTTP, with its path) from now on; False where that cannot be.

    Sampling, headers and the batch are OpenTelemetry's own variables (`OTEL_TRACES_SAMPLER`,
    `OTEL_EXPORTER_OTLP_HEADERS` …). Our tracer is no global one: a library that traces itself would say more than we.
    """
    global _tracer, _end
    if _tracer is not None:
        return True
    try:
        import requests
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        log.warning("action=tracing outcome=off why='pip install tthc-engine[otel] is missing'")
        return False
    version = metadata.version("tthc-engine")
    asking = requests.Session()
    # As everywhere else: no proxy for going out is taken from the environment.
    asking.trust_env = False
    provider = TracerProvider(resource=Resource.create({"service.name": "tthc-engine", "service.version": version}))
    exporter = OTLPSpanExporter(endpoint=url, timeout=EXPORT_SECONDS, session=asking)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    _tracer, _end = provider.get_tracer("tthc_engine", version), provider.shutdown
    return True


def stop() -> None:
    """Send what is left and trace nothing more; a process that ends does the same by itself."""
    global _tracer, _end
    if _end is not None:
        _end()
    _tracer = _end = None


class _Live:
    __slots__ = ("_after", "_entered", "_facts", "_name", "_outcome", "_span", "_tracer")

    def __init__(self, tracer: "Tracer", name: str, after: str, facts: Facts) -> None:
        self._tracer, self._name, self._after, self._facts = tracer, name, after, facts
        self._outcome = "outcome" in facts

    def __enter__(self) -> Self:
        from opentelemetry.trace import SpanKind, use_span
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        around = TraceContextTextMapPropagator().extract({PARENT: self._after}) if self._after else None
        kind = SpanKind.SERVER if "method" in self._facts else SpanKind.INTERNAL
        self._span = self._tracer.start_span(self._name, context=around, kind=kind, attributes=_named(self._facts))
        self._entered = use_span(self._span, end_on_exit=True, record_exception=False, set_status_on_exception=False)
        self._entered.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        from opentelemetry.trace import StatusCode

        if kind is not None and not self._outcome:
            # Its kind and not its words: these may quote a row, or what somebody typed.
            self._span.set_attribute("error.type", kind.__name__)
            self._span.set_status(StatusCode.ERROR)
        self._entered.__exit__(None, None, None)

    def tell(self, name: str = "", **facts: Unpack[Facts]) -> None:
        self._outcome = self._outcome or "outcome" in facts
        if name:
            self._span.update_name(name)
        self._span.set_attributes(_named(facts))


def _named(facts: Facts) -> dict[str, Any]:
    return {_NAMES[name]: value for name, value in facts.items()}
