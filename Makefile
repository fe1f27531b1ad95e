# make run    run the product on this machine         make test   run all tests
# make check  check lint, types, contracts and infra  make bench  measure, as ratios to the budgets
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
# Minimum percent of lines and branches of chalicelib that the tests cover; the tests without a cloud alone reached it.
COVERED := 88

.PHONY: help run code test test-fast check check-code check-web check-conventions bench format web schema package deploy destroy machine lock clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

run: $(VENV) $(WEB) ## run the product on this machine, at PORT; Ctrl-C keeps its data
	@$(BIN)/python -m localstack.launch --port $(PORT)

test: $(VENV) $(WEB) $(ASL) $(ORACLE) machine ## run all tests; TESTS=path runs some
	$(BIN)/python -m pytest -n $(JOBS) --cov=chalicelib --cov-branch --cov-report= \
	  $(if $(filter tests,$(TESTS)),--cov-fail-under=$(COVERED)) $(TESTS)

test-fast: $(VENV) ## run the tests that need neither the local cloud nor a browser
	$(BIN)/python -m pytest -n $(JOBS) -q tests --ignore tests/cloud --ignore tests/browser \
	  --ignore tests/localstack --ignore tests/chaos

code: $(VENV) ## print the current second factors of the demo practice's staff
	@$(BIN)/python -m localstack.codes

check: check-code check-web check-conventions ## check lint, types, contracts, names, sizes and infra

check-code: $(VENV) web/node_modules/.package-lock.json
	$(BIN)/ruff check $(LINTED)
	$(BIN)/ruff format --check $(LINTED)
	$(BIN)/mypy
	$(BIN)/lint-imports
	@# Unused variables are ignored: fields are read by name, as JSON or settings, which vulture cannot see.
	! $(BIN)/vulture | grep -v 'unused variable'
	git ls-files -z | xargs -0 $(BIN)/codespell
	$(BIN)/python -m pip check
	@mkdir -p .tools
	$(BIN)/python -m infra.openapi > .tools/openapi.json
	npm --prefix web run --silent schema -- ../.tools/openapi.json --check || { echo "web/src/api/schema.d.ts is stale: make schema"; exit 1; }
	$(BIN)/python -m infra.socket_schema > .tools/socket.json
	npm --prefix web run --silent socket-types -- ../.tools/socket.json --check || { echo "web/src/visit/signaling/protocol.generated.ts is stale: make schema"; exit 1; }
	$(BIN)/python -m infra.socket_schema inbox > .tools/inbox.json
	npm --prefix web run --silent socket-types -- ../.tools/inbox.json --check || { echo "web/src/api/inbox/protocol.generated.ts is stale: make schema"; exit 1; }
	$(BIN)/python -m infra.web_declarations > .tools/declarations.json
	npm --prefix web run --silent declarations -- ../.tools/declarations.json --check

check-conventions: $(VENV) web/node_modules/.package-lock.json
	$(BIN)/python -m pytest -q tests/conventions

check-web: web/node_modules/.package-lock.json
	npm --prefix web run check

bench: $(VENV) $(ORACLE) ## measure, and print ratios to the budgets
	$(BIN)/python -m bench.run

format: $(VENV) ## format the code
	$(BIN)/ruff check --fix --select I $(LINTED)
	$(BIN)/ruff format $(LINTED)

web: $(WEB) ## build the web client

schema: $(VENV) web/node_modules/.package-lock.json ## generate the web client's types of the API and the socket, and its constants
	@mkdir -p .tools
	$(BIN)/python -m infra.openapi > .tools/openapi.json
	npm --prefix web run --silent schema -- ../.tools/openapi.json
	$(BIN)/python -m infra.socket_schema > .tools/socket.json
	npm --prefix web run --silent socket-types -- ../.tools/socket.json
	$(BIN)/python -m infra.socket_schema inbox > .tools/inbox.json
	npm --prefix web run --silent socket-types -- ../.tools/inbox.json
	$(BIN)/python -m infra.web_declarations > .tools/declarations.json
	npm --prefix web run --silent declarations -- ../.tools/declarations.json

# The environment passes the parameters on, so that no shell reads what is in them.
deploy: export PARAMETERS := $(PARAMETERS)
deploy: $(VENV) $(WEB) ## deploy to STAGE=dev|prod|local after showing changes and asking; YES=1 does not ask; PARAMETERS="Name=value …"
	@$(BIN)/python -m infra.deploy deploy "$(STAGE)" $(if $(filter 1,$(YES)),--yes)

destroy: $(VENV) ## delete the stacks of STAGE=dev, and of no other stage
	@$(BIN)/python -m infra.deploy destroy "$(STAGE)" $(if $(filter 1,$(YES)),--yes)

package: $(VENV) ## build the package for AWS, with its dependencies
	$(BIN)/python -m infra.build

lock: $(VENV) ## pin the versions of all Python dependencies by hash
	for each in requirements requirements-dev requirements-oracle; do $(BIN)/pip-compile --quiet --allow-unsafe \
	  --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	  --output-file=$$each.txt $$each.in; done

clean: ## delete everything that can be made again; data under .local stays
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

# AWS's own key library is installed separately, for the tests that compare with it: the product must not import it.
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
