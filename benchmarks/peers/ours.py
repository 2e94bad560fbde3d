"""Our own engine: a real procedure under the real law, through the one door every page and command uses.

Beside the six commands it also computes the due date, numbers and freezes the receipt, enqueues the messages, chains
the log, and keeps the list's and the reports' rows: it has no smaller mode to race in.
"""

import tempfile
from datetime import timedelta
from pathlib import Path

from benchmarks.peers.workflow import asked, race
from tests.builders import PARENT, PUPIL, TRANSFER, AnOffice, an_app, hanoi
from tthc_engine.domain.commands import (
    Accept,
    Approve,
    Assign,
    Command,
    Complete,
    Registration,
    ReleaseResult,
    ReturnResult,
)
from tthc_engine.domain.procedure import Role

BEGAN = hanoi("2026-06-01 09:00")


def life_of(office: AnOffice, dossier: str) -> list[Command]:
    """The six commands, each by the person whose work it is."""
    desk, handler, approver = (office.officer(role) for role in (Role.DESK, Role.HANDLER, Role.APPROVER))
    registration = Registration(procedure=TRANSFER, owner=PUPIL, submitter=PARENT, relation="parent")
    return [
        Accept(dossier=dossier, by=desk, registration=registration),
        Assign(dossier=dossier, by=approver, to=handler.person),
        Complete(dossier=dossier, by=handler),
        Approve(dossier=dossier, by=approver),
        ReleaseResult(dossier=dossier, by=approver),
        ReturnResult(dossier=dossier, by=desk, received_by="Lường Văn Hoà"),
    ]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = an_app(Path(folder), url=asked()[0])
        office = AnOffice(app)

        def run(count: int) -> int:
            known = 0
            for _ in range(count):
                dossier = app.engine.new_id()
                for hour, command in enumerate(life_of(office, dossier)):
                    with app.transaction() as session:
                        handled = app.engine.handle(session, command, at=BEGAN + timedelta(hours=hour))
                    known += bool(handled.events)
            return known

        race(run)
        app.database.dispose()


if __name__ == "__main__":
    main()
