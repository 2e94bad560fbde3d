"""Records event logs as they are stored today, so that tomorrow's software must still read them.

`python -m tests.record_corpus NAME` writes tests/data/log/NAME.jsonl.gz from random lives of dossiers. A corpus that
was released is never written again; a changed kind of event gets a new corpus beside it.
"""

import gzip
import json
import sys
import tempfile
from pathlib import Path

from tests.builders import AnOffice, an_app
from tests.corpus import FOLDER, summary
from tests.integration.test_engine_any_sequence import LENGTH, STARTS, Desk, prepared

LIVES = 5 * len(STARTS)
ROW = (
    "dossier_id, seq, kind, at, by_person, stands_for, procedure, regime, calendar, payload, personal_digest,"
    " prev_hash, hash"
)


def main(name: str) -> None:
    target = FOLDER / f"{name}.jsonl.gz"
    if target.exists():
        sys.exit(f"{target} is there; a recorded corpus is never changed")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        office = AnOffice(an_app(Path(folder)))
        calendars = prepared(office)
        for seed in range(LIVES):
            desk = Desk(office, seed, calendars=calendars)
            for _ in range(LENGTH):
                desk.act()
        lines = []
        with office.app.read() as session:
            for seed in range(LIVES):
                dossier, _ = office.app.engine.dossier(session, f"d{seed}")
                rows = session.rows(f"SELECT {ROW} FROM event WHERE dossier_id = ? ORDER BY seq", (f"d{seed}",))
                personal = session.rows("SELECT seq, salt, payload FROM personal WHERE dossier_id = ?", (f"d{seed}",))
                lines.append(json.dumps({"events": rows, "personal": personal, "then": summary(dossier)}))
    # Without a time stamp the same events give the same bytes.
    target.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))


if __name__ == "__main__":
    main(sys.argv[1])
