"""Run every benchmark in turn, each in a process of its own, and say which promises hold.

    python -m benchmarks            all
    python -m benchmarks clock …    these

Exit: 0 all promises hold, 1 one does not, 2 there is no such benchmark.
"""

import subprocess
import sys
import time
from pathlib import Path

# The long runs of `make proof` are not numbers but survivals.
NOT_BENCHMARKS = {"__init__", "__main__", "peak", "proof"}


def main(asked: list[str]) -> int:
    here = Path(__file__).parent
    known = sorted(path.stem for path in here.glob("*.py") if path.stem not in NOT_BENCHMARKS)
    known += sorted(path.parent.name for path in here.glob("*/__main__.py"))
    unknown = sorted(set(asked) - set(known))
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    verdicts: dict[str, bool] = {}
    for name in asked or known:
        print(f"== {name}", flush=True)
        began = time.perf_counter()
        verdicts[name] = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode == 0
        print(f"   {time.perf_counter() - began:.0f} s\n", flush=True)
    for name, holds in verdicts.items():
        print(f"{'holds' if holds else 'DOES NOT HOLD':14} {name}")
    return 0 if all(verdicts.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
