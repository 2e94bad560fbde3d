#!/bin/sh
# Writes requirements.lock anew from pyproject.toml: every platform of Python 3.11 and later, with hashes, naming no index.
# Needs uv on the PATH; nobody needs uv to install what the lock says.
#   scripts/lock.sh              keep what still fits
#   scripts/lock.sh --upgrade    take the newest
set -eu
cd "$(dirname "$0")/.."
exec uv pip compile pyproject.toml --extra dev --extra otel --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet --output-file requirements.lock "$@"
