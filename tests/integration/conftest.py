"""What several files of this room read and none changes."""

from collections.abc import Iterator

import pytest

from tests.builders import an_app
from tthc_engine.bootstrap import App
from tthc_engine.work.demo import seeding


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The demo's year, seeded once."""
    app = an_app(tmp_path_factory.mktemp("demo"), demo=True)
    seeding.seed(app)
    yield app
    app.database.dispose()
