"""`python -m tthc_engine.store.migrations.check`: the revisions lead to exactly the tables the code declares.

Also how an engineer writes the next revision: `… check --new "why"` compares the tables with a fresh database.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.util.exc import CommandError

from tthc_engine.store import migrations


def main(arguments: list[str]) -> int:
    """0: the tables are what the revisions make; 1: they are not."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'fresh.db'}"
        settings = migrations.config(url)
        command.upgrade(settings, "head")
        if arguments[:1] == ["--new"]:
            command.revision(settings, message=" ".join(arguments[1:]), autogenerate=True)
            return 0
        try:
            command.check(settings)
        except CommandError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        command.downgrade(settings, "base")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
