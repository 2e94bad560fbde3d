"""Does requirements.lock say what pyproject.toml asks for? Exit 0 yes, 1 no, with one line a problem.

It cannot know whether newer versions exist; it knows that each dependency is pinned, within its range, with hashes, and
that no index is named.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent


def pinned(lock: str) -> dict[str, list[tuple[Version, str]]]:
    """Each name with its versions (more than one where platforms differ) and the text of the entry."""
    found: dict[str, list[tuple[Version, str]]] = {}
    for entry in re.finditer(r"^(\S+?)==(\S+).*?(?=^[a-z0-9]|\Z)", lock, re.MULTILINE | re.DOTALL):
        found.setdefault(canonicalize_name(entry[1]), []).append((Version(entry[2]), entry[0]))
    return found


def problems(project: dict[str, list[str]], lock: str) -> Iterator[str]:
    locked = pinned(lock)
    for asked in sorted({requirement for group in project.values() for requirement in group}):
        requirement = Requirement(asked)
        versions = locked.get(canonicalize_name(requirement.name), [])
        if not versions:
            yield f"{requirement.name} is not locked; run scripts/lock.sh"
        for version, _ in versions:
            if version not in requirement.specifier:
                yield f"{requirement.name} {version} is locked, not {requirement.specifier}; run scripts/lock.sh"
    for name, versions in locked.items():
        if not all("--hash=sha256:" in entry for _, entry in versions):
            yield f"{name} has no hash; run scripts/lock.sh"
    if re.search(r"https?://|--(extra-)?index-url|--find-links", lock):
        yield "the lock names an index; it must not, so that it installs from any"


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {
        "": project["project"]["dependencies"],
        "build": project["build-system"]["requires"],
        **project["project"]["optional-dependencies"],
    }
    found = list(problems(asked, (ROOT / "requirements.lock").read_text(encoding="utf-8")))
    for problem in found:
        print(f"requirements.lock: {problem}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
