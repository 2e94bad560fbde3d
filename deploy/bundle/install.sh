#!/bin/sh
# Puts tthc-engine into the folder venv beside this file; asks no network. Run again after a new bundle came.
# Exit: 0 ready, 2 something of this machine is missing (one line says what).
set -eu
cd "$(dirname "$0")"
for version in 3.13 3.12 3.11; do
    if [ -f "requirements-linux_x86_64-py$version.txt" ] && command -v "python$version" >/dev/null 2>&1; then
        found=$version
        break
    fi
done
[ -n "${found:-}" ] || { echo "install: Python 3.11, 3.12 or 3.13 is needed; on Debian and Ubuntu: apt-get install python3 python3-venv" >&2; exit 2; }
pip() { venv/bin/python -m pip --disable-pip-version-check --quiet "$@"; }
if [ ! -x venv/bin/python ] || ! pip --version >/dev/null 2>&1; then
    rm -rf venv
    "python$found" -m venv venv 2>/dev/null || {
        # Debian splits pip off from venv; pip runs from its own wheel as well.
        rm -rf venv
        "python$found" -m venv --without-pip venv || { echo "install: apt-get install python3-venv" >&2; exit 2; }
        venv/bin/python "$(ls wheels/pip-*.whl)/pip" install --quiet --no-index --find-links wheels --no-deps pip
    }
fi
pip install --no-index --find-links wheels --no-deps --require-hashes -r "requirements-linux_x86_64-py$found.txt"
pip install --no-index --find-links wheels --no-deps --force-reinstall tthc-engine
echo "install: ready; venv/bin/tthc doctor, venv/bin/tthc init, venv/bin/tthc run"
