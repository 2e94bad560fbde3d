"""An export of another system taken in: line by line in batches, each one whole, so that it goes on where it stopped.

A batch is one transaction; what is in the log already is not written again, so a run that was killed is simply started
again. Every line has one outcome and says what differs; nothing is guessed and nothing is corrected.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.engine import bulk
from tthc_engine.exchange.dossiers.table import Line, Reading
from tthc_engine.exchange.dossiers.unreadable import UnreadableTable
from tthc_engine.store import offices
from tthc_engine.work.importing.importer import Importer, Seen, dossier_id
from tthc_engine.work.importing.outcomes import Asked, Done, Outcome, Summary

__all__ = ["Asked", "Done", "Outcome", "Progress", "Summary", "dossier_id", "run"]

BATCH = bulk.BATCH
Progress = Callable[[int, int], None]


def run(
    app: App,
    reading: Reading,
    asked: Asked,
    *,
    at: datetime,
    told: Callable[[Done], None] | None = None,
    progress: Progress | None = None,
    file: str = "",
) -> Summary:
    """Take in every line of `reading`; `told` hears of each.

    Raises UnreadableTable where the file breaks off; what came before it is in, and the next run goes on from there.
    """
    summary = Summary()
    with closing(Seen()) as seen:
        importer = Importer(app, asked, seen, reading, at)
        try:
            for lines in _batches(reading.lines):
                for one in importer.take(lines):
                    summary.count(one)
                    if told is not None:
                        told(one)
                if progress is not None:
                    progress(reading.done, reading.of)
        finally:
            if not asked.dry_run and summary.lines:
                _note(app, asked, summary, at=at, file=file)
    return summary


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Lines by the batch; where the file breaks off, first what came before."""
    batch: list[Line] = []
    try:
        for line in lines:
            batch.append(line)
            if len(batch) == BATCH:
                yield batch
                batch = []
    except UnreadableTable:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _note(app: App, asked: Asked, summary: Summary, *, at: datetime, file: str) -> None:
    """The office's own record: who took in what from where."""
    counted: dict[str, object] = {one.value: summary.outcomes[one] for one in Outcome}
    payload = {"source": asked.source, "file": file, "lines": summary.lines, **counted}
    with app.transaction() as session:
        offices.audit(session, asked.unit, kind="dossiers_imported", by=asked.by.person, at=at, payload=payload)
