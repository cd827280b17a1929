# `make` lists what there is. `make run` needs Python (see .python-version), Node 20.19, make, and nothing else.
SHELL := /bin/sh
PORT ?= 8000
# The one place that says which Python it is. `make python-version VERSION=3.13` changes it everywhere.
PYTHON_VERSION := $(shell cat .python-version)
PYTHON := $(shell for p in python$(PYTHON_VERSION) python3; do $$p -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != "$(PYTHON_VERSION)")' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
MANAGE := $(BIN)/python backend/manage.py
NPM := npm --prefix frontend --no-audit --no-fund --no-update-notifier --prefer-offline
SITE_SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
UV := build/uv/bin/uv
# Python's own pip, because a second one takes seconds to unpack; Debian's Python may have none.
PIP = "$$($(PYTHON) -m pip --version > /dev/null 2>&1 && echo $(PYTHON) || \
	{ build/uv/bin/python -m ensurepip > /dev/null; echo build/uv/bin/python; })" -m pip
SUITE := $(PYTHON) -m tests.suite
export PYTHONPATH := backend

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' Makefile

# ---- run ----

.PHONY: run
run: export DJANGO_SETTINGS_MODULE := core.settings.dev
run: tools port .venv/runtime frontend/dist/index.html ## Show the whole site as production serves it, on PORT (8000)
	@$(MANAGE) bootstrap
	@$(MANAGE) load_sample_content
	@$(BIN)/python -m operations.welcome http://127.0.0.1:$(PORT)
	@exec $(BIN)/gunicorn core.wsgi:application --chdir backend --config container/gunicorn.conf.py \
		--workers 3 --timeout 120 --bind 127.0.0.1:$(PORT) --log-level warning

.PHONY: dev
dev: export DJANGO_SETTINGS_MODULE := core.settings.dev
dev: export DJANGO_DEBUG := true
dev: export VITE_BACKEND_URL ?= http://localhost:8000
dev: tools .venv/runtime frontend/node_modules/.package-lock.json ## Start Django's runserver and Vite, which reload changed files
	@$(MANAGE) bootstrap
	@$(MANAGE) load_sample_content
	@trap 'kill $$backend 2>/dev/null' EXIT; trap 'exit 130' INT TERM; \
		$(MANAGE) runserver $(subst http://,,$(VITE_BACKEND_URL)) & backend=$$!; \
		$(NPM) run dev

.PHONY: tools
tools:
	@test -n "$(PYTHON)" || { echo "Python $(PYTHON_VERSION) is missing: install it (for example 'uv python install $(PYTHON_VERSION)' or 'pyenv install $(PYTHON_VERSION)') so that python$(PYTHON_VERSION) is on PATH." >&2; exit 1; }
	@node -e 'const [first, second] = process.versions.node.split("."); process.exit(first > 20 || (first == 20 && second >= 19) ? 0 : 1)' 2>/dev/null || { echo "Node 20.19 or newer is missing: install it (for example 'nvm install 20') so that node is on PATH." >&2; exit 1; }

.PHONY: port
port: tools
	@$(PYTHON) -c 'import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int("$(PORT)")))' 2>/dev/null || { echo "Port $(PORT) is taken or not a port: choose another with 'make run PORT=8001'." >&2; exit 1; }

# ---- environments and builds, made again when their inputs change ----

# uv installs in a quarter of pip's time. It has the version of the lock file: the machine's own uv
# is copied if it has that version, because pip takes three seconds to install one.
build/uv/.installed: requirements-dev.txt .python-version
	@$(PYTHON) -m venv --clear --without-pip build/uv
	@awk '/^uv==/ { found = 1 } found { print } found && !/\\$$/ { exit }' requirements-dev.txt > build/uv/requirements.txt
	@if [ "$$(uv --version 2> /dev/null | awk '{ print $$1 "==" $$2 }')" = "$$(awk '{ print $$1; exit }' build/uv/requirements.txt)" ]; then \
		cp "$$(command -v uv)" $(UV); \
	else \
		$(PIP) --python build/uv/bin/python install -qq --disable-pip-version-check --require-hashes -r build/uv/requirements.txt; \
	fi
	@touch $@

# Every environment is created again from nothing, so an interrupted installation leaves nothing behind.
# --no-config: uv would refuse the constraints in pyproject.toml, which have no hashes.
# --offline first: the lock file fixes every file's hash, so a package in uv's cache needs no request.
# pip comes last for machines on which only pip.conf names the package index.
define environment
$(UV) venv --no-config --quiet --clear --python $(PYTHON) $(1)
endef
UV_INSTALL := $(UV) pip install --no-config --quiet --require-hashes
define install
$(UV_INSTALL) --offline --python $(1)/bin/python -r $(2) 2> /dev/null || \
	$(UV_INSTALL) --python $(1)/bin/python -r $(2) || { \
	echo "uv could not install $(2); trying pip, which reads pip.conf." >&2; \
	$(PIP) --python $(1)/bin/python install -qq --disable-pip-version-check --require-hashes -r $(2); }
endef

.venv/runtime: requirements.txt build/uv/.installed
	@echo "Installing Python packages"
	@$(call environment,.venv)
	@$(call install,.venv,requirements.txt)
	@touch $@

.venv/dev: requirements-dev.txt .venv/runtime
	@echo "Installing Python packages for tests and checks"
	@$(call install,.venv,requirements-dev.txt)
	@touch $@

# Delivery's own environment, with Zappa. It is separate from the backend's.
build/tools/.installed: requirements-delivery.txt build/uv/.installed
	@echo "Installing Python packages that deliver"
	@$(call environment,build/tools)
	@$(call install,build/tools,requirements-delivery.txt)
	@touch $@

# checkov needs older versions of packages than everything else.
build/checks/.installed: requirements-checks.txt build/uv/.installed
	@echo "Installing Python packages that check the infrastructure"
	@$(call environment,build/checks)
	@$(call install,build/checks,requirements-checks.txt)
	@touch $@

# What looks for known vulnerabilities and for secrets, once a day and not before each merge.
build/audit/.installed: requirements-audit.txt build/uv/.installed
	@echo "Installing Python packages that audit"
	@$(call environment,build/audit)
	@$(call install,build/audit,requirements-audit.txt)
	@touch $@

# An emulator of AWS, and AWS's own command line.
build/ministack/.installed: requirements-ministack.txt build/uv/.installed
	@echo "Installing an emulator of AWS and its command line"
	@$(call environment,build/ministack)
	@$(call install,build/ministack,requirements-ministack.txt)
	@touch $@

frontend/node_modules/.package-lock.json: frontend/package.json frontend/package-lock.json
	@echo "Installing Node packages"
	@$(NPM) ci --loglevel=error
	@touch $@

tests/compare/node_modules/.package-lock.json: tests/compare/package.json tests/compare/package-lock.json
	@echo "Installing what compares pictures and API documents"
	@npm --prefix tests/compare --no-audit --no-fund --no-update-notifier ci --ignore-scripts --loglevel=error
	@touch $@

# WhiteNoise serves the compressed files that it finds beside the others.
frontend/dist/index.html: frontend/node_modules/.package-lock.json $(SITE_SOURCES) | .venv/runtime
	@echo "Building the site"
	@VITE_API_BASE_URL=/api $(NPM) run --silent build
	@$(BIN)/python -m whitenoise.compress --quiet frontend/dist
	@touch $@

# ---- deliver ----

.PHONY: delivery
delivery: tools build/tools/bin/delivery ## Install the command build/tools/bin/delivery

# It runs from any folder, and finds the checkout that it is in.
build/tools/bin/delivery: build/tools/.installed
	@printf '%s\n' '#!/bin/sh' 'root=$$(cd "$$(dirname "$$0")/../../.." && pwd)' \
		'PYTHONPATH="$$root/backend" exec "$$root/build/tools/bin/python" -m delivery "$$@"' > $@
	@chmod +x $@

.PHONY: package
package: delivery ## Build the zip that Lambda runs: build/package.zip
	@build/tools/bin/python -m delivery package

# ---- test and check ----

.PHONY: preview
preview: PR ?= 1
preview: database-and-browser package frontend/node_modules/.package-lock.json ## Run a pull request's preview on this machine: PR=42
	@exec $(BIN)/python -m tests.standins.local_preview $(PR)

.PHONY: test
test: tools ## Run every test, one part after another; repeat an order: SEED=123
	@$(SUITE)

.PHONY: test-quick
test-quick: tools ## Run the tests that need no server, browser or package
	@$(SUITE) quick

# A part (frontend, site, aws, previews, sqlite, browser), or an area: a folder of tests/.
test-%: tools ## Run one part or area of the tests: make test-browser, make test-core
	@$(SUITE) $*

.PHONY: compare
compare: BASE ?= origin/main
compare: database-and-browser frontend/dist/index.html tests/compare/node_modules/.package-lock.json ## Show what this checkout changes against a commit: BASE=origin/main
	@exec $(BIN)/python -m tests.compare $(BASE)

.PHONY: compare-planted
compare-planted: database-and-browser frontend/dist/index.html tests/compare/node_modules/.package-lock.json ## Plant ten changes; the comparison must name each, and nothing else
	@PYTHONPATH=backend exec $(BIN)/python -m tests.compare.planted

.PHONY: rehearse
rehearse: database-and-browser frontend/node_modules/.package-lock.json ## Run a week of releases and previews from the workflows' YAML: EVENT=preview-opened for one event
	@PYTHONPATH=backend exec $(BIN)/python -m tests.rehearsal $(EVENT)

.PHONY: planted
planted: database-and-browser ## Add thirty faults to workflows, roles and settings; a step must name each
	@PYTHONPATH=backend exec $(BIN)/python -m tests.rehearsal.planted

.PHONY: faults
faults: database-and-browser ## Fail each AWS call of delivery's commands in five ways, and repeat: SEQUENCE=preview-push for one
	@PYTHONPATH=backend exec $(BIN)/python -m tests.faults

.PHONY: services
services: database-and-browser build/ministack/.installed

.PHONY: database-and-browser
database-and-browser: tools .venv/dev build/tools/bin/delivery
	@$(BIN)/python -m tests.services

.PHONY: bench
bench: database-and-browser frontend/dist/index.html ## Measure what requests, starts and processes cost against limits and alternatives
	@$(BIN)/python -m tests.bench

.PHONY: soak
soak: database-and-browser ## Load the site while something fails: SECONDS=600 of each scenario, SCENARIO=redis for one
	@$(BIN)/python -m tests.soak $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SCENARIO),--scenario $(SCENARIO))

# CHECKS=ruff make check: only that one.
CHECKS ?= ruff mypy imports dependencies unused generated documents types eslint prettier site-unused workflows files infrastructure
CHECKED := $(CHECKS:%=build/check/%)
PARALLEL := --silent --jobs 2 --keep-going --no-print-directory $(if $(filter output-sync,$(.FEATURES)),--output-sync)

# Only what the checks need, before they run at the same time.
CHECKED_WITH := .venv/dev $(if $(filter infrastructure,$(CHECKS)),build/checks/.installed) \
	$(if $(filter generated types eslint prettier site-unused,$(CHECKS)),frontend/node_modules/.package-lock.json)

.PHONY: check
check: tools $(CHECKED_WITH) ## Lint, types, imports, dependencies, unused and generated code, documents, workflows, image, infrastructure
	@mkdir -p build/check
	@$(MAKE) $(PARALLEL) $(CHECKED)
	@echo "Passed: $(CHECKS)"

# A check runs again when its inputs have changed. Folders are inputs too, because a file may be deleted.
PYTHON_INPUTS := pyproject.toml .venv/dev $(shell find backend tests container \( -name node_modules -o -name __pycache__ -o -name static -o -name media -o -name private \) -prune -o \( -type d -o -name '*.py' \) -print 2>/dev/null)
SITE_INPUTS := frontend/node_modules/.package-lock.json $(shell find frontend \( -name node_modules -o -name dist \) -prune -o -print 2>/dev/null)
TEMPLATES := $(wildcard container/infrastructure/*.yaml)

build/check/ruff: $(PYTHON_INPUTS)
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@touch $@

build/check/mypy: $(PYTHON_INPUTS)
	@$(BIN)/mypy --no-error-summary
	@touch $@

build/check/imports: $(PYTHON_INPUTS)
	@report=$$($(BIN)/lint-imports --no-cache) || { echo "$$report"; exit 1; }
	@touch $@

build/check/dependencies: $(PYTHON_INPUTS) requirements.txt
	@report=$$($(BIN)/deptry . 2>&1) || { echo "$$report"; exit 1; }
	@touch $@

# Variables of classes are what frameworks read, so constants are the only ones that count. What only
# tests use is dead too, so the backend is also read without them.
DEAD := unused (function|class|method|property|import|variable '[A-Z_]+')|unreachable|unsatisfiable
build/check/unused: $(PYTHON_INPUTS)
	@for paths in "backend" "backend tests"; do \
		! $(BIN)/vulture $$paths container/gunicorn.conf.py | grep -E "$(DEAD)" || exit 1; \
	done
	@touch $@

GENERATED := .env.example docs/environment.md $(wildcard requirements*.txt) tests/bench/requirements.txt $(wildcard tests/services/package*.json tests/compare/package*.json)
build/check/generated: export DJANGO_SETTINGS_MODULE := core.settings.ci
build/check/generated: $(PYTHON_INPUTS) $(SITE_INPUTS) $(GENERATED)
	@$(BIN)/python -m tests.contracts.generated
	@touch $@

DOCUMENTS := $(shell find README.md CONTRIBUTING.md CHANGELOG.md docs container .github \( -type d -o -type f \) -print 2>/dev/null)
build/check/documents: export DJANGO_SETTINGS_MODULE := core.settings.ci
build/check/documents: $(PYTHON_INPUTS) $(DOCUMENTS) Makefile
	@$(BIN)/python -m tests.contracts.documents
	@$(BIN)/codespell README.md CONTRIBUTING.md CHANGELOG.md Makefile pyproject.toml docs container .github backend tests frontend/src frontend/tests
	@touch $@

build/check/types: $(SITE_INPUTS)
	@$(NPM) run --silent typecheck
	@touch $@

# Its own cache looks at one file at a time, but its rules read the types of other files.
build/check/eslint: $(SITE_INPUTS)
	@$(NPM) run --silent lint
	@touch $@

build/check/prettier: $(SITE_INPUTS)
	@$(NPM) run --silent format:check -- --log-level warn
	@touch $@

# RUST_LOG: zizmor warns of every YAML anchor, because it may show a finding at another line.
build/check/site-unused: $(SITE_INPUTS)
	@$(NPM) run --silent unused
	@touch $@

build/check/workflows: .venv/dev .github/dependabot.yml $(wildcard .github/workflows/*.yml) container/compose.yaml
	@report=$$(RUST_LOG=error $(BIN)/zizmor --offline --quiet --no-progress .github) || { echo "$$report"; exit 1; }
	@$(BIN)/actionlint -shellcheck $(BIN)/shellcheck
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec container/compose.yaml
	@touch $@

build/check/files: .venv/dev container/Dockerfile tests/bench/one_stage.Dockerfile container/entrypoint.sh .ci/run .ci/builder
	@$(BIN)/hadolint container/Dockerfile tests/bench/one_stage.Dockerfile
	@$(BIN)/shellcheck container/entrypoint.sh .ci/run .ci/builder
	@touch $@

# An exception and its reason are in the template.
build/check/infrastructure: build/checks/.installed .venv/dev $(TEMPLATES)
	@$(BIN)/cfn-lint $(TEMPLATES)
	@report=$$(build/checks/bin/checkov --directory container/infrastructure --framework cloudformation --skip-download --quiet --compact 2>&1) || { echo "$$report"; exit 1; }
	@touch $@

# For programs that look for vulnerabilities in an image or a package later. https://cyclonedx.org
# A test validates the list for this lock file, because that takes four times as long as writing it.
.PHONY: sbom
sbom: tools build/audit/.installed ## List the Python packages of image and package in build/sbom.json
	@report=$$(build/audit/bin/python -W ignore -m cyclonedx_py requirements requirements.txt --no-validate \
		--pyproject pyproject.toml --output-reproducible --output-format JSON --output-file build/sbom.json 2>&1) || \
		{ echo "$$report"; exit 1; }

.PHONY: audit
audit: tools .venv/dev build/audit/.installed ## Look for known vulnerabilities in the lock files, and for secrets in files
	@$(BIN)/python -m tests.audit

.PHONY: migrate
migrate: export DJANGO_SETTINGS_MODULE := core.settings.ci
migrate: tools .venv/runtime ## Migrate the database in DB_*, and check that no migration is missing
	@$(MANAGE) migrate --noinput
	@$(MANAGE) makemigrations --check --dry-run
	@$(MANAGE) migrate --check

# The commit's own `make migrate` would also ask whether a migration is missing, and the commit
# under test may be the one that adds it.
.PHONY: migrate-previous
migrate-previous: tools ## Apply the migrations of the commit in build/previous
	@$(MAKE) --no-print-directory --directory build/previous .venv/runtime
	@cd build/previous && DJANGO_SETTINGS_MODULE=core.settings.ci .venv/bin/python backend/manage.py migrate --noinput

# Settings of dev, as in compose.yaml: they need no S3 and no TLS.
CONTAINER := docker run --rm --network host --env DJANGO_SETTINGS_MODULE=core.settings.dev --env LOCAL_DATA_DIR=/tmp \
	--env DB_ENGINE --env DB_NAME --env DB_USER --env DB_PASSWORD --env DB_HOST --env DB_PORT

.PHONY: bootstrap-image
bootstrap-image: ## Bootstrap the database in DB_* from the image IMAGE, twice, and check that no migration is left
	@$(CONTAINER) $(IMAGE) python manage.py bootstrap
	@$(CONTAINER) $(IMAGE) python manage.py bootstrap
	@$(CONTAINER) $(IMAGE) python manage.py migrate --check
	@$(CONTAINER) $(IMAGE) python manage.py makemigrations --check --dry-run

.PHONY: compatibility
compatibility: export DJANGO_SETTINGS_MODULE := core.settings.ci
compatibility: tools .venv/runtime ## Check that this code can use the database in DB_*, for example after a rollback
	@$(MANAGE) shell --no-imports -c 'import sys; from content.compatibility import faults_once_migrated as faults; sys.exit("\n".join(faults()) or 0)'

.PHONY: check-django
check-django: export DJANGO_SETTINGS_MODULE := core.settings.ci
check-django: tools .venv/runtime ## Run Django's own checks
	@$(MANAGE) check --fail-level WARNING

# ---- maintain ----

.PHONY: lock
lock: .venv/dev ## Write the lock files from pyproject.toml
	@$(UV) pip compile pyproject.toml --quiet --universal --python-version $(PYTHON_VERSION) --generate-hashes --no-annotate --custom-compile-command 'make lock' -o requirements.txt
	@$(UV) pip compile --group dev -c requirements.txt --quiet --universal --python-version $(PYTHON_VERSION) --generate-hashes --no-annotate --custom-compile-command 'make lock' -o requirements-dev.txt
	@$(UV) pip compile --group delivery --quiet --universal --python-version $(PYTHON_VERSION) --generate-hashes --no-annotate --custom-compile-command 'make lock' -o requirements-delivery.txt
	@$(UV) pip compile --group checks --quiet --universal --python-version $(PYTHON_VERSION) --generate-hashes --no-annotate --custom-compile-command 'make lock' -o requirements-checks.txt
	@$(UV) pip compile --group audit --quiet --universal --python-version $(PYTHON_VERSION) --generate-hashes --no-annotate --custom-compile-command 'make lock' -o requirements-audit.txt
	@$(UV) pip compile --group ministack --quiet --universal --python-version $(PYTHON_VERSION) --generate-hashes --no-annotate --custom-compile-command 'make lock' -o requirements-ministack.txt
	@$(UV) pip compile pyproject.toml --group bench -c requirements.txt --quiet --universal --python-version $(PYTHON_VERSION) --generate-hashes --no-annotate --custom-compile-command 'make lock' -o tests/bench/requirements.txt

.PHONY: python-version
python-version: ## Change the version of Python to VERSION: the one line, and the files that cannot read it
	@python3 -m tests.contracts.python_version $(VERSION)

.PHONY: variables
variables: .venv/runtime ## Write .env.example and docs/environment.md from the tables of variables
	@$(BIN)/python -c 'from core.environment import example_file; print(example_file(), end="")' > .env.example
	@$(BIN)/python -m tests.contracts.environment_document

.PHONY: rooms
rooms: .venv/dev ## Print the packages of the backend, the folders of delivery, and their imports
	@$(BIN)/python -m tests.contracts.rooms

.PHONY: screenshots
screenshots: database-and-browser frontend/dist/index.html ## Make the documents' pictures again
	@$(BIN)/python -m pytest --numprocesses 2 tests/browser/screenshots.py

.PHONY: api-types
api-types: .venv/runtime frontend/node_modules/.package-lock.json ## Write the OpenAPI snapshot and the site's types
	@$(MANAGE) export_openapi_schema --api api.urls.api --indent 2 --output frontend/openapi.json
	@$(NPM) run --silent types
