"""Two hundred dossiers by one command, and class lists: each dossier has its own outcome, and nothing happens twice."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.builders import PARENT, TRANSFER, AnOffice, an_app, hanoi
from tthc_engine import bootstrap
from tthc_engine.cli.main import application
from tthc_engine.domain import commands as c
from tthc_engine.domain.commands import Party
from tthc_engine.domain.errors import AlreadyOnList, NothingRequested, NotYourRole, TextMissing
from tthc_engine.domain.procedure import Role
from tthc_engine.engine.rebuilding import check
from tthc_engine.reports.times import took
from tthc_engine.store import dossiers
from tthc_engine.store.people import EVERYTHING
from tthc_engine.work import bulk, lists
from tthc_engine.work.lists import Named
from tthc_engine.work.sweep import sweep

pytestmark = pytest.mark.integration


@pytest.fixture
def office(tmp_path: Path) -> AnOffice:
    return AnOffice(an_app(tmp_path))


def a_class(size: int) -> list[Named]:
    return [Named(owner=Party(name=f"Lò Thị {n}", identifier=f"0993160{n:05d}")) for n in range(1, size + 1)]


def received(office: AnOffice, names: list[Named], *, key: str = "") -> lists.Received:
    about = c.Registration(procedure=TRANSFER, owner=names[0].owner, submitter=PARENT, relation="school")
    return lists.receive(
        office.app,
        office.officer(Role.DESK),
        about,
        names,
        title="Lớp 5A, năm học 2026-2027",
        at=hanoi("2026-06-01 09:00"),
        key=key,
    )


def of(office: AnOffice, key: str) -> list[dossiers.DossierLine]:
    with office.app.read() as session:
        return lists.members(session, office.scope, key)


def test_assigning_many_tells_each_outcome_and_the_same_request_does_nothing_twice(office: AnOffice):
    open_ones = [office.accept("2026-06-01 09:00").dossier_id for _ in range(3)]
    withdrawn = office.accept("2026-06-01 09:00").dossier_id
    office.do(c.StopDossier(dossier=withdrawn, by=office.officer(Role.DESK)), "2026-06-01 10:00")
    approver = office.officer(Role.APPROVER)
    asked = [c.Assign(dossier=one, by=approver, to="school.handler") for one in (*open_ones[:2], withdrawn)]
    first = bulk.do_each(office.app, asked, at=hanoi("2026-06-02 08:00"), key="form-1")
    assert [one.as_json()["refused"] for one in first] == [None, None, "WrongStage"]
    again = [*asked, c.Assign(dossier=open_ones[2], by=approver, to="school.handler")]
    second = bulk.do_each(office.app, again, at=hanoi("2026-06-02 08:05"), key="form-1")
    assert [(one.done, one.repeated) for one in second] == [(True, True), (True, True), (False, False), (True, False)]
    with office.app.read() as session:
        given = session.value("SELECT COUNT(*) FROM event WHERE kind = 'handler_assigned'")
        assert check(session, office.app.engine.rulebook).differences == []
    assert given == 3


def test_a_long_list_is_written_by_the_handful_and_a_refused_dossier_undoes_no_other(office: AnOffice):
    told: list[int] = []
    desk = office.officer(Role.DESK)
    good = c.Registration(procedure=TRANSFER, owner=Party(name="Lò Thị Hoa"), submitter=PARENT, relation="parent")
    nameless = c.Registration(procedure=TRANSFER, owner=Party(name=" "), submitter=PARENT, relation="parent")
    asked = [
        c.Accept(dossier=f"{n:032x}", by=desk, registration=nameless if n == 17 else good)
        for n in range(bulk.TOGETHER + 5)
    ]
    outcomes = bulk.do_each(
        office.app, asked, at=hanoi("2026-06-01 09:00"), key="form-2", told=lambda done, _: told.append(done)
    )
    assert told == [bulk.TOGETHER, bulk.TOGETHER + 5], "two transactions, not one a dossier"
    assert [n for n, one in enumerate(outcomes) if not one.done] == [17]
    codes = [one.reference[-4:] for one in outcomes if one.done]
    assert codes == [f"{n:04d}" for n in range(1, bulk.TOGETHER + 5)], "a refusal takes no number"
    with office.app.read() as session:
        assert check(session, office.app.engine.rulebook).differences == []
        assert session.value("SELECT COUNT(*) FROM handled") == bulk.TOGETHER + 4


def test_what_another_office_holds_is_unknown_to_the_one_who_asks(tmp_path: Path):
    app = an_app(tmp_path)
    here, there = AnOffice(app), AnOffice(app, "commune", code="H99.58")
    mine, theirs = (one.accept("2026-06-01 09:00") for one in (here, there))
    outcomes = bulk.same_for_all(
        app,
        "assign",
        {"to": "school.handler"},
        [mine.dossier.reference, theirs.dossier.reference, mine.dossier_id],
        by=here.officer(Role.APPROVER),
        at=hanoi("2026-06-02 08:00"),
        instant=lambda text: hanoi(text),
    )
    assert [(one.done, one.as_json()["refused"]) for one in outcomes] == [(True, None), (False, "UnknownDossier")]


def test_a_class_list_makes_a_dossier_for_each_name_and_one_decision_ends_them_all(office: AnOffice):
    handed_in = received(office, a_class(3), key="f1")
    assert [one.done for one in handed_in.outcomes] == [True] * 3
    assert received(office, a_class(3), key="f1").key == handed_in.key
    lines = of(office, handed_in.key)
    assert [line.owner for line in lines] == ["Lò Thị 1", "Lò Thị 2", "Lò Thị 3"]
    assert len({line.reference for line in lines}) == 3
    assert {line.list_name for line in lines} == {"Lớp 5A, năm học 2026-2027"}
    approver = office.officer(Role.APPROVER)
    office.do(c.Refuse(dossier=lines[1].id, by=approver, reason="Không đủ tuổi"), "2026-06-02 09:00")
    for line in (lines[0], lines[2]):
        office.do(c.Complete(dossier=line.id, by=office.officer(Role.HANDLER)), "2026-06-03 09:00")
    decided = lists.release(
        office.app, approver, of(office, handed_in.key), result_number="15/QĐ-TH", at=hanoi("2026-06-03 10:00")
    )
    assert [one.done for one in decided] == [True, True]
    assert [line.outcome for line in of(office, handed_in.key)] == ["granted", "refused", "granted"]
    with office.app.read() as session:
        assert check(session, office.app.engine.rulebook).differences == []
        (told,) = lists.overview(session, office.scope)
    assert (told.key, told.dossiers, told.open) == (handed_in.key, 3, 0)


def test_a_name_twice_on_the_list_is_refused_alone_and_a_dossier_that_waits_keeps_waiting(office: AnOffice):
    names = a_class(2)
    handed_in = received(office, [*names, names[0]])
    assert [one.done for one in handed_in.outcomes] == [True, True, False]
    assert isinstance(handed_in.outcomes[2].refused, AlreadyOnList)
    first, second = of(office, handed_in.key)
    handler, approver = office.officer(Role.HANDLER), office.officer(Role.APPROVER)
    asked = c.RequestSupplement(dossier=first.id, by=handler, items=(c.Item(text="Học bạ"),), reason="Thiếu học bạ")
    office.do(asked, "2026-06-02 08:00")
    office.do(c.Complete(dossier=second.id, by=handler), "2026-06-02 08:00")
    decided = lists.release(
        office.app, approver, of(office, handed_in.key), result_number="15/QĐ-TH", at=hanoi("2026-06-02 10:00")
    )
    assert [one.as_json()["refused"] for one in decided] == ["WrongStage", None]


def test_a_list_needs_a_name_somebody_on_it_the_desk_and_a_decision_with_its_number(office: AnOffice):
    about = c.Registration(procedure=TRANSFER, owner=PARENT)
    desk, at = office.officer(Role.DESK), hanoi("2026-06-01 09:00")
    with pytest.raises(TextMissing):
        lists.receive(office.app, desk, about, a_class(1), title=" ", at=at)
    with pytest.raises(NothingRequested):
        lists.receive(office.app, desk, about, [], title="Lớp 5A", at=at)
    with pytest.raises(NotYourRole):
        lists.receive(office.app, office.officer(Role.HANDLER), about, a_class(1), title="Lớp 5A", at=at)
    with pytest.raises(TextMissing):
        lists.release(office.app, office.officer(Role.APPROVER), [], result_number="", at=at)


def test_the_terminal_receives_a_list_assigns_it_and_shows_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    office = AnOffice(an_app(tmp_path))
    monkeypatch.setenv("TTHC_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(bootstrap, "app", lambda: office.app)
    file = tmp_path / "lop.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["ho_ten", "ngay_sinh", "so_dinh_danh", "nguoi_nop", "quan_he"])
        rows.writerow(["Lò Thị Hoa", "9/3/2016", "099316000001", "Lò Văn Páo", "parent"])
        rows.writerow(["Giàng A Sử", "2016-05-01", "099316000002", "", ""])
    command, run = application(loaded=["dossiers"]), CliRunner()
    says = ["dossiers", "receive-list", TRANSFER, str(file), "--title", "Lớp 5A", "--by", "school.desk"]
    answer = run.invoke(command, says)
    assert answer.exit_code == 0, answer.output
    key = answer.output.splitlines()[0]
    with office.app.read() as session:
        codes = [one.reference for one in lists.members(session, EVERYTHING, key)]
    to_all = ["dossiers", "do", "assign", *codes, "NO-SUCH", "--by", "school.approver", "--with", "to=school.handler"]
    answer = run.invoke(command, to_all)
    assert answer.exit_code == 1
    assert "done=2 refused=1" in answer.output
    assert run.invoke(command, ["dossiers", "do", "asign", *codes, "--by", "school.approver"]).exit_code == 2
    answer = run.invoke(command, ["dossiers", "list", key])
    assert "Lò Thị Hoa" in answer.output
    assert "Giàng A Sử" in answer.output


def test_of_101_dossiers_due_on_one_day_none_is_forgotten(office: AnOffice):
    handed_in = received(office, a_class(101))
    assert len(handed_in.outcomes) == 101
    found = sweep(office.app, hanoi("2026-06-05 07:30"))
    assert (found.candidates, found.acted) == (101, 101)
    with office.app.read() as session:
        assert session.value("SELECT COUNT(*) FROM alert WHERE kind = 'lateness_asked'") == 101
        assert session.value("SELECT COUNT(*) FROM obligation WHERE kind = 'lateness_question'") == 101


def test_closing_many_that_nobody_answered_makes_no_result_look_slow(office: AnOffice):
    handed_in = received(office, a_class(3))
    handler = office.officer(Role.HANDLER)
    for one in of(office, handed_in.key):
        asked = c.RequestSupplement(dossier=one.id, by=handler, items=(c.Item(text="Học bạ"),), reason="Thiếu")
        office.do(asked, "2026-06-02 08:00")
    closing = [c.CloseUnanswered(dossier=one.id, by=office.officer(Role.DESK)) for one in of(office, handed_in.key)]
    assert all(one.done for one in bulk.do_each(office.app, closing, at=hanoi("2026-12-01 08:00")))
    lines = of(office, handed_in.key)
    assert {(one.outcome, one.released_at, one.minutes_late) for one in lines} == {("closed_unanswered", None, 0)}
    with office.app.read() as session:
        published = took(
            session, TRANSFER, since=hanoi("2026-01-01 00:00"), until=hanoi("2027-01-01 00:00"), calendar=lambda _: None
        )
    assert published == []
