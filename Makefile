# The README's two commands. Both make .venv from the pinned lock first.

PYTHON ?= python3
BIN := $(CURDIR)/.venv/bin
READY := .venv/.ready

.PHONY: report test

# One seed, and fewer epochs for the two largest studies, so that it ends within minutes.
FEWER := {cnn-lstm-grid: {base: {epochs: 5}}, cnn-architectures: {base: {epochs: 5}}}
QUICK := dataset=digits 'seeds=[0]' 'studies=$(FEWER)'

report: $(READY)
	PATH="$(BIN):$$PATH" snakemake --cores all --quiet rules --config $(QUICK)
	@echo "The report: $(CURDIR)/results/digits/report/report.html"

test: $(READY)
	PATH="$(BIN):$$PATH" pytest -n 2 --dist loadfile --no-loadscope-reorder

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@
