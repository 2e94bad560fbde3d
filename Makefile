# The front door. `make help` lists the verbs; each is one command that can be typed by hand as well.
.DEFAULT_GOAL := help
.PHONY: help setup demo run unit test test-postgres check bench proof bundle screenshots

export DO_NOT_TRACK = 1
export PREFECT_SERVER_ANALYTICS_ENABLED = false

BIN := .venv/bin
PYTHON ?= python3
# What a call may add: make test ARGS="-k supplement"
ARGS ?=

help: ## List the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## Prepare .venv with the command .venv/bin/tthc (does nothing when it is ready)
	@PYTHON="$(PYTHON)" sh scripts/setup.sh

demo: setup ## Serve the demo office: invented data, a movable clock, accounts printed
	@$(BIN)/tthc demo $(ARGS)

run: setup ## Serve this machine's real office (after: .venv/bin/tthc init)
	@$(BIN)/tthc run $(ARGS)

unit: setup ## The quick tests, under ten seconds
	@$(BIN)/pytest tests/unit -q -m "not integration and not web and not browser and not prefect and not postgres" $(ARGS)

test: setup ## Every test, on all cores
	@$(BIN)/pytest -n auto --dist loadgroup $(ARGS)

test-postgres: setup ## The tests of store, engine, work and pages once more, their offices on PostgreSQL
	@TTHC_TEST_DATABASE=postgres $(BIN)/pytest -n auto --dist loadgroup tests/integration tests/web tests/property \
		--ignore tests/web/test_accessible.py -m "not sqlite and not postgres" $(ARGS)

check: setup ## Format, lint, types, import direction, declarations, migrations, messages
	@sh scripts/check.sh

bench: setup ## The numbers we promise, each beside its rival, in one run
	@$(BIN)/python -m benchmarks $(ARGS)

proof: setup ## The long runs: kills, soak, large recomputations
	@$(BIN)/python -m benchmarks.proof $(ARGS)

bundle: setup ## A folder to carry to an office without Internet, for Linux and Windows (dist/bundle)
	@$(BIN)/python -m scripts.bundle $(ARGS)

screenshots: setup ## Take the pictures of README and guide from a running demo
	@$(BIN)/python scripts/screenshots.py $(ARGS)
