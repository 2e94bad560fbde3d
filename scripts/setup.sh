#!/bin/sh
# Prepares .venv with everything requirements.lock names and the command .venv/bin/tthc.
# Run again it does nothing, until the lock, the project file, the Python or the folder's place changes.
# Exit: 0 ready, 2 something of this machine is missing (one line says what).
set -eu
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
command -v "$python" >/dev/null 2>&1 || { echo "setup: Python 3.11 or newer is needed; on Debian and Ubuntu: apt-get install python3 python3-venv" >&2; exit 2; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "setup: Python 3.11 or newer is needed; $python is $("$python" -c 'import sys; print(sys.version.split()[0])'). Name another: make setup PYTHON=python3.12" >&2
    exit 2
}

stamp=.venv/.ready
wanted=$("$python" - <<'PY'
import hashlib, pathlib, sys
seen = hashlib.sha256(f"{sys.version}\n{pathlib.Path.cwd()}\n".encode())
for name in ("requirements.lock", "pyproject.toml", "scripts/setup.sh"):
    seen.update(pathlib.Path(name).read_bytes())
print(seen.hexdigest())
PY
)
if [ -x .venv/bin/tthc ] && [ "$(cat "$stamp" 2>/dev/null || true)" = "$wanted" ]; then
    exit 0
fi

works() { [ -x .venv/bin/python ] && .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
has_pip() { works && .venv/bin/python -m pip --version >/dev/null 2>&1; }

rm -f "$stamp"
if [ -e .venv ] && ! works; then
    rm -rf .venv
fi
if ! has_pip; then
    echo "setup: making .venv with $("$python" --version)"
    if ! "$python" -m venv .venv >/dev/null 2>&1 || ! has_pip; then
        # Debian splits pip off from venv; an environment without it, and pip from its locked wheel, do as well.
        rm -rf .venv
        if ! "$python" -m venv --without-pip .venv >/dev/null 2>&1 || ! "$python" scripts/bring_pip.py .venv; then
            rm -rf .venv
            echo "setup: this Python cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv" >&2
            exit 2
        fi
    fi
fi

echo "setup: installing what requirements.lock names (some minutes the first time)"
pip() { .venv/bin/python -m pip --disable-pip-version-check --quiet "$@"; }
pip install --no-deps --only-binary :all: --require-hashes --requirement requirements.lock
pip install --no-deps --no-index --no-build-isolation --editable .
# Under LC_ALL=C Python 3.11 and 3.12 read this file as ASCII and would not start from a folder named in Vietnamese.
"$python" - <<'PY'
from pathlib import Path
for file in Path(".venv").glob("lib/python*/site-packages/_tthc_engine.pth"):
    folder = file.read_text(encoding="utf-8").strip()
    if not folder.isascii() and not folder.startswith("import "):
        file.write_text(f"import sys; sys.path.append({ascii(folder)})\n", encoding="ascii")
PY
.venv/bin/tthc --version >/dev/null
printf '%s\n' "$wanted" >"$stamp"
echo "setup: .venv is ready; try .venv/bin/tthc --help"
