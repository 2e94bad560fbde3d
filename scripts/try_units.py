"""The systemd units by hand: their very commands, in their order, as the user and in the walls that they ask for.

    python -m scripts.try_units

Without systemd a mount namespace stands in for it (root and `unshare` are needed, of Linux): this folder at
/srv/tthc-engine, everything read-only but what `ReadWritePaths` names, no new privileges, an unprivileged user, the
settings from /srv/tthc.env alone. PostgreSQL is a real server. `tthc init` is asked first, as the guide says; then each
unit's ExecStart, a sign-in at the page, `tthc watch`, and SIGTERM to each. Exit: 0 all of it works, 1 something does
not, or cannot be tried here (which is said).
"""

import configparser
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from scripts.try_bundle import OFFICE, PEOPLE
from tests.integration.a_postgres import free_port, postgres_server
from tests.web.office import hidden_fields

ROOT = Path(__file__).parents[1]
UNITS = ROOT / "deploy" / "systemd"
HOME = "/srv/tthc-engine"
NOBODY = 65534
READY_SECONDS, END_SECONDS = 120.0, 30.0
# $1 this folder, $2 the interpreter's, $3 a folder with srv.env, data and backup; the rest is the command.
WALLS = """
set -eu
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs /srv
mkdir -p /srv/tthc-engine /srv/tthc-data /mnt/backup/tthc /srv/python
mount --bind "$1" /srv/tthc-engine
mount --bind "$2" /srv/python
mount --bind "$3/data" /srv/tthc-data
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir -p /mnt/backup/tthc
mount --bind "$3/backup" /mnt/backup/tthc
cp "$3/tthc.env" /srv/tthc.env
chown 65534 /srv/tthc.env
chmod 600 /srv/tthc.env
# Where the folder's own interpreter lies in somebody's home, the unit's user must reach it there.
case "$2" in /root/*) mount -t tmpfs -o mode=755 tmpfs /root; mkdir -p "$2"; mount --bind /srv/python "$2";; esac
mount -o remount,bind,ro /
mount -o remount,ro /srv
mount -o remount,bind,ro /srv/tthc-engine
shift 3
cd /srv/tthc-engine
exec setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs --bounding-set -all --inh-caps -all \
  env -i PATH=/usr/bin:/bin sh -c 'set -a; . /srv/tthc.env; set +a; exec "$@"' sh "$@"
"""


class Wrong(AssertionError):
    """A unit does not do what it says."""


def commands(unit: str) -> list[list[str]]:
    """ExecStartPre and ExecStart of a unit, in order, as words."""
    read = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    read.optionxform = str  # type: ignore[assignment]
    read.read(UNITS / unit, encoding="utf-8")
    service = read["Service"]
    wanted = {"User": "tthc", "WorkingDirectory": HOME, "EnvironmentFile": "/srv/tthc.env"}
    if {name: service.get(name) for name in wanted} != wanted:
        raise Wrong(f"{unit} is not as this rehearsal takes it: {wanted}")
    return [service[name].split() for name in ("ExecStartPre", "ExecStart") if name in service]


def walled(folder: Path, *words: str) -> list[str]:
    interpreter = Path(sys.base_prefix)
    return ["unshare", "--mount", "sh", "-c", WALLS, "sh", str(ROOT), str(interpreter), str(folder), *words]


def asked(folder: Path, *words: str) -> str:
    ended = subprocess.run(walled(folder, *words), capture_output=True, text=True, check=False, timeout=READY_SECONDS)
    if ended.returncode:
        raise Wrong(f"{' '.join(words)} ended with {ended.returncode}: {ended.stdout[-600:]}{ended.stderr[-600:]}")
    return ended.stdout


def started(folder: Path, unit: str) -> "subprocess.Popen[bytes]":
    *before, command = commands(unit)
    for one in before:
        asked(folder, *one)
    with (folder / f"{unit}.log").open("wb") as said:
        return subprocess.Popen(walled(folder, *command), stdout=said, stderr=said)


def signed_in(address: str) -> str:
    """The page that the director sees after signing in by the form."""
    with httpx.Client(base_url=address, trust_env=False, timeout=30) as browser:
        page = browser.get("/dang-nhap").text
        typed = {"ten": "hieutruong", "mat_khau": "mat-khau-thu-1"}
        answer = browser.post("/dang-nhap", data=hidden_fields(page, "/dang-nhap") | typed)
        if answer.status_code != 303:
            raise Wrong(f"nobody can sign in: {answer.status_code}")
        seen = browser.get(answer.headers["location"], follow_redirects=True)
        if "Lò Thị Hương" not in seen.text:
            raise Wrong("signed in, and not greeted")
        return str(seen.url.path)


def rehearsed(folder: Path, database: str, port: int) -> list[str]:
    """What was run and what came of it."""
    address = f"http://127.0.0.1:{port}"
    settings = {
        "TTHC_DATA_DIR": "/srv/tthc-data",
        "TTHC_BACKUP_DIR": "/mnt/backup/tthc",
        "TTHC_DATABASE_URL": database,
        "TTHC_FLOWS": "worker",
        "TTHC_PORT": str(port),
        "TTHC_PUBLIC_URL": address,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    (folder / "tthc.env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()), encoding="utf-8")
    for name in ("data", "backup"):
        (folder / name).mkdir()
        shutil.chown(folder / name, user=NOBODY)
    (folder / "data" / "office.yaml").write_text(OFFICE, encoding="utf-8")
    passwords = "".join(f"{one} mat-khau-thu-1\n" for one in PEOPLE)
    (folder / "data" / "passwords").write_text(passwords, encoding="utf-8")
    tthc = f"{HOME}/.venv/bin/tthc"
    asked(folder, tthc, "init", "--file", "/srv/tthc-data/office.yaml", "--passwords", "/srv/tthc-data/passwords")
    said = [f"{tthc} init: an office on PostgreSQL"]
    running = {unit: started(folder, unit) for unit in ("tthc.service", "tthc-work.service")}
    try:
        wait(lambda: ready(address), folder)
        said.append(f"tthc.service: {address}/readyz answers, signed in at {signed_in(address)}")
        wait(lambda: "at work as" in (folder / "tthc-work.service.log").read_text(encoding="utf-8"), folder)
        said.append("tthc-work.service: at work")
        asked(folder, tthc, "backup")
        copies = [one.name for one in (folder / "backup").glob("tthc-*.db")]
        said.append(f"{tthc} backup: {copies[0]}")
        [watching] = commands("tthc-watch.service")
        asked(folder, *watching)
        said.append("tthc-watch.service: nothing is wrong")
        refused = subprocess.run(walled(folder, "touch", f"{HOME}/x"), capture_output=True, text=True, check=False)
        if "Read-only" not in refused.stderr:
            raise Wrong(f"the walls do not stand: {refused.stderr}")
        said.append("a write outside ReadWritePaths: refused")
    finally:
        for one in running.values():
            one.send_signal(signal.SIGTERM)
        ended = {unit: one.wait(timeout=END_SECONDS) for unit, one in running.items()}
    if any(ended.values()):
        raise Wrong(f"ended with {ended}")
    return [*said, "SIGTERM: both ended with 0"]


def ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", trust_env=False, timeout=5.0).status_code == 200
    except httpx.TransportError:
        return False


def wait(happened: object, folder: Path) -> None:
    assert callable(happened)
    until = time.monotonic() + READY_SECONDS
    while not happened():
        if time.monotonic() > until:
            logs = "".join(one.read_text(encoding="utf-8")[-600:] for one in folder.glob("*.log"))
            raise Wrong(f"it did not come up: {logs}")
        time.sleep(0.3)


def main() -> int:
    if os.name != "posix" or os.geteuid() or not all(shutil.which(one) for one in ("unshare", "setpriv", "mount")):
        print("left out: root, unshare and setpriv are needed")
        return 1
    with tempfile.TemporaryDirectory(prefix="tthc-units-") as folder, postgres_server() as server:
        Path(folder).chmod(0o755)
        try:
            print("\n".join(rehearsed(Path(folder), server.new_database(), free_port())))
        except Wrong as wrong:
            print(wrong)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
