# doudi: one word for each thing a person does with the house. `make` lists them.

VENV := .venv
PY := $(VENV)/bin/python
# The first Python on the path that is new enough; set PYTHON=… to choose another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PIP := $(PY) -m pip --disable-pip-version-check --quiet
LOCK := pyproject.toml --python-version 3.11 --universal --generate-hashes --no-emit-index-url
# The tests run in two processes, each with servers and files of its own; those named with ARGS in one.
TESTS = $(PY) -m pytest $(if $(ARGS),$(ARGS),--numprocesses 2 --no-loadscope-reorder)
# Runs a command, shows one line, and its output only if it fails.
step = @printf '%-22s' '$(1)'; if out=$$($(2) 2>&1); then echo ok; \
	else echo failed; printf '%s\n' "$$out"; exit 1; fi

# Every part and many a test is a process of its own: compiled once, it starts seconds sooner.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo up test long check bench rules settings lock clean

help: ## List what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s%s\n", $$1, $$2}'

demo: $(VENV)/.installed ## A county in a box, fourteen months of cases (ONCE=1 ends after the table)
	@$(PY) -m cli demo $(if $(ONCE),--once)

up: $(VENV)/.installed ## Start everything on this machine and keep it running
	@$(PY) -m cli up

test: $(VENV)/.installed-test ## Run the tests (ARGS='tests/runtime -k codec' for some)
	@$(TESTS)

long: export DOUDI_TEST_FUZZ_CASES = 10000
long: export DOUDI_TEST_CROSS_TOWNSHIP = 10000
long: export DOUDI_TEST_RACES = 1000
long: $(VENV)/.installed-test ## Run the random tests at their full length
	@$(PY) -m pytest tests/api/test_fuzz.py tests/privacy/test_townships.py tests/faults/test_races.py

check: $(VENV)/.installed-test ## Format, lint, types, import contracts, tests
	$(call step,format,$(PY) -m ruff format --check .)
	$(call step,lint,$(PY) -m ruff check .)
	$(call step,types,$(PY) -m mypy)
	$(call step,import contracts,$(VENV)/bin/lint-imports --no-cache)
	@$(TESTS)

bench: $(VENV)/.installed-test ## Measure the budgets and compare with the baseline
	@$(PY) -m benchmarks $(ARGS)

rules: $(VENV)/.installed-test ## Which rows of the register a passing test shows (ARGS=--open lists the rest)
	@rm -f var/rules.json
	$(call step,tests that show a rule,$(PY) -m pytest --numprocesses 2 --no-loadscope-reorder -m rule)
	@$(PY) -m tests.rules_report $(ARGS)

settings: $(VENV)/.installed ## Renew the table of docs/configuration.md
	@$(PY) -m cli settings --into docs/configuration.md

lock: $(VENV)/bin/uv ## Renew both lock files from pyproject.toml
	$(call step,requirements.lock,$(VENV)/bin/uv pip compile $(LOCK) -o requirements.lock)
	$(call step,requirements-test.lock,$(VENV)/bin/uv pip compile $(LOCK) --extra test -o requirements-test.lock)

$(VENV)/bin/uv: | $(PY)
	@$(PIP) install uv

clean: ## Remove what was installed and written here (also the cases of the demo)
	@rm -rf $(VENV) var build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(PY):
	@if [ -z '$(PYTHON)' ]; then \
		echo '需要 Python 3.11 或更新的版本。Python 3.11 or newer is needed: install it or set PYTHON=…'; exit 1; fi
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo '缺少 Python 的 venv 模块。The venv module is missing: install the package python3-venv'; exit 1; }
	@echo '正在准备运行环境（making $(VENV)）'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(PY)
	@echo '正在安装依赖，首次约需一两分钟（installing the locked requirements）'
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-test: requirements-test.lock pyproject.toml | $(PY)
	@echo '正在安装测试所需的依赖（installing the locked test requirements）'
	@$(PIP) install --require-hashes -r requirements-test.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.installed
