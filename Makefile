# make run   the product on this machine          make test   every test
# make check lint, types, contracts, infra        make bench  measurements, as ratios
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
PORT ?= 8000
JOBS ?= 2
TESTS ?= tests
PYTHON ?= $(shell for each in python3.11 python3.12 python3; do \
  $$each -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null && { echo $$each; break; }; done)
BIN := .venv/bin
VENV := $(BIN)/.installed
ORACLE := .tools/mpl/.installed
WEB := web/dist/index.html
ASL := infra/node_modules/.package-lock.json
WEB_SOURCES := $(shell find web/src web/public web/*.html web/*.ts web/package.json -type f 2>/dev/null)
LINTED := app.py chalicelib infra localstack tests bench docs
# Percent of lines and branches of chalicelib, of the whole run: what the tests without a cloud were measured to reach.
COVERED := 88

.PHONY: help run code test test-fast check bench format web schema package deploy destroy machine clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

run: $(VENV) $(WEB) ## the product on this machine, at PORT; Ctrl-C keeps its data
	@$(BIN)/python -m localstack.launch --port $(PORT)

test: $(VENV) $(WEB) $(ASL) $(ORACLE) machine ## every test; TESTS=path runs some
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --cov=chalicelib --cov-branch --cov-report= \
	  $(if $(filter tests,$(TESTS)),--cov-fail-under=$(COVERED)) $(TESTS)

test-fast: $(VENV) ## the tests that need neither the local cloud nor a browser
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -q tests --ignore tests/cloud --ignore tests/browser \
	  --ignore tests/localstack --ignore tests/chaos

code: $(VENV) ## the demo people's second factors now
	@$(BIN)/python -m localstack.codes

check: $(VENV) $(WEB) ## lint, types, contracts, names, sizes, infra
	$(BIN)/ruff check $(LINTED)
	$(BIN)/ruff format --check $(LINTED)
	$(BIN)/mypy
	$(BIN)/lint-imports
	@# Fields are read by name, as JSON or as settings, where vulture cannot see it; functions and classes are not.
	! $(BIN)/vulture | grep -v 'unused variable'
	git ls-files -z | xargs -0 $(BIN)/codespell
	$(BIN)/python -m pip check
	@mkdir -p .tools
	$(BIN)/python -m infra.openapi > .tools/openapi.json
	npm --prefix web run --silent schema -- ../.tools/openapi.json --check || { echo "web/src/api/schema.d.ts is stale: make schema"; exit 1; }
	$(BIN)/python -m infra.socket_schema > .tools/socket.json
	npm --prefix web run --silent socket-types -- ../.tools/socket.json --check || { echo "web/src/visit/signaling/protocol.generated.ts is stale: make schema"; exit 1; }
	$(BIN)/python -m pytest -q tests/conventions
	npm --prefix web run check

bench: $(VENV) $(ORACLE) ## measurements, printed as ratios
	$(BIN)/python -m bench.run

format: $(VENV) ## let the formatters have their way
	$(BIN)/ruff check --fix --select I $(LINTED)
	$(BIN)/ruff format $(LINTED)

web: $(WEB) ## the web client, built

schema: $(VENV) web/node_modules/.package-lock.json ## the web client's types of the API and the socket, out of the server's
	@mkdir -p .tools
	$(BIN)/python -m infra.openapi > .tools/openapi.json
	npm --prefix web run --silent schema -- ../.tools/openapi.json
	$(BIN)/python -m infra.socket_schema > .tools/socket.json
	npm --prefix web run --silent socket-types -- ../.tools/socket.json

deploy: $(VENV) $(WEB) ## to STAGE=dev|prod|local: shows what changes, asks (or YES=1); PARAMETERS="Name=value …"
	@$(BIN)/python -m infra.deploy deploy "$(STAGE)" $(PARAMETERS) $(if $(YES),--yes)

destroy: $(VENV) ## the stacks of STAGE=dev, and no other
	@$(BIN)/python -m infra.deploy destroy "$(STAGE)" $(if $(YES),--yes)

package: $(VENV) ## what AWS would be given, with its dependencies
	$(BIN)/python -m infra.build

clean: ## everything that can be made again; the data under .local stays
	rm -rf .venv .tools web/node_modules infra/node_modules web/dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage* test-results
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

machine:
	@.ci/machine

$(VENV): requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "Clocktree needs Python 3.11 or 3.12."; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { .ci/machine python && $(PYTHON) -m venv .venv; }
	@echo "Installing what requirements-dev.txt pins"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

# AWS's own key library, which the product must not import: apart, for the tests that compare with it.
$(ORACLE): requirements-oracle.txt | $(VENV)
	@rm -rf $(@D)
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target $(@D) -r requirements-oracle.txt
	@touch $@

%/node_modules/.package-lock.json: %/package-lock.json
	@command -v npm >/dev/null || .ci/machine node
	npm --prefix $* ci --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

$(WEB): web/node_modules/.package-lock.json $(WEB_SOURCES)
	npm --prefix web run build --silent
	@touch $@
