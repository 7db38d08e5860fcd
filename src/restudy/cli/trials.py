"""Training as a person asks for it: one configuration, how far trials are, the store, what is to be trained and why."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from restudy.cli.application import BY_HAND, app
from restudy.cli.planned import Config, changed_params, planned


@app.command(rich_help_panel=BY_HAND)
def fit(
    model: Annotated[str | None, typer.Option(help="Name of a network, as the first study that has it.")] = None,
    study: Annotated[str | None, typer.Option(help="Study to take the starting cell from.")] = None,
    variant: Annotated[str | None, typer.Option(help="Variant to start from.")] = None,
    split: Annotated[str | None, typer.Option(help="Division of the training images, by name.")] = None,
    optimizer: Annotated[str | None, typer.Option(help="Name of an optimizer; another one needs --lr too.")] = None,
    lr: Annotated[float | None, typer.Option(help="Learning rate, above 0.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Images per step.")] = None,
    epochs: Annotated[int | None, typer.Option(help="The most epochs to train.")] = None,
    patience: Annotated[
        int | None, typer.Option(help="Epochs without a lower validation loss before it stops.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Decides weights, order of images and dropout.")] = 0,
    dataset: Annotated[str | None, typer.Option(help="Name of a data set; else that of params.yaml.")] = None,
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
    config: Config = None,
    watch: Annotated[bool, typer.Option("--watch", help="Look again and again until all is done.")] = False,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks.")] = 5,
    failed: Annotated[bool, typer.Option("--failed", help="Say what went wrong, with the ends of logs.")] = False,
) -> None:
    """Say how many trials of each study are done, ready, running, waiting and failed, and how long the rest takes."""
    from rich.console import Console

    from restudy.store.status import show_failed, show_status, watch_status

    plan = planned(config)
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
def weights(config: Config = None) -> None:
    """Check that weights, predictions and data of all finished trials are here, and say what to do where not."""
    from restudy.freshness.heavy import check_heavy
    from restudy.papers.reading import read_papers
    from restudy.plan.plan import make_plan

    # DVC's one stage begins with it, and runs what params.yaml asks for, whatever was run by hand before.
    plan = make_plan(changed_params(config, as_last_run=False))
    check_heavy(plan, read_papers(plan))


@app.command(rich_help_panel=BY_HAND)
def store(
    cells: Annotated[bool, typer.Option("--cells", help="A row for each cell.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Remove all that it holds; results stay.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Empty it without asking.")] = False,
    config: Config = None,
) -> None:
    """Say what the trial store holds and how large it is, or empty it."""
    from rich.console import Console

    from restudy.datasets import DATASETS
    from restudy.plan.configuration import override
    from restudy.plan.plan import make_plan
    from restudy.store.contents import empty as run
    from restudy.store.contents import show_store
    from restudy.store.store import Store

    params = changed_params(config)
    plans = [make_plan(override(params, {"dataset": name})) for name in DATASETS.names()]
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
    config: Config = None,
) -> None:
    """Give existing trials the digest of changed training code, if a sample trained again has the same bytes."""
    from rich.console import Console

    from restudy.adoption.adopt import adopt as run
    from restudy.adoption.matches import Stock
    from restudy.plan.chosen import chosen_cells

    plan = planned(config)
    chosen = chosen_cells(plan, cells or [], "adopt")
    stock = Stock(plan, Path("results"), other)
    refused = run(stock, chosen, Path("data") / plan.params.dataset, Console(highlight=False), dry_run)
    for line in [*stock.damaged, *refused]:
        print(f"restudy: {line}", file=sys.stderr)
    if refused:
        raise typer.Exit(1)


@app.command(rich_help_panel=BY_HAND)
def why(
    cells: Annotated[
        list[str] | None, typer.Argument(help="STUDY/CELL, * allowed, such as 'cnn-lstm-grid/lstm-*'; else all.")
    ] = None,
    config: Config = None,
) -> None:
    """Say why training is planned: what each cell differs in from the nearest that exists."""
    from rich.console import Console

    from restudy.adoption.why import Explainer, show_reasons
    from restudy.plan.chosen import chosen_cells

    plan = planned(config)
    reasons = list(Explainer(plan, Path("results")).reasons(chosen_cells(plan, cells or [], "why")))
    show_reasons(reasons, Console(highlight=False))


@app.command(rich_help_panel=BY_HAND)
def schema(
    file: Annotated[Literal["params", "papers"], typer.Argument(help="params.yaml, or a file in papers/.")] = "params",
) -> None:
    """Print the JSON schema of params.yaml or of papers, for editors."""
    from restudy.papers.schema import paper_schema
    from restudy.params.schema import params_schema
    from restudy.records import to_json

    print(to_json(params_schema() if file == "params" else paper_schema(), sort=False), end="")


@app.command(rich_help_panel=BY_HAND)
def infer(study: Annotated[str, typer.Argument(help="The study's name.")], config: Config = None) -> None:
    """Say how well each alternative of a study fits what its paper printed, beside the settings that are used."""
    from rich.console import Console

    from restudy.cli.inferred import show_readings
    from restudy.papers.reading import read_papers

    plan = planned(config)
    show_readings(plan, read_papers(plan), study, Path("results"), Console(highlight=False))


@app.command(rich_help_panel=BY_HAND)
def decide(
    hours: Annotated[float, typer.Option(min=0.0, help="Of training, one run after another.")],
    claims: Annotated[str, typer.Option(metavar="ID,...", help="The claims to settle; all where none is named.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
    config: Config = None,
) -> None:
    """Say which settings need how many more runs for which claims, at what cost, and write their seeds."""
    from rich.console import Console

    from restudy.cli.decided import decide as run

    wanted = [claim for claim in claims.split(",") if claim]
    if run(planned(config), Path("params.yaml"), hours, wanted, dry_run, Console(highlight=False)):
        print("Run snakemake --cores N, and decide again: what is judged then may need more runs, or fewer.")
