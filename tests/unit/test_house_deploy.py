"""What runs an office day and night: commands that exist, logs that name nobody, nothing that Windows lacks."""

import ast
import json
import logging
import re
import sys
from pathlib import Path

import pytest

from tthc_engine.cli.log_lines import JsonLine, Line
from tthc_engine.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
POSIX_MODULES = frozenset({"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "syslog", "posix", "crypt"})
POSIX_CALLS = frozenset(
    {
        "fork",
        "forkpty",
        "getuid",
        "geteuid",
        "getgid",
        "setuid",
        "setgid",
        "chown",
        "mkfifo",
        "setsid",
        "killpg",
        "nice",
        "statvfs",
        "sysconf",
        "uname",
        "sync",
        "getpgid",
        "getloadavg",
        "fchmod",
        "lchmod",
    }
)
POSIX_SIGNALS = frozenset(
    {"SIGKILL", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGQUIT", "SIGALRM", "SIGCHLD", "alarm", "pause"}
)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_command_in_a_unit_exists_and_it_names_no_secret(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    commands = re.findall(r"^ExecStart(?:Pre)?=/srv/tthc-engine/\.venv/bin/(\S+) (\S+)", text, re.MULTILINE)
    assert len(commands) == len(re.findall(r"^Exec", text, re.MULTILINE))
    assert bool(commands) is (unit.suffix == ".service")
    known = {command.name for command in COMMANDS}
    assert all(program == "prefect" or (program == "tthc" and word in known) for program, word in commands)
    assert "PASSWORD" not in text and "SECRET" not in text
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert unit.name.partition(".")[0] in guide


def _failed() -> logging.LogRecord:
    try:
        int("Lường Bảo Ngọc, 099316001234")
    except ValueError:
        record = logging.LogRecord("tthc", logging.ERROR, __file__, 1, "refused %s", ("x",), sys.exc_info())
    record.mark = "fce826bd"
    return record


def test_a_structured_line_is_json_with_its_facts_and_quotes_nobody() -> None:
    line = JsonLine().format(_failed())
    said = json.loads(line)
    assert "Ngọc" not in line and "0993" not in line and "\n" not in line
    assert (said["level"], said["message"], said["mark"], said["error"]) == (
        "ERROR",
        "refused x",
        "fce826bd",
        "ValueError",
    )
    assert said["at"].endswith("+07:00") and said["trace"][-1].endswith("_failed")


def test_a_line_for_a_person_names_the_error_its_place_and_its_cause_and_quotes_nobody() -> None:
    error = LookupError("Giàng A Páo")
    error.__cause__ = _failed().exc_info[1]  # type: ignore[index]
    record = logging.LogRecord("tthc", logging.ERROR, __file__, 1, "broken", (), (LookupError, error, None))
    said = Line("%(message)s").format(record)
    assert said.splitlines()[:2] == ["broken", "builtins.LookupError"]
    assert "because of\nbuiltins.ValueError\n  test_house_deploy.py:" in said
    assert "Páo" not in said and "Ngọc" not in said


def test_a_line_for_a_person_ends_with_its_facts() -> None:
    record = logging.LogRecord("tthc", logging.INFO, __file__, 1, "done", (), None)
    record.dossier = "H99.58.04-20261106-0001"
    assert Line("%(asctime)s %(message)s").format(record).endswith("+07:00 done dossier=H99.58.04-20261106-0001")


def test_the_product_asks_nothing_of_the_machine_that_windows_lacks() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for package in ("tthc_engine", "flows", "notifications", "procedures")
        for path in sorted((ROOT / package).rglob("*.py"))
        for line, name in posix_only(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    ["import fcntl", "from pwd import getpwnam", "import os\nos.fork()", "import signal\nsignal.SIGKILL", "'%-d/%m'"],
)
def test_what_windows_lacks_would_be_found(source: str) -> None:
    assert list(posix_only(ast.parse(source)))


def posix_only(tree: ast.AST) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, one.name) for one in node.names if one.name.partition(".")[0] in POSIX_MODULES]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in POSIX_MODULES:
            found.append((node.lineno, str(node.module)))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            found += [(node.lineno, f"os.{node.attr}")] if node.attr in POSIX_CALLS else []
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "signal":
            found += [(node.lineno, f"signal.{node.attr}")] if node.attr in POSIX_SIGNALS else []
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"%-[dmHMjy]", node.value):
            found.append((node.lineno, "a date pattern that only glibc knows"))
    return found
