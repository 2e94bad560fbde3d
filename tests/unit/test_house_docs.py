"""What the documents promise is there."""

import re
from pathlib import Path

import pytest
import yaml

from tthc_engine.cli.init import DescribedOffice
from tthc_engine.cli.main import COMMANDS
from tthc_engine.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_link_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", ["README.md", "README.vi.md", "docs/operating.md", "CONTRIBUTING.md"])
def test_a_command_that_a_document_names_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    verbs = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    commands = {command.name for command in COMMANDS}
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)) <= verbs
    assert set(re.findall(r"(?:`|bin/)tthc ([a-z][a-z-]*)", text)) <= commands


def test_the_office_in_the_operating_guide_is_one_that_init_understands() -> None:
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    assert DescribedOffice.model_validate(yaml.safe_load(example)).unit.id == "truong"


def test_the_operating_guide_explains_every_setting() -> None:
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"`TTHC_{name.upper()}`" not in guide] == []


def test_every_setting_is_read_by_somebody() -> None:
    reads = {"database_url": "database", "mail_dir": "mail_folder", "backup_dir": "backup_folder"}
    reads |= {"data_dir": "prefect_home", "secret_key_file": "secret_key", "public_url": "address"}
    product = "".join(
        path.read_text(encoding="utf-8")
        for package in ("tthc_engine", "flows", "notifications")
        for path in (ROOT / package).rglob("*.py")
        if path.name not in {"settings.py", "doctor.py"}
    )
    unread = [name for name in Settings.model_fields if f"ettings.{reads.get(name, name)}" not in product]
    assert unread == []
