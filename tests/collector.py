"""An OpenTelemetry collector of the test's own: takes OTLP over HTTP on the loopback and keeps what it was told."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One span as it arrived."""

    name: str
    facts: dict[str, str]
    trace: str
    inside: str
    """The id of the span around it; empty: none."""
    id: str
    wrong: bool


@dataclass(slots=True)
class Collector:
    url: str = ""
    bodies: list[bytes] = field(default_factory=list)

    def spans(self) -> list[Told]:
        found = []
        for body in self.bodies:
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    found += [
                        Told(
                            name=one.name,
                            facts={fact.key: _plain(fact.value) for fact in one.attributes},
                            trace=one.trace_id.hex(),
                            inside=one.parent_span_id.hex(),
                            id=one.span_id.hex(),
                            wrong=one.status.code == one.status.STATUS_CODE_ERROR,
                        )
                        for one in scope.spans
                    ]
        return found


def _plain(value: object) -> str:
    return str(getattr(value, str(value.WhichOneof("value"))))  # type: ignore[attr-defined]


@contextmanager
def collector() -> Iterator[Collector]:
    kept = Collector()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.bodies.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Not on the test's screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    kept.url = f"http://127.0.0.1:{server.server_port}/v1/traces"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
