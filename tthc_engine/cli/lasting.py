"""What processes have in common that stay until they are told to end; without the web application, which a worker has
no use for."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from tthc_engine import heap
from tthc_engine.bootstrap import App, NoOfficeHere
from tthc_engine.store import offices, people


def refuse_what_is_no_office(app: App) -> None:
    """Raises NoOfficeHere for an empty database, for the demo's outside the demo, and for a real one within it."""
    with app.read() as session:
        there_is_one = bool(offices.offices(session))
        accounts = people.accounts(session)
    invented = any(account.demo for account in accounts)
    if app.settings.demo and any(not account.demo for account in accounts):
        raise NoOfficeHere("TTHC_DEMO is set, and this database is a real office's: its clock is never moved.")
    if invented and not app.settings.demo:
        raise NoOfficeHere("This database is the demo's; a real office has its own data folder (TTHC_DATA_DIR).")
    if not there_is_one:
        raise NoOfficeHere("No office is set up here yet; `tthc init` does it.")


@contextmanager
def lasting() -> Iterator[None]:
    """A process that stays until it is told to end: by SIGTERM as by Ctrl-C, through every `finally` on the way out.

    Entered before it starts a thread: its threads share their heaps.
    While it serves, uvicorn has its own handlers; it raises the signal again when it is done.
    """

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    heap.share()
    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except SystemExit:
        # A second Ctrl-C while we tidy up is somebody in a hurry; the first has been heard.
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
