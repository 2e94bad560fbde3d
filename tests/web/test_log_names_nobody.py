"""What the log tells of the work of the web's dossiers: which message failed and of what kind, never whose."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.builders import TRANSFER, hanoi
from tests.web.office import Client, WebOffice, hidden_fields
from tthc_engine.cli.log_lines import JsonLine, Line
from tthc_engine.domain import commands as c
from tthc_engine.work import alerting, invariants, nightly
from tthc_engine.work.deliver import deliver
from tthc_engine.work.sweep import sweep

PEOPLE = {
    "owner_name": "Tẩn Gia Hân",
    "owner_born_on": "03/09/2016",
    "owner_identifier": "099316004127",
    "submitter_name": "Tẩn Thị Mẩy",
    "submitter_identifier": "099189002216",
    "phone": "0123 046 115",
    "email": "may.tan@example.org",
    "address": "Bản Nậm Pung",
}


def test_a_mail_that_cannot_be_addressed_is_logged_without_its_address(
    office: WebOffice, caplog: pytest.LogCaptureFixture
):
    registration = c.Registration(
        procedure=TRANSFER,
        owner=c.Party(name="Giàng Minh Khang"),
        submitter=c.Party(name="Giàng A Páo", email="pao@nowhere"),
        relation="parent",
        papers=(c.Paper(component="application"), c.Paper(component="results_summary")),
    )
    accept = c.Accept(dossier=office.app.engine.new_id(), by=office.actor("sen"), registration=registration)
    office.do(accept, "2026-06-01 08:20")
    with caplog.at_level(logging.DEBUG):
        report = deliver(office.app, hanoi("2026-06-01 08:21"))
    assert [why for why in report.failed.values() if "pao@nowhere" in why], "kept with the attempt, for who mends it"
    assert "why=NoSuchAddress" in caplog.text
    assert "pao@nowhere" not in caplog.text
    assert "Páo" not in caplog.text


@contextmanager
def both_logs() -> Iterator[tuple[io.StringIO, io.StringIO]]:
    """What an office's log would hold at INFO, as text and as JSON."""
    told = io.StringIO(), io.StringIO()
    shapes = Line("%(asctime)s %(levelname)s %(name)s %(message)s"), JsonLine()
    handlers = [logging.StreamHandler(stream) for stream in told]
    root, before = logging.getLogger(), logging.getLogger().level
    for handler, shape in zip(handlers, shapes, strict=True):
        handler.setFormatter(shape)
        # The browser of the test tells which addresses it asks; an office's browsers stand elsewhere.
        handler.addFilter(lambda record: not record.name.startswith(("httpx", "httpcore")))
        root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield told
    finally:
        root.setLevel(before)
        for handler in handlers:
            root.removeHandler(handler)


def a_days_work(office: WebOffice) -> str:
    """Received, searched, mistyped, supplemented, looked up, late, explained, apologised for, broken; its code."""
    desk, handler, approver = office.sign_in("sen"), office.sign_in("hung"), office.sign_in("minh")
    form = f"/tiep-nhan?thu-tuc={TRANSFER}"
    chosen = {"action": "accept", "procedure": TRANSFER, "case": "same_province", "channel": "direct"}
    papers = {"relation": "parent", "paper.application": "present", "paper.results_summary": "present"}
    wrong = desk.send("/tiep-nhan", PEOPLE | chosen | papers | {"owner_born_on": "31/02/2016"}, page=form)
    assert wrong.status_code == 422
    sent = desk.send("/tiep-nhan", PEOPLE | chosen | papers, page=form)
    ref = sent.headers["location"].split("/")[2]
    desk.see("/ho-so?q=tan+gia+han")
    handler.order(ref, "request_supplement", items="results_summary", reason="Tẩn Thị Mẩy nộp thiếu trang 2")
    desk.order(ref, "receive_supplement")
    citizen = office.visitor()
    citizen.send("/tra-cuu", {"ma": ref, "bi_mat": "SAI1-SAI1"})
    office.clock_shows("2026-06-30 08:00")
    for act in (sweep, alerting.alert, nightly.recheck, invariants.look, deliver):
        act(office.app, hanoi("2026-06-30 08:00"))
    handler.order(ref, "explain", reason_code="R02", reason="Mẹ cháu Hân xin lùi")
    approver.order(ref, "issue_apology", new_appointment="07/07/2026 17:00", reason="Trường cũ trả lời chậm")
    deliver(office.app, hanoi("2026-06-30 09:00"))
    with office.app.transaction() as session:
        session.run("DROP TABLE note")
    broken = Client(office, show_failures=False)
    fields = hidden_fields(broken.get("/dang-nhap").text, "/dang-nhap")
    broken.post("/dang-nhap", data=fields | {"ten": "sen", "mat_khau": "mat-khau-minh-hoa"})
    assert "mã lỗi" in broken.get(f"/ho-so/{ref}", headers={"accept": "text/html"}).text
    return ref


def test_a_whole_days_log_names_dossiers_and_no_person(office: WebOffice):
    with both_logs() as told:
        ref = a_days_work(office)
    text, lines = told[0].getvalue(), told[1].getvalue()
    assert "mark=" in text and any("mark" in json.loads(line) for line in lines.splitlines()), "it broke, and was told"
    assert ref in lines
    private = [*PEOPLE.values(), "Tẩn", "Mẩy", "Gia Hân", "0123046115", "099316", "mat-khau", "tan gia han", "Hân xin"]
    assert [one for one in private for log in (text, lines) if one in log] == []
