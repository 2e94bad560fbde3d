"""Proving a copy of an office: its rows are opened apart, so that the copy stays as it was made."""

import shutil
import sqlite3
import tempfile
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from tthc_engine.store.database import Database
from tthc_engine.store.proof import Proof, verify
from tthc_engine.store.sealing import Passphrase, is_sealed, unseal


def prove_copy(file: Path, passphrase: Passphrase | None) -> Proof:
    """What `tthc verify` says of a backup, sealed or not; a file that is no database is a problem of the proof.

    Raises CannotUnseal where the passphrase does not open it.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        if passphrase is not None and is_sealed(file):
            unseal(file, copy, passphrase)
        else:
            shutil.copyfile(file, copy)
        database = Database(f"sqlite:///{copy}")
        try:
            with database.read() as session:
                return verify(session)
        except (sqlite3.DatabaseError, DatabaseError) as error:
            return Proof(problems=[f"{file} is no sound copy of an office: {getattr(error, 'orig', None) or error}"])
        finally:
            database.dispose()
