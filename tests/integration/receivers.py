"""The other side of the post, as a process of its own: `python -m tests.integration.receivers FOLDER`.

A mail server that keeps whatever it takes, twice if it comes twice, and an HTTP receiver that honours
`Idempotency-Key`. Each thing taken is a file, written whole before the answer goes out: `smtp-<n>-<id>.eml` or
`http-<key>.json`. Prints its two ports and ends when its standard input closes.
"""

import asyncio
import itertools
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True)
class Receivers:
    folder: Path
    smtp: str
    http: str

    def taken(self, way: str) -> list[Path]:
        return sorted(self.folder.glob(f"{way}-*"))

    def forget(self) -> None:
        for file in self.folder.iterdir():
            file.unlink()


@contextmanager
def receivers(folder: Path) -> Iterator[Receivers]:
    folder.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.integration.receivers", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None and process.stdin is not None
        smtp, http = process.stdout.readline().split()
        try:
            yield Receivers(folder, f"smtp://127.0.0.1:{smtp}", f"http://127.0.0.1:{http}/")
        finally:
            process.stdin.close()


class _Mailbox:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        identifier = str(message_from_bytes(content, policy=policy.default)["Message-ID"]).strip("<>")
        (self.folder / f"smtp-{next(self.numbers):05d}-{identifier}.eml").write_bytes(content)
        return "250 OK"


class _Hook(BaseHTTPRequestHandler):
    folder: Path
    lock = threading.Lock()

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            return  # the sender died in the middle: nothing was taken
        with self.lock:
            kept = self.folder / f"http-{self.headers['Idempotency-Key']}.json"
            # The same key again with other words would be a mistake of ours, and is refused.
            same = not kept.exists() or kept.read_bytes() == body
            if same:
                kept.write_bytes(body)
        self.send_response(200 if same else 422)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Not on the test's screen."""


def main() -> None:
    folder = Path(sys.argv[1])
    hook = ThreadingHTTPServer(("127.0.0.1", 0), type("Hook", (_Hook,), {"folder": folder}))
    threading.Thread(target=hook.serve_forever, daemon=True).start()
    loop = asyncio.new_event_loop()
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    UnthreadedController(_Mailbox(folder), hostname="127.0.0.1", port=port, loop=loop).begin()
    sys.stdout.write(f"{port} {hook.server_port}\n")
    sys.stdout.flush()
    threading.Thread(target=lambda: (sys.stdin.read(), loop.call_soon_threadsafe(loop.stop)), daemon=True).start()
    loop.run_forever()


if __name__ == "__main__":
    main()
