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
BY_HAND = "By hand"

Input = Annotated[Path, typer.Option(exists=True, dir_okay=False)]
Place = Annotated[Path, typer.Option()]


def main() -> None:
    """Run the command line; a mistake of the user's is one line and exit status 2."""
    try:
        app()
    except UserError as error:
        print(f"restudy: {error}", file=sys.stderr)
        sys.exit(2)


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


@app.command(rich_help_panel=BY_HAND)
def fit(
    model: Annotated[
        str | None, typer.Option(help="Network: mlp, cnn or lstm, as the first study that has it.")
    ] = None,
    study: Annotated[str | None, typer.Option(help="Study to take the starting cell from.")] = None,
    variant: Annotated[str | None, typer.Option(help="Variant to start from.")] = None,
    split: Annotated[str | None, typer.Option(help="Division of the training images, by name.")] = None,
    optimizer: Annotated[str | None, typer.Option(help="sgd or adam.")] = None,
    lr: Annotated[float | None, typer.Option(help="Learning rate, above 0.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Images per step.")] = None,
    epochs: Annotated[int | None, typer.Option(help="The most epochs to train.")] = None,
    patience: Annotated[
        int | None, typer.Option(help="Epochs without a lower validation loss before it stops.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Decides weights, order of images and dropout.")] = 0,
    dataset: Annotated[str | None, typer.Option(help="mnist or digits; else that of params.yaml.")] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu, cuda or mps; else that of params.yaml.")] = None,
) -> None:
    """Train one configuration, a cell of params.yaml with what the options change, and watch its epochs."""
    from rich.console import Console

    from restudy.params.params import PARAMS_FILE
    from restudy.plan.configuration import Start, configure

    configuration = configure(
        Path(PARAMS_FILE),
        Start(study, variant, model),
        {"dataset": dataset, "device": device, "seeds": [seed]},
        {
            "split": split,
            "optimizer.name": optimizer,
            "optimizer.lr": lr,
            "batch_size": batch_size,
            "epochs": epochs,
            "early_stopping.patience": patience,
        },
    )
    try:
        from restudy.training.interactive import fit as run

        run(configuration, Path("data") / configuration.dataset, Console(highlight=False))
    except KeyboardInterrupt:
        print("restudy: fit: interrupted; nothing was kept", file=sys.stderr)
        raise typer.Exit(130) from None


@app.command(rich_help_panel=BY_HAND)
def status(
    dataset: Annotated[str | None, typer.Option(help="mnist or digits; else that of params.yaml.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Look again and again until all is done.")] = False,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks.")] = 5,
    failed: Annotated[bool, typer.Option("--failed", help="Say what went wrong, with the ends of logs.")] = False,
) -> None:
    """Say how many trials of each study are done, running, waiting and failed, and how long the rest will take."""
    from rich.console import Console

    from restudy.params.params import PARAMS_FILE
    from restudy.plan.configuration import read_changed_params
    from restudy.plan.plan import make_plan
    from restudy.status import show_failed, show_status, watch_status

    plan = make_plan(read_changed_params(Path(PARAMS_FILE), {"dataset": dataset}))
    console = Console(highlight=False)
    if failed:
        show_failed(plan, Path("results"), Path("logs"), console)
    elif not watch:
        show_status(plan, Path("results"), console)
    else:
        try:
            watch_status(plan, Path("results"), console, every)
        except KeyboardInterrupt:
            raise typer.Exit(130) from None


@app.command(rich_help_panel=BY_HAND)
def store(
    cells: Annotated[bool, typer.Option("--cells", help="A row for each cell.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Remove all that it holds; results stay.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Empty it without asking.")] = False,
) -> None:
    """Say what the trial store holds and how large it is, or empty it."""
    from rich.console import Console

    from restudy.contents import empty as run
    from restudy.contents import show_store
    from restudy.data.datasets import DATASETS
    from restudy.params.params import PARAMS_FILE
    from restudy.plan.configuration import read_changed_params
    from restudy.plan.plan import make_plan
    from restudy.training.store import Store

    plans = [make_plan(read_changed_params(Path(PARAMS_FILE), {"dataset": name})) for name in DATASETS]
    place = Store(Path(plans[0].params.store))
    show_store(place, plans, Console(highlight=False), cells)
    if empty and (yes or typer.confirm("Remove all of it? Finished trials stay in results, begun ones are lost.")):
        removed = run(place)
        print(f"{removed['finished']} finished and {removed['begun']} begun trials removed")


@app.command(rich_help_panel=BY_HAND)
def adopt(
    cells: Annotated[
        list[str] | None, typer.Argument(help="STUDY/CELL, * allowed, such as 'cnn-lstm-grid/lstm-*'; else all.")
    ] = None,
    other: Annotated[
        Path | None,
        typer.Option("--from", exists=True, file_okay=False, help="One more folder of results, or a trial store."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Only say what would be done.")] = False,
    dataset: Annotated[str | None, typer.Option(help="mnist or digits; else that of params.yaml.")] = None,
) -> None:
    """Give existing trials the digest of changed training code, if a sample trained again has the same bytes."""
    from rich.console import Console

    from restudy.adoption import adopt as run
    from restudy.params.params import PARAMS_FILE
    from restudy.plan.chosen import chosen_cells
    from restudy.plan.configuration import read_changed_params
    from restudy.plan.plan import make_plan
    from restudy.training.matches import Stock

    plan = make_plan(read_changed_params(Path(PARAMS_FILE), {"dataset": dataset}))
    chosen = chosen_cells(plan, cells or [], "adopt")
    stock = Stock(plan, Path("results"), other)
    refused = run(stock, chosen, Path("data") / plan.params.dataset, Console(highlight=False), dry_run)
    for line in refused:
        print(f"restudy: {line}", file=sys.stderr)
    if refused:
        raise typer.Exit(1)


@app.command(rich_help_panel=BY_HAND)
def why(
    cells: Annotated[
        list[str] | None, typer.Argument(help="STUDY/CELL, * allowed, such as 'cnn-lstm-grid/lstm-*'; else all.")
    ] = None,
    dataset: Annotated[str | None, typer.Option(help="mnist or digits; else that of params.yaml.")] = None,
) -> None:
    """Say why training is planned: what each cell differs in from the nearest that exists."""
    from rich.console import Console

    from restudy.params.params import PARAMS_FILE
    from restudy.plan.chosen import chosen_cells
    from restudy.plan.configuration import read_changed_params
    from restudy.plan.plan import make_plan
    from restudy.why import Explainer, show_reasons

    plan = make_plan(read_changed_params(Path(PARAMS_FILE), {"dataset": dataset}))
    reasons = list(Explainer(plan, Path("results")).reasons(chosen_cells(plan, cells or [], "why")))
    show_reasons(reasons, Console(highlight=False))


Plan = Annotated[Path, typer.Option(exists=True, dir_okay=False, help="The study's part of the plan.")]
Folder = Annotated[Path, typer.Option(exists=True, file_okay=False)]


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
def judge(plan: Plan, selection: Input, evaluation: Folder, claims: Place, metrics: Place) -> None:
    """Compare a study's claims with its results."""
    from restudy.claims.judge import judge as run
    from restudy.plan.plan import read_study_plan

    run(read_study_plan(plan), selection, evaluation, claims, metrics)


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
    from restudy.report.numbers import write_numbers

    material = Material.of(read_study_plan(plan), results, data)
    write_figures(material, output)
    write_numbers(material.evidence, numbers)


@app.command(rich_help_panel=STEPS)
def report(
    plan: Annotated[list[Path], typer.Option(exists=True, dir_okay=False, help="Once for each study.")],
    results: Folder,
    output: Place,
) -> None:
    """Put all studies on one page."""
    from restudy.plan.plan import read_study_plan
    from restudy.report.page import report as run

    run([read_study_plan(path) for path in plan], results, output)


Table = Annotated[str, typer.Argument(metavar="STUDY/TABLE", help="A table by its ID: cnn-lstm-grid/T1.1")]


@app.command(rich_help_panel=BY_HAND)
def needs(table: Table) -> None:
    """Print a table's file and the files under DVC that it is made from: for `dvc pull`."""
    from restudy.layout import table_needs
    from restudy.params.params import PARAMS_FILE, read_params
    from restudy.plan.plan import make_plan

    study, _, identifier = table.partition("/")
    print("\n".join(table_needs(make_plan(read_params(Path(PARAMS_FILE), {})), study, identifier)))


@app.command(rich_help_panel=BY_HAND)
def rebuild(
    table: Table,
    rev: Annotated[str, typer.Option(help="Any commit: a hash, a branch or a tag.")] = "HEAD",
    into: Annotated[Path | None, typer.Option(help="Where to; else .restudy/rebuilt/COMMIT.")] = None,
) -> None:
    """Make one table of any revision again, without training, and compare it with what was committed."""
    from restudy.rebuild import rebuild as run

    study, _, identifier = table.partition("/")
    rebuilt = run(study, identifier, rev, into)
    print(f"{rebuilt.path}\nrevision {rebuilt.revision}\nSHA-256  {rebuilt.digest}")
    if rebuilt.committed is None:
        print("The revision has no such file to compare it with.")
    elif rebuilt.is_identical:
        print("Identical to the committed file, byte for byte.")
    else:
        print(f"Differs from the committed file, whose SHA-256 is {rebuilt.committed}.")
        raise typer.Exit(1)


@app.command(rich_help_panel=BY_HAND)
def prune() -> None:
    """Take what params.yaml no longer wants out of the versioned folders; finished trials stay in the store."""
    from restudy.params.params import PARAMS_FILE, read_params
    from restudy.plan.plan import make_plan
    from restudy.prune import prune as run
    from restudy.training.store import Store

    plan = make_plan(read_params(Path(PARAMS_FILE), {}))
    for folder, files in run(plan, Store(Path(plan.params.store))).items():
        print(f"{folder}: {files} files removed that params.yaml does not want")


@app.command(rich_help_panel=BY_HAND)
def schema() -> None:
    """Print the JSON schema of params.yaml, for editors."""
    from restudy.params.schema import params_schema
    from restudy.records import to_json

    print(to_json(params_schema(), sort=False), end="")
