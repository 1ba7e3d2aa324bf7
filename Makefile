# `make run` and `make test` are all the set-up there is: both make .venv from the pinned requirements first.
.DEFAULT_GOAL := help
# Kept compiled, each of the many processes of a run begins sooner, whatever the surroundings say.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

help:            ## list the targets
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

run: $(VENV)/.runs   ## start the dashboard; the sample network is published if the store is empty
	@$(BIN)/python -m cadence run

dev: $(VENV)/.tests  ## the dashboard, begun again whenever code, words, contracts or SQL change
	@$(BIN)/python -m cadence run --reload

test: $(VENV)/.tests  ## run all tests
	@$(BIN)/python -m pytest

prove: $(VENV)/.tests  ## run every long claim whole: kills, recoveries, attacks, bombs, pollution, remedies, real files
	@CADENCE_PROVE=1 CADENCE_BROWSER_REQUIRED=1 $(BIN)/python -m pytest -m prove -n $(shell nproc) --durations=15

costs: $(VENV)/.tests  ## measure which tests are long; of these `make test` runs as many as there is time for
	@CADENCE_DRAW=all CADENCE_COSTS=1 CADENCE_BROWSER_REQUIRED=1 $(BIN)/python -m pytest

lint: $(VENV)/.tests  ## check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy cadence pages dashboard.py benchmarks tests
	@$(BIN)/sqlfluff lint queries --format github-annotation-native

mutants: $(VENV)/.mutants  ## change one thing at a time in the code: does a test fail? (a sample; MUTANTS=all for all)
	@$(BIN)/python -m tests.mutants

bench: $(VENV)/.tests  ## measure the speed of questions, pages, publishing and opening
	@$(BIN)/python -m benchmarks

screenshots: $(VENV)/.tests  ## make pictures of every page, in screenshots/
	@$(BIN)/python -m tests.browser.screenshots

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Cadence needs Python 3.11 or newer; set PYTHON=... to one.")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: requirements.txt constraints.txt | $(VENV)/bin/python
	@echo "Installing what Cadence needs into $(VENV) (a minute, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@touch $@

$(VENV)/.tests: requirements-dev.txt $(VENV)/.runs
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@

$(VENV)/.mutants: requirements-mutants.txt $(VENV)/.tests
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-mutants.txt -c constraints.txt
	@touch $@

.PHONY: help run dev test prove costs lint mutants bench screenshots
