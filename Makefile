# Everything happens in .venv, which is built from requirements.lock: exact versions, each file checked by its hash.
PYTHON ?= python3
RAW ?= data/raw
OUT ?= data/parquet
ARGS ?=

VENV := .venv
RUN := $(VENV)/bin/python -m
STAMP := $(VENV)/.complete

.DEFAULT_GOAL := help
.PHONY: help extract test lint types contract check docs gallery samples bench lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# The stamp is written last, so that an interrupted set-up is begun anew; a changed lock or project rebuilds it.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "hyokasho needs Python 3.11 or later, this is " + sys.version.split()[0] + "; try: make PYTHON=python3.12")'
	@echo "setting up $(VENV)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(RUN) pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(RUN) pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

extract: $(STAMP) ## PDFs in RAW (data/raw) to tables in OUT (data/parquet); more options in ARGS
	$(RUN) pipeline extract "$(RAW)" --out "$(OUT)" $(ARGS)

# Some tests wait for servers and time limits: one process more than two cores, and who is idle takes over from the rest.
test: $(STAMP) ## run the tests; more options in ARGS
	$(RUN) pytest --numprocesses 3 --dist worksteal $(ARGS)

lint: $(STAMP) ## style (ruff)
	$(RUN) ruff check .
	$(RUN) ruff format --check .

types: $(STAMP) ## types (basedpyright)
	$(VENV)/bin/basedpyright

contract: $(STAMP) ## which package may import which (import-linter)
	$(VENV)/bin/lint-imports

check: lint types contract test ## lint, types, contract and test

docs: $(STAMP) ## write what is generated in docs/ again, and build the site in build/site; a warning is an error
	$(RUN) pipeline.dictionary docs
	$(RUN) tests.docs
	NO_MKDOCS_2_WARNING=1 $(RUN) mkdocs build --strict $(ARGS)

gallery: $(STAMP) ## run the notebooks on the samples, and draw docs/gallery.md from them again
	$(RUN) tests.notebooks.gallery

samples: $(STAMP) ## draw the sample PDFs in data/raw again (needs LibreOffice)
	$(RUN) tests.forge.samples $(ARGS)

BENCH := build/bench
bench: $(STAMP) ## measure speed and memory on RAW and on made corpora of 10, 100 and 1000 documents
	for n in 10 100 1000; do $(RUN) tests.forge.corpus $(BENCH)/$$n $$n; done
	$(RUN) pipeline.bench "$(RAW)" --corpus $(BENCH)/10 --corpus $(BENCH)/100 --corpus $(BENCH)/1000 --out $(BENCH)/bench.md $(ARGS)

lock: ## resolve requirements.lock anew (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --upgrade \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --output-file requirements.lock

clean: ## remove .venv and caches; tables and PDFs stay
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find extractors normalizers pipeline tests -name __pycache__ -prune -exec rm -rf {} +
