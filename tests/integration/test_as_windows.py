"""Nothing that only POSIX has is needed between the first form and a restored backup."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.integration, pytest.mark.sqlite]

ROOT = Path(__file__).parents[2]


def python(*words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith(("TTHC_", "PYTHON", "LC_", "LANG"))
    }
    # Text without a declared encoding is ASCII here, as it is some old page on Windows; its terminal speaks UTF-8.
    plain |= {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *words], env=plain | more, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240
    )


def test_a_dossier_is_received_released_copied_and_restored_without_what_windows_lacks(tmp_path: Path) -> None:
    ended = python("-m", "tests.integration.as_windows", str(tmp_path))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    said = ended.stdout
    assert "released H99.58.04-20260601-0001" in said and "page 200" in said
    assert "swept 1 sent" in said and "differences=0 failed=0" in said


WRONG = (
    "import fcntl",
    "os.fork()",
    "signal.SIGHUP",
    "kept = open(folder / 'a', 'w'); os.replace(folder / 'b', folder / 'a')",
    "kept = open(folder / 'a', 'w'); (folder / 'a').unlink()",
    "open(folder / 'ma: 1', 'w')",
    "(folder / 'c').write_text(chr(7871))",
)


def test_the_machine_lacks_what_it_should(tmp_path: Path) -> None:
    (tmp_path / "b").touch()
    asked = (
        "import os, signal, pathlib; from tests.integration.as_windows import take_away; take_away()\n"
        f"folder = pathlib.Path({str(tmp_path)!r})\n"
        f"for one in {WRONG!r}:\n"
        "    try: exec(one)\n"
        "    except Exception as error: print(type(error).__name__)\n"
        "    else: print('went well:', one)\n"
    )
    said = python("-c", asked).stdout.splitlines()
    assert said == [
        "ModuleNotFoundError",
        "AttributeError",
        "AttributeError",
        "PermissionError",
        "PermissionError",
        "OSError",
        "UnicodeEncodeError",
    ]
