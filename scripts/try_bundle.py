"""A bundle is carried to a machine without a network: made, installed, an office set up in it, its page asked.

    python -m scripts.try_bundle

The machine is this one in a network namespace of its own (`unshare --net`), where nothing but itself can be reached;
where that is not allowed, pip is told of no index and of a proxy that is not there. Linux, for the Python that runs
this. Exit: 0 it answers, 1 it does not.
"""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.bundle import Target, bundle

OFFICE = """unit: {id: truong, code: H99.58.04, name: Trường thử, voluntary: true, decision: 18/QĐ}
hours: vn-a
place: Suối Ngần
people:
  - {key: vanthu, name: Vàng Thị Sen, title: Văn thư, roles: [desk, clerk]}
  - {key: giaovu, name: Trần Văn Hùng, title: Giáo vụ, roles: [handler]}
  - {key: hieutruong, name: Lò Thị Hương, title: Hiệu trưởng, roles: [director, supervisor, approver]}
  - {key: quantri, name: Trịnh Đức Long, title: Cán bộ CNTT, roles: [admin]}
"""
PEOPLE = ("vanthu", "giaovu", "hieutruong", "quantri")
ASKED = """
import subprocess, sys, time, urllib.request
office, address = subprocess.Popen([sys.argv[1], "run"]), sys.argv[2]
try:
    for _ in range(120):
        try:
            print(urllib.request.urlopen(address + "/readyz", timeout=5).read().decode().strip())
            break
        except OSError:
            time.sleep(0.5)
    else:
        sys.exit("no answer")
finally:
    office.terminate()
    office.wait()
"""


def apart() -> list[str]:
    """The words before a command that shut it off from every network; none where that is not allowed."""
    words = ["unshare", "--net", "--map-root-user"] if os.geteuid() else ["unshare", "--net"]
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return []
    tried = subprocess.run([*words, "ip", "link", "set", "lo", "up"], capture_output=True, check=False)
    return words if tried.returncode == 0 else []


def alone(command: list[str], *, cwd: Path, environment: dict[str, str]) -> str:
    """What a command says in the namespace, its own loop open. Raises CalledProcessError with what it said."""
    words = apart()
    if words:
        command = [*words, "sh", "-c", 'ip link set lo up && exec "$@"', "sh", *command]
    nobody = {"PIP_NO_INDEX": "1", "https_proxy": "http://127.0.0.1:9"}
    surroundings = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **nobody, **environment}
    ended = subprocess.run(command, cwd=cwd, env=surroundings, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise subprocess.CalledProcessError(ended.returncode, command, ended.stdout, ended.stderr)
    return ended.stdout


def whole(folder: Path) -> int:
    """How many files SHA256SUMS names; each is as it says. Raises AssertionError."""
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    for line in lines:
        digest, _, name = line.partition("  ")
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise AssertionError(f"{name} is not what SHA256SUMS says")
    return len(lines)


def carried(folder: Path) -> str:
    """Make, carry, install and start it below `folder`; what it answered, in words."""
    made = folder / "made"
    bundle(made, [Target("linux_x86_64", f"3.{sys.version_info.minor}")])
    there = folder / "máy cũ"
    shutil.copytree(made, there)
    files = whole(there)
    alone(["sh", "install.sh"], cwd=there, environment={})
    (there / "office.yaml").write_text(OFFICE, encoding="utf-8")
    (there / "passwords").write_text("".join(f"{one} mat-khau-thu-1\n" for one in PEOPLE), encoding="utf-8")
    port = "8400" if apart() else str(_free_port())
    own = {"TTHC_DATA_DIR": str(folder / "data"), "TTHC_FLOWS": "inline", "TTHC_PORT": port}
    tthc = str(there / "venv" / "bin" / "tthc")
    alone([tthc, "init", "--file", "office.yaml", "--passwords", "passwords"], cwd=there, environment=own)
    asked = [str(there / "venv" / "bin" / "python"), "-c", ASKED, tthc, f"http://127.0.0.1:{port}"]
    said = alone(asked, cwd=there, environment=own).splitlines()[-1]
    where = "in a network namespace of its own" if apart() else "with no index and no proxy"
    return f"{files} files as their sums say, installed {where}, /readyz says {said}"


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="tthc-bundle-") as folder:
        try:
            print(carried(Path(folder)))
        except subprocess.CalledProcessError as failed:
            print(f"{failed.cmd}: {failed.stdout}{failed.stderr}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
