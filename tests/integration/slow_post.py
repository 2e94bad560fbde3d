"""A mail server, a process of its own, that takes its time: `python -m tests.integration.slow_post FOLDER SECONDS`.

Prints its port, keeps a file for each mail taken, `<n>-<Message-ID>.eml`, and ends when its standard input closes.
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
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True)
class SlowPost:
    folder: Path
    url: str

    def taken(self) -> list[str]:
        """The identifiers, one for each mail taken."""
        return [file.stem.split("-", 1)[1] for file in sorted(self.folder.glob("*.eml"))]


@contextmanager
def slow_post(folder: Path, *, seconds: float) -> Iterator[SlowPost]:
    folder.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.integration.slow_post", str(folder), str(seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None and process.stdin is not None
        try:
            yield SlowPost(folder, f"smtp://127.0.0.1:{process.stdout.readline().strip()}")
        finally:
            process.stdin.close()


class _Mailbox:
    def __init__(self, folder: Path, seconds: float) -> None:
        self.folder, self.seconds = folder, seconds
        self.numbers = itertools.count(1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.seconds)
        content = envelope.content
        assert isinstance(content, bytes)
        identifier = str(message_from_bytes(content, policy=policy.default)["Message-ID"]).strip("<>").partition("@")[0]
        (self.folder / f"{next(self.numbers):05d}-{identifier}.eml").write_bytes(content)
        return "250 OK"


def main() -> None:
    folder, seconds = Path(sys.argv[1]), float(sys.argv[2])
    loop = asyncio.new_event_loop()
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    UnthreadedController(_Mailbox(folder, seconds), hostname="127.0.0.1", port=port, loop=loop).begin()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    threading.Thread(target=lambda: (sys.stdin.read(), loop.call_soon_threadsafe(loop.stop)), daemon=True).start()
    loop.run_forever()


if __name__ == "__main__":
    main()
