# `make demo` and `make test` are all that a newcomer needs; CONTRIBUTING.md describes the rest.

PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
PIP := $(BIN)/pip.exe
else
BIN := $(VENV)/bin
PIP := $(BIN)/pip
endif
CORPORA := $(if $(PULLQUOTE_CORPORA),$(PULLQUOTE_CORPORA),../shared/corpora)
CONVERSATION := $(wildcard $(CORPORA)/conversation/conversation.txt)
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--custom-compile-command "make lock" pyproject.toml
# Four processes on two cores, because half of the time they wait; more where there are more: make check WORKERS=8
WORKERS := 4
PYTEST := $(BIN)/pytest -q --numprocesses=$(WORKERS) --dist=worksteal

.DEFAULT_GOAL := help
.PHONY: help demo test check bench messages lock upgrade clean

help: ## List the targets
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/.demo ## Run the bot in a browser, without Discord and without a token
	@$(BIN)/pullquote demo $(CONVERSATION)

test: $(VENV)/.dev ## Run the tests
	@$(PYTEST)

check: $(VENV)/.dev ## Run all checks of CI
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(PYTEST) --cov --cov-report=term

bench: $(VENV)/.dev ## Measure speed and quality
	@for module in speed sentences quality scale analysis; do \
		test ! -f benchmarks/$$module.py || $(BIN)/python -m benchmarks.$$module || exit 1; \
	done

messages: $(VENV)/.dev ## Update data/locales/ after a change of what members read
	$(BIN)/python -m tests.support.catalogues

lock: $(VENV)/.dev ## Update requirements/ after a change of pyproject.toml, keeping pinned versions
	$(COMPILE) --extra build --output-file requirements/run.txt
	$(COMPILE) --extra build --extra postgres --output-file requirements/postgres.txt
	$(COMPILE) --extra build --extra semantic --output-file requirements/semantic.txt
	$(COMPILE) --extra build --extra site --output-file requirements/site.txt
	$(COMPILE) --extra build --extra demo --output-file requirements/demo.txt
	$(COMPILE) --extra build --extra dev --output-file requirements/dev.txt
	$(PIP) install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m tests.support.licences

upgrade: COMPILE += --upgrade
upgrade: lock ## Update requirements/ to the newest versions

clean: ## Remove everything that was built, including the environment
	rm -rf $(VENV) .coverage .hypothesis .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The name of the stamp is the set of requirements; the tests' environment includes the demo's.
$(VENV)/.demo: requirements/demo.txt pyproject.toml | $(PIP)
	@test -e $(VENV)/.dev && test $(VENV)/.dev -nt $< || { $(call install,demo); }
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(PIP)
	@$(call install,dev)
	@touch $@

install = echo "Installing requirements/$(1).txt into $(VENV)" && \
	$(PIP) install --quiet --disable-pip-version-check --require-hashes -r requirements/$(1).txt && \
	$(PIP) install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .

$(PIP):
	@command -v $(PYTHON) >/dev/null || { \
		echo "$(PYTHON) was not found. Install Python 3.11 or later, or name one: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is older than 3.11. Install a later version, or name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) has no venv module. Install it (Debian, Ubuntu: apt install python3-venv)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
