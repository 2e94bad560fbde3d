"""A province's daily way: pg_dump while people work, pg_restore elsewhere, the log proved there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.a_postgres import postgres_server
from tests.integration.an_office import accept, an_office

pytestmark = [pytest.mark.integration, pytest.mark.postgres]


def _program(name: str) -> Path:
    """Debian keeps the server's own out of the path."""
    found = [Path(path) for path in (shutil.which(name),) if path]
    found += sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return found[0] if found else pytest.skip(f"{name} is not installed")


def test_a_dump_made_while_somebody_writes_is_restored_and_proves(tmp_path: Path) -> None:
    with postgres_server() as server:
        url, elsewhere = server.new_database(), server.new_database()
        office = an_office(tmp_path, database_url=url)
        for minute in range(3):
            accept(office, f"2026-06-01 09:{minute:02d}")
        dump = tmp_path / "motcua.dump"
        with office.transaction() as session:
            # Somebody is in the middle of a command: what is not committed is not in the copy.
            session.run("UPDATE dossier SET next_check_at = NULL")
            subprocess.run([_program("pg_dump"), "--format=custom", f"--file={dump}", url], check=True)
        office.database.dispose()
        restored = ["--no-owner", "--exit-on-error", f"--dbname={elsewhere}", dump]
        subprocess.run([_program("pg_restore"), *restored], check=True)
        surroundings = os.environ | {"TTHC_DATA_DIR": str(tmp_path / "else"), "TTHC_DATABASE_URL": elsewhere}
        for words, said in ((["verify"], "of 3 dossiers"), (["rebuild", "--check"], "0 differences")):
            asked = [sys.executable, "-m", "tthc_engine.cli.main", *words]
            ended = subprocess.run(asked, env=surroundings, capture_output=True, text=True, check=False)
            assert ended.returncode == 0 and said in ended.stdout, ended.stdout + ended.stderr
