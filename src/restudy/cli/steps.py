"""The workflow's steps, each of which a rule calls."""

import json
from pathlib import Path
from typing import Annotated

import typer

from restudy.cli.application import STEPS, app

Input = Annotated[Path, typer.Option(exists=True, dir_okay=False)]
Folder = Annotated[Path, typer.Option(exists=True, file_okay=False)]
Place = Annotated[Path, typer.Option()]
Plan = Annotated[Path, typer.Option(exists=True, dir_okay=False, help="The study's part of the plan.")]


@app.command(rich_help_panel=STEPS)
def download(
    dataset: str, raw: Place, mirror: Annotated[Path | None, typer.Option(help="Folder with the archives.")] = None
) -> None:
    """Fetch a data set's archives and check their md5 sums."""
    from restudy.data.datasets import dataset_named
    from restudy.data.download import download as run

    run(dataset_named(dataset), raw, mirror)


@app.command(rich_help_panel=STEPS)
def unpack(dataset: str, raw: Place, train: Place, test: Place) -> None:
    """Write training and test images to separate files."""
    from restudy.data.datasets import dataset_named
    from restudy.data.download import check_archives
    from restudy.data.origin import write_origin
    from restudy.data.unpack import unpack as run

    check_archives(dataset_named(dataset), raw)
    run(dataset, raw, train, test)
    write_origin(train.parent)


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
    settings: Annotated[str, typer.Option(help="JSON: the cell's resolved settings.")],
    digest: Annotated[str, typer.Option(help="The cell's digest.")],
    seed: Annotated[list[int], typer.Option(help="Once for each seed.")],
    store: Place,
    device: Annotated[str, typer.Option()],
    output: Place,
    cores: Annotated[int, typer.Option(min=1, help="CPU cores of this job; they train seeds side by side.")] = 1,
    jobs_per_gpu: Annotated[int, typer.Option(min=1, help="The most jobs on one GPU, if no scheduler says.")] = 1,
) -> None:
    """Train one cell with all its seeds."""
    from restudy.training.device import job_device
    from restudy.training.job import TrialData, train_cell
    from restudy.training.store import Store

    chosen = json.loads(settings)
    with job_device(device, "device", jobs_per_gpu, say=print) as place:
        data = TrialData(images, split, chosen, place.name, place.gpu)
        train_cell(data, digest, seed, Store(store), output, at_once=cores // chosen["threads"])


@app.command(rich_help_panel=STEPS)
def select(plan: Plan, cells: Folder, output: Place) -> None:
    """Choose the best cell on validation images."""
    from restudy.plan.plan import read_study_plan
    from restudy.selection import select as run

    run(read_study_plan(plan), cells, output)


@app.command(rich_help_panel=STEPS)
def evaluate(plan: Plan, cells: Folder, test: Input, output: Place) -> None:
    """Measure every trial of a study on the test images."""
    from restudy.evaluation.evaluate import evaluate as run
    from restudy.plan.plan import read_study_plan

    run(read_study_plan(plan), cells, test, output)


@app.command(rich_help_panel=STEPS)
def judge(plan: Plan, selection: Input, evaluation: Folder, data: Folder, claims: Place, metrics: Place) -> None:
    """Compare a study's claims with its results."""
    from restudy.claims.judge import judge as run
    from restudy.plan.plan import read_study_plan

    run(read_study_plan(plan), selection, evaluation, data, claims, metrics)


@app.command(rich_help_panel=STEPS)
def tabulate(plan: Plan, results: Folder, data: Place, output: Place) -> None:
    """Write a study's tables."""
    from restudy.plan.plan import read_study_plan
    from restudy.report.material import Material
    from restudy.report.tables import write_tables

    write_tables(Material.of(read_study_plan(plan), results, data), output)


@app.command(rich_help_panel=STEPS)
def draw(plan: Plan, results: Folder, data: Place, output: Place, numbers: Place) -> None:
    """Draw a study's figures, and write the numbers behind them."""
    from restudy.plan.plan import read_study_plan
    from restudy.report.figures import write_figures
    from restudy.report.material import Material
    from restudy.report.plots import write_numbers

    material = Material.of(read_study_plan(plan), results, data)
    write_figures(material, output)
    write_numbers(material.evidence, numbers)


@app.command(rich_help_panel=STEPS)
def report(
    plan: Annotated[list[Path], typer.Option(exists=True, dir_okay=False, help="Once for each study.")],
    results: Folder,
    output: Annotated[Path, typer.Option(file_okay=False, help="The folder of the report.")],
    made_from: Annotated[Path | None, typer.Option(exists=True, help="Its description, with a commit.")] = None,
) -> None:
    """Put all studies on one page and into a paper's source, and write what both say as data."""
    from restudy.plan.plan import read_study_plan
    from restudy.records import read_json
    from restudy.report.files import write_report as run
    from restudy.report.typesetting import remove_outdated

    commit = read_json(made_from)["commit"] if made_from else None
    run([read_study_plan(path) for path in plan], results, output, commit)
    remove_outdated(output / "report.tex", output / "report.pdf")


@app.command(rich_help_panel=STEPS)
def typeset(source: Input, output: Place) -> None:
    """Typeset the paper from its source."""
    from restudy.report.typesetting import typeset as run

    print(run(source, output), end="")
