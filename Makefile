# make run     a running service with demo data; needs nothing but Python 3.11 and this clone
# make install the service alone, as .venv/bin/cheong, for people: see docs/operating.md
# make test    everything: format, lint, types, import rules, then the tests with a private PostgreSQL and a real browser
# ARGS="..."   is handed on: make run ARGS="--help", make test ARGS="-k inbox -n 2"

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
# uv from PATH if it is there; else the wheel pinned in locks/tools.txt, inside the venv.
UV     := $(or $(shell command -v uv 2>/dev/null),$(VENV)/bin/uv)
OWN_UV := $(filter $(VENV)/bin/uv,$(UV))

# An interpreter downloaded behind one's back is a surprise; the one named by PYTHON is used.
export UV_PYTHON_DOWNLOADS := never
# Without bytecode each start of a process recompiles every import: 4 s instead of 1.6 s.
export UV_COMPILE_BYTECODE := 1
export PYTHONDONTWRITEBYTECODE :=

# Tests wait for disks, servers and pages more than they reckon: more of them than there are cores.
SPREAD := -n 4 --dist worksteal

.PHONY: run install test check lint format lock bench soak pictures system-deps clean

run: $(VENV)/.run $(VENV)/bin/cheong
	@$(PY) -m bot demo $(ARGS)

install: $(VENV)/.run $(VENV)/bin/cheong
	@echo "installed: $(VENV)/bin/cheong"

# npm is one of the things that may have to be installed first.
test: system-deps $(VENV)/.dev $(VENV)/.others $(VENV)/bin/cheong
	@$(MAKE) --no-print-directory check
	@echo "== tests"
	@$(PY) -m pytest $(SPREAD) $(ARGS)

lint: $(VENV)/.dev
	@$(MAKE) --no-print-directory check

# The fast checks, cheapest first; the first that fails ends it.
check:
	@echo "== format"
	@$(VENV)/bin/ruff format --check .
	@echo "== lint"
	@$(VENV)/bin/ruff check .
	@echo "== types"
	@$(VENV)/bin/mypy
	@echo "== import rules"
	@$(VENV)/bin/lint-imports --no-logo

format: $(VENV)/.dev
	@$(VENV)/bin/ruff check --fix-only .
	@$(VENV)/bin/ruff format .

bench: $(VENV)/.dev $(VENV)/.others
	@$(PY) -m benchmarks $(ARGS)

soak: $(VENV)/.dev system-deps
	@$(PY) -m pytest -m soak $(ARGS)

pictures: $(VENV)/.dev system-deps
	@$(PY) -m scripts.pictures $(ARGS)

system-deps:
	@sh scripts/system-deps.sh

# Each stamp is written last, so that a set-up which broke half way is taken up again by the next make.
$(VENV)/.base: locks/tools.txt scripts/pipwheel.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, for example: make PYTHON=python3.12 run")'
	@$(PYTHON) -m venv --clear --without-pip $(VENV)
ifneq ($(OWN_UV),)
	@wheel="$$($(PYTHON) scripts/pipwheel.py)" && PYTHONPATH="$$wheel" $(PY) -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r locks/tools.txt
endif
	@touch $@

$(VENV)/.run: $(VENV)/.base locks/run.txt
	@$(UV) pip install -q -p $(PY) --require-hashes --no-build -r locks/run.txt
	@touch $@

# sync, not install: what is no longer locked goes, so that no test passes on a leftover.
$(VENV)/.dev: $(VENV)/.base locks/run.txt locks/dev.txt
	@$(UV) pip sync -q -p $(PY) --require-hashes --no-build locks/dev.txt $(if $(OWN_UV),locks/tools.txt)
	@touch $(VENV)/.run $@

# Programs of others that tests and benchmarks talk to; never a part of the service.
$(VENV)/.others: $(VENV)/.base locks/others.txt $(wildcard locks/npm/*.json)
	@$(PYTHON) -m venv --clear --without-pip $(VENV)/others
	@$(UV) pip sync -q -p $(VENV)/others/bin/python --require-hashes --no-build locks/others.txt
	@cp locks/npm/package*.json $(VENV)/others
	@if command -v npm >/dev/null; then npm ci --prefix $(VENV)/others --silent --no-audit --no-fund --ignore-scripts; \
	else echo "npm is missing: the servers and the rules of access from npm cannot be asked" >&2; fi
	@touch $@

$(VENV)/bin/cheong: $(VENV)/.base scripts/launcher.sh
	@cp scripts/launcher.sh $@ && chmod 755 $@

# Hashes and versions, never an address: where packages come from is each machine's own affair.
# make lock LOCK_ARGS=--upgrade takes the newest versions that pyproject.toml allows.
LOCK = $(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q $(LOCK_ARGS)
lock: $(VENV)/.base
	$(LOCK) pyproject.toml --extra postgres --extra boundaries -o locks/run.txt
	$(LOCK) pyproject.toml --extra postgres --extra boundaries --group dev -c locks/run.txt -o locks/dev.txt
	$(LOCK) --group pyproject.toml:others -o locks/others.txt
	cd locks/npm && npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund
	$(PY) -m scripts.tidy_npm_lock
	echo uv | $(LOCK) - -o locks/tools.txt
	! grep -nE '://|@ ' locks/*.txt locks/npm/*.json
	@touch $(VENV)/.base

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
