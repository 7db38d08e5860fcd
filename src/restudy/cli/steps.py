"""The workflow's steps, each of which a rule calls."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from restudy import layout
from restudy.cli.application import STEPS, app

if TYPE_CHECKING:
    from restudy.evidence.material import Material

Input = Annotated[Path, typer.Option(exists=True, dir_okay=False)]
Folder = Annotated[Path, typer.Option(exists=True, file_okay=False)]
Place = Annotated[Path, typer.Option()]
Plan = Annotated[Path, typer.Option(exists=True, dir_okay=False, help="The study's part of the plan.")]
Papers = Annotated[Path, typer.Option(file_okay=False, help="The folder of papers.")]
MadeFrom = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="Description of what it makes, left with the results.")
]
PAPERS = Path(layout.PAPERS)


@app.command(rich_help_panel=STEPS)
def download(
    dataset: str, raw: Place, mirror: Annotated[Path | None, typer.Option(help="Folder with the archives.")] = None
) -> None:
    """Fetch a data set's archives and check their md5 sums."""
    from restudy.data.download import download as run
    from restudy.datasets import dataset_named

    run(dataset_named(dataset), raw, mirror)


@app.command(rich_help_panel=STEPS)
def unpack(dataset: str, raw: Place, train: Place, test: Place) -> None:
    """Write training and test images to separate files."""
    from restudy.data.download import check_archives
    from restudy.data.origin import write_origin
    from restudy.data.unpack import unpack as run
    from restudy.datasets import dataset_named

    chosen = dataset_named(dataset)
    check_archives(chosen, raw)
    run(chosen, raw, train, test)
    write_origin(train.parent, dataset)


@app.command(rich_help_panel=STEPS)
def split(train: Input, sizes: Annotated[str, typer.Option(help="JSON: train, val, seed.")], output: Place) -> None:
    """Divide the training images into those to train and those to validate on."""
    from restudy.data.split import split as run

    division = json.loads(sizes)
    run(train, (division["train"], division["val"]), division["seed"], output)


@app.command(rich_help_panel=STEPS)
def train(
    images: Input,
    split: Input,
    settings: Annotated[str, typer.Option(help="JSON: the cell's settings; defaults may be left out.")],
    digest: Annotated[str, typer.Option(help="The cell's digest.")],
    seed: Annotated[list[int], typer.Option(help="Once for each seed.")],
    store: Place,
    device: Annotated[str, typer.Option()],
    output: Place,
    cores: Annotated[int, typer.Option(min=1, help="CPU cores of this job; they train seeds side by side.")] = 1,
    jobs_per_gpu: Annotated[int, typer.Option(min=1, help="The most jobs on one GPU, if no scheduler says.")] = 1,
) -> None:
    """Train one cell with all its seeds."""
    from restudy.params.settings import read_settings

    chosen = read_settings(settings)

    # Torch comes after the check, which takes no time.
    from restudy.store.store import Store
    from restudy.training.device import job_device
    from restudy.training.job import TrialData, train_cell

    with job_device(device, "device", jobs_per_gpu, say=print) as place:
        data = TrialData(images, split, chosen.given, place.name, place.gpu)
        train_cell(data, digest, seed, Store(store), output, at_once=cores // chosen.threads)


@app.command(rich_help_panel=STEPS)
def select(plan: Plan, results: Folder, made_from: MadeFrom = None) -> None:
    """Choose the best cell on validation images."""
    from restudy.layout import Results
    from restudy.plan.plan import read_study_plan
    from restudy.selection import select as run

    study, files = read_study_plan(plan), Results(results)
    run(study, files.cells(study.name), files.selection(study.name))
    leave_record(made_from, files.record(f"select/{study.name}"))


@app.command(rich_help_panel=STEPS)
def evaluate(plan: Plan, results: Folder, test: Input, made_from: MadeFrom = None) -> None:
    """Measure every trial of a study on the test images."""
    from restudy.evaluation.evaluate import evaluate as run
    from restudy.layout import Results
    from restudy.plan.plan import read_study_plan

    study, files = read_study_plan(plan), Results(results)
    run(study, files.cells(study.name), test, files.evaluation(study.name))
    leave_record(made_from, files.record(f"evaluate/{study.name}"))


@app.command(rich_help_panel=STEPS)
def judge(plan: Plan, results: Folder, data: Place, papers: Papers = PAPERS, made_from: MadeFrom = None) -> None:
    """Compare a study's claims and published numbers with its results."""
    from restudy.judging.judge import judge as run
    from restudy.layout import Results

    material, files = _material(plan, papers, results, data), Results(results)
    study = material.plan.name
    run(material, files.selection(study), files.claims(study), files.metrics(study))
    leave_record(made_from, files.record(f"judge/{study}"))


@app.command(rich_help_panel=STEPS)
def tabulate(plan: Plan, results: Folder, data: Place, papers: Papers = PAPERS, made_from: MadeFrom = None) -> None:
    """Write a study's tables."""
    from restudy.judging.tabulate import tabulate as run
    from restudy.layout import Results

    material, files = _material(plan, papers, results, data), Results(results)
    run(material, files)
    leave_record(made_from, files.record(f"tabulate/{material.plan.name}"))


@app.command(rich_help_panel=STEPS)
def draw(plan: Plan, results: Folder, data: Place, papers: Papers = PAPERS, made_from: MadeFrom = None) -> None:
    """Draw a study's figures, and write the numbers behind them."""
    from restudy.drawing.draw import draw as run
    from restudy.layout import Results

    material, files = _material(plan, papers, results, data), Results(results)
    run(material, files)
    leave_record(made_from, files.record(f"draw/{material.plan.name}"))


@app.command(rich_help_panel=STEPS)
def report(
    plan: Annotated[list[Path], typer.Option(exists=True, dir_okay=False, help="Once for each study.")],
    results: Folder,
    papers: Papers = PAPERS,
    made_from: MadeFrom = None,
) -> None:
    """Put all studies on one page and into a paper's source, and write what both say as data."""
    from restudy.layout import Results
    from restudy.papers.reading import read_paper
    from restudy.plan.plan import read_study_plan
    from restudy.records import read_json
    from restudy.report.files import write_report as run

    studies = [(study, read_paper(study, papers)) for study in map(read_study_plan, plan)]
    run(studies, results, read_json(made_from)["commit"] if made_from else None)
    leave_record(made_from, Results(results).record("report"))


@app.command(rich_help_panel=STEPS)
def typeset(source: Input, output: Place, made_from: MadeFrom = None) -> None:
    """Typeset the paper from its source."""
    from restudy.layout import Results
    from restudy.report.typesetting import typeset as run

    print(run(source, output), end="")
    leave_record(made_from, Results(output.parents[1]).record("typeset"))


def _material(plan: Path, papers: Path, results: Path, data: Path) -> "Material":
    from restudy.evidence.material import Material
    from restudy.papers.reading import read_paper
    from restudy.plan.plan import read_study_plan

    study = read_study_plan(plan)
    return Material.of(study, read_paper(study, papers), results, data)


def leave_record(made_from: Path | None, record: Path) -> None:
    """Leave the description of what results were made from beside them, once they are there."""
    from restudy.records import write_text

    if made_from:
        write_text(record, made_from.read_text(encoding="utf-8"))
