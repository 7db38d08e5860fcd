"""Re-runs published studies: download, unpack, split, train, select, evaluate, judge, report."""

import json
import sys
from pathlib import Path

from restudy.data.datasets import DATASETS
from restudy.errors import UserError
from restudy.params.params import read_params
from restudy.plan.plan import make_plan, write_study_plan
from restudy.training.store import TRIAL_FILES, Store

# The plan is made before any job, so that a mistake in params.yaml stops everything with one line.
try:
    PLAN = make_plan(read_params(Path("params.yaml"), config))
except UserError as error:
    sys.exit(f"restudy: {error}")

DATASET = PLAN.params.dataset
SEEDS = PLAN.params.seeds
# No params of a rule: fewer seeds than before must not run a cell again.
SEED_OPTIONS = " ".join(f"--seed {seed}" for seed in SEEDS)
DEVICE = PLAN.params.device
STORE = Store(Path(PLAN.params.store))

if workflow.is_main_process:
    for study_plan in PLAN.studies.values():
        write_study_plan(Path(f".restudy/plan/{DATASET}/{study_plan.name}.json"), study_plan)


wildcard_constraints:
    dataset=DATASET,
    study="|".join(PLAN.studies),


include: "workflow/rules/data.smk"
include: "workflow/rules/train.smk"


rule all:
    input:
        [
            f"results/{DATASET}/cells/{cell.study}/{cell.name}/seed{seed}/{file}"
            for cell in PLAN.cells.values()
            for seed in SEEDS
            for file in TRIAL_FILES
        ],
    default_target: True
