# Everything goes through here; only Python 3.11 to 3.13 and make are needed. `make help` lists the targets.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.made-from-lock
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

setup: $(STAMP) ## .venv from the lock, .env with fresh keys, database tables
	@$(BIN)/python tools/setup_env.py
	@$(BIN)/python manage.py migrate --verbosity 0
	@echo 'ready: make demo shows the whole circle, make serve opens the admin'

demo: setup ## one whole circle against the sandbox, with the counts of both sides
	@$(BIN)/python manage.py demo

serve: setup ## sandbox, worker and web on the state of the demo
	@$(BIN)/python manage.py serve

test: $(STAMP) ## the tests, on SQLite and (where there is one) on PostgreSQL
	@$(BIN)/python -m tools.run_tests --postgres $(POSTGRES) -- $(PYTEST_ARGS)

check: $(STAMP) ## tests, lint, format, types, import contracts, Django's own checks
	@$(BIN)/python -m tools.run_checks --postgres $(POSTGRES)

bench: setup ## how fast: reading, writing, the whole circle and its floor
	@$(BIN)/python -m benchmarks

fuzz: $(STAMP) ## read 100,000 mutated documents: each is read or refused by name (FUZZ_ARGS="--seed 2 --mutations 5000")
	@$(BIN)/python -m tools.fuzz $(FUZZ_ARGS)

fmt: $(STAMP) ## bring the code into form
	@$(BIN)/ruff check --fix --exit-zero .
	@$(BIN)/ruff format .

lock: $(STAMP) ## remake requirements.lock from requirements.txt (add LOCK_ARGS=--upgrade for newer versions)
	@UV_PYTHON_DOWNLOADS=never $(BIN)/python -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		--no-emit-index-url --no-header $(LOCK_ARGS) requirements.txt -o requirements.lock
	@echo 'requirements.lock remade'
