"""Due work on one thing after another: each in a transaction of its own, and one that fails stops no other."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from tthc_engine.bootstrap import App
from tthc_engine.store.sql import Session
from tthc_engine.work.guard import Guard, Halt
from tthc_engine.work.report import why

log = logging.getLogger(__name__)

T = TypeVar("T")


def one_by_one(
    app: App,
    waiting: Iterable[T],
    do: Callable[[Session, T], int],
    *,
    action: str,
    name: Callable[[T], str],
    guard: Guard,
    failed: dict[str, str],
) -> int:
    """What `do` gave back for each of `waiting`, together.

    One that fails is named in `failed`, and in the log under `action`; it stays due. Raises Halt.
    """
    done = 0
    for one in waiting:
        try:
            with app.transaction() as session:
                guard(session)
                done += do(session, one)
        except Halt:
            raise
        except Exception as error:
            failed[name(one)] = why(error)
            log.exception("action=%s of=%s by=clock", action, name(one))
    return done
