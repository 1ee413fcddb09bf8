# Everything goes through here; only Python 3.11 to 3.13 and make are needed. `make help` lists the targets.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.made-from-lock
OCR_STAMP := $(VENV)/.made-from-ocr-lock
# yes: also what reads scanned PDFs (about 400 MB)
OCR ?= no
ENVIRONMENT := $(if $(filter yes,$(OCR)),$(OCR_STAMP),$(STAMP))
# more words for pytest, e.g. make test PYTEST_ARGS="tests/edi -k hl"
PYTEST_ARGS ?=
FUZZ_ARGS ?=
# optional: use PostgreSQL where there is one; require: fail without; never: SQLite only
POSTGRES ?= optional

.PHONY: help setup demo serve test check bench fuzz lock fmt

help: ## this list
	@echo 'navcleo: purchase documents between Dynamics NAV and Cleo. Targets:'
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# the environment follows the lock: a changed lock remakes what differs
$(STAMP): requirements.lock tools/install.sh tools/find_python.sh
	@sh tools/install.sh $(VENV)
	@touch $@

# optional packages on top, held to the versions of the first lock
$(OCR_STAMP): requirements-ocr.lock $(STAMP)
	@sh tools/install.sh $(VENV) requirements-ocr.lock
	@touch $@

setup: $(ENVIRONMENT) ## .venv from the lock, .env with fresh keys, database tables
	@$(BIN)/python tools/setup_env.py
	@$(BIN)/python manage.py migrate --verbosity 0
	@echo 'ready: make demo shows the whole circle, make serve opens the admin'

demo: setup ## one whole circle against the sandbox, with the counts of both sides
	@$(BIN)/python manage.py demo

serve: setup ## sandbox, worker and web on the state of the demo
	@$(BIN)/python manage.py serve

test: $(ENVIRONMENT) ## the tests, on SQLite and (where there is one) on PostgreSQL
	@$(BIN)/python -m tools.run_tests --postgres $(POSTGRES) -- $(PYTEST_ARGS)

check: $(OCR_STAMP) ## tests, lint, format, types, import contracts, Django's own checks
	@$(BIN)/python -m tools.run_checks --postgres $(POSTGRES)

bench: setup ## how fast: reading, writing, the whole circle and its floor
	@$(BIN)/python -m benchmarks

fuzz: $(STAMP) ## read 100,000 mutated documents: each is read or refused by name (FUZZ_ARGS="--seed 2 --mutations 5000")
	@$(BIN)/python -m tools.fuzz $(FUZZ_ARGS)

fmt: $(STAMP) ## bring the code into form
	@$(BIN)/ruff check --fix --exit-zero .
	@$(BIN)/ruff format .

lock: $(STAMP) ## remake both locks from requirements.txt and requirements-ocr.txt (add LOCK_ARGS=--upgrade for newer versions)
	@UV_PYTHON_DOWNLOADS=never $(BIN)/python -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		--no-emit-index-url --no-header $(LOCK_ARGS) requirements.txt -o requirements.lock
	@UV_PYTHON_DOWNLOADS=never $(BIN)/python -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		--no-emit-index-url --no-header $(LOCK_ARGS) requirements-ocr.txt -o requirements-ocr.lock
	@echo 'requirements.lock and requirements-ocr.lock remade'
