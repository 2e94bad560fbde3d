"""A thousand apologies: issued, numbered, rendered, filed and delivered, beside the raw cost of rendering them.

The whole way is what an office waits for: each letter is decided by the approver and numbered by the clerk in
transactions of their own, then delivery renders and files it and hands it to a mail server, a process of its own, that
counts what arrives. The floor renders the same frozen letters again and does nothing else.

Run as `python -m benchmarks.letters [how many]`; exits 1 where a letter is missing or came twice, or the whole way
is slower than the budget allows.
"""

import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.integration.an_office import APPROVER, DESK, accept, an_office, at
from tests.integration.receivers import receivers
from tthc_engine.bootstrap import App
from tthc_engine.documents.render import render
from tthc_engine.domain import commands as c
from tthc_engine.store import letters
from tthc_engine.work.deliver import deliver
from tthc_engine.work.sweep import sweep

LETTERS = 1_000
BUDGET = 0.25
"""Of the rate of bare rendering: deciding, numbering, filing and the post may cost three renderings a letter."""
RECEIVED, SWEPT, ISSUED, SENT = "2026-06-01 09:00", "2026-06-08 17:01", "2026-06-09 08:00", "2026-06-09 09:00"
NEW_APPOINTMENT = "2026-06-11 17:00"


def overdue(app: App, many: int) -> list[str]:
    """So many dossiers whose date has passed; their receipts went to nobody, so that only apologies are counted."""
    dossiers = [accept(app, RECEIVED, email="").dossier_id for _ in range(many)]
    with app.transaction() as session:
        session.run("UPDATE outbox SET state = 'no_address'")
        session.run("UPDATE letter SET state = 'filed' WHERE kind = 'receipt'")
    assert sweep(app, at(SWEPT)).acted == many
    return dossiers


def issue(app: App, dossier: str, number: int) -> None:
    apology = c.IssueApology(
        dossier=dossier, by=APPROVER, new_appointment=at(NEW_APPOINTMENT), reason="Chờ trường cũ xác minh"
    )
    with app.transaction() as session:
        app.engine.handle(session, apology, at=at(ISSUED))
    with app.read() as session:
        letter = str(session.value("SELECT letter FROM letter WHERE dossier_id = ? AND kind = 'apology'", (dossier,)))
    numbered = c.NumberLetter(dossier=dossier, by=DESK, letter=letter, number=f"{number:04d}")
    with app.transaction() as session:
        app.engine.handle(session, numbered, at=at(ISSUED))
        session.run(
            "UPDATE outbox SET recipient = ?, state = 'waiting' WHERE dossier_id = ? AND kind = 'apology'",
            (f'{{"name": "Lường Văn Bảo", "email": "phuhuynh{number}@example.org", "phone": ""}}', dossier),
        )


def rendered_again(app: App) -> float:
    """Seconds for the bare rendering of every apology."""
    with app.read() as session:
        keys = [row[0] for row in session.rows("SELECT id FROM letter WHERE kind = 'apology' ORDER BY id")]
        frozen = [letters.context(session, key) for key in keys]
    began = perf_counter()
    for context in frozen:
        assert context is not None
        render(context)
    return perf_counter() - began


def main(many: int) -> int:
    with tempfile.TemporaryDirectory() as folder, receivers(Path(folder) / "post") as post:
        app = an_office(Path(folder) / "office", smtp_url=post.smtp)
        dossiers = overdue(app, many)
        began = perf_counter()
        for number, dossier in enumerate(dossiers, start=1):
            issue(app, dossier, number)
        issued = perf_counter() - began
        report = deliver(app, at(SENT))
        whole = perf_counter() - began
        taken = [file.name.split("-", 2)[2] for file in post.taken("smtp")]
        raw = rendered_again(app)
        with app.read() as session:
            numbers = int(session.value("SELECT COUNT(DISTINCT number) FROM letter WHERE kind = 'apology'"))
            files = int(session.value("SELECT COUNT(*) FROM letter_file"))
    rate = many / whole * 60
    print(
        f"{many:,} apologies issued and numbered in {issued:.1f} s,"
        f" rendered, filed and delivered in {whole - issued:.1f} s"
    )
    print(f"{rate:,.0f} letters a minute, whole way; bare rendering alone {many / raw * 60:,.0f} a minute")
    once = len(taken) == len(set(taken)) == report.delivered == numbers == files == many
    print(f"arrived {len(taken):,}, of them different {len(set(taken)):,}, numbers {numbers:,}, files {files:,}")
    share = raw / whole
    well = once and share >= BUDGET
    print(f"{share:.2f} of bare rendering (budget {BUDGET:.2f}), each once: {'ok' if well else 'DOES NOT HOLD'}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS))
