"""The floor and the drivers' way to a database: one connection, one transaction a command, WAL and full synchronous.

Run as a module it is the floor itself: a row per dossier and a row of history per command, nothing else.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from benchmarks.peers.workflow import FORM, STEPS, asked, race, sqlite_file


class Plain:
    """The bare driver of either database, with the statements written with `?`."""

    def __init__(self, address: str) -> None:
        self.postgres = not sqlite_file(address)
        if self.postgres:
            import psycopg

            self._connection: Any = psycopg.connect(address, autocommit=True)
        else:
            self._connection = sqlite3.connect(sqlite_file(address), isolation_level=None)
            for pragma in ("journal_mode = WAL", "synchronous = FULL"):
                self._connection.execute(f"PRAGMA {pragma}")

    def run(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self._connection.execute(sql.replace("?", "%s") if self.postgres else sql, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.run("BEGIN" if self.postgres else "BEGIN IMMEDIATE")
        yield
        self.run("COMMIT")

    def tables(self) -> None:
        """A document per dossier and its history."""
        self.run("CREATE TABLE dossier (id TEXT PRIMARY KEY, state TEXT NOT NULL)")
        self.run("CREATE TABLE history (dossier TEXT NOT NULL, seq INTEGER NOT NULL, word TEXT NOT NULL,"
                 " by_person TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (dossier, seq))")  # fmt: skip

    def note(self, dossier: str, seq: int, word: str) -> None:
        """Who did what, when."""
        self.run("INSERT INTO history VALUES (?, ?, ?, ?, ?)", (dossier, seq, word, f"officer.{word}", NOW))

    def noted(self, dossiers: Sequence[str]) -> int:
        return sum(self.run("SELECT count(*) FROM history WHERE dossier = ?", (one,)).fetchone()[0] for one in dossiers)


NOW = "2026-06-01T02:00:00.000000Z"


def main() -> None:
    plain = Plain(asked()[0])
    plain.tables()
    made = 0

    def run(count: int) -> int:
        nonlocal made
        mine = [f"d{number}" for number in range(made, made + count)]
        made += count
        for dossier in mine:
            with plain.transaction():
                plain.run("INSERT INTO dossier VALUES (?, ?)", (dossier, json.dumps(FORM)))
                plain.note(dossier, 0, "accept")
            for seq, word in enumerate(STEPS, start=1):
                with plain.transaction():
                    state = json.loads(plain.run("SELECT state FROM dossier WHERE id = ?", (dossier,)).fetchone()[0])
                    state["step"] = word
                    plain.run("UPDATE dossier SET state = ? WHERE id = ?", (json.dumps(state), dossier))
                    plain.note(dossier, seq, word)
        return plain.noted(mine)

    race(run)


if __name__ == "__main__":
    main()
