# `make eval` and `make test` set up all they need: a virtual environment with the locked packages.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: eval test kills lint docs bench bench-batch record relay lock clean

eval: $(STAMP)
	$(BIN)/python -m xjllm eval

test: $(STAMP) lint
	$(BIN)/python -m pytest

# Kills a batch at random points; not part of `make test`, since what it sees depends on the clock.
kills: $(STAMP)
	$(BIN)/python -m pytest -m kills

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)
	$(BIN)/python bench/figures.py
	$(BIN)/python bench/import_time.py

# What a batch takes: about half an hour, with nothing else running.
bench-batch: $(STAMP)
	$(BIN)/python bench/throughput.py
	$(BIN)/python bench/faults.py
	$(BIN)/python bench/kill_resume.py
	$(BIN)/python bench/batch_scale.py

# Records the seeds anew: make record MODEL=gpt-5.2 NAME=gpt-5.2 (endpoint and key from the environment).
record: $(STAMP)
	$(BIN)/python -m xjllm eval --live --model "$(MODEL)" --record "$(NAME)"

# A loopback endpoint that a person or another program answers through files; see tools/relay.py.
relay: $(STAMP)
	$(BIN)/python tools/relay.py --dir .relay --port 8765

# The lock holds for every platform and Python from 3.11 on.
lock: $(STAMP)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	    --no-header --no-emit-index-url --group dev --extra batch pyproject.toml --output-file requirements.lock

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "xjllm needs Python 3.11 or newer; set PYTHON=")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

clean:
	rm -rf $(VENV) build dist *.egg-info
