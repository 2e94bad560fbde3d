"""`make bundle`: everything that an office without Internet needs, in one folder to carry there on a disk.

    python -m scripts.bundle [FOLDER] [--platform linux_x86_64|win_amd64 …] [--python 3.11 …]

Wheels of this software and of what it needs to run, for each platform and Python, as requirements.lock pins them and
with its hashes; a list of them for each; what to double-click; the guide. Nothing in it needs a network or a compiler.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
FILES = ROOT / "deploy" / "bundle"
PLATFORMS = {
    "linux_x86_64": ("manylinux_2_34_x86_64", "manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "win_amd64": ("win_amd64",),
}
PYTHONS = ("3.11", "3.12", "3.13")


@dataclass(frozen=True, slots=True)
class Target:
    """One machine: its platform and its Python, `3.12`."""

    platform: str
    python: str

    @property
    def name(self) -> str:
        return f"{self.platform}-py{self.python}"

    def environment(self) -> dict[str, str]:
        """What markers are judged by, on that machine instead of this one."""
        windows = self.platform.startswith("win")
        return {
            **{name: str(value) for name, value in default_environment().items()},
            "python_version": self.python,
            "python_full_version": f"{self.python}.9",
            "implementation_version": f"{self.python}.9",
            "sys_platform": "win32" if windows else "linux",
            "platform_system": "Windows" if windows else "Linux",
            "platform_machine": "AMD64" if windows else "x86_64",
            "os_name": "nt" if windows else "posix",
            "extra": "",
        }


@dataclass(frozen=True, slots=True)
class Pinned:
    """One entry of the lock."""

    name: str
    requirement: Requirement
    text: str


def lock_entries(lock: str) -> list[Pinned]:
    found = []
    for entry in re.finditer(r"^(\S+==[^\\\n]+?) *\\\n((?:    --hash=\S+(?: \\)?\n)+)", lock, re.MULTILINE):
        requirement = Requirement(entry[1])
        hashes = " ".join(re.findall(r"--hash=\S+", entry[2]))
        pinned = f"{requirement.name}{requirement.specifier} {hashes}"
        found.append(Pinned(canonicalize_name(requirement.name), requirement, pinned))
    return found


def needed(target: Target, entries: list[Pinned], asked: list[str]) -> list[Pinned]:
    """What the asked requirements need on that machine, themselves included, by name. Raises LookupError."""
    environment = target.environment()
    applying = {
        one.name: one
        for one in entries
        if one.requirement.marker is None or one.requirement.marker.evaluate(environment)
    }
    found: dict[str, Pinned] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [Requirement(one) for one in asked]
    while waiting:
        requirement = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate(environment):
            continue
        name = canonicalize_name(requirement.name)
        if name not in applying:
            raise LookupError(f"{name} is not locked for {target.name}; run scripts/lock.sh")
        found[name] = applying[name]
        for extra in ("", *requirement.extras):
            if (name, extra) not in seen:
                seen.add((name, extra))
                waiting += _asked_by(name, extra, environment)
    return [found[name] for name in sorted(found)]


def _asked_by(name: str, extra: str, environment: dict[str, str]) -> Iterator[Requirement]:
    """What a distribution asks for, as it is installed here; one of another platform alone is not, and asks nothing."""
    try:
        told = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for one in told:
        requirement = Requirement(one)
        if requirement.marker is None or requirement.marker.evaluate({**environment, "extra": extra}):
            requirement.marker = None
            if not extra or "extra" in one:
                yield requirement


def carried(project: dict[str, Any]) -> list[str]:
    """What an office may want to run, by pyproject's table; and pip: an old Python's own knows no new wheels."""
    return [*project["dependencies"], *project["optional-dependencies"]["otel"], "pip"]


def pip(*words: str | Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *map(str, words)], check=True
    )


def fetch(target: Target, wanted: list[Pinned], folder: Path) -> Path:
    """Download the wheels into `folder/wheels`; the list of them that pip installs from."""
    listed = folder / f"requirements-{target.name}.txt"
    listed.write_text("".join(f"{one.text}\n" for one in wanted), encoding="utf-8")
    tags = [word for tag in PLATFORMS[target.platform] for word in ("--platform", tag)]
    short = target.python.replace(".", "")
    pip(
        "download",
        "--no-deps",
        "--require-hashes",
        "--only-binary=:all:",
        *("--implementation", "cp", "--python-version", short),
        *("--abi", f"cp{short}", "--abi", "abi3", "--abi", "none"),
        *tags,
        *("--dest", folder / "wheels"),
        *("--requirement", listed),
    )
    return listed


def own_wheel(folder: Path) -> Path:
    pip("wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder / "wheels", ROOT)
    [made] = (folder / "wheels").glob("tthc_engine-*.whl")
    return made


def checksums(folder: Path) -> None:
    """SHA256SUMS of every file, as `sha256sum --check` reads it."""
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder).as_posix()}\n"
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != "SHA256SUMS"
    ]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def bundle(folder: Path, targets: list[Target]) -> None:
    """Make the bundle in `folder`, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "wheels").mkdir(parents=True)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    entries = lock_entries((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    own_wheel(folder)
    for target in targets:
        wanted = needed(target, entries, carried(project))
        print(f"bundle: {target.name}, {len(wanted)} packages", flush=True)
        fetch(target, wanted, folder)
    for file in FILES.iterdir():
        # cmd.exe loses its labels in a file with our line ends.
        ends = "\r\n" if file.suffix == ".bat" else "\n"
        (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8", newline=ends)
    (folder / "install.sh").chmod(0o755)
    shutil.copyfile(ROOT / "docs" / "windows.vi.md", folder / "HUONG-DAN-WINDOWS.md")
    shutil.copyfile(ROOT / "docs" / "operating.md", folder / "operating.md")
    checksums(folder)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1_000_000
    print(f"bundle: {folder}, {size:.0f} MB")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.bundle")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist" / "bundle")
    parser.add_argument("--platform", nargs="+", choices=sorted(PLATFORMS), default=sorted(PLATFORMS))
    parser.add_argument("--python", nargs="+", choices=PYTHONS, default=list(PYTHONS))
    given = parser.parse_args()
    bundle(given.folder, [Target(one, python) for one in given.platform for python in given.python])
    return 0


if __name__ == "__main__":
    sys.exit(main())
