"""Re-runs published studies: download, unpack, split, train, select, evaluate, measure, judge, report."""

import atexit
import gc
import json
import os
import sys
from importlib import import_module
from pathlib import Path

# Looking for garbage in all that Snakemake loads and plans is a fifth of `snakemake -n`; none of it is, to the end.
gc.freeze()
gc.disable()
atexit.register(gc.freeze)
# The code beside this file, also where a clone or an experiment shares its environment with another folder.
SOURCE = str(Path(workflow.basedir) / "src")
sys.path[:0] = [SOURCE, str(Path(workflow.basedir) / "workflow")]
# Cores go to jobs; threads of libraries would fight over them. Training sets its own number, `threads` of its cell.
os.environ |= {
    "PYTHONPATH": os.pathsep.join(filter(None, [SOURCE, os.getenv("PYTHONPATH")])),
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}

from restudy import layout
from restudy.data.origin import check_origin
from restudy.ending import ENDING
from restudy.errors import UserError
from restudy.freshness.files import archive_files, data_files, files_of as all_files, paper_file
from restudy.freshness.jobs import jobs as planned_jobs
from restudy.freshness.prepare import end_the_future, mark_trained, prepare, wanted_files
from restudy.obstacles import check_writable, told_in_one_line
from restudy.papers.reading import read_papers
from restudy.params.params import read_params
from restudy.plan.plan import make_plan, write_study_plan
from restudy.records import write_json
from restudy.report.typesetting import can_typeset, how_to_typeset
from restudy.store.leftovers import remove_leftovers
from restudy.store.store import Store
from restudy.warm_starts.server import begin as begin_warm_starts

ROUNDS = None
if workflow.is_main_process:
    # Registered first, so that it comes last.
    atexit.register(lambda: ROUNDS and ROUNDS.next(dry_run=workflow.dryrun or workflow.touch))
    ENDING.watch()

# The plan is made and papers are read before any job, so that a mistake stops everything with one line.
# What finds the other mistakes is loaded where there is one.
with told_in_one_line(others=lambda: import_module("restudy.checking.mistakes").find_mistakes(config).lines):
    check_writable([Path(".restudy")])
    PLAN = make_plan(read_params(Path(layout.PARAMS), config))
    if PLAN.params.until and workflow.is_main_process:
        ROUNDS = import_module("restudy.cli.rounds").Rounds(PLAN, PLAN.params.until.hours)
    PAPERS = read_papers(PLAN)
    check_origin(layout.Data.of(PLAN.params.dataset).root, PLAN.params.dataset)

DATASET = PLAN.params.dataset
FILES = all_files(PLAN, PAPERS)
JOBS = planned_jobs(PLAN, PAPERS)
DEVICE = PLAN.params.device
STORE = Store(Path(PLAN.params.store))
ENDING.folders = [STORE.root, *map(Path, (f"results/{DATASET}", f"data/{DATASET}", ".restudy", "logs", ".snakemake"))]

if workflow.is_main_process:
    with told_in_one_line():
        for study_plan in PLAN.studies.values():
            write_study_plan(layout.plan_file(DATASET, study_plan.name), study_plan)
        mark_trained(FILES.values())
        ENDING.lines += prepare(JOBS, overridden=bool(config))
    # Snakemake has loaded the plugins that it found.
    if "snakemake_executor_plugin_slurm" in sys.modules:
        import slurm_executor

        slurm_executor.use()


onstart:
    # Of what is there now nothing is garbage; a run of days leaves some.
    gc.freeze()
    gc.enable()
    jobs = list(workflow.dag.needrun_jobs())
    with told_in_one_line():
        check_writable([STORE.root, *(Path(file).parent for job in jobs for file in (*job.output, *job.log))])
        write_json(layout.LAST_RUN, config)
        remove_leftovers(ENDING.folders)
        end_the_future(Path(file) for job in jobs for file in job.input)
    if PLAN.params.warm_starts and workflow.local_exec:
        begin_warm_starts(layout.WARM_STARTS)
    remote = [job for job in jobs if not job.is_local]
    if remote and workflow.executor_plugin.name == "slurm":
        with told_in_one_line():
            workflow.scheduler.get_executor(remote[0]).look(remote, STORE.root)


onerror:
    failed = workflow.scheduler.failed
    ENDING.of_failed_jobs({f"{job.rule.name} {'/'.join(job.wildcards)}": [*map(Path, job.log)] for job in failed})


# What `snakemake --report` begins with; outputs that it shows are annotated where they are made.
report: "workflow/report/workflow.rst"


wildcard_constraints:
    dataset=DATASET,
    study="|".join(PLAN.studies),
    cell="[^/]+",
    split="[^/]+",


include: "workflow/rules/paths.smk"
include: "workflow/rules/data.smk"
include: "workflow/rules/train.smk"
include: "workflow/rules/select.smk"
include: "workflow/rules/evaluate.smk"
include: "workflow/rules/report.smk"


LARGE_JOBS = ("train", "retrain", "evaluate", "predict")
# To a scheduler, where one runs the jobs, goes what takes long or much memory; the rest stays beside Snakemake.
workflow.localrules(*(rule.name for rule in workflow.rules if rule.name not in LARGE_JOBS))


onsuccess:
    if not can_typeset() and not paper_file(DATASET).is_file():
        print(how_to_typeset(str(paper_file(DATASET))), file=sys.stderr)
    if ROUNDS:
        ROUNDS.finish()


# Marks say that results are there and are what the present plan, papers and code make. Weights, which a clone may not
# have, are not among them.
rule all:
    default_target: True
    input:
        wanted_files(PLAN, PAPERS, JOBS),


# The same with all that DVC keeps: weights, predictions and data.
rule weights:
    input:
        wanted_files(PLAN, PAPERS, JOBS),
        data_files(PLAN),
        all_weights,
