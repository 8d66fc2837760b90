# Two commands do everything: `make run` and `make test`. They need Python 3.11 or newer, make and a network.

# The first of these that is new enough; PYTHON=/some/other/python3 for another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; done; echo $$python)
PORT ?= 8000
ENVIRONMENT := .venv
RUN = $(ENVIRONMENT)/bin/python
MANAGE := $(ENVIRONMENT)/bin/python manage.py

# Development only: a deployed site sets its own environment (docs/operators.md).
export DEBUG := true
# Each line appears when it is written, also where the output is a file.
export PYTHONUNBUFFERED := 1

.PHONY: help run test coverage lint install lock stop

help: ## Say what can be made.
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/'

run: install ## Install, migrate, load the demonstration and serve the site (PORT=8001 for another port).
	@$(MANAGE) demo --serve 127.0.0.1:$(PORT)

test: install ## Run all tests.
	@$(RUN) manage.py test --parallel auto --no-input

coverage: install ## Run all tests, and measure what they reach: `.venv/bin/coverage report` says it.
	@$(ENVIRONMENT)/bin/coverage erase
	@$(MAKE) --no-print-directory test RUN="$(ENVIRONMENT)/bin/coverage run"
	@$(ENVIRONMENT)/bin/coverage combine --quiet

lint: install node_modules/installed ## Run all linters.
	@$(ENVIRONMENT)/bin/pre-commit run --all-files

install: $(ENVIRONMENT)/installed ## Create the virtual environment with the locked dependencies.

$(ENVIRONMENT)/installed: requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is %s" % sys.version.split()[0])'
	@echo "Creating the virtual environment ..."
	@$(PYTHON) -m venv $(ENVIRONMENT) || { echo "Python's venv module is incomplete: on Debian and Ubuntu, install the package python3-venv."; exit 1; }
	@echo "Installing the dependencies ..."
	@# Modules are compiled when they are first imported; most of them never are.
	@$(ENVIRONMENT)/bin/python -m pip install --no-compile --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	@touch $@

# Node comes with the dependencies; its packages are a linter and, for tests, the calendar reader of Thunderbird.
node_modules/installed: package-lock.json $(ENVIRONMENT)/installed
	@PATH="$(CURDIR)/$(ENVIRONMENT)/bin:$$PATH" npm ci --silent
	@touch $@

lock: ## Lock the newest dependencies that pyproject.toml allows (needs uv).
	uv pip compile --upgrade --universal --generate-hashes --python-version 3.11 --quiet pyproject.toml --output-file requirements.txt
	uv pip compile --upgrade --universal --generate-hashes --python-version 3.11 --quiet pyproject.toml --group dev --constraint requirements.txt --output-file requirements-dev.txt

stop: ## Stop the embedded PostgreSQL.
	@$(MANAGE) database stop
