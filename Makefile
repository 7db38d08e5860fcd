# The README's two commands, and one for clusters. All make .venv from the pinned lock first.

PYTHON ?= python3
BIN := $(CURDIR)/.venv/bin
READY := .venv/.ready
# Snakemake's plugin for SLURM. Each start of Snakemake loads it where it is installed, so most go without.
PLUGINS := .venv/slurm
PLUGIN := snakemake-executor-plugin-slurm

.PHONY: report test slurm

# One seed, and fewer epochs for the two largest studies, so that it ends within minutes.
FEWER := {cnn-lstm-grid: {base: {epochs: 5}}, cnn-architectures: {base: {epochs: 5}}}
QUICK := dataset=digits 'seeds=[0]' 'studies=$(FEWER)'

report: $(READY)
	PATH="$(BIN):$$PATH" snakemake --cores all --quiet rules --config $(QUICK)
	@echo "The report: $(CURDIR)/results/digits/report/report.html"

test: $(READY) $(PLUGINS)
	PATH="$(BIN):$$PATH" pytest -n 2 --dist loadfile --no-loadscope-reorder

slurm: $(READY)
	$(BIN)/python -m pip install --quiet --requirement requirements-slurm.lock

$(PLUGINS): $(READY) requirements-slurm.lock
	$(BIN)/python -m pip install --quiet --no-deps --upgrade --target $@ \
		--constraint requirements-slurm.lock $(PLUGIN) $(PLUGIN)-jobstep
	touch $@

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@
