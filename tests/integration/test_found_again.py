"""Finding a dossier among many: by the index of names and codes where a word is rare, else along the list."""

from dataclasses import replace

import pytest

from tests.builders import PARENT, PUPIL, AnOffice, an_app
from tthc_engine.domain.commands import Party
from tthc_engine.engine import filling, rebuilding
from tthc_engine.store import dossiers, log, search_keys
from tthc_engine.store.dossiers import PAGE, Filter
from tthc_engine.store.tables import DossierRow

pytestmark = pytest.mark.integration

PEOPLE = ("Lường Bảo Ngọc", "Nguyễn Văn An", "Nguyễn Thị Hoà", "Trần Văn Nguyên", "Đỗ Ngọc Ánh")


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> AnOffice:
    made = AnOffice(an_app(tmp_path_factory.mktemp("names")))
    for number, name in enumerate(PEOPLE):
        owner = Party(name=name, identifier=f"09931600100{number}")
        submitter = replace(PARENT, name="Vì Văn Páo", identifier="")
        made.accept(f"2026-06-01 09:0{number}", owner=owner, submitter=submitter, dossier=name)
    return made


def found(office: AnOffice, words: str) -> set[str]:
    with office.app.read() as session:
        return {line.owner for line in dossiers.listing(session, office.scope, Filter(words=words)).lines}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ngoc", {"Lường Bảo Ngọc", "Đỗ Ngọc Ánh"}),
        ("NGỌC", {"Lường Bảo Ngọc", "Đỗ Ngọc Ánh"}),
        ("bao ngoc", {"Lường Bảo Ngọc"}),
        ("ngoc bao", {"Lường Bảo Ngọc"}),
        ("nguyen", {"Nguyễn Văn An", "Nguyễn Thị Hoà", "Trần Văn Nguyên"}),
        ("nguyen an", {"Nguyễn Văn An"}),
        ("hòa", {"Nguyễn Thị Hoà"}),
        ("do anh", {"Đỗ Ngọc Ánh"}),
        ("pao ngoc", {"Lường Bảo Ngọc", "Đỗ Ngọc Ánh"}),
        ("0003", {"Nguyễn Thị Hoà"}),
        ("20260601-0004", {"Trần Văn Nguyên"}),
        ("2.002854 anh", {"Đỗ Ngọc Ánh"}),
        ("099316001001", {"Nguyễn Văn An"}),
        ("099316001", set()),
        ("khong co", set()),
        ("100%", set()),
    ],
)
@pytest.mark.parametrize("few", [2_000, 1, 0])
def test_the_same_dossiers_are_found_whether_their_words_are_rare_or_frequent(
    office, monkeypatch, words, expected, few
):
    monkeypatch.setattr(search_keys, "FEW", few)
    assert found(office, words) == expected


def test_what_is_no_longer_known_is_no_longer_found(tmp_path):
    office = AnOffice(an_app(tmp_path))
    office.accept("2026-06-01 09:00", owner=PUPIL, dossier="gone")
    assert found(office, "bao ngoc") == {"Lường Bảo Ngọc"}
    with office.app.transaction() as session:
        log.purge_personal(session, "gone")
        office.app.engine.project(session, "gone")
    assert found(office, "bao ngoc") == set()
    with office.app.read() as session:
        assert not session.rows("SELECT key FROM search_key WHERE key LIKE '%ngoc%'")
        assert rebuilding.check(session, office.app.engine.rulebook).differences == []


def test_an_older_office_gets_its_keys_at_the_next_start(tmp_path):
    office = AnOffice(an_app(tmp_path))
    office.accept("2026-06-01 09:00", owner=PUPIL)
    with office.app.transaction() as session:
        before = session.rows("SELECT key, dossier_id FROM search_key ORDER BY key")
        session.run("DELETE FROM search_key")
    assert filling.fill(office.app.transaction, office.app.engine.rulebook)["search_key"] == len(before)
    with office.app.read() as session:
        assert session.rows("SELECT key, dossier_id FROM search_key ORDER BY key") == before
    assert filling.fill(office.app.transaction, office.app.engine.rulebook)["search_key"] == 0


def test_turning_the_pages_shows_every_dossier_once_and_says_when_the_counting_stopped(tmp_path, monkeypatch):
    office = AnOffice(an_app(tmp_path))
    office.accept("2026-06-01 09:00", dossier="model")
    with office.app.transaction() as session:
        columns = [one for one in DossierRow.model_fields if one not in ("id", "reference", "is_open")]
        for number in range(2 * PAGE + 7):
            session.run(
                f"INSERT INTO dossier (id, reference, is_open, {', '.join(columns)})"
                f" SELECT ?, ?, ?, {', '.join(columns)} FROM dossier WHERE id = 'model'",
                (f"d{number:03d}", f"R-{number}", number % 2 == 0),
            )
        by_page, by_place, after = [], [], ""
        for number in range(1, 4):
            by_page += [one.id for one in dossiers.listing(session, office.scope, Filter(), page=number).lines]
            page = dossiers.listing(session, office.scope, Filter(), page=number, after=after)
            by_place += [one.id for one in page.lines]
            after = page.after
        assert len(set(by_place)) == len(by_place) == 2 * PAGE + 8
        assert by_page == by_place
        assert after == ""
        assert not page.more
        monkeypatch.setattr(dossiers, "COUNTED", 10)
        counted = dossiers.listing(session, office.scope, Filter())
        assert counted.more
        assert dossiers.listing(session, office.scope, Filter(), after="nonsense").lines == counted.lines
        # The same of what a frequent word finds, counted no further than a search is.
        search_keys.write(session, [row[0] for row in session.rows("SELECT id FROM dossier")])
        monkeypatch.setattr(search_keys, "FEW", 5)
        monkeypatch.setattr(dossiers, "FOUND", 10)
        word = Filter(words=str(session.value("SELECT owner FROM dossier LIMIT 1")).split()[0])
        found, after = [], ""
        for number in range(1, 4):
            page = dossiers.listing(session, office.scope, word, page=number, after=after)
            assert page.more and page.total == 10
            assert dossiers.listing(session, office.scope, word, page=number).lines == page.lines
            found, after = [*found, *(one.id for one in page.lines)], page.after
        assert found == by_place
