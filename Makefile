# Two commands on a fresh machine: `make run` and `make test`. See README.md.
#
# PORT=, DATABASE_URL=, REDIS_URL=, DATA_DIR= and AT= change a run: make run PORT=8001

PYTHON ?= python3
BIN := .venv/bin
# Node from the path, or the one that the set-up installed.
NODE_PATH_SETTING := PATH="$(CURDIR)/.tools/node/bin:$$PATH"

.DEFAULT_GOAL := help
.PHONY: help setup run test lint format soak bench-nlu bench-widget screenshots clean

help: ## show the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install, build and train what is missing
	@$(PYTHON) scripts/setup.py

run: ## set up, then start engine, actions and desk; Ctrl-C stops them
	@$(PYTHON) scripts/setup.py && exec $(BIN)/frontdesk up

test: ## every test at its small size
	@$(PYTHON) scripts/setup.py --tests
	@$(BIN)/python scripts/run_tests.py

lint: ## style and types, of Python and of the pages
	@$(PYTHON) scripts/setup.py --tests
	@$(BIN)/python scripts/run_tests.py --only lint

format: ## write Python and the pages in the project's style
	@$(PYTHON) scripts/setup.py --tests
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .
	@cd web && $(NODE_PATH_SETTING) npm run --silent format

soak: ## the long tests at full size
	@$(PYTHON) scripts/setup.py --tests
	@$(BIN)/pytest -m soak

bench-nlu: ## understanding beside stock Rasa's: SIZE=small|full, STOCK=no, BENCH_DATA=folder
	@$(PYTHON) scripts/setup.py
	@engine/.venv/bin/python -m bench.nlu

bench-widget: ## the widget's size, and what it costs a page: RUNS=9
	@$(PYTHON) scripts/setup.py --tests
	@$(NODE_PATH_SETTING) $(BIN)/python -m bench.widget

screenshots: ## pictures of every state of the pages, on phone and desktop, in OUT=screenshots
	@$(PYTHON) scripts/setup.py --tests
	@$(BIN)/python -m tests.browser.screenshots $(or $(OUT),screenshots)

clean: ## remove what was built and installed; keeps var/ (what a run wrote)
	@rm -rf .venv engine/.venv .tools .cache .rasa web/node_modules web/dist
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find models -mindepth 1 ! -name README.md -delete
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
