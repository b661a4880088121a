# SPDX-License-Identifier: EUPL-1.2
# `make start` and `make test` need nothing but Python 3.11, git and make. `make help` lists the rest.

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
WORKERS ?= 2
VAR := $(or $(PORTAAL_VAR),var)
MANAGE := $(BIN)/python manage.py

# The stamps carry the hash of the pins: another set of pins is installed, the same set never twice.
RUN_STAMP := $(VENV)/.installed-$(firstword $(shell sha256sum requirements.txt))
DEV_STAMP := $(VENV)/.installed-$(firstword $(shell sha256sum requirements-dev.txt))
STATIC_STAMP := $(VAR)/static/.collected
STATIC_SOURCES := $(shell find static -type f 2>/dev/null)

export PORT
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# What a developer may have set for another project must not steer this one.
unexport DJANGO_SETTINGS_MODULE PYTHONPATH PYTHONHOME VIRTUAL_ENV PIP_USER

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

# --- set up ----------------------------------------------------------------------------------------------------------

$(BIN)/python:
	@scripts/make_venv $(VENV)

$(RUN_STAMP): | $(BIN)/python
	@echo "Installing what the portal needs (requirements.txt) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	@rm -f $(STATIC_STAMP)
	@touch $@

$(DEV_STAMP): | $(BIN)/python
	@echo "Installing what the tests need (requirements-dev.txt) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

$(STATIC_STAMP): $(STATIC_SOURCES) | $(RUN_STAMP)
	@$(MANAGE) collectstatic --noinput --clear --verbosity 0
	@touch $@

.PHONY: venv
venv: $(RUN_STAMP) ## the environment of the portal, without starting it

.PHONY: dev
dev: $(DEV_STAMP) ## the environment of the tests, without running them

# --- use -------------------------------------------------------------------------------------------------------------

.PHONY: start
start: $(RUN_STAMP) ## set up and serve the portal with demo data on http://127.0.0.1:8000 (PORT=8001)
	@$(BIN)/python scripts/check_port.py 127.0.0.1 $(PORT)
	@mkdir -p $(VAR)
	@$(MAKE) --no-print-directory --silent $(STATIC_STAMP)
	@$(MANAGE) migrate --noinput --verbosity 0
	@# Demo data comes with the first start only: once removed it stays away. It prints the logins it makes, once.
	@if [ -e $(VAR)/.demo ]; then $(MANAGE) load_voorbeelddata; \
	else $(MANAGE) load_voorbeelddata --demo && touch $(VAR)/.demo; fi
	@echo "The portal is on http://127.0.0.1:$(PORT) (stop with Ctrl-C; new passwords: make logins)"
	@exec $(BIN)/python scripts/serve.py

.PHONY: logins
logins: $(RUN_STAMP) ## new passwords for the demo accounts
	@$(MANAGE) logins

.PHONY: code
code: $(RUN_STAMP) ## the code a demo account needs now as second step: make code EMAIL=...
	@$(MANAGE) logins --code "$(EMAIL)"

# --- test ------------------------------------------------------------------------------------------------------------

.PHONY: test
test: $(DEV_STAMP) ## set up and run the whole suite, on SQLite and on PostgreSQL (PYTEST="-k name")
	@failed=0; \
	$(BIN)/python -m pytest -n $(WORKERS) --database=sqlite $(if $(COVERAGE),--cov --cov-report=) $(PYTEST) || failed=1; \
	$(BIN)/python -m pytest -n $(WORKERS) --database=postgres $(PYTEST) || failed=1; \
	exit $$failed

.PHONY: coverage
coverage: $(DEV_STAMP) ## branch coverage of services, validators and imports (after `make test COVERAGE=1`)
	@$(BIN)/python scripts/check_coverage.py

.PHONY: browsertest
browsertest: $(DEV_STAMP) ## the tests in Chromium, against the server of `make start` with a database of their own
	@$(BIN)/python -m pytest -n $(WORKERS) -m browser tests/browser $(PYTEST)

.PHONY: lint
lint: $(DEV_STAMP) ## style of code and templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --lint --quiet templates

.PHONY: types
types: $(DEV_STAMP) ## mypy
	@PORTAAL_SECRET_KEY=types $(BIN)/mypy

.PHONY: checks
checks: $(DEV_STAMP) ## migrations complete, deployment settings, OpenAPI document
	@scripts/checks

.PHONY: bench
bench: $(DEV_STAMP) ## the benchmarks, each a ratio against its floor
	@$(BIN)/python -m benchmarks

.PHONY: diep
diep: $(DEV_STAMP) ## the heavy variants of the tests
	@$(BIN)/python -m pytest -n $(WORKERS) -m diep $(PYTEST)
	@$(BIN)/python -m pytest -n $(WORKERS) -m diep --database=postgres $(PYTEST)

# --- maintain --------------------------------------------------------------------------------------------------------

.PHONY: pins
pins: $(DEV_STAMP) ## new versions of all dependencies, pinned with their hashes
	@$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate \
		-o requirements.txt pyproject.toml
	@$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate \
		--constraint requirements.txt --group dev -o requirements-dev.txt pyproject.toml
