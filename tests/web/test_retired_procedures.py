"""A procedure ends by an act: nothing new is taken, what is in flight goes on, everybody reads since when and why."""

from datetime import date

import pytest

from tests.builders import hanoi
from tests.web.office import WebOffice, words
from tthc_engine.catalogue import packaged
from tthc_engine.domain import commands as c
from tthc_engine.domain.errors import ActNotYetSigned, AlreadyRetired, NotRetired, ProcedureRetired
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.reports import made
from tthc_engine.reports.periods import days
from tthc_engine.web.rights import ADMIN, DeclaredTwice, Reach, may, rights_of
from tthc_engine.work.publishing import retiring

CODE = "2.002854"
PAGE = f"/quan-tri/thu-tuc/{CODE}/bai-bo"
ACT = {"so": "88/QĐ-BGDĐT", "ngay": "20/05/2026", "tu": "02/06/2026", "ly_do": ""}


def retired(office: WebOffice, since: date = date(2026, 6, 2)) -> None:
    retiring.retire(
        office.app,
        CODE,
        since=since,
        act="88/QĐ-BGDĐT",
        act_on=date(2026, 5, 20),
        units=["school"],
        by="long",
        at=hanoi("2026-06-01 08:00"),
    )


def registration(**more: str) -> c.Registration:
    return c.Registration(procedure=CODE, case="same_province", owner=c.Party(name="Giàng Minh Khang"), **more)


def accept(office: WebOffice, wall: str, *, received: str = "") -> str:
    command = c.Accept(
        dossier=office.app.engine.new_id(),
        by=office.actor("sen"),
        registration=registration(),
        received_at=hanoi(received) if received else None,
    )
    return office.do(command, wall).dossier_id


def test_an_administrator_ends_a_procedure_and_its_page_and_lists_say_so(office: WebOffice):
    office.accepted("2026-06-01 08:20")
    keeper = office.sign_in("long")
    assert "1 hồ sơ đang giải quyết" in words(keeper.see(PAGE))
    unsaid = keeper.send(PAGE, {**ACT, "so": ""})
    assert unsaid.status_code == 422 and 'value="02/06/2026"' in unsaid.text
    done = keeper.send(PAGE, ACT)
    assert done.status_code == 303
    assert "Bãi bỏ từ 02/06/2026 theo 88/QĐ-BGDĐT ngày 20/05/2026" in words(keeper.see(done.headers["location"]))
    visitor = office.visitor()
    assert "chuyển trường" in words(visitor.see("/thu-tuc")).lower(), "it is received until the day before"
    before = words(visitor.see(f"/thu-tuc/{CODE}"))
    assert "Thủ tục này bị bãi bỏ từ ngày 02/06/2026 theo 88/QĐ-BGDĐT ngày 20/05/2026" in before
    assert "đến hết ngày 01/06/2026" in before
    office.clock_shows("2026-06-02 09:00")
    assert CODE not in words(visitor.see("/thu-tuc"))
    assert CODE not in visitor.client.get("/thu-tuc.json").text
    assert "đã bãi bỏ từ ngày 02/06/2026 theo 88/QĐ-BGDĐT" in words(visitor.see(f"/thu-tuc/{CODE}"))
    data = visitor.client.get(f"/thu-tuc/{CODE}.json").json()
    assert data["in_force_until"] == "2026-06-01" and data["ended_by"]["act"] == "88/QĐ-BGDĐT"
    visitor.see(f"/thu-tuc/{CODE}/kiem-tra", status=404)


def test_the_desk_takes_nothing_new_and_says_by_which_act(office: WebOffice):
    retired(office)
    office.clock_shows("2026-06-02 09:00")
    desk = office.sign_in("sen")
    assert CODE not in desk.see("/tiep-nhan/thu-tuc?q=chuyen+truong").text
    typed = {"procedure": CODE, "channel": "direct", "owner_name": "Giàng Minh Khang", "action": "accept"}
    refused = desk.send("/tiep-nhan", typed, page="/tiep-nhan")
    assert refused.status_code == 409
    assert "đã bãi bỏ theo 88/QĐ-BGDĐT ngày 20/05/2026" in words(refused)
    assert 'value="Giàng Minh Khang"' in refused.text, "what was typed stays"


def test_a_class_list_of_a_retired_procedure_is_refused_with_its_rows_kept(office: WebOffice):
    retired(office)
    office.clock_shows("2026-06-02 09:00")
    desk, page = office.sign_in("sen"), "/tiep-nhan/danh-sach"
    typed = {"procedure": CODE, "rows": "Giàng Minh Khang\t\t\t\n", "action": "accept"}
    refused = desk.send(page, typed, page=page)
    assert refused.status_code in (409, 422)
    assert "đã bãi bỏ theo 88/QĐ-BGDĐT" in words(refused) and "Giàng Minh Khang" in refused.text


def test_online_and_desk_are_refused_by_the_engine_itself(office: WebOffice):
    retired(office)
    with pytest.raises(ProcedureRetired):
        accept(office, "2026-06-02 09:00")
    outside = Actor(person="applicant", roles=frozenset({Role.APPLICANT}), unit="school")
    submit = c.Submit(dossier=office.app.engine.new_id(), by=outside, registration=registration())
    with pytest.raises(ProcedureRetired):
        office.do(submit, "2026-06-02 09:00")


def test_what_was_received_before_goes_on_and_a_blank_receipt_of_that_day_is_still_entered(office: WebOffice):
    first = accept(office, "2026-06-01 09:00")
    with office.app.transaction() as session:
        blanks = office.app.engine.reserve_receipts(
            session, office.actor("sen"), day=date(2026, 6, 1), count=1, at=hanoi("2026-06-01 09:05")
        )
    retired(office)
    office.do(c.Complete(dossier=first, by=office.actor("hung")), "2026-06-02 09:00")
    entered = c.Accept(
        dossier=office.app.engine.new_id(),
        by=office.actor("sen"),
        registration=registration(),
        received_at=hanoi("2026-06-01 10:00"),
        reserved=blanks[0].reference,
    )
    assert office.do(entered, "2026-06-02 09:30").dossier.reference == blanks[0].reference


def test_a_mistake_is_taken_back_and_both_stay_on_record(office: WebOffice):
    keeper = office.sign_in("long")
    keeper.send(PAGE, ACT)
    with pytest.raises(AlreadyRetired):
        retired(office)
    back = f"{PAGE}/rut-lai"
    assert keeper.send(back, {"ly_do_rut": ""}, page=PAGE).status_code == 422
    assert keeper.send(back, {"ly_do_rut": "Ghi nhầm mã"}, page=PAGE).status_code == 303
    assert accept(office, "2026-06-02 09:00")
    assert "đã rút lại" in words(keeper.see(PAGE))
    record = words(keeper.see("/quan-tri/nhat-ky"))
    assert "Bãi bỏ thủ tục" in record and "Rút lại việc bãi bỏ thủ tục" in record
    with pytest.raises(NotRetired):
        retiring.take_back(office.app, CODE, reason="x", units=["school"], by="long", at=hanoi("2026-06-02 10:00"))


def test_a_new_publication_makes_it_live_again_and_the_gate_says_what_it_lifts(office: WebOffice):
    retired(office, since=date(2026, 6, 1))
    keeper, gate = office.sign_in("long"), "/quan-tri/thu-tuc/ban-nhap"
    root = packaged().packaged_root()
    text = (root / "education/school_transfer/2026-05-10.yaml").read_text(encoding="utf-8")
    looked = words(keeper.send(gate, {"declaration": text}))
    assert "theo 88/QĐ-BGDĐT" in looked and "tiếp nhận thủ tục trở lại" in looked
    approvals = {"internal_number": "21/QĐ", "internal_on": "01/06/2026"}
    approvals |= {"electronic_number": "22/QĐ", "electronic_on": "01/06/2026"}
    done = keeper.send(gate, {"declaration": text, "action": "publish", **approvals})
    assert done.status_code == 303, words(done)
    assert accept(office, "2026-06-01 09:30")
    retired(office, since=date(2026, 6, 1))
    with pytest.raises(ProcedureRetired):
        accept(office, "2026-06-01 09:40")
    again = keeper.send(gate, {"declaration": text, "action": "publish", **approvals})
    assert again.status_code == 303, "the very text that was published before an act ended it"
    assert accept(office, "2026-06-01 09:50")
    assert words(keeper.see(PAGE)).count("tiếp nhận trở lại từ 01/06/2026") == 2, "two acts of the past"


def test_an_act_that_is_not_signed_yet_ends_nothing(office: WebOffice):
    with pytest.raises(ActNotYetSigned):
        retiring.retire(
            office.app,
            CODE,
            since=date(2026, 7, 1),
            act="1/QĐ",
            act_on=date(2026, 6, 5),
            units=["school"],
            by="long",
            at=hanoi("2026-06-01 09:00"),
        )
    office.sign_in("long").see("/quan-tri/thu-tuc/9.999999/bai-bo", status=404)


def test_the_table_of_rights_refuses_an_address_or_a_group_that_stands_in_it_twice():
    one = may(Reach.HOUSE, ADMIN, "GET /a")
    with pytest.raises(DeclaredTwice):
        rights_of([one, may(Reach.UNIT, ADMIN, "GET /a")])
    with pytest.raises(DeclaredTwice):
        rights_of([one, may(Reach.HOUSE, ADMIN, "GET /b")])


def test_indicators_count_what_is_offered_by_what_was_known_then(office: WebOffice):
    """Made again later, the report of a past period says what it said."""

    def online(at: str) -> str:
        wanted = made.Wanted(
            key="service_index", unit="school", period=days(date(2026, 6, 1), date(2026, 6, 30)), at=hanoi(at)
        )
        with office.app.read() as session:
            table = made.make(office.app.engine, session, wanted)
        return next(str(line.values) for line in table.lines if line.key == "3.1")

    before = online("2026-06-01 07:30")
    retired(office)
    after = online("2026-06-01 09:00")
    assert before != after
    with office.app.read() as session:
        law = office.app.engine.rulebook.declarations.law_on(session, date(2026, 6, 30))
        then = office.app.engine.rulebook.declarations.law_on(
            session, date(2026, 6, 30), known=hanoi("2026-06-01 07:30")
        )
    assert CODE not in {one.code for one in law} and CODE in {one.code for one in then}
    assert online("2026-06-01 07:30") == before
    retiring.take_back(office.app, CODE, reason="Nhập nhầm", units=["school"], by="long", at=hanoi("2026-06-01 10:00"))
    assert online("2026-06-01 09:00") == after, "the mistake was not known yet"
    assert online("2026-06-01 11:00") == before
