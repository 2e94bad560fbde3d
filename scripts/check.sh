#!/bin/sh
# Everything about the code that is not a test. Runs all of it and names what failed: exit 0 well, 1 something does not hold.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=""

check() {
    name=$1
    shift
    if said=$("$@" 2>&1); then
        printf 'check: %-14s ok\n' "$name"
    else
        printf '%s\n' "$said"
        printf 'check: %-14s FAILED (%s)\n' "$name" "$*"
        failed="$failed $name"
    fi
}

check format "$bin/ruff" format --check .
check lint "$bin/ruff" check .
check types "$bin/mypy"
check imports "$bin/lint-imports" --no-logo
check yaml "$bin/yamllint" --strict .
check declarations "$bin/tthc" procedures check
check migrations "$bin/python" -m tthc_engine.store.migrations.check
check expands "$bin/python" -m scripts.check_expands
check messages "$bin/python" -m tthc_engine.web.messages --check
check law "$bin/python" -m scripts.law_coverage --check
check settings "$bin/python" -m scripts.settings_page --check
check lock "$bin/python" scripts/check_lock.py
if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    check secrets sh -c "git ls-files | tr '\\n' '\\0' | xargs -0 $bin/python scripts/check_secrets.py"
fi

if [ -n "$failed" ]; then
    echo "check: failed:$failed"
    exit 1
fi
echo "check: all well"
