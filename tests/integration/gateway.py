"""A real HTTP gateway on the loopback, of SMS, of Zalo or of a webhook, that fails as a test tells it to."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    body: bytes
    headers: Mapping[str, str]

    @property
    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Gateway:
    """Answers with `answers` in turn, then `usual`; keeps every request, and what it took by its key.

    An answer is a status, `hang`, `drop` (takes the message and closes the line without a word), `twice` (takes it and
    answers two times over), or the body of a 200.
    """

    url: str = ""
    answers: list[int | str] = field(default_factory=list)
    usual: int | str = 200
    retry_after: str = ""
    asked: list[Asked] = field(default_factory=list)
    taken: dict[str, Asked] = field(default_factory=dict)
    meanwhile: Callable[[], None] = field(default=lambda: None)
    """What happens while the other side waits for an answer."""
    ending: threading.Event = field(default_factory=threading.Event)


@contextmanager
def gateway(*, usual: int | str = 200) -> Iterator[Gateway]:
    running = Gateway(usual=usual)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"gateway": running}))
    running.url = f"http://127.0.0.1:{server.server_port}/send"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield running
    finally:
        running.ending.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    gateway: Gateway
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        door = self.gateway
        asked = Asked(self.rfile.read(int(self.headers["Content-Length"])), dict(self.headers))
        door.asked.append(asked)
        door.meanwhile()
        answer = door.answers.pop(0) if door.answers else door.usual
        if answer == "hang":
            door.ending.wait(5)
            return
        if answer in ("drop", "twice", 200) or (isinstance(answer, str) and '"error": 0' in answer):
            door.taken.setdefault(self.headers["Idempotency-Key"], asked)
        if answer == "drop":
            self.close_connection = True
            return
        for _ in range(2 if answer == "twice" else 1):
            self._answer(answer)

    def _answer(self, answer: int | str) -> None:
        body = b"" if isinstance(answer, int) or answer == "twice" else answer.encode()
        self.send_response(answer if isinstance(answer, int) else 200)
        if self.gateway.retry_after:
            self.send_header("Retry-After", self.gateway.retry_after)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Not on the test's screen."""
