# Second Source: the commands of the house. `make help` lists them.
# Everything is installed into .venv from requirements.lock, on first use.

PYTHON ?= python3
BASE := $(shell command -v $(PYTHON))
UV_VERSION := 0.13.9
BIN := .venv/bin
READY := .venv/.ready
export UV_PYTHON_DOWNLOADS := never
# Compiled code is kept: tests start hundreds of commands, each of which would compile all anew.
unexport PYTHONDONTWRITEBYTECODE
# nbgrader looks for its helpers on PATH.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help demo test quick interpreters cover bench check page study site build wheels lock system format clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: $(READY) ## a whole class: build, release, answer, collect, grade, feedback, report
	@secondsource-teach demo $(ARGS)

study: $(READY) ## open the course in JupyterLab for one learner alone; ARGS=--allow-root for root
	@secondsource-teach study $(ARGS)

# Three processes made a machine of two processors too busy for the browser tests.
test: $(READY) system ## run all tests
	@pytest -n 2 --dist loadfile -q -rsR --rerun-show-tracebacks

QUICK := -n 2 --dist loadfile -q -m "not slow and not browser" --ignore=tests/browser --hypothesis-profile=quick
quick: $(READY) ## run the tests that need neither a browser, a server, a sandbox, a gradebook nor a whole class
	@pytest $(QUICK) -m "not slow and not browser and not gradebook" $(ARGS)

interpreters: $(READY) ## run the quick tests under each other Python that is here; ARGS=3.13 for that one
	@python tests/interpreters.py $(QUICK) $(ARGS)

cover: $(READY) system ## run all tests and print how many lines and branches they pass through
	@pytest -n 2 --dist loadfile -q --cov --cov-report=term-missing:skip-covered $(ARGS)

bench: $(READY) ## measure grading against stock nbgrader; BENCH=full adds 100,000
	@python -m compileall -q .venv/lib course/src autograding/src >/dev/null || true
	@python autograding/bench
	@python tests/browser/measure_saving.py
	@python tests/browser/measure_site.py

check: $(READY) ## lint, types, import contracts, data, items, keys, notebooks
	@ruff check . && ruff format --check .
	@mypy
	@lint-imports
	@cd course && deptry src
	@cd autograding && deptry src
	@python datasets/inline_schemas.py --check
	@secondsource-teach check
	@secondsource-teach check --units short-course/units --notebooks short-course/notebooks \
		1912-a-missing 1912-b-silence 1912-c-sources
	@$(MAKE) -s page

# The page's code: form, rules, types. Its tools are in no lock file, as that would name hosts.
TOOLS := tests/page/node_modules/.bin
page: $(READY)
	$(call wants,command -v node && command -v npm,nodejs npm,form and types of the page code)
	@{ command -v node && command -v npm; } >/dev/null 2>&1 || exit 0; \
	[ tests/page/package.json -ot $(TOOLS)/tsc ] || \
	  { cd tests/page && npm install --no-package-lock --no-audit --no-fund --silent && touch node_modules/.bin/tsc; } || \
	  { echo "the page code's tools can't be fetched: its form and types are left out"; exit 0; }; \
	cd $(CURDIR) && $(TOOLS)/biome ci --error-on-warnings --config-path=tests/page/rules.json tests/page course/src/secondsource autograding/src/secondsource_grading/site && \
	$(TOOLS)/tsc --project tests/page/tsconfig.json && \
	secondsource-teach site build/pages 00-start-here 05-how-often-silent 10-rival-explanations --without-check >/dev/null && \
	$(TOOLS)/html-validate --config tests/page/html-rules.json build/pages

site: $(READY) ## write the course as web pages into site/; ARGS=--self-study for reading alone
	@secondsource-teach site site $(ARGS)

build: $(READY) ## build notebooks/ from course/
	@secondsource-teach build
	@secondsource-teach build --units short-course/units --to short-course/notebooks

wheels: build ## build both packages' wheels into dist/
	@for package in course autograding; do \
	  python -m build --no-isolation --wheel --outdir dist $$package >/dev/null || exit 1; done; ls dist/*.whl

format: $(READY) ## put all code into the house's form
	@ruff check --fix -q . ; ruff format -q .
	@[ ! -x $(TOOLS)/biome ] || $(TOOLS)/biome check --write --config-path=tests/page/rules.json tests/page course/src/secondsource autograding/src/secondsource_grading/site

# What tests need from the system: 1 how to see that it is there, 2 its package, 3 the tests.
# Where this user may install system packages, they are installed.
define wants
@{ $(1); } >/dev/null 2>&1 || \
  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && \
    { echo "installing $(2) for $(3)"; \
      apt-get update -qq && apt-get install -y -qq --no-install-recommends $(2) >/dev/null; } } || \
  echo "no $(2): $(3) are left out; install the package '$(2)' to run them"
endef

PROXY := tests/hub/node_modules/.bin/configurable-http-proxy
system:
	@command -v chromium-headless-shell >/dev/null 2>&1 || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1 || \
	  { apt-get update -qq; apt-get install -y -qq --no-install-recommends chromium-headless-shell; } >/dev/null 2>&1 || \
	  echo "no chromium-headless-shell: a whole Chromium runs the browser tests, and takes longer"
	$(call wants,command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome,chromium,the browser tests)
	$(call wants,ls /usr/lib/postgresql/*/bin/initdb || command -v initdb,postgresql,the tests of a PostgreSQL gradebook)
	$(call wants,command -v bwrap,bubblewrap,the tests of sandboxed code)
	$(call wants,command -v node,nodejs,the tests of the page code)
	$(call wants,ls -d /usr/share/javascript/mathjax,libjs-mathjax,checks of formulas in hostile pages)
	$(call wants,command -v node && command -v npm,nodejs npm,the tests of a JupyterHub)
	@[ -e $(PROXY) ] || { cd tests/hub && npm install --no-package-lock --no-audit --no-fund --silent; } 2>/dev/null || \
	  echo "JupyterHub's proxy can't be fetched by npm: the tests of a JupyterHub are left out"

UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)

.uv/bin/uv:
	@echo "getting uv $(UV_VERSION)"
	@for python in "$(BASE)" "$$($(BASE) -c 'import sys; print(sys._base_executable)')"; do \
	  "$$python" -m pip --version >/dev/null 2>&1 && break; python=; done; \
	[ "$$python" ] || { echo "$(BASE) has no pip to get uv with: install uv or pip, or set PYTHON="; exit 1; }; \
	"$$python" -m pip install -q --disable-pip-version-check --target .uv "uv==$(UV_VERSION)"

$(READY): requirements.lock course/pyproject.toml autograding/pyproject.toml | $(filter .uv/%,$(UV))
	@$(BASE) -c 'import sys; sys.exit("Second Source needs Python 3.11 to 3.14; set PYTHON=") if not (3, 11) <= sys.version_info[:2] < (3, 15) else None'
	@echo "installing into .venv"
	@[ -d .venv ] || $(UV) venv -q --python "$$($(BASE) -c 'import sys; print(sys.executable)')" .venv
	@$(UV) pip sync -q --compile-bytecode --require-hashes requirements.lock
	@$(UV) pip install -q --no-deps --no-build-isolation -e course -e autograding
	@touch $(READY)

lock: | $(filter .uv/%,$(UV)) ## work out requirements.lock anew from the three pyproject.toml
	@$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-package secondsource --no-emit-package secondsource-grading \
	  pyproject.toml course/pyproject.toml autograding/pyproject.toml --group dev -o requirements.lock

clean: ## remove what was built
	@rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
