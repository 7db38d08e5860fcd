# The README's three commands, one for clusters, one for another Python, and one that measures. All make .venv from the pinned lock first.

PYTHON ?= python3
# As pyproject.toml has them.
PYTHONS := 3.11 3.12 3.13
VENV ?= .venv
BIN := $(CURDIR)/$(VENV)/bin
READY := $(VENV)/.ready
# Snakemake's plugin for SLURM. Each start of Snakemake loads it where it is installed, so most go without.
PLUGINS := $(VENV)/slurm
PLUGIN := snakemake-executor-plugin-slurm

.PHONY: report rebuild test quick slurm bench

# An environment knows its own place, in each of its programs: in a folder that was moved or copied it is made again.
MADE_AT := $(shell sed -n 's/^command = .* -m venv \(--[a-z-]* \)*//p' $(VENV)/pyvenv.cfg 2>/dev/null)
MOVED := $(if $(MADE_AT),$(shell test "$(MADE_AT)" -ef $(VENV) && test -x $(VENV)/bin/python || echo moved))
ifdef MOVED
.PHONY: $(READY)
endif

# One seed, and fewer epochs for the two largest studies, so that it ends within minutes.
FEWER := {cnn-lstm-grid: {base: {epochs: 5}}, cnn-architectures: {base: {epochs: 5}}}
QUICK := dataset=digits 'seeds=[0]' 'studies=$(FEWER)'

report: $(READY)
	PATH="$(BIN):$$PATH" snakemake --cores all --quiet rules --config $(QUICK)
	@echo "The report: $(CURDIR)/results/digits/report/report.html"

# All that Git has of the report, made again from the evidence in Git; also in an unpacked archive.
rebuild: $(READY)
	PATH="$(BIN):$$PATH" restudy rebuild

test: $(READY) $(PLUGINS)
	PATH="$(BIN):$$PATH" pytest -n 2 --dist loadfile --no-loadscope-reorder

# make quick PYTHON=python3.13 VENV=.venv-3.13
quick: $(READY)
	PATH="$(BIN):$$PATH" pytest -n 2 -m "not slow"

slurm: $(READY)
	"$(BIN)/python" -m pip install --quiet --requirement requirements-slurm.lock

# It compares with what is installed of the extra: .venv/bin/python -m pip install --editable '.[bench]'
bench: $(READY)
	PATH="$(BIN):$$PATH" python benchmarks/bench.py $(OPTIONS)

$(PLUGINS): $(READY) requirements-slurm.lock
	"$(BIN)/python" -m pip install --quiet --no-deps --upgrade --target $@ \
		--constraint requirements-slurm.lock $(PLUGIN) $(PLUGIN)-jobstep
	touch $@

# In words of any Python, before anything is downloaded.
CHECK := import sys; found = '%d.%d' % sys.version_info[:2]; found in '$(PYTHONS)'.split() or sys.exit( \
	'$(PYTHON) is Python ' + found + '; restudy runs on $(PYTHONS): name one of them, such as PYTHON=python3.12')

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c "$(CHECK)"
	$(if $(MOVED),@echo "$(VENV) was made as $(MADE_AT) or has no Python: it is made again")
	$(PYTHON) -m venv $(if $(MOVED),--clear )$(VENV)
	"$(BIN)/python" -m pip install --quiet --requirement requirements.lock
	"$(BIN)/python" -m pip install --quiet --no-deps --editable .
	touch $@
