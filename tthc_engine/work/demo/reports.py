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
    email: str


class ToldReports(Told):
    addressees: tuple[ToldAddressee, ...]
    closed: tuple[OfficeInstant, ...]


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
            sending.add_addressee(session, one.unit, name=one.name, email=one.email, by=one.by, at=one.at)
    for at in told.closed:
        done = reporting.close_ended(app, at)
        if done.failed:
            raise NotSent("; ".join(f"{name}: {why}" for name, why in done.failed.items()))
