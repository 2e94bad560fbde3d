"""A process of the version before, in an upgrade, meets what a newer version wrote: it refuses that, and works on."""

import json
from pathlib import Path

import pytest

from tests.builders import TRANSFER, AnOffice, an_app, hanoi
from tthc_engine.bootstrap import App, build
from tthc_engine.domain.errors import ProcedureOfNewerVersion, WrittenByNewerVersion
from tthc_engine.store import declarations, letters, log, offices
from tthc_engine.work.sweep import sweep

pytestmark = pytest.mark.integration

COPY = "3.000465"
RECEIVED = "2026-06-01 08:00"


@pytest.fixture
def office(tmp_path: Path) -> AnOffice:
    return AnOffice(an_app(tmp_path))


def publish_by_a_newer_version(app: App, code: str) -> None:
    """A version of `code` with a word that this software does not have."""
    procedure = app.catalogue.in_force(code, hanoi(RECEIVED).date())
    text = declarations.procedure_text(procedure)
    body = json.dumps(json.loads(text.body) | {"pickup_by_drone": True}, ensure_ascii=False)
    newer = declarations.Text(kind=text.kind, name=text.name, digest="0" * 64, body=body)
    with app.transaction() as session:
        declarations.keep(session, newer, at=hanoi("2026-05-20 08:00"), published=True)


def test_only_the_procedure_that_a_newer_version_published_is_refused(office: AnOffice) -> None:
    publish_by_a_newer_version(office.app, COPY)
    with pytest.raises(ProcedureOfNewerVersion, match=COPY):
        office.accept(RECEIVED, procedure=COPY)
    assert office.accept(RECEIVED, procedure=TRANSFER).dossier_id
    texts = office.app.engine.rulebook.declarations
    with office.app.read() as session:
        codes = {one.code for one in texts.law_on(session, hanoi(RECEIVED).date())}
        assert texts.published(session) == []
    # The version of before is not shown as the law either.
    assert COPY not in codes and TRANSFER in codes


def test_a_dossier_that_goes_by_it_waits_for_the_new_process_and_the_others_are_swept(office: AnOffice) -> None:
    theirs = office.accept(RECEIVED, procedure=TRANSFER).dossier_id
    ours = office.accept("2026-06-01 08:10", procedure=TRANSFER).dossier_id
    with office.app.transaction() as session:
        payload = json.loads(session.value("SELECT payload FROM event WHERE dossier_id = ? AND seq = 1", (theirs,)))
        session.run(
            "UPDATE event SET payload = ? WHERE dossier_id = ? AND seq = 1",
            (json.dumps(payload | {"brought_by": "drone"}, ensure_ascii=False), theirs),
        )
    app = build(office.app.settings)
    with pytest.raises(WrittenByNewerVersion), app.read() as session:
        log.load(session, theirs)
    report = sweep(app, hanoi("2026-06-09 08:00"))
    assert list(report.failed) == [theirs] and "newer version" in report.failed[theirs]
    with app.read() as session:
        assert session.value("SELECT breached_at FROM dossier WHERE id = ?", (ours,)) is not None
    app.database.dispose()


def test_a_letter_and_an_office_of_a_newer_version_are_refused_in_words(office: AnOffice) -> None:
    office.accept(RECEIVED)
    with office.app.transaction() as session:
        for table, column, key in (("letter", "context", "id"), ("office", "facts", "unit")):
            name, text = session.row(f"SELECT {key}, {column} FROM {table}")
            newer = json.dumps(json.loads(text) | {"seen_from": "the moon"}, ensure_ascii=False)
            session.run(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (newer, name))
        with pytest.raises(WrittenByNewerVersion):
            letters.context(session, session.value("SELECT id FROM letter"))
        with pytest.raises(WrittenByNewerVersion):
            offices.office(session, "school")


def test_damage_is_not_taken_for_a_newer_version(office: AnOffice) -> None:
    dossier = office.accept(RECEIVED).dossier_id
    with office.app.transaction() as session:
        session.run("UPDATE event SET payload = '{' WHERE dossier_id = ?", (dossier,))
    with pytest.raises(ValueError, match="Invalid JSON"), office.app.read() as session:
        log.load(session, dossier)


def test_a_word_that_nobody_used_is_not_written_so_the_version_before_reads_the_text(office: AnOffice) -> None:
    office.accept(RECEIVED, procedure=TRANSFER)
    with office.app.read() as session:
        bodies = [row[0] for row in session.rows("SELECT body FROM declaration WHERE kind = 'procedure'")]
    assert bodies and all('"waiver"' not in body and '"late_submissions"' not in body for body in bodies)
