"""What the log tells of the work of the web's dossiers: which message failed and of what kind, never whose."""

import logging

import pytest

from tests.builders import TRANSFER, hanoi
from tests.web.office import WebOffice
from tthc_engine.domain import commands as c
from tthc_engine.work.deliver import deliver


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
