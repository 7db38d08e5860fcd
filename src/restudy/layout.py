"""Where a run leaves its files: every versioned file of a plan, kind by kind, relative to the project's folder."""

from collections.abc import Iterable

from restudy.data.datasets import DATASETS
from restudy.data.origin import ORIGIN_FILE
from restudy.errors import UserError
from restudy.params.report import ClassCountsTable
from restudy.plan.plan import Plan, StudyPlan
from restudy.training.store import TRIAL_FILES

# What lies under results/DATASET/, as dvc.yaml lists it.
KINDS = (
    "cells",
    "selection",
    "evaluation",
    "claims",
    "metrics",
    "tables",
    "figures",
    "plots",
    "report",
    "made_from",
)
EVALUATION_FILES = ("trials.csv", "epochs.csv", "predictions.safetensors")


def versioned_folders(dataset: str) -> list[str]:
    """The folders that dvc.yaml lists."""
    return [f"data/{dataset}", *(f"results/{dataset}/{kind}" for kind in KINDS)]


def archive_files(dataset: str) -> list[str]:
    """What was downloaded."""
    return [f"data/{dataset}/raw/{archive}" for archive in DATASETS[dataset].archives]


def image_files(dataset: str) -> list[str]:
    """Training and test images."""
    return [f"data/{dataset}/train.safetensors", f"data/{dataset}/test.safetensors"]


def data_files(plan: Plan) -> list[str]:
    """Archives, images, which code unpacked them, and the splits that cells use."""
    dataset = plan.params.dataset
    splits = [f"data/{dataset}/splits/{name}.safetensors" for name in plan.splits]
    return [*archive_files(dataset), *image_files(dataset), f"data/{dataset}/{ORIGIN_FILE}", *splits]


def trial_files(study: StudyPlan, names: Iterable[str] = TRIAL_FILES) -> list[str]:
    """These files of all of a study's trials."""
    names = tuple(names)
    return [
        f"results/{study.dataset}/cells/{study.name}/{cell.name}/seed{seed}/{name}"
        for cell in study.cells
        for seed in study.seeds
        for name in names
    ]


def selection_files(study: StudyPlan) -> list[str]:
    """What validation images choose."""
    return [f"results/{study.dataset}/selection/{study.name}.json"]


def evaluation_files(study: StudyPlan) -> list[str]:
    """Numbers and predictions on the test images."""
    return [f"results/{study.dataset}/evaluation/{study.name}/{name}" for name in EVALUATION_FILES]


def judgement_files(study: StudyPlan) -> list[str]:
    """The study's claims and its headline numbers."""
    return [f"results/{study.dataset}/{kind}/{study.name}.json" for kind in ("claims", "metrics")]


def table_files(study: StudyPlan) -> list[str]:
    """A study's tables."""
    return [f"results/{study.dataset}/tables/{study.name}/{name}.csv" for name in study.study.tables]


def counted_files(study: StudyPlan) -> list[str]:
    """The images that the study's tables count."""
    parts = {table.part for table in study.study.tables.values() if isinstance(table, ClassCountsTable)}
    return [f"data/{study.dataset}/{part}.safetensors" for part in sorted(parts)]


def table_needs(plan: Plan, study: str, table: str) -> list[str]:
    """A table's file, and then the cached files that it is made from.

    Raises:
        UserError: the plan has no such study, or the study no such table.
    """
    if study not in plan.studies:
        raise UserError(f"{study}/{table}: no study {study!r}; allowed: {', '.join(plan.studies)}")
    if table not in plan.studies[study].study.tables:
        known = ", ".join(plan.studies[study].study.tables)
        raise UserError(f"{study}/{table}: study {study} has no table {table!r}; allowed: {known}")
    dataset, counted = plan.params.dataset, counted_files(plan.studies[study])
    origin = [f"data/{dataset}/{ORIGIN_FILE}"] if counted else []
    return [f"results/{dataset}/tables/{study}/{table}.csv", *evaluation_files(plan.studies[study]), *counted, *origin]


def figure_files(study: StudyPlan) -> list[str]:
    """A study's figures."""
    return [f"results/{study.dataset}/figures/{study.name}/{name}.svg" for name in study.study.figures]


def number_files(study: StudyPlan) -> list[str]:
    """The numbers behind figures, in files of the same columns for every study."""
    return [f"results/{study.dataset}/plots/{kind}/{study.name}.csv" for kind in ("curves", "grids", "confusion")]


def drawn_files(study: StudyPlan) -> list[str]:
    """Figures and the numbers behind them."""
    return figure_files(study) + number_files(study)


def report_file(dataset: str) -> str:
    """The page."""
    return f"results/{dataset}/report/report.html"


def content_files(plan: Plan) -> list[str]:
    """All data and results of a finished run."""
    of_studies = (
        trial_files,
        selection_files,
        evaluation_files,
        judgement_files,
        table_files,
        drawn_files,
    )
    files = [file for study in plan.studies.values() for kind in of_studies for file in kind(study)]
    return [*data_files(plan), *files, report_file(plan.params.dataset)]


def plan_file(study: StudyPlan) -> str:
    """The study's part of the plan, which no one versions: it follows from params."""
    return f".restudy/plan/{study.dataset}/{study.name}.json"
