# Two commands on a fresh machine: `make run` and `make test`. Only python3, pip and make are needed.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help install run test check check-teams format bench eval faults unsteady lock clean

help:
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/runtime: requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what the desk needs into .venv (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/development: requirements-dev.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what the tests need into .venv (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

install: .venv/runtime ## make .venv with the locked dependencies

run: .venv/runtime ## start the simulator and a desk; prints the page to open
	@$(BIN)/python -m simulator.demo

# Four at a time on two cores: the tests also wait, for the desks that they start.
# Whoever is done takes over what waits for others. At the end: the slowest ten, to keep it under three minutes.
# Bytecode is kept even where the surroundings forbid it: without it each process compiles 800 files anew, 3 s each.
test: .venv/development ## run all tests
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses 4 --dist worksteal --durations 10 --durations-min 2

check: .venv/development ## format, lint, types, imports, pack
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m bots pack check

tests/outside/node_modules/.package-lock.json: tests/outside/package-lock.json
	@command -v npm >/dev/null || { echo "check-teams needs node and npm (18 or newer)" >&2; exit 1; }
	@cd tests/outside && npm ci --ignore-scripts --no-audit --no-fund --silent

check-teams: .venv/development tests/outside/node_modules/.package-lock.json ## walk against Microsoft's Agents Playground; needs node
	@$(BIN)/python -m pytest -m outside tests/outside

format: .venv/development ## format and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: .venv/development ## measure; prints what was measured in this run
	@$(BIN)/python -m benchmarks

# scikit-learn is only for a baseline: too heavy for the desk and for its locked tests.
eval: .venv/development ## how well questions are sorted, against two baselines
	@$(BIN)/python -c "import sklearn" 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check "scikit-learn>=1.7" || echo "scikit-learn could not be installed: one baseline is left out"
	@$(BIN)/python -m benchmarks.triage $(EVAL)

faults: .venv/development ## kills, restarts and races; takes long
	@$(BIN)/python -m pytest -m nemesis tests/faults tests/walks
	@$(BIN)/python -m tests.faults --database sqlite --kills 1000 --terminations 1000 --storm 1 --fuzz 10000
	@$(BIN)/python -m tests.faults --database postgres --kills 1000 --terminations 1000

unsteady: .venv/development ## tests while the platforms answer late at random; SEED=1
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses 6 --unsteady $(or $(SEED),1)

lock: .venv/development ## resolve the dependencies anew, for all supported Pythons, with hashes
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade --quiet --extra simulator -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade --quiet --all-extras -o requirements-dev.lock

clean: ## remove what can be made again, and the demonstration's database
	rm -rf .venv var build tests/outside/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
