"""The command line: the workflow's steps, and what a person asks for by hand.

Each command imports what it needs when it runs, so that none waits for another's libraries.
"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from restudy.errors import UserError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
STEPS = "Steps of the workflow"

Input = Annotated[Path, typer.Option(exists=True, dir_okay=False)]
Output = Annotated[Path, typer.Option()]


def main() -> None:
    """Run the command line; a mistake of the user's is one line and exit status 2."""
    try:
        app()
    except UserError as error:
        print(f"restudy: {error}", file=sys.stderr)
        sys.exit(2)


@app.command(rich_help_panel=STEPS)
def download(
    dataset: str, raw: Output, mirror: Annotated[Path | None, typer.Option(help="Folder with the archives.")] = None
) -> None:
    """Fetch a data set's archives and check their md5 sums."""
    from restudy.data.datasets import DATASETS
    from restudy.data.download import download as run

    run(DATASETS[dataset], raw, mirror)


@app.command(rich_help_panel=STEPS)
def unpack(dataset: str, raw: Output, train: Output, test: Output) -> None:
    """Write training and test images to separate files."""
    from restudy.data.unpack import unpack as run

    run(dataset, raw, train, test)


@app.command(rich_help_panel=STEPS)
def split(train: Input, sizes: Annotated[str, typer.Option(help="JSON: train, val, seed.")], output: Output) -> None:
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
    store: Output,
    device: Annotated[str, typer.Option()],
    output: Output,
) -> None:
    """Train one cell with all its seeds."""
    from restudy.training.job import TrialData, train_cell
    from restudy.training.store import Store

    data = TrialData(images, split, json.loads(settings), device)
    train_cell(data, digest, seed, Store(store), output)
