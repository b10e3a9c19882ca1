# `make demo` and `make test` do everything on a fresh machine; `make help` lists the rest.
.DEFAULT_GOAL := help
# Tests that need no program beside this Python, nor long.
alone := not office and not browser and not program and not slow and not search and not network

.PHONY: demo test quick referees search lint format bench bench-calc bench-web docs templates workbook lock clean help

bin := .venv/bin
ready := .venv/.ready

demo: $(ready) ## make a sample county and assess it into out/
	@$(bin)/python scripts/demo.py

test: $(ready) ## install what the tests need, then run every check and every test
	@scripts/setup_system.sh
	@$(MAKE) --no-print-directory lint
	@$(bin)/pytest -q -n 2 --dist worksteal

quick: $(ready) ## the tests that start no program, in less than a minute
	@$(bin)/pytest -q -n 2 --dist worksteal -m "$(alone)"

referees: $(ready) ## hold every file to Microsoft's validator and formula engines, the bundle to Wine, as far as to be had
	@$(bin)/python -m scripts.referees.run

search: $(ready) ## the property tests at random and long, and the longest of all; what they find becomes an example
	@$(bin)/pytest -q -n 2 --dist worksteal -m "hypothesis or search" --hypothesis-profile search

lint: $(ready) ## ruff, mypy and the direction of imports
	@$(bin)/ruff check --quiet
	@$(bin)/ruff format --check --quiet || { echo "make format puts this right"; exit 1; }
	@$(bin)/mypy --no-error-summary
	@$(bin)/lint-imports --no-cache >.venv/imports.log 2>&1 || { cat .venv/imports.log; exit 1; }
	@echo "ruff, mypy, import-linter: no problems"

format: $(ready) ## format the code and mend what ruff can mend
	@$(bin)/ruff check --fix --quiet || true
	@$(bin)/ruff format

bench: $(ready) ## measure the speed
	@$(bin)/python scripts/bench.py

bench-calc: $(ready) ## measure the functions and the button in LibreOffice
	@$(bin)/python scripts/bench_calc.py

bench-web: $(ready) ## measure the local page in Chromium
	@$(bin)/python scripts/bench_web.py

docs: $(ready) ## write the generated pages of docs/ anew
	@$(bin)/python scripts/make_docs.py

templates: $(ready) ## write the templates of the documents anew from their outlines
	@$(bin)/python scripts/make_templates.py
	@$(bin)/python scripts/compile_templates.py

workbook: $(ready) ## build what staff download: the add-in and the workbooks
	@$(bin)/python scripts/build_workbook.py

bundle: $(ready) ## everything for a Windows machine without a network, into dist/
	@$(bin)/python scripts/offline_bundle.py

lock: ## resolve the dependencies anew into requirements.lock
	@scripts/make_lock.sh

clean: ## remove what the other targets made
	rm -rf .venv compiled out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(ready): requirements.lock pyproject.toml scripts/make_venv.sh
	@scripts/make_venv.sh
	@touch $@
