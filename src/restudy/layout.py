"""Where a run leaves its files: every versioned file of a plan, kind by kind, relative to the project's folder."""

from collections.abc import Iterable

from restudy.data.datasets import DATASETS
from restudy.data.origin import ORIGIN_FILE
from restudy.errors import UserError
from restudy.params.tables import ClassCountsTable
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
DRAWN_TRIAL_FILES = ("checkpoint.safetensors", "steps.csv")
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


def needs(plan: Plan, study: str, name: str) -> list[str]:
    """A table's or a figure's file, and then the cached files that it is made from.

    Args:
        plan: the plan.
        study: the study's name.
        name: the table's or figure's ID, or the name of its file: F9.csv is a table, F9.svg a figure.

    Raises:
        UserError: the plan has no such study, or the study no such table or figure.
    """
    if study not in plan.studies:
        raise UserError(f"{study}/{name}: no study {study!r}; allowed: {', '.join(plan.studies)}")
    part = plan.studies[study]
    file = next((path for path in _shown_files(part) if path.rpartition("/")[2] in _file_names(name)), None)
    if file is None:
        known = ", ".join([*part.study.tables, *part.study.figures])
        raise UserError(f"{study}/{name}: study {study} has no table or figure {name!r}; allowed: {known}")
    origin = f"data/{plan.params.dataset}/{ORIGIN_FILE}"
    if file.endswith(".svg"):
        images = [*image_files(part.dataset), origin]
        return [file, *evaluation_files(part), *trial_files(part, DRAWN_TRIAL_FILES), *images]
    counted = counted_files(part)
    return [file, *evaluation_files(part), *counted, *([origin] if counted else [])]


def _shown_files(study: StudyPlan) -> list[str]:
    """What the report shows of a study: tables before figures, since the two may share an ID."""
    return table_files(study) + [file for file in figure_files(study) if file.endswith(".svg")]


def _file_names(name: str) -> tuple[str, ...]:
    return (name,) if name.endswith((".csv", ".svg")) else (f"{name}.csv", f"{name}.svg")


def figure_files(study: StudyPlan) -> list[str]:
    """A study's figures for the page and for the paper, each with the numbers that it shows."""
    folder = f"results/{study.dataset}/figures/{study.name}"
    return [f"{folder}/{name}.{ending}" for name in study.study.figures for ending in ("svg", "pdf", "csv")]


def number_files(study: StudyPlan) -> list[str]:
    """The numbers behind figures, in files of the same columns for every study."""
    return [f"results/{study.dataset}/plots/{kind}/{study.name}.csv" for kind in ("curves", "grids", "confusion")]


def drawn_files(study: StudyPlan) -> list[str]:
    """Figures and the numbers behind them."""
    return figure_files(study) + number_files(study)


def report_files(dataset: str) -> list[str]:
    """The page, the paper's source, and the data of both."""
    names = ("report.html", "report.tex", "verdicts.json", "rubric.json")
    return [f"results/{dataset}/report/{name}" for name in names]


def paper_file(dataset: str) -> str:
    """The paper, which is typeset where LaTeX is installed."""
    return f"results/{dataset}/report/report.pdf"


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
    dataset = plan.params.dataset
    return [*data_files(plan), *files, *report_files(dataset), paper_file(dataset)]


def plan_file(study: StudyPlan) -> str:
    """The study's part of the plan, which no one versions: it follows from params."""
    return f".restudy/plan/{study.dataset}/{study.name}.json"
