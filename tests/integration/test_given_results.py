"""What an office releases enters its register of results still valid by itself, and follows what becomes of it."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from tests.builders import AnOffice, an_app, hanoi
from tthc_engine.domain import commands as c
from tthc_engine.domain.errors import NotYourRole, UnknownKeptResult
from tthc_engine.domain.kept_result import KeptResult, last_day
from tthc_engine.domain.procedure import Validity
from tthc_engine.engine import filling, rebuilding
from tthc_engine.reports import made
from tthc_engine.reports.made import Wanted as Report
from tthc_engine.reports.periods import period
from tthc_engine.store import kept_results, meta, scan_files, scans
from tthc_engine.store.kept_results import Entry, Wanted
from tthc_engine.store.purging import purge
from tthc_engine.web.forms.attached import kept
from tthc_engine.work import kept_results as work
from tthc_engine.work.scans import tidy

pytestmark = pytest.mark.integration

COPY = "Bản sao văn bằng, chứng chỉ từ sổ gốc"


@pytest.fixture
def office(tmp_path: Path) -> AnOffice:
    return AnOffice(an_app(tmp_path))


def released(office: AnOffice, *, procedure: str = "3.000465", number: str = "07/BS", electronic: bool = False) -> str:
    """Received on a Monday morning, given out before noon."""
    dossier = office.accept("2026-06-01 08:00", procedure=procedure).dossier_id
    for minute in (10, 20, 30):
        with office.app.read() as session:
            known, rules = office.app.engine.dossier(session, dossier)
        step = rules.procedure.step(known.current_step or "")
        if step is not None and step != rules.procedure.result:
            complete = c.Complete(dossier=dossier, by=office.officer(step.owner), step=step.key)
            office.do(complete, f"2026-06-01 08:{minute}")
    by = office.officer("approver")
    office.do(c.ReleaseResult(dossier=dossier, by=by, result_number=number, electronic=electronic), "2026-06-01 09:00")
    return dossier


def register(office: AnOffice, *, on: date | None = None) -> list[Entry]:
    with office.app.read() as session:
        return kept_results.listed(session, office.scope, Wanted(valid_on=on))[0]


def digitised(office: AnOffice, span: str, *, at: str = "2026-12-01 08:00") -> list:
    with office.app.read() as session:
        wanted = Report(key="valid_results", unit="school", period=period(span), at=hanoi(at))
        total = made.make(office.app.engine, session, wanted).total
    assert total is not None
    return list(total.values[2:])


def a_scan(office: AnOffice, wall: str, *, ink: str = "white") -> str:
    """A picture that the desk brought; its hash."""
    made = io.BytesIO()
    Image.new("L", (40, 60), ink).save(made, "PNG")
    return kept(office.app, made.getvalue(), by="school.desk", at=hanoi(wall)).sha256


def is_as_the_log_says(office: AnOffice) -> None:
    with office.app.transaction() as session:
        assert rebuilding.check(session, office.app.engine.rulebook).differences == []
        before = session.rows("SELECT * FROM given_result ORDER BY dossier_id, turn")
        rebuilding.rebuild(session, office.app.engine.rulebook)
        assert session.rows("SELECT * FROM given_result ORDER BY dossier_id, turn") == before


def test_a_copy_that_was_released_stands_in_the_register_with_its_number_holder_and_no_end(office: AnOffice):
    dossier = released(office)
    (line,) = register(office)
    assert (line.result.kind, line.result.number, line.result.holder) == (COPY, "07/BS", "Lường Bảo Ngọc")
    assert (line.result.issued_on, line.result.valid_until, line.digitised_at) == (date(2026, 6, 1), None, None)
    assert line.dossier == dossier
    assert digitised(office, "calendar_month:2026-6") == [1, 0, 1, 0.0]
    assert digitised(office, "calendar_month:2026-5") == [0, 0, 0, None], "nothing was given before June"
    is_as_the_log_says(office)


def test_a_result_that_serves_once_does_not_enter_by_itself(office: AnOffice):
    released(office, procedure="2.002854", number="11/TB")
    assert register(office) == []
    is_as_the_log_says(office)


def test_a_corrected_result_takes_the_place_of_the_first_and_an_electronic_one_counts_as_digitised(office: AnOffice):
    dossier = released(office)
    office.do(c.CorrectResult(dossier=dossier, by=office.officer("handler"), reason="Sai năm sinh"), "2026-06-03 08:00")
    assert len(register(office, on=date(2026, 6, 3))) == 1, "until it is made anew the first one stands"
    anew = c.ReleaseResult(
        dossier=dossier, by=office.officer("approver"), result_number="09/BS", note="", electronic=True
    )
    office.do(anew, "2026-06-04 08:00")
    (line,) = register(office, on=date(2026, 6, 30))
    assert (line.result.number, line.digitised_at) == ("09/BS", hanoi("2026-06-04 08:00"))
    assert {(one.result.number, one.withdrawn_why) for one in register(office)} == {
        ("07/BS", "corrected"),
        ("09/BS", ""),
    }
    assert digitised(office, "2026-06-01..2026-06-03") == [1, 0, 1, 0.0], "as it was known then"
    assert digitised(office, "calendar_month:2026-6") == [1, 1, 0, 1.0]
    is_as_the_log_says(office)


def test_a_result_released_on_paper_gets_its_scan_later_and_counts_as_digitised_from_then(office: AnOffice):
    dossier = released(office)
    (line,) = register(office)
    scan = a_scan(office, "2026-06-20 08:00")
    work.attach(office.app, office.officer("desk"), line.id, scan, at=hanoi("2026-06-20 08:00"))
    (line,) = register(office)
    assert (line.sha256, line.digitised_at) == (scan, hanoi("2026-06-20 08:00"))
    assert digitised(office, "2026-06-01..2026-06-19") == [1, 0, 1, 0.0], "as it was known then"
    assert digitised(office, "calendar_month:2026-6") == [1, 1, 0, 1.0]
    with office.app.read() as session:
        known, _ = office.app.engine.dossier(session, dossier)
        (offered,) = kept_results.of_holder(session, office.scope, "099316001234", on=date(2026, 6, 21))
        assert [one.component for one in scans.of_dossier(session, office.scope, dossier)] == [scans.RESULT]
    assert (known.results[0].sha256, offered.sha256, known.scans) == (scan, scan, ())
    is_as_the_log_says(office)
    tidy(office.app, hanoi("2026-12-01 02:00"))
    with office.app.read() as session:
        assert scans.removed(session) == [], "what the register holds is no loose file"


def test_a_result_gets_one_scan_from_who_keeps_the_register_and_none_once_it_stands_no_more(office: AnOffice):
    dossier = released(office)
    (line,) = register(office)
    first, other = (a_scan(office, "2026-06-02 08:00", ink=ink) for ink in ("white", "black"))
    at = hanoi("2026-06-02 09:00")
    with pytest.raises(NotYourRole):
        work.attach(office.app, office.officer("handler"), line.id, first, at=at)
    with pytest.raises(UnknownKeptResult):
        work.attach(office.app, office.officer("desk"), f"{dossier}-2", first, at=at)
    with pytest.raises(UnknownKeptResult):
        work.attach(office.app, office.officer("desk"), line.id, "ab" * 32, at=at)
    stranger = replace(office.officer("desk"), unit="commune")
    with pytest.raises(UnknownKeptResult):
        work.attach(office.app, stranger, line.id, first, at=at)
    work.attach(office.app, office.officer("clerk"), line.id, first, at=at)
    with pytest.raises(UnknownKeptResult):
        work.attach(office.app, office.officer("desk"), line.id, other, at=at)
    office.do(c.Reopen(dossier=dossier, by=office.officer("supervisor"), reason="Trả nhầm người"), "2026-06-03 08:00")
    again = c.DigitiseResult(
        dossier=dossier, by=office.officer("desk"), turn=1, sha256=other, size=1, media="image/png"
    )
    with pytest.raises(UnknownKeptResult):
        office.do(again, "2026-06-03 09:00")
    is_as_the_log_says(office)


def test_a_corrected_result_wants_a_scan_of_its_own(office: AnOffice):
    dossier = released(office)
    first, other = (a_scan(office, "2026-06-02 08:00", ink=ink) for ink in ("white", "black"))
    work.attach(office.app, office.officer("desk"), register(office)[0].id, first, at=hanoi("2026-06-02 09:00"))
    office.do(c.CorrectResult(dossier=dossier, by=office.officer("handler"), reason="Sai năm sinh"), "2026-06-03 08:00")
    anew = c.ReleaseResult(dossier=dossier, by=office.officer("approver"), result_number="09/BS")
    office.do(anew, "2026-06-04 08:00")
    (line,) = register(office, on=date(2026, 6, 4))
    assert (line.result.number, line.sha256, line.digitised_at) == ("09/BS", "", None)
    work.attach(office.app, office.officer("desk"), line.id, other, at=hanoi("2026-06-04 09:00"))
    assert {one.result.number: one.sha256 for one in register(office)} == {"07/BS": first, "09/BS": other}
    is_as_the_log_says(office)


def test_what_is_opened_again_stands_no_more_until_it_is_released_again(office: AnOffice):
    dossier = released(office, electronic=True)
    reopened = c.Reopen(dossier=dossier, by=office.officer("supervisor"), reason="Trả nhầm người")
    office.do(reopened, "2026-06-02 08:00")
    assert register(office, on=date(2026, 6, 2)) == []
    assert digitised(office, "calendar_month:2026-6") == [0, 0, 0, None]
    is_as_the_log_says(office)


def test_the_same_paper_entered_by_hand_is_known_already_and_one_of_before_stands_for_both(office: AnOffice):
    paper = KeptResult(
        kind=COPY,
        number="07/BS",
        issued_on=date(2026, 6, 1),
        holder="Lường Bảo Ngọc",
        identifier="099316001234",
        valid_from=date(2026, 6, 1),
    )
    desk = office.officer("desk")
    before = work.enter(office.app, desk, [paper], sha256="ab" * 32, at=hanoi("2026-06-01 08:05"))
    assert before.new == 1
    released(office)
    assert [one.sha256 for one in register(office)] == ["ab" * 32]
    released(office, number="08/BS")
    again = KeptResult(**{name: getattr(paper, name) for name in paper.__slots__} | {"number": "08/bs"})
    assert work.enter(office.app, desk, [again], at=hanoi("2026-06-02 08:00")) == work.Entered(new=0, known=1)
    assert len(register(office)) == 2
    scan = a_scan(office, "2026-06-02 08:00")
    done = work.enter(office.app, desk, [again], sha256=scan, at=hanoi("2026-06-02 09:00"))
    assert done == work.Entered(new=0, known=1, digitised=1), "whoever enters it with its scan has it digitised"
    assert work.enter(office.app, desk, [again], sha256=scan, at=hanoi("2026-06-02 09:05")).digitised == 0
    assert {one.result.number: one.sha256 for one in register(office)} == {"07/BS": "ab" * 32, "08/BS": scan}
    is_as_the_log_says(office)


def test_an_office_of_before_gets_what_it_released_at_the_next_start_and_once(office: AnOffice):
    released(office)
    with office.app.transaction() as session:
        before = session.rows("SELECT * FROM given_result")
        session.run("DELETE FROM given_result")
    assert filling.fill(office.app.transaction, office.app.engine.rulebook)["given_result"] == 1
    with office.app.read() as session:
        assert session.rows("SELECT * FROM given_result") == before
        assert meta.get(session, "given_results.filled")
    assert filling.fill(office.app.transaction, office.app.engine.rulebook)["given_result"] == 0


def test_whose_data_were_destroyed_is_not_named_in_the_register_any_more(office: AnOffice):
    dossier = released(office)
    scan = a_scan(office, "2026-06-02 08:00")
    work.attach(office.app, office.officer("desk"), register(office)[0].id, scan, at=hanoi("2026-06-02 09:00"))
    with office.app.transaction() as session:
        purge(session, dossier, by="admin", at=hanoi("2026-06-10 08:00"))
        office.app.engine.project(session, dossier)
    (line,) = register(office)
    assert (line.result.holder, line.result.identifier, line.result.number) == ("", "", "07/BS")
    assert (line.sha256, line.digitised_at) == ("", hanoi("2026-06-02 09:00")), "counted as ever, and the file is gone"
    tidy(office.app, hanoi("2026-06-11 02:00"))
    assert list(scan_files.files(office.app.settings.scan_folder)) == []
    is_as_the_log_says(office)
    with office.app.read() as session:
        assert kept_results.of_holder(session, office.scope, "099316001234", on=date(2026, 6, 10)) == []


@pytest.mark.parametrize(
    ("said", "given_on", "until"),
    [
        ({"years": 5}, date(2026, 6, 1), date(2031, 6, 1)),
        ({"years": 1}, date(2028, 2, 29), date(2029, 2, 28)),
        ({"months": 1}, date(2026, 1, 31), date(2026, 2, 28)),
        ({"months": 6}, date(2026, 10, 31), date(2027, 4, 30)),
        ({"no_end": True}, date(2026, 6, 1), None),
    ],
)
def test_the_last_day_is_the_day_of_that_number_or_the_months_last(said, given_on, until):
    validity = Validity(**said, legal_basis="theo văn bản", checked_on=date(2026, 11, 27))
    assert last_day(validity, given_on) == until


@pytest.mark.parametrize("said", [{}, {"years": 1, "months": 2}, {"no_end": True, "years": 5}])
def test_a_declaration_says_one_thing_about_how_long_a_result_is_valid(said):
    with pytest.raises(ValueError, match="name one of them"):
        Validity(**said, legal_basis="theo văn bản", checked_on=date(2026, 11, 27))
