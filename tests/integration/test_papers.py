"""Papers printed on demand say what the log says at that moment, hand by hand and line by line."""

from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import docx
import pypdf
import pytest

from tests.builders import AnOffice, an_app, hanoi
from tthc_engine.domain import commands as c
from tthc_engine.domain.errors import NotConsulted, NothingRequested, UnknownDossier
from tthc_engine.reports import periods
from tthc_engine.store import letters
from tthc_engine.store.people import Scope
from tthc_engine.work import lists, papers

pytestmark = pytest.mark.integration
STRANGER = Scope(frozenset({"elsewhere"}))


@pytest.fixture
def office(tmp_path):
    return AnOffice(an_app(tmp_path))


def printed(paper):
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(papers.pdf(paper))).pages).split())


def sheet(office, dossier, wall):
    return papers.tracking_sheet(office.app, office.scope, dossier, at=hanoi(wall))


def test_the_tracking_sheet_follows_the_dossier_from_hand_to_hand(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    first = sheet(office, dossier, "2026-06-01 09:05")
    assert [(row.giver, row.receiver) for row in first.rows] == [("Cơ quan school", "Bộ phận thụ lý")]
    handler, approver = office.officer("handler"), office.officer("approver")
    office.do(c.Complete(dossier=dossier, by=handler), "2026-06-02 09:00")
    steps = office.app.catalogue.in_force("2.002854", hanoi("2026-06-01 09:00").date()).steps
    for step in steps[2:]:
        by = office.officer(step.owner)
        word = c.Approve if step.owner == "approver" else c.Complete
        if step is steps[-1]:
            break
        office.do(word(dossier=dossier, by=by), "2026-06-03 09:00")
    office.do(c.ReleaseResult(dossier=dossier, by=approver, result_number="15/QĐ"), "2026-06-04 09:00")
    office.do(
        c.ReturnResult(dossier=dossier, by=office.officer("desk"), received_by="Lường Văn Hoà"), "2026-06-05 08:00"
    )
    whole = sheet(office, dossier, "2026-06-05 09:00")
    chain = [(row.giver, row.receiver) for row in whole.rows]
    assert chain[0][0] == "Cơ quan school"
    assert chain[-1] == ("Cơ quan school", "Người nộp hồ sơ")
    assert all(before[1] == after[0] for before, after in pairwise(chain))
    assert whole.rows[1].giver_name == "Người school.handler"
    assert whole.rows[1].actual_minutes == 450
    assert whole.rows[-1].result == "Trước hạn"
    assert whole.known_at is None
    text = printed(whole)
    assert "Thực tế: 1 ngày" in text
    assert "Người nộp hồ sơ" in text


def test_a_stranger_gets_no_paper(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    with pytest.raises(UnknownDossier):
        papers.tracking_sheet(office.app, STRANGER, dossier, at=hanoi("2026-06-01 09:05"))
    with pytest.raises(NothingRequested):
        papers.class_list(office.app, office.scope, "H99-DS20260601-01", at=hanoi("2026-06-01 09:05"))


def test_the_register_is_printed_on_the_form_of_its_day(office):
    for minute in range(3):
        office.accept(f"2026-06-01 09:0{minute}")
    book = papers.register(
        office.app, office.unit, periods.period("2026-06-01..2026-06-30"), at=hanoi("2026-06-02 09:00")
    )
    assert [row.number for row in book.rows] == [1, 2, 3]
    assert (book.head.form_number, book.year) == ("Mẫu số 07", 2026)
    text = printed(book)
    assert "SỔ THEO DÕI HỒ SƠ" in text
    assert "Tổng số: 03 hồ sơ." in text
    word = docx.Document(BytesIO(papers.word(office.app, book)))
    assert len(word.tables[1].rows) == 2 + 3


def test_a_reminder_goes_to_a_body_whose_answer_is_late_and_to_no_other(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    ask = c.Consult(
        dossier=dossier,
        by=office.officer("handler"),
        body="Công an xã Suối Ngần",
        question="Nơi thường trú?",
        until=hanoi("2026-06-03 17:00"),
    )
    office.do(ask, "2026-06-01 10:00")
    chase = c.Chase(dossier=dossier, by=office.officer("handler"), body=ask.body, answer_by=hanoi("2026-06-05 17:00"))
    with pytest.raises(NotConsulted):
        office.do(chase, "2026-06-03 16:00")
    number = c.NumberLetter(dossier=dossier, by=office.officer("clerk"), letter="2")
    office.do(number, "2026-06-03 16:30")
    office.do(chase, "2026-06-04 08:00")
    with office.app.read() as session:
        line = letters.of_dossier(session, office.scope, dossier)[-1]
        paper = letters.context(session, line.id)
    assert (line.kind, line.number) == ("reminder", ""), "the clerk numbers it like any other letter"
    assert "Văn bản số 1/" in printed(paper) and "ngày 01 tháng 6 năm 2026" in printed(paper)
    assert paper.addressee.name == "Công an xã Suối Ngần"
    with pytest.raises(NotConsulted):
        office.do(replace(chase, body="Trạm y tế"), "2026-06-04 08:10")


def test_a_class_list_comes_in_on_one_paper_and_goes_out_with_one_decision(office):
    names = [lists.Named(owner=c.Party(name=name)) for name in ("Giàng A Pháo", "Lò Thị Mai", "Tòng Văn Lả")]
    registration = c.Registration(
        procedure="2.002854", owner=names[0].owner, submitter=c.Party(name="Quàng Văn Tâm"), relation="teacher"
    )
    received = lists.receive(
        office.app, office.officer("desk"), registration, names, title="Lớp 6A", at=hanoi("2026-06-01 09:00")
    )
    came = papers.class_list(office.app, office.scope, received.key, at=hanoi("2026-06-01 09:05"))
    assert [one.owner for one in came.dossiers] == ["Giàng A Pháo", "Lò Thị Mai", "Tòng Văn Lả"]
    assert (came.submitter, came.relation, came.dossiers[0].group) == ("Quàng Văn Tâm", "giáo viên chủ nhiệm", "Lớp 6A")
    with pytest.raises(NothingRequested):
        papers.result_list(office.app, office.scope, received.key, at=hanoi("2026-06-01 09:05"))
    approver = office.officer("approver")
    with office.app.read() as session:
        members = lists.members(session, office.scope, received.key)
    refused = members.pop()
    office.do(c.Refuse(dossier=refused.id, by=approver, reason="Chưa đủ điều kiện"), "2026-06-02 09:00")
    for line in members:
        for wall in ("2026-06-02 10:00", "2026-06-02 11:00"):
            with office.app.read() as session:
                dossier, rules = office.app.engine.dossier(session, line.id)
            owner = rules.procedure.step(dossier.current_step).owner
            if owner == "handler":
                office.do(c.Complete(dossier=line.id, by=office.officer("handler")), wall)
        office.do(c.ReleaseResult(dossier=line.id, by=approver, result_number="25/QĐ"), "2026-06-03 09:00")
    went = papers.result_list(office.app, office.scope, received.key, at=hanoi("2026-06-03 10:00"))
    assert [one.result for one in went.results] == ["Được giải quyết", "Được giải quyết", "Từ chối giải quyết"]
    assert "(Kèm theo 25/QĐ ngày 03 tháng 6 năm 2026)" in printed(went)
