"""Papers too long for a request: made beside it, kept until they are fetched, given to whoever asked.

A register of a year is typeset for seconds; meanwhile a receipt must print. So a thread makes it with a typesetter of
its own, one paper after the other, and a page says that it is being made. Names stand in it: a file is its owner's, and
goes after a day. Of a process that ended in between nothing is left but the note that somebody asked.
"""

import json
import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from tthc_engine.bootstrap import App
from tthc_engine.work import for_a_day

log = logging.getLogger(__name__)
LONG = 150
"""Lines of a paper from which nobody waits for it: about a third of a second."""
GIVEN_UP_AFTER = timedelta(minutes=10)
"""Nothing takes so long: its process ended."""
_TURN = threading.Lock()


class State(StrEnum):
    BEING_MADE = "being_made"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper that somebody asked for."""

    key: str
    by: str
    name: str
    """Of the file, with its ending."""
    state: State
    file: Path


def begin(app: App, name: str, make: Callable[[], bytes], *, by: str) -> str:
    """Make the paper beside the request; the key under which `by` finds it.

    Asked again while it is being made, it is the same one.
    """
    folder = for_a_day.folder(app, for_a_day.MADE)
    for note in folder.glob("*.json"):
        running = found(app, note.stem, by=by)
        if running is not None and running.name == name and running.state is State.BEING_MADE:
            return running.key
    key = secrets.token_hex(16)
    new = folder / f"{key}.new"
    new.write_text(json.dumps({"by": by, "name": name}), encoding="utf-8")
    new.replace(folder / f"{key}.json")
    threading.Thread(target=_made, args=(folder, key, name, make), name=f"prepare {name}", daemon=True).start()
    return key


def found(app: App, key: str, *, by: str) -> Paper | None:
    """How the paper stands; None for a key that is unknown, gone or somebody else's."""
    folder = _folder(app)
    note = folder / f"{key}.json"
    if not key.isalnum():
        return None
    try:
        said, asked = json.loads(note.read_text(encoding="utf-8")), note.stat().st_mtime
    except FileNotFoundError:
        return None
    if said["by"] != by:
        return None
    file = folder / f"{key}.made"
    if file.is_file():
        state = State.READY
    elif (folder / f"{key}.failed").is_file() or asked < (app.wall() - GIVEN_UP_AFTER).timestamp():
        state = State.FAILED
    else:
        state = State.BEING_MADE
    return Paper(key=key, by=by, name=said["name"], state=state, file=file)


def _made(folder: Path, key: str, name: str, make: Callable[[], bytes]) -> None:
    half = folder / f"{key}.half"
    try:
        with _TURN:
            half.write_bytes(make())
        half.replace(folder / f"{key}.made")
    except Exception:
        # Nobody waits for this thread: the page tells who asked, the log tells why.
        log.exception("action=prepare name=%s", name)
        (folder / f"{key}.failed").touch()
        half.unlink(missing_ok=True)


def _folder(app: App) -> Path:
    return app.settings.data_dir / for_a_day.MADE
