"""What a run took: memory at its peak, asked of the run itself, and seconds of the processor.

What the parent is told of a child (`ru_maxrss`) begins with the parent's own size at the moment it started the child.
"""

import atexit
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time


@dataclass(frozen=True, slots=True)
class Peak:
    megabytes: int
    seconds: float
    """Of the processor."""
    code: int
    """How it ended."""


def now() -> int:
    """The peak of this process so far, in MB (Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def used_by(process: int) -> float:
    """Seconds of the processor that another process has used so far, in user mode and in the kernel (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def of(module: str, arguments: Sequence[str], environment: Mapping[str, str]) -> Peak:
    """Run a module as `python -m` does, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "peak"
        command = [sys.executable, "-m", "benchmarks.peak", str(told), module, *arguments]
        done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
        megabytes, seconds = told.read_text(encoding="ascii").split()
    return Peak(int(megabytes), float(seconds), done.returncode)


def _tell(file: Path) -> None:
    file.write_text(f"{now()} {process_time()}", encoding="ascii")


if __name__ == "__main__":
    atexit.register(_tell, Path(sys.argv[1]))
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
