"""A file sent while it is being written: nothing is kept on disk, and the first bytes leave at once."""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from queue import Empty, Full, Queue
from typing import BinaryIO, cast

CHUNK = 64 * 1024
WAITING = 8
"""Chunks ahead of a slow reader; the writer waits then."""
_END = b""


class ReaderGone(OSError):
    """Whoever asked for the file closed the line: the writer stops."""


class _Hose(io.RawIOBase):
    def __init__(self) -> None:
        self.chunks: Queue[bytes | Exception] = Queue(WAITING)
        self.gone = threading.Event()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        sent = bytes(cast(bytes, data))
        self.put(sent)
        return len(sent)

    def put(self, one: bytes | Exception) -> None:
        while not self.gone.is_set():
            try:
                return self.chunks.put(one, timeout=1)
            except Full:
                continue
        raise ReaderGone


def written(write: Callable[[BinaryIO], None]) -> Iterator[bytes]:
    """The bytes of `write` as they come, from a thread of its own; its error is raised where the bytes are read."""
    hose = _Hose()

    def work() -> None:
        try:
            buffered = io.BufferedWriter(hose, CHUNK)
            write(cast(BinaryIO, buffered))
            buffered.flush()
            hose.put(_END)
        except ReaderGone:
            return
        except Exception as error:  # whatever it is, the reader must not wait for more
            with suppress(ReaderGone):
                hose.put(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        while True:
            try:
                one = hose.chunks.get(timeout=1)
            except Empty:
                continue
            if isinstance(one, Exception):
                raise one
            if one == _END:
                return
            yield one
    finally:
        hose.gone.set()
