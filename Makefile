# run: start the bot · demo: every channel without accounts · test: all tests · check: lint, types, contracts, knowledge · bench: measurements
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run demo test check bench format lock help

help:            ## what each target does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

run: $(VENV)/.run   ## start the bot on http://127.0.0.1:8080
	@exec $(BIN)/python -m bot run

demo: $(VENV)/.run  ## every channel here without accounts; PORT=8080; KEEP=folder keeps the data
	@exec $(BIN)/python -m tests.standins.demo --port $(or $(PORT),8080) $(if $(KEEP),--keep "$(KEEP)")

test: $(VENV)/.dev  ## run all tests (installs Chromium through apt when it is missing and may)
	@sh tests/install_browser.sh
	PYTHONHASHSEED=0 $(BIN)/python -m pytest -n auto --dist loadfile $(TESTS)

check: $(VENV)/.dev ## lint, format, types, import contracts, knowledge
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m knowledge

bench: $(VENV)/.dev ## measure; prints one table; FULL=1: also broadcasts to a million people, and under a hundred kills
	$(BIN)/python -m tests.bench
	$(if $(FULL),$(BIN)/python -m tests.bench.broadcasts)

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/.dev  ## compile the requirement locks from pyproject.toml (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

$(VENV)/.run: requirements.txt
	@echo "Đang cài thư viện vào $(VENV) (lần đầu mất khoảng một phút) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.run
