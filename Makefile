# Everything starts here. `make chat` and `make test` work in a fresh clone; see README.md.
.PHONY: help setup chat embedding index test lint eval check clean

help:
	@echo "make chat    set up, index the reports, start the chat     make test   set up, run all tests (browser too)"
	@echo "make setup   environment and encoder only                  make lint   format, lint, types"
	@echo "make eval    how accurate the answers are                  make check  test, lint and eval"
	@echo "make index   build or update the index                     make embedding   the chat in a page of another origin, on this machine"
	@echo "make clean   remove environment, encoder, index and evaluation runs (.venv, .duizhao)"

setup:
	@./tools/setup.sh

index: setup
	@.venv/bin/duizhao index

chat: index
	@.venv/bin/duizhao serve

embedding: index
	@.venv/bin/python docs/embedding/demo.py

test: index
	@./tools/chromium.sh
	@.venv/bin/python -m pytest -n 2 --dist loadfile || { [ $$? = 1 ] && echo "Once more, one at a time: what failed beside other tests ..." && .venv/bin/python -m pytest --last-failed --last-failed-no-failures none; }

lint: setup
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy

eval: index
	@.venv/bin/duizhao eval --gate

check: test lint eval

clean:
	rm -rf .venv .duizhao .mypy_cache .ruff_cache .pytest_cache *.egg-info
