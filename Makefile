# What one does here. `make` alone lists it.
# Needs Python 3.11 or newer (python3.11 or python3 on the PATH) and, the first time, a Python package index.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed
MODEL ?= analyzer/model/shipped/model.skops
LABELS ?= corpus/labels
SPLIT ?= test
WORKERS ?= auto
LOCKED := --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --quiet

.PHONY: help
help: ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

# ── use ──────────────────────────────────────────────────────────────────────────────────────────

.PHONY: demo
demo: $(RUNTIME) ## the main job on the sample round, into ./demo-results
	$(BIN)/analyzer demo

.PHONY: install
install: $(RUNTIME) ## only make .venv with the program in it

# ── check ────────────────────────────────────────────────────────────────────────────────────────

.PHONY: test
test: lint types tests notebooks ## everything a change must pass: lint, layers, types, tests, notebooks

.PHONY: lint
lint: $(DEV) ## style, format and the order of the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/analyzer lexicon check

.PHONY: types
types: $(DEV) ## mypy --strict
	$(BIN)/mypy

.PHONY: tests
tests: $(DEV) ## the tests alone, on all cores
	$(BIN)/python -m pytest -n $(WORKERS) -rs

# `tests` asks the property tests the same examples each time; this draws thousands of new ones.
.PHONY: fuzz
fuzz: $(DEV) ## search for inputs that break a law (minutes; what is found becomes an example of the test)
	HYPOTHESIS_PROFILE=search $(BIN)/python -m pytest -n $(WORKERS) -rs \
	  $$(grep -rl '^@given' tests --include='test_*.py')

# With NBMAKE=--overwrite the outputs that are kept in the repository are made anew.
.PHONY: notebooks
notebooks: $(DEV) ## run every notebook from top to bottom
	$(BIN)/python -m pytest --nbmake --nbmake-timeout=300 $(NBMAKE) -p no:xdist -rs notebooks

# ── corpus and model ─────────────────────────────────────────────────────────────────────────────

.PHONY: corpus
corpus: $(DEV) ## annotated texts → docx, pdf (LibreOffice) and label files
	$(BIN)/python corpus/tools/build.py

.PHONY: train
train: $(RUNTIME) ## fit the shipped model anew (MODEL=…, LABELS=…)
	$(BIN)/analyzer train $(LABELS) -o $(MODEL)

.PHONY: evaluate
evaluate: $(RUNTIME) ## measure the shipped model on the sealed split (SPLIT=…)
	$(BIN)/analyzer evaluate $(LABELS) --model $(MODEL) --split $(SPLIT)

.PHONY: bench
bench: $(DEV) ## speed and found/lost items
	@set -e; for file in $(wildcard benchmarks/*.py); do \
	  case $$file in */_*) continue;; esac; echo "== $$file"; $(BIN)/python $$file; done
	@test -n "$(wildcard benchmarks/*.py)" || echo "benchmarks/ holds nothing yet."

.PHONY: pictures
pictures: demo ## docs/images anew (chromium, LibreOffice, poppler)
	cd demo-results && chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1280,900 \
	  --screenshot=round.png "file://$$PWD/report.html"
	cd demo-results && soffice --headless --convert-to pdf results.xlsx
	cd demo-results && pdftoppm -r 170 -f 2 -l 2 -x 70 -y 90 -W 1820 -H 790 -singlefile -png results.pdf workbook
	for name in round workbook; do $(BIN)/python -c 'import sys; from PIL import Image; \
	  Image.open(sys.argv[1]).convert("RGB").quantize(96, dither=Image.Dither.NONE).save(sys.argv[2], optimize=True)' \
	  demo-results/$$name.png docs/images/$$name.png; done
	rm demo-results/round.png demo-results/workbook.png demo-results/results.pdf

# ── the house itself ─────────────────────────────────────────────────────────────────────────────

.PHONY: lock
lock: $(RUNTIME) ## resolve the dependencies again, with hashes and without addresses
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(PIP) install --quiet uv
	$(BIN)/python -m uv pip compile $(LOCKED) pyproject.toml -o requirements.lock
	$(BIN)/python -m uv pip compile $(LOCKED) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	@! grep -n '://' requirements.lock requirements-dev.lock

.PHONY: clean
clean: ## remove what can be made again; .venv stays
	rm -rf demo-results build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# ── how .venv comes about ────────────────────────────────────────────────────────────────────────
# A stamp says which lock was installed; a changed lock installs again, an unchanged one costs nothing.

$(VENV)/bin/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; say which: make PYTHON=/path/to/python3.11"; exit 1; }
	"$(PYTHON)" -m venv $(VENV)

$(RUNTIME): requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps -e .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME) | $(VENV)/bin/python
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@
