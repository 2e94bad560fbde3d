"""Puts pip into a virtual environment that was made without it: `python scripts/bring_pip.py .venv`.

Debian and Ubuntu ship `venv` without `ensurepip` unless python3-venv is installed. Tried in turn, all from what the
machine already trusts: the system's own pip acting on the environment; the distribution's pip wheel; the package index
configured in PIP_INDEX_URL. Whatever comes over the network must carry a hash of requirements.lock. Only the standard
library is used. Exit: 0 pip is there, 1 none of the ways was open.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
WHEELS = (Path("/usr/share/python-wheels"), Path("/usr/share/python3-wheels"))


def locked_pip() -> str:
    """The lock's lines about pip: its version and the hashes that it may have."""
    entry = re.search(r"^pip==.*?(?=^\S|\Z)", LOCK.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    if entry is None:
        raise SystemExit("bring_pip: requirements.lock does not name pip")
    return "".join(line for line in entry[0].splitlines(keepends=True) if not line.lstrip().startswith("#"))


def ways(python: Path, requirements: Path) -> Iterator[list[str]]:
    """Commands that would install pip into the environment of `python`, the most trusted first."""
    install = ["install", "--quiet", "--no-deps", "--require-hashes", "--requirement", str(requirements)]
    yield [sys.executable, "-m", "pip", "--python", str(python), *install]
    for folder in WHEELS:
        for wheel in sorted(folder.glob("pip-*.whl"), reverse=True):
            yield [str(python), f"{wheel}/pip", *install]
            # Without a network the distribution's own pip will do: the package manager has checked it.
            yield [str(python), f"{wheel}/pip", "install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    downloaded = download(requirements.parent)
    if downloaded is not None:
        yield [str(python), f"{downloaded}/pip", "install", "--quiet", "--no-index", "--no-deps", str(downloaded)]


def download(folder: Path) -> Path | None:
    """The locked wheel from the index in PIP_INDEX_URL, its hash checked; None without such an index or wheel."""
    index = os.environ.get("PIP_INDEX_URL", "")
    if not index:
        return None
    version = locked_pip().split("==")[1].split()[0]
    allowed = set(re.findall(r"sha256:([0-9a-f]{64})", locked_pip()))
    name = f"pip-{version}-py3-none-any.whl"
    try:
        page_url = f"{index.rstrip('/')}/pip/"
        with urllib.request.urlopen(page_url, timeout=60) as page:
            links = re.findall(r'href="([^"]+)"', page.read().decode())
        link = next(link for link in links if Path(urllib.parse.urlsplit(link).path).name == name)
        with urllib.request.urlopen(urllib.parse.urljoin(page_url, link), timeout=60) as file:
            content = file.read()
    except (OSError, StopIteration, ValueError):
        return None
    if hashlib.sha256(content).hexdigest() not in allowed:
        print(f"bring_pip: {name} has a hash that requirements.lock does not name; not used", file=sys.stderr)
        return None
    wheel = folder / name
    wheel.write_bytes(content)
    return wheel


def main(environment: Path) -> int:
    python = environment.absolute() / "bin" / "python"
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder) / "pip.txt"
        requirements.write_text(locked_pip(), encoding="utf-8")
        for command in ways(python, requirements):
            if subprocess.run(command, capture_output=True, check=False).returncode == 0:
                return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
