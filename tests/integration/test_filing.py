"""A letter is rendered for good once it can be sent: looked at earlier, it is a draft that leaves nothing behind."""

from hashlib import sha256
from io import BytesIO

import pypdf
import pytest

from tests.integration.an_office import APPROVER, DESK, accept, act, an_office, at, events_of
from tthc_engine.documents.filing import sheet, word_sheet
from tthc_engine.domain import commands as c
from tthc_engine.domain.regime import LetterKind
from tthc_engine.engine import rebuilding
from tthc_engine.store import letters
from tthc_engine.store.people import EVERYTHING

pytestmark = pytest.mark.integration


@pytest.fixture
def office(tmp_path):
    return an_office(tmp_path)


def refused(office):
    """A pupil's transfer, refused after appraisal, and its letter."""
    dossier = accept(office, "2026-06-01 09:00").dossier_id
    act(office, c.Refuse(dossier=dossier, by=APPROVER, reason="Học sinh chưa hoàn thành lớp học"), "2026-06-03 09:00")
    with office.read() as session:
        return next(one for one in letters.of_dossier(session, EVERYTHING, dossier) if one.kind == LetterKind.REFUSAL)


def text(pdf):
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())


def test_a_refusal_looked_at_before_the_clerk_numbers_it_is_a_draft_and_is_filed_with_its_number(office):
    letter = refused(office)
    assert not sheet(office, letter.id).filed
    act(office, c.NumberLetter(dossier=letter.dossier_id, by=DESK, letter=letter.letter), "2026-06-03 10:00")
    final = sheet(office, letter.id)
    assert final.filed
    assert "Số: 01/" in text(final.pdf)
    assert [event.kind for event in events_of(office, letter.dossier_id)].count("letter_filed") == 1


def test_the_desks_own_slips_carry_their_number_when_they_are_first_looked_at(office):
    dossier = accept(office, "2026-06-01 09:00").dossier_id
    with office.read() as session:
        (receipt,) = letters.of_dossier(session, EVERYTHING, dossier)
    shown = sheet(office, receipt.id)
    assert shown.filed
    assert "Số: 01/" in text(shown.pdf)


def test_the_word_file_is_made_once_hashed_in_the_log_and_served_as_it_was(office):
    letter = refused(office)
    assert word_sheet(office, letter.id) != b""
    assert "word_copy_filed" not in [event.kind for event in events_of(office, letter.dossier_id)], (
        "a draft is not kept"
    )
    act(office, c.NumberLetter(dossier=letter.dossier_id, by=DESK, letter=letter.letter), "2026-06-03 10:00")
    first = word_sheet(office, letter.id, at=at("2026-06-03 10:05"))
    with office.transaction() as session:
        # Whatever the software or its words are by then: what was kept is what is served.
        session.run("UPDATE letter SET context = REPLACE(context, 'chưa hoàn thành', 'không hoàn thành')")
    assert word_sheet(office, letter.id) == first
    (kept,) = [event for event in events_of(office, letter.dossier_id) if event.kind == "word_copy_filed"]
    assert kept.sha256 == sha256(first).hexdigest()
    assert [event.kind for event in events_of(office, letter.dossier_id)].count("letter_filed") == 1
    with office.read() as session:
        assert rebuilding.check(session, office.engine.rulebook).differences == []
