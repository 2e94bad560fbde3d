"""The fingerprint of a log: sha256 of its sorted lines `case US activity US UTC-milliseconds`.

Two logs with the same events have the same fingerprint, whatever their order, file format or attributes: what an export
and its import must leave unchanged.
"""

import hashlib
import heapq
import tempfile
from collections.abc import Iterator
from datetime import datetime
from types import TracebackType
from typing import IO, Self

from tthc_engine.exchange.logs.trace import utc_us

UNIT_SEPARATOR = "\x1f"
RUN = 200_000
"""Lines held in memory; a longer log is sorted by way of temporary files."""
_LENGTH_BYTES = 4


class Fingerprint:
    """Takes events in any order; used as a context, because long logs leave temporary files behind."""

    def __init__(self, *, run: int = RUN) -> None:
        self._most = run
        self._lines: list[bytes] = []
        self._runs: list[IO[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        for one in self._runs:
            one.close()

    def add(self, case: str, activity: str, at: datetime) -> None:
        self._lines.append(UNIT_SEPARATOR.join((case, activity, str(utc_us(at) // 1000))).encode())
        if len(self._lines) >= self._most:
            self._spill()

    def digest(self) -> str:
        """The fingerprint of what was added so far."""
        found = hashlib.sha256()
        self._lines.sort()
        before = b""
        for line in heapq.merge(self._lines, *(_lines(one) for one in self._runs)):
            found.update(before + line)
            before = b"\n"
        return found.hexdigest()

    def _spill(self) -> None:
        run = tempfile.TemporaryFile()  # noqa: SIM115 -- lives as long as this object, which closes it
        self._runs.append(run)
        for line in sorted(self._lines):
            # With its length before it: a name may hold a line break.
            run.write(len(line).to_bytes(_LENGTH_BYTES, "big") + line)
        self._lines = []


def _lines(run: IO[bytes]) -> Iterator[bytes]:
    run.seek(0)
    while size := run.read(_LENGTH_BYTES):
        yield run.read(int.from_bytes(size, "big"))
