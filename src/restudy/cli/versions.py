"""Versions of results: what a table needs, rebuilding it, and keeping versioned folders to the plan."""

from pathlib import Path
from typing import Annotated

import typer

from restudy.cli.application import VERSIONS, app

Table = Annotated[str, typer.Argument(metavar="STUDY/TABLE", help="A table by its ID: cnn-lstm-grid/T1.1")]


@app.command(rich_help_panel=VERSIONS)
def needs(table: Table) -> None:
    """Print a table's file and the files under DVC that it is made from: for `dvc pull`."""
    from restudy.layout import table_needs
    from restudy.params.params import PARAMS_FILE, read_params
    from restudy.plan.plan import make_plan

    study, _, identifier = table.partition("/")
    print("\n".join(table_needs(make_plan(read_params(Path(PARAMS_FILE), {})), study, identifier)))


@app.command(rich_help_panel=VERSIONS)
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


@app.command(rich_help_panel=VERSIONS)
def prune() -> None:
    """Take what params.yaml no longer wants out of the versioned folders; finished trials stay in the store."""
    from restudy.params.params import PARAMS_FILE, read_params
    from restudy.plan.plan import make_plan
    from restudy.prune import prune as run
    from restudy.training.store import Store

    plan = make_plan(read_params(Path(PARAMS_FILE), {}))
    for folder, files in run(plan, Store(Path(plan.params.store))).items():
        print(f"{folder}: {files} files removed that params.yaml does not want")
