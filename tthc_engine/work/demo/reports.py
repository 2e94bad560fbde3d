"""The demo's reports: closed by the timetable, filed with their hash, sent to whom the offices entered."""

from functools import cache

from tthc_engine.bootstrap import App
from tthc_engine.store import sending
from tthc_engine.work import reporting
from tthc_engine.work.demo.office import OfficeInstant, Told, read


class ToldAddressee(Told):
    unit: str
    at: OfficeInstant
    by: str
    name: str
    email: str = ""
    to: str = ""
    """A unit of this system, in whose box they lie; empty: by mail."""


class ToldReceipt(Told):
    """Somebody has read everything that lies in their unit's box by then."""

    unit: str
    at: OfficeInstant
    by: str


class ToldReports(Told):
    addressees: tuple[ToldAddressee, ...]
    closed: tuple[OfficeInstant, ...]
    received: tuple[ToldReceipt, ...]


class NotSent(Exception):
    """A report of the demo could not be closed or sent."""


@cache
def reports() -> ToldReports:
    return ToldReports.model_validate(read("reports.yaml"))


def send(app: App) -> None:
    """Close and send as the timetable would have done; the last night's mail waits for the morning's post."""
    told = reports()
    with app.transaction() as session:
        for one in told.addressees:
            sending.add_addressee(
                session, one.unit, name=one.name, email=one.email, to_unit=one.to, by=one.by, at=one.at
            )
    for at in told.closed:
        done = reporting.close_ended(app, at)
        if done.failed:
            raise NotSent("; ".join(f"{name}: {why}" for name, why in done.failed.items()))
    with app.transaction() as session:
        for receipt in told.received:
            for lies in sending.sent_to(session, receipt.unit):
                if lies.at < receipt.at:
                    sending.receive(session, receipt.unit, lies.key, by=receipt.by, at=receipt.at)
