"""What is left behind is put away: drafts, scans nobody took, files of purged dossiers, exports not taken in."""

import logging
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.store import drafts, scan_files, scans
from tthc_engine.work import for_a_day

log = logging.getLogger(__name__)
SCANS = "scans"
"""The folder beside the copies of the database that holds the copies of the scans."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    drafts: int
    loose: int
    """Scans given up because no dossier took them."""
    files: int
    """Files that went, in the data folder and among the backups."""


def tidy(app: App, at: datetime) -> Tidied:
    """Once a night: remove what may no longer be kept. A file that is missing already is no error."""
    with app.transaction() as session:
        old = drafts.drop_old(session, at=at)
        loose = scans.forget_loose(session, at=at)
        removed = scans.removed(session)
    for_a_day.forget_old(app)
    folders = (app.settings.scan_folder, app.settings.backup_folder / SCANS)
    gone = sum(scan_files.remove(folder, removed) for folder in folders)
    log.info("action=tidy drafts=%s loose=%s files=%s", old, len(loose), gone)
    return Tidied(drafts=old, loose=len(loose), files=gone)
