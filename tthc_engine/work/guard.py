"""What every transaction of due work asks first: may this process still write?"""

from collections.abc import Callable
from threading import Event

from tthc_engine.store import machine
from tthc_engine.store.sql import Session

Guard = Callable[[Session], None]
"""Raises Halt, or returns."""


class Halt(Exception):
    """Stop here, without a fault: what is left is found again by whoever ticks next."""


def by_hand(session: Session) -> None:
    """`tthc sweep` and tests: several at once do no harm, they only do the same work twice for nothing."""


def fenced(name: str, fence: int, *, stopping: Event) -> Guard:
    """The timetable's guard: the lease is still ours, and nobody has asked us to end."""

    def check(session: Session) -> None:
        if stopping.is_set():
            raise Halt("the process is ending")
        try:
            machine.check_fence(session, name, fence)
        except machine.LeaseLost as lost:
            raise Halt("another process ticks now") from lost

    return check
