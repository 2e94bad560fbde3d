"""A process that is killed before or after any SQL statement and any network send, and the office that starts again.

The path is the law's most delicate one: overdue, apology issued, numbered, filed, delivered. Each run is forked from a
parent that has everything imported and owns no thread and no connection, works on its own copy of one office, dies by
SIGKILL at its point, and is followed by a process that does the whole path again as people and machine would: the same
buttons pressed (with the same keys), the same due work done.
"""

import base64
import json
import os
import shutil
import signal
import socket
import sqlite3
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import event

from tests.integration.an_office import APPROVER, DESK, SCHOOL, accept, an_office, at
from tests.integration.receivers import Receivers
from tthc_engine import bootstrap
from tthc_engine.bootstrap import App
from tthc_engine.catalogue import packaged
from tthc_engine.domain import commands as c
from tthc_engine.domain.procedure import Role
from tthc_engine.engine import rebuilding
from tthc_engine.settings import Settings
from tthc_engine.store import letters, people, proof
from tthc_engine.store.journeys import Line, Packed, Told
from tthc_engine.store.people import Position
from tthc_engine.work.deliver import deliver
from tthc_engine.work.sweep import sweep

PATIENCE_SECONDS = 60
RECEIVED = "2026-06-01 09:00"
FIRST = ("2026-06-08 17:01", "2026-06-09 08:00", "2026-06-09 09:00", "2026-06-09 09:01")
"""Sweep, apology, number, delivery."""
AGAIN = ("2026-06-09 10:00", "2026-06-09 10:01", "2026-06-09 10:02", "2026-06-09 10:03")
"""After the dead process's claim has ended."""
NEW_APPOINTMENT = "2026-06-11 17:00"


class Copies(Protocol):
    """One office, and as many copies of it as there are points to die at."""

    def settings(self, number: int, **others: str) -> Settings: ...

    def drop(self, number: int) -> None: ...


@dataclass(slots=True)
class Trail:
    """Every point passed; the process dies at `deadly`."""

    deadly: int = 0
    points: list[str] = field(default_factory=list)

    def point(self, label: str) -> None:
        self.points.append(label)
        if len(self.points) == self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Figures:
    points: int
    killed: int
    doubled: int
    """Second envelopes; each with the identifier, the number and the very file of the first."""

    def in_words(self) -> str:
        return f"{self.killed} of {self.points} points killed, nothing missing, {self.doubled} second envelopes"


def kill_everywhere(copies: Copies, receivers: Receivers, way: str, *, every: int = 1) -> Figures:
    """Die at every `every`-th point and start again; AssertionError where anything is missing or there twice.

    `way` is `smtp` or `http`.
    """
    packaged()  # read once here, not in every child
    other = {"smtp_url": receivers.smtp} if way == "smtp" else {"webhook_url": receivers.http, "webhook_secret": "k"}
    receivers.forget()
    whole = _life(copies.settings(0, **other), FIRST)
    assert whole is not None
    wanted, points = whole["rows"], whole["points"]
    assert len(receivers.taken(way)) == 1, "the unkilled run delivers one envelope"
    acceptable = _between_acceptance_and_record(points)
    copies.drop(0)
    killed = doubled = 0
    for deadly in range(1, len(points) + 1, every):
        receivers.forget()
        settings = copies.settings(deadly, **other)
        where = f"killed {points[deadly - 1]!r}, point {deadly}"
        assert _life(settings, FIRST, deadly=deadly) is None, f"{where}: it should have died"
        again = _life(settings, AGAIN)
        assert again is not None
        killed += 1
        assert again["rows"] == wanted, f"{where}: {difference(wanted, again['rows'])}"
        assert again["sound"] == [], f"{where}: {again['sound']}"
        envelopes = receivers.taken(way)
        allowed = 2 if way == "smtp" and deadly in acceptable else 1
        assert 1 <= len(envelopes) <= allowed, f"{where}: {len(envelopes)} envelopes"
        assert len({_identity(one) for one in envelopes}) == 1, f"{where}: two different envelopes"
        assert all(again["pdf"] in one.read_text() for one in envelopes), f"{where}: not the filed letter"
        doubled += len(envelopes) - 1
        copies.drop(deadly)
    return Figures(len(points), killed, doubled)


def _between_acceptance_and_record(points: list[str]) -> range:
    """From the send that ends the message until the commit of its record, where nobody can know."""
    accepted = max(
        number for number, label in enumerate(points, 1) if label.startswith("after send") and "END" in label
    )
    kept = next(number for number, label in enumerate(points, 1) if number > accepted and "delivery_attempt" in label)
    # SQLite has committed when COMMIT was executed, PostgreSQL when the journey that carried it came back.
    done = f"after {JOURNEY} COMMIT" if any(JOURNEY in label for label in points) else "after COMMIT"
    committed = next(number for number, label in enumerate(points, 1) if number > kept and label == done)
    return range(accepted, committed)


def _identity(envelope: Path) -> str:
    return envelope.name.split("-", 2)[2] if envelope.name.startswith("smtp") else envelope.name


def difference(wanted: dict[str, Any], found: dict[str, Any]) -> str:
    return "; ".join(f"{name}: {wanted[name]} became {found[name]}" for name in wanted if wanted[name] != found[name])


# One life of the process.


def _life(settings: Settings, instants: tuple[str, str, str, str], *, deadly: int = 0) -> dict[str, Any] | None:
    """The whole path in a forked process; what it left, or None when it was killed."""
    trail = Trail(deadly)

    def live() -> dict[str, Any]:
        app = bootstrap.build(settings)
        watch(app, trail)
        _walk(app, instants)
        passed = list(trail.points)
        return {"points": passed, **_left(app)}

    return in_a_child(live)


def in_a_child(work: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
    """What `work` returned in a process forked from this one; None when that was killed by SIGKILL."""
    return begun(work)()


def begun(
    work: Callable[[], dict[str, Any]], *, patience: int = PATIENCE_SECONDS
) -> Callable[[], dict[str, Any] | None]:
    """Let `work` run in a process forked from this one; calling the answer waits for what it returned."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        signal.alarm(patience)
        status = 1
        try:
            with os.fdopen(into, "w") as answer:
                json.dump(work(), answer)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(into)

    def ended() -> dict[str, Any] | None:
        with os.fdopen(out) as answer:
            said = answer.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status == -signal.SIGKILL:
            return None
        assert status == 0, f"the process ended with {status}"
        found: dict[str, Any] = json.loads(said)
        return found

    return ended


def _walk(app: App, instants: tuple[str, str, str, str]) -> None:
    """Clock, approver, clerk and post do their part; whoever did it before presses the same button again."""
    swept, issued, numbered, posted = instants
    assert not sweep(app, at(swept)).failed
    with app.read() as session:
        dossier = str(session.value("SELECT id FROM dossier"))
    apology = c.IssueApology(
        dossier=dossier, by=APPROVER, new_appointment=at(NEW_APPOINTMENT), reason="Chờ trường cũ xác minh"
    )
    with app.transaction() as session:
        app.engine.handle(session, apology, at=at(issued), key="apology")
    with app.read() as session:
        letter = str(session.value("SELECT letter FROM letter WHERE kind = 'apology'"))
    number = c.NumberLetter(dossier=dossier, by=DESK, letter=letter, number="07")
    with app.transaction() as session:
        app.engine.handle(session, number, at=at(numbered), key="number")
    assert not deliver(app, at(posted)).failed


def _left(app: App) -> dict[str, Any]:
    """What the office's rows say, without the instants, and whether log and lists prove."""
    with app.read() as session:
        rows = {
            "obligations": session.rows("SELECT kind, epoch, until_at, settled FROM obligation ORDER BY kind, epoch"),
            "letters": session.rows("SELECT id, kind, number, symbol, state FROM letter ORDER BY id"),
            "files": session.rows("SELECT letter_id FROM letter_file ORDER BY letter_id"),
            "outbox": session.rows("SELECT key, state FROM outbox ORDER BY key"),
            "counters": session.rows("SELECT unit, series, period, value FROM counter ORDER BY unit, series, period"),
            "events": session.rows("SELECT seq, kind FROM event ORDER BY seq"),
            "alerts": session.rows("SELECT seq, role, kind FROM alert ORDER BY seq, role"),
            "notices": session.rows("SELECT person, seq, kind, why FROM notice ORDER BY person, seq"),
        }
        sound = [*proof.verify(session).problems, *rebuilding.check(session, app.engine.rulebook).differences]
        filed = letters.file(session, str(session.value("SELECT id FROM letter WHERE kind = 'apology'")))
    assert filed is not None and sha256(filed.pdf).hexdigest() == filed.sha256
    return {"rows": json.loads(json.dumps(rows)), "sound": sound, "pdf": _line_of(filed.pdf)}


def _line_of(pdf: bytes) -> str:
    """A line from the middle of the file as a mail carries it: another rendering would have another."""
    start = len(pdf) // 57 // 2 * 57
    return base64.b64encode(pdf[start : start + 57]).decode()


# The points: every statement of the driver, every journey to PostgreSQL, every send of a socket.

JOURNEY = "journey ending in"


def watch(app: App, trail: Trail) -> None:
    class SqliteCursor(sqlite3.Cursor):
        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:  # type: ignore[override]
            with _around(trail, _short(sql)):
                return super().execute(sql, *rest)

    class Sqlite(sqlite3.Connection):
        # The store asks the connection, SQLAlchemy's own statements ask a cursor.
        def cursor(self, *_: Any) -> sqlite3.Cursor:  # type: ignore[override]
            return super().cursor(SqliteCursor)

        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
            with _around(trail, _short(sql)):
                return super().execute(sql, *rest)

    class PostgresCursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, *rest: Any, **named: Any) -> Any:
            with _around(trail, _short(str(query))):
                return super().execute(query, *rest, **named)

    @event.listens_for(app.database.alchemy, "do_connect")
    def connect(_: Any, __: Any, given: Any, named: dict[str, Any]) -> Any:
        if app.database.postgres:
            return psycopg.connect(*given, cursor_factory=PostgresCursor, **named)
        return sqlite3.connect(*given, factory=Sqlite, **named)

    # The store's own statements are given to libpq one by one and travel together.
    post, carry = Line._post, Line.carry

    def posted(line: Line, one: Packed, *rest: Any) -> int:
        with _around(trail, _short(one.sql)):
            return post(line, one, *rest)

    def carried(line: Line, statements: Sequence[Packed], **named: Any) -> list[Told]:
        with _around(trail, f"{JOURNEY} {_short(statements[-1].sql)}"):
            return carry(line, statements, **named)

    for name, watched in (("_post", posted), ("carry", carried)):
        setattr(Line, name, watched)

    # The interpreter's own socket: whatever client a channel uses, it sends through one of these.
    for name in ("send", "sendall"):
        setattr(socket.socket, name, _watched(getattr(socket.socket, name), trail))


def _watched(send: Callable[..., Any], trail: Trail) -> Callable[..., Any]:
    def watched(self: socket.socket, said: Any, *rest: Any) -> Any:
        if self.family == socket.AF_UNIX:
            return send(self, said, *rest)
        head = bytes(said[:12]).decode(errors="replace").strip()
        # The end of a mail, or of a JSON body: from here on the receiver may have taken it.
        end = " END" if bytes(said[-5:]) == b"\r\n.\r\n" or bytes(said[-1:]) == b"}" else ""
        with _around(trail, f"send {head}{end}"):
            return send(self, said, *rest)

    return watched


@contextmanager
def _around(trail: Trail, label: str) -> Iterator[None]:
    trail.point(f"before {label}")
    yield
    trail.point(f"after {label}")


def _short(sql: str) -> str:
    return " ".join(sql.split())[:60]


# The copies.


def an_overdue_office(folder: Path, **settings: Any) -> dict[str, Any]:
    """The school with one dossier past its date, its receipt delivered: made in a child, so that we own no thread."""

    def make() -> dict[str, Any]:
        app = an_office(folder, **settings)
        with app.transaction() as session:
            # Somebody whom the breach alerts: their notice belongs to the same transaction.
            since = at(RECEIVED).date()
            post = Position(person=APPROVER.person, role=Role.APPROVER, unit=SCHOOL, valid_from=since)
            people.put_position(session, post, by="init", at=at(RECEIVED))
        accept(app, RECEIVED)
        assert deliver(app, at("2026-06-01 09:01")).delivered == 1
        put_away(app)
        return {}

    made = in_a_child(make)
    assert made is not None
    return made


def put_away(app: App) -> None:
    """Everything lies in the database's own file, and nothing is open."""
    if not app.database.postgres:
        with app.database.alchemy.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    app.database.dispose()


class OnSqlite:
    """Copies of one database file."""

    def __init__(self, folder: Path, make: Callable[..., object] = an_overdue_office) -> None:
        self.folder = folder
        make(folder / "office")

    def settings(self, number: int, **others: str) -> Settings:
        mine = self.folder / str(number)
        mine.mkdir()
        shutil.copy(self.folder / "office" / "tthc.db", mine / "tthc.db")
        return Settings(data_dir=mine, flows="inline", **others)  # type: ignore[arg-type]

    def drop(self, number: int) -> None:
        shutil.rmtree(self.folder / str(number))


class OnPostgres:
    """Copies of one database, made by the server from a template."""

    def __init__(self, folder: Path, url: str, make: Callable[..., object] = an_overdue_office) -> None:
        self.folder = folder
        self.office = url
        make(folder / "office", database_url=url)

    def settings(self, number: int, **others: str) -> Settings:
        self._ask(f"CREATE DATABASE {self._name(number)} TEMPLATE {self._named(self.office)} STRATEGY WAL_LOG")
        url = self.office.removesuffix(self._named(self.office)) + self._name(number)
        return Settings(data_dir=self.folder / "data", database_url=url, flows="inline", **others)  # type: ignore[arg-type]

    def drop(self, number: int) -> None:
        self._ask(f"DROP DATABASE {self._name(number)} WITH (FORCE)")

    def _ask(self, sql: str) -> None:
        address = self.office.removesuffix(self._named(self.office)) + "postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql)

    def _name(self, number: int) -> str:
        return f"{self._named(self.office)}_{number}"

    @staticmethod
    def _named(url: str) -> str:
        return url.rpartition("/")[2]
