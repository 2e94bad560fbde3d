"""Every projection written anew from the log, or compared with it: the log is the truth, the lists are not."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tthc_engine.domain.composing import contact_of
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.events import AnyEvent, LetterIssued
from tthc_engine.domain.fold import replay
from tthc_engine.domain.messages import told
from tthc_engine.domain.rules import Rules
from tthc_engine.engine import figures
from tthc_engine.engine.rulebook import Rulebook
from tthc_engine.store import facts, given_results, letters, log, parts, period_figures, projection, search_keys
from tthc_engine.store.log import Head
from tthc_engine.store.sql import Row, Session

Rows = dict[str, list[dict[str, Any]]]
Progress = Callable[[int, int], None]

TABLES: Mapping[str, tuple[str, ...]] = {
    "dossier": ("id",),
    "obligation": ("dossier_id", "kind", "epoch"),
    "alert": ("dossier_id", "seq", "role"),
    "part": parts.COLUMNS,
    "fact": ("dossier_id", "known_from"),
    "search_key": ("key", "dossier_id"),
    "given_result": given_results.KEY,
}
"""The projections and their keys, by which both sides are sorted."""


@dataclass(slots=True)
class Rebuilt:
    dossiers: int = 0
    rows: int = 0
    differences: list[str] = field(default_factory=list)
    """Each row that is not what the log says, in one sentence; empty after a rebuild."""


def rebuild(session: Session, rulebook: Rulebook, *, progress: Progress | None = None) -> Rebuilt:
    """Throw the projections away and write them from the log, in the caller's transaction."""
    done = Rebuilt()
    log.share_log(session)
    for table in TABLES:
        session.run(f"DELETE FROM {table}")
    period_figures.unsettle_all(session)
    for rows in _all_rows(session, rulebook, done, progress):
        for table, several in rows.items():
            for row in several:
                session.insert(table, row)
                done.rows += 1
    facts.written_now(session)
    given_results.filled_now(session)
    return done


def rebuild_one(session: Session, rulebook: Rulebook, dossier_id: str) -> Rebuilt:
    """The projections of one dossier written anew; `differences` names promised letters or messages that are lost."""
    done = Rebuilt(dossiers=1)
    log.share_log(session)
    for table in TABLES:
        column = "id" if table == "dossier" else "dossier_id"
        session.run(f"DELETE FROM {table} WHERE {column} = ?", (dossier_id,))
    period_figures.unsettle_all(session)
    for table, several in _rows_of(session, rulebook, dossier_id, done).items():
        for row in several:
            session.insert(table, row)
            done.rows += 1
    return done


def check(session: Session, rulebook: Rulebook, *, progress: Progress | None = None) -> Rebuilt:
    """Compare the projections, sorted, with what the log gives; and that every promised letter and message exists."""
    done = Rebuilt()
    expected: Rows = {table: [] for table in TABLES}
    for rows in _all_rows(session, rulebook, done, progress):
        for table, several in rows.items():
            expected[table] += several
    for table, key in TABLES.items():
        done.differences += _compare(session, table, key, expected[table])
        done.rows += len(expected[table])
    done.differences += figures.differences(session, rulebook)
    return done


def check_one(session: Session, rulebook: Rulebook, dossier_id: str) -> list[str]:
    """What of one dossier's rows, letters and messages is not what its log gives; for a sample of a large log."""
    done = Rebuilt(dossiers=1)
    for table, expected in _rows_of(session, rulebook, dossier_id, done).items():
        column, key = ("id" if table == "dossier" else "dossier_id"), TABLES[table]
        columns = tuple(expected[0]) if expected else key
        sql = f"SELECT {', '.join(columns)} FROM {table} WHERE {column} = ?"
        stored = {_key(row, columns, key): row for row in session.rows(sql, (dossier_id,))}
        done.differences += _differing(table, key, columns, expected, stored)
    return done.differences


def _all_rows(session: Session, rulebook: Rulebook, done: Rebuilt, progress: Progress | None) -> Iterator[Rows]:
    ids = [row[0] for row in session.rows("SELECT DISTINCT dossier_id FROM event ORDER BY dossier_id")]
    for dossier_id in ids:
        yield _rows_of(session, rulebook, dossier_id, done)
        done.dossiers += 1
        if progress is not None:
            progress(done.dossiers, len(ids))


def _rows_of(session: Session, rulebook: Rulebook, dossier_id: str, done: Rebuilt) -> Rows:
    past = log.load(session, dossier_id)
    events = [one.event for one in past]
    dossier = replay(events)
    if dossier is None:
        return {}
    around = rulebook.of_dossier(session, dossier, past[0].judged.regime)
    head = Head(past[-1].seq, past[-1].hash)
    done.differences += _unkept_promises(session, dossier_id, dossier, events)
    surrounded = projection.Projected(dossier_id, head, around.office_unit)
    row = projection.dossier_row(dossier, around.rules, surrounded)
    return {
        "dossier": [row],
        "search_key": search_keys.rows(row),
        "obligation": projection.obligation_rows(dossier, dossier_id),
        "alert": projection.alert_rows(events, dossier, dossier_id, first_seq=1),
        "part": parts.rows(dossier, around.rules, dossier_id),
        "fact": _facts_of(session, rulebook, dossier_id, events, past[0].judged.regime),
        "given_result": results_of(rulebook, dossier, around.rules, dossier_id),
    }


def results_of(rulebook: Rulebook, dossier: Dossier, rules: Rules, dossier_id: str) -> list[dict[str, Any]]:
    """The register's rows of what the dossier's office released and what stays valid."""
    validity = rulebook.declarations.validity(rules.procedure)
    return given_results.rows(dossier, rules.procedure, validity, dossier_id)


def _facts_of(
    session: Session, rulebook: Rulebook, dossier_id: str, events: Sequence[AnyEvent], regime: str
) -> list[dict[str, Any]]:
    """The fact rows of one dossier: what was known after each instant at which something happened."""
    known = []
    dossier: Dossier | None = None
    for group in facts.together(events):
        dossier = replay(group, start=dossier)
        if dossier is not None:
            known.append((dossier.last_at, dossier, rulebook.of_dossier(session, dossier, regime).rules))
    return facts.folded(facts.states(known, dossier_id))


def facts_of(session: Session, rulebook: Rulebook, dossier_id: str) -> list[dict[str, Any]]:
    """The fact rows that the dossier's log gives, oldest first; none where the log knows no such dossier."""
    past = log.load(session, dossier_id)
    if not past:
        return []
    return _facts_of(session, rulebook, dossier_id, [one.event for one in past], past[0].judged.regime)


def _compare(session: Session, table: str, key: Sequence[str], expected: Sequence[Mapping[str, Any]]) -> list[str]:
    columns = tuple(expected[0]) if expected else key
    stored = {_key(row, columns, key): row for row in projection.stored_rows(session, table, columns, order=key)}
    return _differing(table, key, columns, expected, stored)


def _differing(
    table: str,
    key: Sequence[str],
    columns: Sequence[str],
    expected: Sequence[Mapping[str, Any]],
    stored: dict[Row, Row],
) -> list[str]:
    """Each row that is missing, differs or comes from nowhere, in one sentence; `stored` is used up."""
    found = []
    for row in expected:
        name = tuple(row[column] for column in key)
        kept = stored.pop(name, None)
        if kept is None:
            found.append(f"{table} {_said(name)} is missing")
            continue
        wrong = [column for column, value in zip(columns, kept, strict=True) if value != row[column]]
        if wrong:
            found.append(f"{table} {_said(name)} differs in {', '.join(wrong)}")
    return found + [f"{table} {_said(name)} comes from no event" for name in stored]


def _key(row: Sequence[Any], columns: Sequence[str], key: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[columns.index(column)] for column in key)


def _said(name: Sequence[Any]) -> str:
    return "/".join(str(part) for part in name)


def _unkept_promises(session: Session, dossier_id: str, dossier: Dossier, events: Sequence[AnyEvent]) -> list[str]:
    """Letters and messages are no projections: their content is not rebuilt, but each must be there."""
    issued = {letters.letter_id(dossier_id, event.letter) for event in events if isinstance(event, LetterIssued)}
    messages = {
        f"{dossier_id}:{seq}:{what.kind}"
        for seq, event in enumerate(events, start=1)
        if (what := told(event)) is not None
    }
    kept_letters = {row[0] for row in session.rows("SELECT id FROM letter WHERE dossier_id = ?", (dossier_id,))}
    kept_told = {row[0] for row in session.rows("SELECT key FROM outbox WHERE dossier_id = ?", (dossier_id,))}
    missing = [f"letter {one} is missing" for one in sorted(issued - kept_letters)]
    if contact_of(dossier.personal) is not None:
        missing += [f"message {one} is missing" for one in sorted(messages - kept_told)]
    return missing
