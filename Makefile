# The two commands to begin with: make run, make test. Both do all the set-up by themselves.
SHELL := /bin/bash
PROGRAM := .venv/bin/iop-desktop
FOLDERS := $(wildcard iop_desktop tests scripts benchmarks)
# Words for the program or the tool behind a target, as in: make run ARGS="--data-dir /path/to/clinic"
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test faults lint format bench lock notices screenshots

help: ## Show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## Set up the program in .venv and do nothing else
	@scripts/setup.sh run

run: ## Set up and open the program (with no display: run the demo clinic)
	@scripts/setup.sh run
	@scripts/run.sh $(ARGS)

test: ## Set up and run all tests
	@scripts/setup.sh test
	QT_QPA_PLATFORM=offscreen .venv/bin/pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)

# How often each fault is tried; a run takes a quarter of an hour or more
FAULTS := IOP_KILLS=500 IOP_KEY_KILLS=100 IOP_BACKUP_KILLS=40 IOP_POWER_CUTS=500 IOP_LOG_CUTS=400 IOP_LOG_LOSSES=200 \
	IOP_CHECKPOINT_CUTS=200 IOP_FLIPS=200 IOP_FULL_DISKS=60 IOP_SMALL_DISKS=20

faults: ## Set up and run the fault suite as often as docs/reliability.md says
	@scripts/setup.sh test
	$(FAULTS) QT_QPA_PLATFORM=offscreen .venv/bin/pytest tests/faults --timeout=0 --durations=20 $(ARGS)

lint: ## Check style, types and layers
	@scripts/setup.sh run
	.venv/bin/ruff check $(FOLDERS)
	.venv/bin/ruff format --check $(FOLDERS)
	.venv/bin/mypy $(FOLDERS)
	.venv/bin/lint-imports --no-logo

format: ## Format the code and sort its imports
	@scripts/setup.sh run
	.venv/bin/ruff check --select I --fix $(FOLDERS)
	.venv/bin/ruff format $(FOLDERS)

bench: ## Measure the speed; one JSON object a line
	@scripts/setup.sh run
	@.venv/bin/python benchmarks/run.py $(ARGS)

lock: ## Write requirements/ from pyproject.toml (ARGS=--upgrade for newer versions)
	@scripts/setup.sh run
	scripts/lock.sh $(ARGS)

notices: ## Write the table of libraries in THIRD_PARTY_NOTICES.md
	@scripts/setup.sh run
	.venv/bin/python scripts/notices.py

screenshots: ## Every page of the demo clinic as a picture in out/screenshots
	@scripts/setup.sh run
	$(PROGRAM) screenshots out/screenshots $(ARGS)
