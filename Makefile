# `make` lists what there is. `make run` needs Python 3.11, Node 20, make, and nothing else.
SHELL := /bin/sh
PORT ?= 8000
PYTHON311 := $(shell for p in python3.11 python3; do $$p -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
MANAGE := $(BIN)/python backend/manage.py
NPM := npm --prefix frontend --no-audit --no-fund --no-update-notifier
SITE_SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
PYTEST := $(BIN)/python -m pytest --numprocesses 2 --dist worksteal
export PYTHONPATH := backend

.PHONY: help
help: ## What make can do here
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' Makefile

# ---- run ----

.PHONY: run
run: export DJANGO_SETTINGS_MODULE := core.settings.dev
run: tools port .venv/runtime frontend/dist/index.html ## The whole site, as production serves it, on PORT (8000)
	@$(MANAGE) bootstrap
	@$(MANAGE) load_sample_content
	@$(BIN)/python -m core.welcome http://127.0.0.1:$(PORT)
	@exec $(BIN)/gunicorn core.wsgi:application --chdir backend --config container/gunicorn.conf.py \
		--workers 3 --timeout 120 --bind 127.0.0.1:$(PORT) --log-level warning

.PHONY: dev
dev: export DJANGO_SETTINGS_MODULE := core.settings.dev
dev: export DJANGO_DEBUG := true
dev: export VITE_BACKEND_URL ?= http://localhost:8000
dev: tools .venv/runtime frontend/node_modules/.package-lock.json ## Django's runserver and Vite with hot reload
	@$(MANAGE) bootstrap
	@$(MANAGE) load_sample_content
	@trap 'kill $$backend 2>/dev/null' EXIT; trap 'exit 130' INT TERM; \
		$(MANAGE) runserver $(subst http://,,$(VITE_BACKEND_URL)) & backend=$$!; \
		$(NPM) run dev

.PHONY: tools
tools:
	@test -n "$(PYTHON311)" || { echo "Python 3.11 is missing: install it (for example 'uv python install 3.11' or 'pyenv install 3.11') so that python3.11 is on PATH." >&2; exit 1; }
	@node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null || { echo "Node 20 or newer is missing: install it (for example 'nvm install 20') so that node is on PATH." >&2; exit 1; }

.PHONY: port
port: tools
	@$(PYTHON311) -c 'import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int("$(PORT)")))' 2>/dev/null || { echo "Port $(PORT) is taken or not a port: choose another with 'make run PORT=8001'." >&2; exit 1; }

# ---- what the rest needs, made when what it is made from changed ----

# A dot for each package; what goes wrong is printed and ends it.
define install
{ $(BIN)/pip install --disable-pip-version-check --require-hashes -r $(1) || echo failed; } \
	| awk '/^Collecting/ { printf "."; fflush() } /^ERROR|^failed$$/ { print; failed = 1 } END { print ""; exit failed }'
endef

.venv/runtime: requirements.txt
	@printf "Installing Python packages "
	@test -x $(BIN)/python || $(PYTHON311) -m venv .venv
	@$(call install,requirements.txt)
	@touch $@

.venv/dev: requirements-dev.txt .venv/runtime
	@printf "Installing Python packages for tests and checks "
	@$(call install,requirements-dev.txt)
	@touch $@

# Zappa's own environment: what delivers is never installed beside what runs.
build/tools/.installed: BIN := build/tools/bin
build/tools/.installed: requirements-delivery.txt
	@printf "Installing Python packages that deliver "
	@$(PYTHON311) -m venv --clear build/tools
	@$(call install,requirements-delivery.txt)
	@touch $@

# checkov pins what everything else needs newer. uv, for pip takes ten times as long.
build/checks/.installed: requirements-checks.txt | .venv/dev
	@echo "Installing Python packages that check the infrastructure"
	@$(BIN)/uv venv --quiet --clear --python $(PYTHON311) build/checks
	@$(BIN)/uv pip install --no-config --quiet --python build/checks/bin/python --require-hashes -r requirements-checks.txt
	@touch $@

frontend/node_modules/.package-lock.json: frontend/package.json frontend/package-lock.json
	@echo "Installing Node packages"
	@$(NPM) ci --loglevel=error
	@touch $@

frontend/dist/index.html: frontend/node_modules/.package-lock.json $(SITE_SOURCES)
	@echo "Building the site"
	@VITE_API_BASE_URL=/api $(NPM) run --silent build
	@touch $@

# ---- deliver ----

.PHONY: delivery
delivery: tools build/tools/.installed ## What delivers, for: build/tools/bin/python -m delivery (with PYTHONPATH=backend)

.PHONY: package
package: delivery ## The zip that Lambda runs: build/package.zip
	@build/tools/bin/python -m delivery package

# ---- test and check ----

.PHONY: preview
preview: PR ?= 1
preview: services package frontend/node_modules/.package-lock.json ## A pull request's preview here: PR=42
	@exec $(BIN)/python -m tests.standins.local_preview $(PR)

.PHONY: test
test: test-frontend test-backend test-browser ## Everything; one area alone: make test-frontend, test-core, test-api, ...

.PHONY: test-frontend
test-frontend: tools frontend/dist/index.html
	@$(NPM) test
	@$(NPM) run size

.PHONY: test-backend
test-backend: services ## The backend on PostgreSQL, then what differs on SQLite
	@$(PYTEST) tests --ignore tests/browser --ignore tests/previews
	@$(MAKE) --no-print-directory test-previews
	@DB_ENGINE=django.db.backends.sqlite3 $(PYTEST) tests/core tests/content tests/forms tests/api -m "not processes"

.PHONY: test-browser
test-browser: services frontend/dist/index.html ## Journeys in a real browser
	@$(PYTEST) tests/browser

.PHONY: services
services: tools .venv/dev build/tools/.installed
	@$(BIN)/python -m tests.services

.PHONY: test-previews
test-previews: services ## Previews: one file's tests in one account, in order, as in an ordinary week
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile -p no:randomly tests/previews

test-%: services
	@$(PYTEST) tests/$*

.PHONY: bench
bench: services ## Handler and package against other ways, and against their bars
	@$(BIN)/python -m tests.bench

.PHONY: check
check: tools .venv/dev frontend/node_modules/.package-lock.json build/checks/.infrastructure ## Style, types, directions, dependencies, workflows, image, infrastructure
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@report=$$($(BIN)/lint-imports --no-cache) || { echo "$$report"; exit 1; }
	@report=$$($(BIN)/deptry . 2>&1) || { echo "$$report"; exit 1; }
	@$(NPM) run --silent typecheck && $(NPM) run --silent lint && $(NPM) run --silent format:check
	@$(BIN)/zizmor --offline --quiet --no-progress .github/workflows
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec container/compose.yaml
	@$(BIN)/hadolint container/Dockerfile
	@$(BIN)/shellcheck container/entrypoint.sh .ci/run .ci/builder

# Slow, so only when a template changed. An exception and its reason are in the template.
build/checks/.infrastructure: build/checks/.installed $(wildcard container/infrastructure/*.yaml)
	@$(BIN)/cfn-lint container/infrastructure/*.yaml
	@report=$$(build/checks/bin/checkov --directory container/infrastructure --framework cloudformation --skip-download --quiet --compact 2>&1) || { echo "$$report"; exit 1; }
	@touch $@

.PHONY: migrate
migrate: export DJANGO_SETTINGS_MODULE := core.settings.ci
migrate: tools .venv/runtime ## Migrate the database that DB_* names; no migration may be missing
	@$(MANAGE) migrate --noinput
	@$(MANAGE) makemigrations --check --dry-run
	@$(MANAGE) migrate --check

.PHONY: judge
judge: export DJANGO_SETTINGS_MODULE := core.settings.ci
judge: tools .venv/runtime ## Would this code run on the database that DB_* names, say after a rollback?
	@$(MANAGE) shell --no-imports -c 'import sys; from keeper.questions import faults; sys.exit("\n".join(faults()) or 0)'

.PHONY: check-django
check-django: export DJANGO_SETTINGS_MODULE := core.settings.ci
check-django: tools .venv/runtime ## Django's own checks
	@$(MANAGE) check --fail-level WARNING

# ---- maintain ----

.PHONY: lock
lock: .venv/dev ## Compile the lock files from pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command 'make lock' -o requirements.txt
	@$(BIN)/uv pip compile --group dev -c requirements.txt --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command 'make lock' -o requirements-dev.txt
	@$(BIN)/uv pip compile --group delivery --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command 'make lock' -o requirements-delivery.txt
	@$(BIN)/uv pip compile --group checks --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command 'make lock' -o requirements-checks.txt
	@$(BIN)/uv pip compile pyproject.toml --group bench -c requirements.txt --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command 'make lock' -o tests/bench/requirements.txt

.PHONY: env-example
env-example: .venv/runtime ## Write .env.example from the table of variables
	@$(BIN)/python -c 'from core.environment import example_file; print(example_file(), end="")' > .env.example

.PHONY: screenshots
screenshots: services frontend/dist/index.html ## Make the README's pictures anew
	@$(PYTEST) tests/browser/screenshots.py

.PHONY: api-types
api-types: .venv/runtime frontend/node_modules/.package-lock.json ## Write the OpenAPI snapshot and the types made from it
	@$(MANAGE) export_openapi_schema --api api.urls.api --indent 2 --output frontend/openapi.json
	@$(NPM) run --silent types
