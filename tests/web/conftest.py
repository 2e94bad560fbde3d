"""One prepared office, copied for each test; the clock stands at Monday 01/06/2026, 09:00."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.office import WebOffice, copied, prepare


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    prepare(folder)
    return folder


@pytest.fixture
def office(_prepared: Path, tmp_path: Path) -> Iterator[WebOffice]:
    made = WebOffice(copied(_prepared, tmp_path / "data"))
    made.clock_shows("2026-06-01 09:00")
    yield made
    made.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.web)
