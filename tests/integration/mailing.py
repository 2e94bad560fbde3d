"""A mailing to thousands by two workers, counted where it arrives (peers' case 27)."""

import time
from dataclasses import dataclass
from pathlib import Path

from tests.integration.an_office import SCHOOL, accept, an_office, at
from tests.integration.killed import begun, in_a_child
from tests.integration.receivers import Receivers
from tthc_engine import bootstrap
from tthc_engine.settings import Settings
from tthc_engine.store import outbox
from tthc_engine.work.deliver import deliver

WRITTEN = "2026-06-02 10:00"
SENT = "2026-06-02 10:01"
PATIENCE_SECONDS = 1800


@dataclass(frozen=True, slots=True)
class Counted:
    written: int
    arrived: int
    double: int
    seconds: float
    shares: tuple[int, ...]
    """How many each worker sent."""

    def in_words(self) -> str:
        rate = self.written / self.seconds
        missing = self.written + self.double - self.arrived
        return (
            f"{self.written} messages, {missing} missing, {self.double} double, {rate:.0f} a second, by {self.shares}"
        )


def mail_to_all(folder: Path, receivers: Receivers, *, messages: int, workers: int = 2, **settings: str) -> Counted:
    """Two processes empty one outbox; what the mail server took is counted by its identifiers."""
    receivers.forget()

    def write() -> dict[str, str]:
        app = an_office(folder, smtp_url=receivers.smtp, **settings)
        dossier = accept(app, "2026-06-01 09:00", email="").dossier_id
        with app.transaction() as session:
            for number in range(messages):
                promised = outbox.row(
                    key=outbox.key_of(dossier, 1000 + number, "submitted"),
                    dossier=dossier,
                    kind="submitted",
                    unit=SCHOOL,
                    recipient={"name": "Lường Văn Bảo", "email": f"phuhuynh{number}@example.org", "phone": ""},
                    context={"at": at(WRITTEN).isoformat()},
                    letter_id=None,
                    at=at(WRITTEN),
                )
                outbox.enqueue(session, promised)
        url, data = app.settings.database, str(app.settings.data_dir)
        app.database.dispose()
        return {"url": url, "data": data}

    made = in_a_child(write)
    assert made is not None

    def work() -> dict[str, int]:
        own = Settings(data_dir=Path(made["data"]), database_url=made["url"], smtp_url=receivers.smtp, flows="inline")
        return {"sent": deliver(bootstrap.build(own), at(SENT)).delivered}

    began = time.perf_counter()
    children = [begun(work, patience=PATIENCE_SECONDS) for _ in range(workers)]
    shares = tuple(int((child() or {"sent": 0})["sent"]) for child in children)
    took = time.perf_counter() - began
    names = [file.name.split("-", 2)[2] for file in receivers.taken("smtp")]
    return Counted(messages, len(names), len(names) - len(set(names)), took, shares)
