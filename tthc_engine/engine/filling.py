"""What this software keeps beside the log and an earlier version did not: written once, at the first start.

In portions of a transaction each, so that a large office goes on writing meanwhile. Ended in the middle it goes on
where it was; processes that start together share the work.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from tthc_engine.domain.fold import replay
from tthc_engine.engine.rebuilding import facts_of, results_of
from tthc_engine.engine.rulebook import Rulebook
from tthc_engine.store import facts, given_results, log, meta, search_keys
from tthc_engine.store.sql import Session, marks

PORTION = 100
"""Dossiers a transaction: some tenths of a second in which their own officers wait, and on SQLite everybody."""

Transaction = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    table: str
    lacking: Callable[[Session], bool]
    """Whether nobody has written any of it: a cheap read."""
    write: Callable[[Session, Rulebook, Sequence[str]], int]
    """These dossiers' rows anew; how many."""
    done: Callable[[Session], None]

    @property
    def mark(self) -> str:
        """Where the last dossier written stands, while the filling is under way."""
        return f"filling.{self.table}"


def fill(transaction: Transaction, rulebook: Rulebook, *, portion: int = PORTION) -> dict[str, int]:
    """Fill whatever is lacking, `portion` dossiers a transaction; the rows written of each table."""
    with transaction() as session:
        _begin(session)
    return {one.table: _filled(transaction, rulebook, one, portion) for one in FILLS}


def _begin(session: Session) -> None:
    """Mark what is lacking, all at once: soon a table is no longer empty because somebody acts on a dossier."""
    for one in FILLS:
        if meta.get(session, one.mark) is None and one.lacking(session):
            session.insert_new("meta", {"name": one.mark, "value": ""})


def _filled(transaction: Transaction, rulebook: Rulebook, one: Fill, portion: int) -> int:
    written, more = 0, True
    while more:
        with transaction() as session:
            rows, more = _portion(session, rulebook, one, portion)
        written += rows
    return written


def _portion(session: Session, rulebook: Rulebook, one: Fill, portion: int) -> tuple[int, bool]:
    """The next dossiers after the mark; how many rows, and whether there may be more."""
    # Of several processes one takes this portion, the next finds the mark moved on.
    log.hold(session, [one.mark])
    after = meta.get(session, one.mark)
    if after is None:
        return 0, False
    asked = "SELECT id FROM dossier WHERE id > ? ORDER BY id LIMIT ?"
    dossiers = [row[0] for row in session.rows(asked, (after, portion))]
    log.hold(session, dossiers)
    rows = one.write(session, rulebook, dossiers) if dossiers else 0
    if len(dossiers) == portion:
        meta.put(session, one.mark, dossiers[-1])
        return rows, True
    meta.drop(session, one.mark)
    one.done(session)
    return rows, False


def _facts(session: Session, rulebook: Rulebook, dossiers: Sequence[str]) -> int:
    written = 0
    for dossier in dossiers:
        session.send("DELETE FROM fact WHERE dossier_id = ?", (dossier,))
        for row in facts_of(session, rulebook, dossier):
            session.insert("fact", row)
            written += 1
    return written


def _results(session: Session, rulebook: Rulebook, dossiers: Sequence[str]) -> int:
    declares = {one.slug for one in rulebook.declarations.catalogue.procedures if one.result_kind.valid is not None}
    asked = f"SELECT id, procedure FROM dossier WHERE id IN ({marks(len(dossiers))}) ORDER BY id"
    written = 0
    for dossier_id, procedure in session.rows(asked, dossiers):
        past = log.load(session, dossier_id) if procedure in declares else []
        dossier = replay(one.event for one in past)
        if dossier is not None and dossier.results:
            rules = rulebook.of_dossier(session, dossier, past[0].judged.regime).rules
            several = results_of(rulebook, dossier, rules, dossier_id)
            given_results.save(session, dossier_id, several)
            written += len(several)
    return written


def _search_keys(session: Session, _: Rulebook, dossiers: Sequence[str]) -> int:
    return search_keys.write(session, dossiers)


FILLS = (
    Fill(table="fact", lacking=facts.are_lacking, write=_facts, done=facts.written_now),
    Fill(
        table="given_result",
        lacking=lambda session: not given_results.are_filled(session),
        write=_results,
        done=given_results.filled_now,
    ),
    Fill(table="search_key", lacking=search_keys.are_lacking, write=_search_keys, done=lambda _: None),
)
