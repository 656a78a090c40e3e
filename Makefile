# certsweep: what there is to do. `make` prints the list.

PYTHON ?= $(shell python3.11 -V >/dev/null 2>&1 && echo python3.11 || echo python3)
EVAL ?= ../shared/eval
AS_OF ?= 2026-11-22

BIN := .venv/bin
RIVALS := out/rivals-venv
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo -n)
APT := apt-get -o Acquire::Retries=1 -o Acquire::http::Timeout=20
TESSERACT := tesseract-ocr $(addprefix tesseract-ocr-,chi-sim rus ukr srp ell kor ara fas heb tha tur vie ron pol ces slk hun hrv)
# $(call install,packages): false where apt is missing or not allowed; never asks for a password
install = { $(SUDO) $(APT) update; $(SUDO) $(APT) install -y --no-install-recommends $(1); } </dev/null >/dev/null 2>&1
stop = { echo "$(1)" >&2; exit 1; }

.DEFAULT_GOAL := help
.PHONY: help setup tesseract unrar demo test test-slow check fix eval bench accuracy calibrate samples docs lock clean

help: ## list what there is to do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

setup: .venv/ready tesseract unrar ## make .venv from the lock, and install Tesseract and unar if they are missing

.venv/ready: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		$(call stop,certsweep needs Python 3.11 or newer: make setup PYTHON=/path/to/python3.11)
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(call install,python3-venv) || \
		$(call stop,Python cannot make environments. Run: apt-get install python3-venv)
	@echo "Making .venv from requirements.lock: about 400 MB to fetch, and a minute or two ..."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

tesseract:
	@tesseract --list-langs 2>/dev/null | grep -qx vie || { printf "Tesseract or its data are missing: installing it ... "; \
		$(call install,$(TESSERACT)) && echo done || \
		echo "not possible here (no apt, or no right to use it). Going on with RapidOCR alone."; }

unrar:
	@{ command -v unar || command -v unrar || command -v bsdtar; } >/dev/null || { printf "No program that unpacks RAR: installing unar ... "; \
		$(call install,unar) && echo done || \
		echo "not possible here (no apt, or no right to use it). Packed RARs will be listed and not opened."; }

demo: setup ## sweep samples/dump into out/demo and print what came of it
	$(BIN)/certsweep sweep samples/dump --out out/demo --as-of $(AS_OF)

test: setup ## run the quick tests
	$(BIN)/pytest -n 2 -m "not slow"

test-slow: setup ## run the slow tests: whole sweeps, many pages of OCR
	$(BIN)/pytest -m slow

check: .venv/ready ## lint, format, types and generated pages, read-only
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	@$(BIN)/python -m rules.explain | cmp - docs/rules.md || $(call stop,docs/rules.md is out of date. Run: make docs)
	@$(BIN)/python -m rules.profiles.explain | cmp - docs/profiles.md || \
		$(call stop,docs/profiles.md is out of date. Run: make docs)
	@$(BIN)/python -m flows.tables | cmp - docs/tables.md || $(call stop,docs/tables.md is out of date. Run: make docs)

fix: .venv/ready ## mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

eval: setup ## sweep $(EVAL)/corpus and score it against $(EVAL)/truth
	@test -d "$(EVAL)/corpus" || \
		$(call stop,There is no $(EVAL)/corpus. Say where it is: make eval EVAL=/path/to/eval)
	$(BIN)/certsweep sweep "$(EVAL)/corpus" --out out/eval --as-of $(AS_OF)
	$(BIN)/python "$(EVAL)/score.py" --truth "$(EVAL)/truth" --tables out/eval --json out/eval-score.json

bench: .venv/ready ## judge 100,000 made-up certificates again, and write docs/speed.md; wants a quiet machine
	$(BIN)/python -m tests.speed

accuracy: setup $(RIVALS)/ready ## measure everything on $(EVAL) and write docs/accuracy.md; one part alone: ONLY=rivals
	@test -d "$(EVAL)/corpus" || \
		$(call stop,There is no $(EVAL)/corpus. Say where it is: make accuracy EVAL=/path/to/eval)
	@# whoever measures reads each paper twice, once without knowing any issuer, and needs more memory than a sweep
	CERTSWEEP_DOCUMENT_MEMORY_BYTES=2147483648 $(BIN)/python -m tests.accuracy "$(EVAL)" --as-of $(AS_OF) --invoice2data $(RIVALS)/bin/invoice2data \
		$(if $(ONLY),--only $(ONLY))

$(RIVALS)/ready: tests/accuracy/rivals/requirements.lock | .venv/ready
	@$(PYTHON) -m venv --clear $(RIVALS)
	@$(RIVALS)/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $<
	@touch $@

faults: setup ## put faults in and write docs/reliability.md; parts: ONLY="conservation mailbox volume hostile fuzz"
	$(BIN)/python -m tests.faults $(if $(ONLY),--only $(ONLY))

calibrate: setup ## fit extractors/confidence.yaml on $(EVAL), and show it on certification bodies left out
	$(BIN)/python -m tests.accuracy.calibrate "$(EVAL)" --as-of $(AS_OF)

samples: .venv/ready ## make samples/ again, byte for byte
	@test -d /usr/share/fonts/truetype/droid || $(call install,fonts-dejavu-core fonts-droid-fallback) || true
	$(BIN)/python -m samples.make

docs: .venv/ready ## make the generated pages of docs/ again
	$(BIN)/python -m rules.explain > docs/rules.md
	$(BIN)/python -m rules.profiles.explain > docs/profiles.md
	$(BIN)/python -m flows.tables > docs/tables.md

lock: .venv/ready ## resolve requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" --upgrade --quiet --output-file requirements.lock
	$(BIN)/uv pip compile tests/accuracy/rivals/requirements.in --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" --upgrade --quiet \
		--output-file tests/accuracy/rivals/requirements.lock

clean: ## remove .venv, out and all caches
	rm -rf .venv out build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
