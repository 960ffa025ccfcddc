# Every verb sets up what it needs; `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
SCENARIO ?= scenarios/hampshire/baseline.yaml

.DEFAULT_GOAL := help
.PHONY: help run test test-all check format lists screenshots lock clean

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-11s %s\n", $$1, $$2}'

.venv/run.stamp: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

tests/browser/node_modules/stamp: tests/browser/package.json tests/browser/package-lock.json
	@if command -v npm >/dev/null; then \
	npm ci --prefix tests/browser --no-fund --no-audit --loglevel=error || echo "npm cannot fetch axe-core: its tests are skipped"; \
	else echo "npm is not here: the tests with axe-core are skipped"; fi
	@mkdir -p $(@D) && touch $@

run: .venv/run.stamp ## run SCENARIO (the Hampshire baseline) and print its summary
	$(BIN)/python run_forecast.py $(SCENARIO)

test test-all: export PYTHONDONTWRITEBYTECODE = # the tests start many programs, which would compile everything again

test: .venv/dev.stamp tests/browser/node_modules/stamp ## the tests, but for the slow ones
	$(BIN)/python -m pytest -n 2 -m "not slow"

test-all: .venv/dev.stamp tests/browser/node_modules/stamp ## every test, the slow ones too
	$(BIN)/python -m pytest -n 2

check: .venv/dev.stamp ## what CI runs before the tests: formatting, ruff, mypy strict, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/dev.stamp ## put the code into the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lists: .venv/dev.stamp ## write the lists that README.md and CONTRIBUTING.md take from the code
	$(BIN)/python docs/lists.py

screenshots: .venv/dev.stamp ## take the pictures of the Hampshire report that README shows (needs chromium)
	test -f runs/hampshire-baseline/report.html || $(BIN)/python run_forecast.py
	$(BIN)/python docs/screenshots.py

lock: ## renew the pins (needs uv); no index or download address is kept
	uv pip compile pyproject.toml --group build --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate --no-header --output-file requirements.lock
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate --no-header --constraint requirements.lock --output-file requirements-dev.lock

clean: ## remove the environment and the runs
	rm -rf .venv runs tests/browser/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
