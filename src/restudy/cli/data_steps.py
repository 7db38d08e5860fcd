"""The workflow's steps before training, each of which a rule calls."""

import json
from pathlib import Path
from typing import Annotated

import typer

from restudy.cli.application import STEPS, app
from restudy.cli.steps import File, MadeFrom, Place, Plan


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
def split(train: File, sizes: Annotated[str, typer.Option(help="JSON: train, val, seed.")], output: Place) -> None:
    """Divide the training images into those to train and those to validate on."""
    from restudy.data.origin import check_images
    from restudy.data.split import split as run

    check_images(train)
    division = json.loads(sizes)
    run(train, (division["train"], division["val"]), division["seed"], output)


@app.command(rich_help_panel=STEPS)
def excerpt(train: File, test: File, plan: Plan, results: Place, made_from: MadeFrom = None) -> None:
    """Take labels, and the few images that figures show, out of the data."""
    from restudy.array_files import write_arrays
    from restudy.data.excerpt import excerpt as run
    from restudy.data.origin import check_images
    from restudy.datasets import dataset_named
    from restudy.freshness.inputs import leaving_record
    from restudy.layout import Results
    from restudy.plan.plan import read_study_plan

    study, files = read_study_plan(plan), Results(results)
    images = files.images(study.excerpt)
    for part in (train, test):
        check_images(part)
    with leaving_record(files, "excerpt", [images], made_from):
        write_arrays(images, run(train, test, dataset_named(study.dataset).classes))
