"""Numbers of letters, and in whose right they are signed, as the office's own books and decisions have it."""

from datetime import date, timedelta
from io import BytesIO

import pypdf
import pytest

from tests.builders import AnOffice, an_app, hanoi, standing_in
from tests.integration.test_people_cli import house, prepared, tthc  # noqa: F401
from tthc_engine.documents import filing
from tthc_engine.domain.commands import IssueApology, NumberLetter, VoidNumber
from tthc_engine.domain.errors import LetterAlreadyFiled, LetterNumberTaken, LetterNumberWrong, ReasonMissing
from tthc_engine.domain.letter_parts import Authority
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.signing import Delegation
from tthc_engine.store import delegations, letters, people
from tthc_engine.store.people import Person, Position

pytestmark = pytest.mark.integration


@pytest.fixture
def office(tmp_path):
    return AnOffice(an_app(tmp_path))


def apology(office, *, on="2026-06-01", by=None):
    """A dossier that became late and its letter of apology, decided six working days later."""
    day = date.fromisoformat(on)
    dossier = office.accept(f"{day} 09:00").dossier_id
    late, new = day + timedelta(days=8), day + timedelta(days=11)
    command = IssueApology(
        dossier=dossier, by=by or office.officer("approver"), new_appointment=hanoi(f"{new} 16:30"), reason="Chậm"
    )
    office.do(command, f"{late} 09:00")
    with office.app.read() as session:
        line = letters.of_dossier(session, office.scope, dossier)[-1]
        return line, letters.context(session, line.id)


def number(office, line, typed="", *, at="2026-06-09 10:00"):
    command = NumberLetter(dossier=line.dossier_id, by=office.officer("clerk"), letter=line.letter, number=typed)
    return office.do(command, at).dossier.letter(line.letter).number


def printed(office, line):
    pages = pypdf.PdfReader(BytesIO(filing.file(office.app, line.id))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_number_of_the_e_office_is_printed_as_it_was_given_and_the_units_own_series_goes_on(office):
    first, second, third = (apology(office)[0] for _ in range(3))
    assert number(office, first, "1245/UBND-VX") == "1245/UBND-VX"
    assert "Số: 1245/UBND-VX" in printed(office, first)
    with pytest.raises(LetterNumberTaken):
        number(office, second, "1245/UBND-VX")
    assert number(office, second) == "1"
    assert number(office, third, "1a") == "1a"
    assert "Số: 1a/VBXL-THTHCSSN" in printed(office, third)


def test_the_same_number_is_known_however_it_is_typed(office):
    first, second = (apology(office)[0] for _ in range(2))
    assert number(office, first, "007/VBXL-THTHCSSN") == "7"
    for typed in ("7", "07", "07/VBXL-THTHCSSN"):
        with pytest.raises(LetterNumberTaken):
            number(office, second, typed)
    for typed in ("số bảy", "0", "-3", "7/", "7 8"):
        with pytest.raises(LetterNumberWrong):
            number(office, second, typed)
    assert number(office, second) == "8"


def test_a_struck_number_keeps_its_reason_and_is_never_given_again(office):
    line, _ = apology(office)
    assert number(office, line) == "1"
    clerk = office.officer("clerk")
    with pytest.raises(ReasonMissing):
        office.do(VoidNumber(dossier=line.dossier_id, by=clerk, letter=line.letter, reason=" "), "2026-06-09 10:05")
    struck = office.do(
        VoidNumber(dossier=line.dossier_id, by=clerk, letter=line.letter, reason="Vào nhầm sổ"), "2026-06-09 10:06"
    )
    assert struck.dossier.letter(line.letter).voided == ("1",)
    with pytest.raises(LetterNumberTaken):
        number(office, line, "1", at="2026-06-09 10:07")
    assert number(office, line, at="2026-06-09 10:08") == "2"
    assert "Số: 02/VBXL-THTHCSSN" in printed(office, line)
    with pytest.raises(LetterAlreadyFiled):
        office.do(VoidNumber(dossier=line.dossier_id, by=clerk, letter=line.letter, reason="Nhầm"), "2026-06-09 11:00")


def test_each_year_has_a_book_of_its_own_even_for_a_letter_decided_in_the_old_year(office):
    old, waiting = (apology(office, on="2026-11-30")[0] for _ in range(2))
    assert number(office, old, at="2026-12-09 10:00") == "1"
    assert number(office, waiting, at="2027-01-04 08:00") == "1"
    new, _ = apology(office, on="2026-11-30")
    with pytest.raises(LetterNumberTaken):
        number(office, new, "1", at="2027-01-04 09:00")
    assert number(office, new, at="2027-01-04 09:00") == "2"


def delegated(office, person, *signs, **changed):
    given = {"valid_from": date(2026, 6, 1), "valid_until": date(2026, 6, 30), "kinds": (LetterKind.APOLOGY,)}
    one = Delegation(person=person, unit=office.unit, signs=signs, document="Số 05/GUQ", **(given | changed))
    with office.app.transaction() as session:
        delegations.put(session, one, by="admin", at=hanoi("2026-06-01 07:00"))


def test_whoever_is_authorised_signs_so_on_those_days_and_by_their_own_title_after_them(office):
    delegated(office, "school.approver", (Authority.TUQ, "Hiệu trưởng"))
    line, context = apology(office)
    assert context.signatory.lines == ("TUQ. HIỆU TRƯỞNG", "CHUYÊN VIÊN")
    number(office, line)
    assert "TUQ. HIỆU TRƯỞNG CHUYÊN VIÊN Người school.approver" in printed(office, line)
    _, later = apology(office, on="2026-07-06")
    assert later.signatory.lines == ("CHUYÊN VIÊN",)


def test_who_stands_in_for_the_committees_head_signs_for_the_committee_in_the_heads_place(office):
    with office.app.transaction() as session:
        people.put_person(session, Person(id="chutich", name="Hoàng Đức Thịnh", title="Chủ tịch"))
        people.put_person(session, Person(id="phochutich", name="Nông Thị Bích", title="Phó Chủ tịch"))
        post = Position(
            person="chutich",
            role=Role.APPROVER,
            unit=office.unit,
            valid_from=date(2026, 1, 1),
            signs=(("TM", "Ủy ban nhân dân"),),
        )
        people.put_position(session, post, by="admin", at=hanoi("2026-06-01 07:00"))
    _, own = apology(office, by=office.officer("approver", person="chutich"))
    assert own.signatory.lines == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    absent = standing_in(office.officer("approver", person="chutich"), "phochutich")
    _, in_place = apology(office, by=absent)
    assert in_place.signatory.lines == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert in_place.signatory.name == "Nông Thị Bích"


def test_an_acting_head_signs_as_such_without_another_title(office):
    delegated(office, "school.approver", (Authority.Q, "Hiệu trưởng"), kinds=())
    _, context = apology(office)
    assert context.signatory.lines == ("Q. HIỆU TRƯỞNG",)


def test_the_administrator_delegates_and_ends_it_on_the_command_line(house):  # noqa: F811
    common = ("delegate", "minh", "--from", "2026-06-01", "--kind", "apology", "--as", "TUQ:Hiệu trưởng")
    refused = tthc(house, *common, "--until", "2099-06-30")
    assert refused.returncode == 2
    assert "number and date" in refused.stderr
    done = tthc(house, *common, "--until", "2099-06-30", "--document", "Giấy ủy quyền số 05/GUQ-THTHCSSN")
    assert done.returncode == 0, done.stderr
    shown = tthc(house, "delegations").stdout
    assert "TUQ. Hiệu trưởng  2026-06-01 – 2099-06-30  apology" in shown
    assert tthc(house, "undelegate", "minh", "--from", "2026-06-01", "--on", "2026-06-02").returncode == 0
    assert tthc(house, "delegations").stdout == ""
