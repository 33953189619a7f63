# The workshop. `make demo` and `make test` each work as the first command after a clone.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
PEERS  := .venv-peers
TESTS  := $(BIN)/python -m pytest -n 2 --dist loadscope

.PHONY: help setup peers demo serve chat test check prove lock clean

help:
	@echo "make demo    build the demo firm, answer a question, serve the page"
	@echo "make serve   serve the page and the API      make chat   talk in the terminal"
	@echo "make test    the tests, on SQLite and PostgreSQL"
	@echo "make check   style, types, contracts          make prove  the long proofs and the benchmarks"
	@echo "make setup   the environment alone            make lock   renew both locks             make clean"
	@echo "make peers   the libraries that the benchmarks measure against, beside the environment"

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: install it, or name yours, as in: make setup PYTHON=python3.12"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); echo "The environment cannot be made: Debian keeps that part in a package of its own; apt-get install $$(basename $(PYTHON))-venv"; exit 1; }
	@echo "Installing what requirements.lock pins (a few minutes the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

# The peers see the environment and add what only they need; nothing of them is in it.
peers: $(PEERS)/.installed

$(PEERS)/.installed: $(STAMP) tests/benchmarks/peers.lock
	@$(BIN)/python -m venv --clear $(PEERS)
	@$(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))" > "$$(ls -d $(PEERS)/lib/python3*/site-packages)/environment.pth"
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/benchmarks/peers.lock
	@touch $@

demo: setup
	$(BIN)/assistant demo

serve: setup
	$(BIN)/assistant serve

chat: setup
	$(BIN)/assistant chat

test: setup
	$(TESTS) -m "not prove"

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pip check

prove: check peers
	$(TESTS) -m prove
	TEST_PROFILE=prove $(BIN)/python -m pytest -n 2 --dist loadscope -m "not prove" --cov --cov-branch --cov-report=term:skip-covered
	@for room in analytics guardrails retention; do echo "== $$room"; $(BIN)/python -m coverage report --include="assistant/$$room/*" --skip-covered --fail-under=95 || exit 1; done
	@for each in tests/benchmarks/[a-z]*.py; do echo "== $$each"; $(PEERS)/bin/python -m tests.benchmarks.$$(basename $$each .py) || exit 1; done

lock:
	@command -v uv >/dev/null || { echo "uv renews the lock and is not installed; see https://docs.astral.sh/uv/ or: python3 -m pip install uv"; exit 1; }
	uv pip compile pyproject.toml --extra dev --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 --universal --quiet -o requirements.lock
	sed -n 's/^\([a-zA-Z0-9._-]*\)\(\[[^]]*\]\)\{0,1\}\(==[^\\]*\).*/\1\3/p' requirements.lock > constraints.tmp
	uv pip compile tests/benchmarks/peers.in -c constraints.tmp --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 --universal --quiet -o tests/benchmarks/peers.lock
	rm constraints.tmp

clean:
	rm -rf $(VENV) $(PEERS) var build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*
