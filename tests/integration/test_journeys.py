"""What travels to PostgreSQL together arrives as if each statement had gone alone."""

import signal
from _thread import interrupt_main
from collections.abc import Iterator
from decimal import Decimal
from threading import Timer

import psycopg
import pytest
from sqlalchemy import event

from tests.builders import AnOffice, an_app
from tests.integration.a_postgres import Server, postgres_server
from tthc_engine.bootstrap import build
from tthc_engine.domain.commands import Assign, Complete

pytestmark = [pytest.mark.integration, pytest.mark.postgres]

ROW = {"unit": "school", "series": "thử", "period": "2026", "value": 1}
ASKED = ("SELECT value FROM counter WHERE series = ?", ("thử",))
OFTEN = 10


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres_server() as running:
        yield running


@pytest.fixture
def app(tmp_path, server):
    made = an_app(tmp_path, url=server.new_database())
    yield made
    made.database.dispose()


def straight(app):
    """The bare driver at the same database."""
    return psycopg.connect(app.database.url.replace("+psycopg", ""), autocommit=True)


def counted(app, value):
    """Written, changed and read again in one transaction."""
    with app.transaction() as session:
        session.put("counter", ROW, key=("unit", "series", "period"))
        session.change("counter", {"value": value}, where={"series": "thử"})
        return session.value(*ASKED)


def test_what_is_asked_often_is_answered_alike_also_after_a_failure(app):
    assert [counted(app, number) for number in range(OFTEN)] == list(range(OFTEN))
    with pytest.raises(psycopg.errors.UniqueViolation), app.transaction() as session:
        session.insert("counter", ROW)
    assert [counted(app, number) for number in range(OFTEN)] == list(range(OFTEN))


def test_numbers_of_every_size_and_nothing_at_all_find_the_same_statement(app):
    values = (1, 70_000, 5_000_000_000, -1)
    found = []
    for _ in range(OFTEN // 2):
        for value in values:
            with app.transaction() as session:
                session.run("CREATE TEMPORARY TABLE IF NOT EXISTS kept (number BIGINT, word TEXT, there BOOLEAN)")
                session.run("DELETE FROM kept")
                session.insert("kept", {"number": value, "word": None, "there": value > 0})
                session.insert("kept", {"number": None, "word": "50 % Đúng?", "there": None})
                found.append(session.rows("SELECT number, word, there FROM kept ORDER BY number"))
    assert found[-4:] == [[(value, None, value > 0), (None, "50 % Đúng?", None)] for value in values]


def test_an_answer_is_what_the_driver_itself_would_have_given(app):
    asked = "SELECT 7, 7000000000, 1.50::numeric, true, NULL, 'Lường'::text, '\\x00ff'::bytea, ARRAY[1, 2], 0.5::float8"
    with app.transaction() as session:
        mine = session.row(asked)
    with straight(app) as connection:
        assert connection.execute(asked).fetchone() == mine
    assert mine is not None
    assert mine[2] == Decimal("1.50")


def test_a_word_that_postgresql_cannot_hold_is_refused_where_it_is_written(app):
    with app.transaction() as session:
        session.insert("counter", ROW)
        with pytest.raises(psycopg.DataError):
            session.insert("counter", ROW | {"series": "a\0b"})
    with app.read() as session:
        assert session.rows("SELECT series FROM counter") == [("thử",)]


def test_what_is_expected_is_answered_with_the_first_journey_and_forgotten_with_its_block(app):
    counted(app, 1)
    other = build(app.settings)
    with app.transaction() as session:
        with session.expecting(lambda ahead: ahead.value(*ASKED)):
            session.value("SELECT 1")
            counted(other, 2)
            # Somebody else wrote since: the answer had come already.
            assert session.value(*ASKED) == 1
        assert session.value(*ASKED) == 2
    other.database.dispose()


def test_a_question_that_nobody_expected_is_asked_all_the_same(app):
    counted(app, 5)
    with app.transaction() as session, session.expecting(lambda ahead: ahead.value("SELECT 3")):
        assert session.value(*ASKED) == 5
        assert session.value("SELECT 3") == 3
        assert session.value("SELECT 4") == 4


def hung_up_on(app):
    with app.transaction() as session:
        session.insert("counter", ROW)
        mine = session.value("SELECT pg_backend_pid()")
        with straight(app) as another:
            another.execute("SELECT pg_terminate_backend(%s)", (mine,))
        for _ in range(OFTEN):
            session.insert("counter", ROW | {"series": "khác"})
            session.value("SELECT 1")


def test_after_the_server_hung_up_the_next_command_speaks_over_another_line(app):
    with pytest.raises(psycopg.OperationalError):
        hung_up_on(app)
    assert counted(app, 4) == 4
    with app.read() as session:
        assert session.rows("SELECT series FROM counter") == [("thử",)]


def interrupted(app):
    with app.transaction() as session:
        session.insert("counter", ROW)
        Timer(0.2, interrupt_main).start()
        session.value("SELECT pg_sleep(20)")


def test_an_interrupted_journey_leaves_nothing_behind(app):
    # Somebody's shell runs its background jobs deaf to it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            interrupted(app)
    finally:
        signal.signal(signal.SIGINT, before)
    with app.read() as session:
        assert session.rows("SELECT series FROM counter") == []
    assert counted(app, 4) == 4


def journeys(line, path, *, during):
    """How often `during` waited for the server over this line, as libpq itself tells it."""
    with path.open("w+") as told:
        line.pgconn.trace(told.fileno())
        during()
        line.pgconn.untrace()
        told.seek(0)
        return sum("F" in words and words[-1] == "Sync" for words in map(str.split, told))


def test_a_command_makes_two_journeys_and_a_dossiers_first_four(app, tmp_path):
    lines = []
    event.listen(app.database.alchemy, "connect", lambda line, _: lines.append(line))
    office = AnOffice(app)
    office.accept("2026-06-01 08:50", dossier="d0")
    first = journeys(lines[0], tmp_path / "first", during=lambda: office.accept("2026-06-01 09:00", dossier="d1"))
    assign = Assign(dossier="d1", by=office.officer("approver"), to="school.handler")
    then = journeys(lines[0], tmp_path / "then", during=lambda: office.do(assign, "2026-06-01 10:00"))
    complete = Complete(dossier="d1", by=office.officer("handler"))
    last = journeys(lines[0], tmp_path / "last", during=lambda: office.do(complete, "2026-06-01 11:00"))
    assert (first, then, last) == (4, 2, 2)
