"""Files that lie in the data folder for a day: what somebody sent to be looked at, what was made for somebody.

Names stand in them, so nothing stays because nobody fetched it.
"""

from datetime import timedelta
from pathlib import Path

from tthc_engine.bootstrap import App

KEPT_FOR = timedelta(days=1)
SENT, MADE = "imports", "prepared"
"""The folders."""


def folder(app: App, name: str) -> Path:
    """Where they lie, readable by the office's own account alone; yesterday's are gone from it."""
    here = app.settings.data_dir / name
    here.mkdir(mode=0o700, parents=True, exist_ok=True)
    forget_old(app)
    return here


def forget_old(app: App) -> int:
    """Remove what is older than a day, fetched or not; how many files went."""
    before = (app.wall() - KEPT_FOR).timestamp()
    lying = (path for name in (SENT, MADE) for path in (app.settings.data_dir / name).glob("*"))
    old = [path for path in lying if path.is_file() and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
