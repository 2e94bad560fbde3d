"""The demo's office for the tests that read it; whoever changes it takes a copy."""

import shutil
from pathlib import Path

from tests.builders import an_app, hanoi
from tests.databases import copy_office
from tthc_engine.bootstrap import App

MORNING = hanoi("2026-11-16 07:30")
"""The Monday on which the demo begins."""


def a_copy(demo: App, folder: Path) -> App:
    """The same office once more, to be changed."""
    shutil.copytree(demo.settings.data_dir, folder)
    demo.database.dispose()
    copy_office(demo.settings.data_dir, folder)
    return an_app(folder, demo=True)
