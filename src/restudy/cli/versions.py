"""Versions of results: what a table or figure needs, rebuilding it, and keeping versioned folders to the plan."""

from pathlib import Path
from typing import Annotated

import typer

from restudy.cli.application import VERSIONS, app
from restudy.cli.planned import changed_params, committed_plan

SHOWN = typer.Argument(
    metavar="STUDY/ID",
    help="A table or figure by its ID: cnn-lstm-grid/T1.1; by its file where a figure has a table's: .../F9.svg",
)
Shown = Annotated[str, SHOWN]


@app.command(rich_help_panel=VERSIONS)
def needs(shown: Shown) -> None:
    """Print a table's or figure's file and the evidence that it is made from."""
    from restudy.versions.needs import needs as run

    plan, papers = committed_plan()
    study, _, identifier = shown.partition("/")
    print("\n".join(map(str, run(plan, papers, study, identifier))))


@app.command(rich_help_panel=VERSIONS)
def rebuild(
    shown: Annotated[str | None, SHOWN] = None,
    rev: Annotated[str, typer.Option(help="Any commit: a hash, a branch or a tag.")] = "HEAD",
    into: Annotated[Path | None, typer.Option(help="Where to; else .restudy/rebuilt/COMMIT.")] = None,
    config: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help="Other values than params.yaml's, of the whole report alone."),
    ] = None,
) -> None:
    """Make all of a revision's report, or one table or figure, again from evidence, and compare it with the commit."""
    if shown is None:
        _rebuild_all(rev, into, config or [])
    else:
        _rebuild(shown, rev, into)


def _rebuild_all(rev: str, into: Path | None, config: list[str]) -> None:
    from restudy.versions.rebuild_all import rebuild_all as run

    rebuilt = run(changed_params(config or None, as_last_run=False).dataset, rev, into, config)
    print(f"{rebuilt.folder}\nrevision {rebuilt.revision}")
    for file in rebuilt.differing:
        print(f"differs: {file}")
    if rebuilt.differing:
        raise typer.Exit(1)
    print(f"{rebuilt.files} files, identical to the committed ones, byte for byte.")


def _rebuild(shown: str, rev: str, into: Path | None) -> None:
    from restudy.versions.rebuild import rebuild as run

    study, _, identifier = shown.partition("/")
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
def bundle(
    file: Annotated[Path, typer.Argument(help="The archive: a .tar.gz or a .zip.")],
    rev: Annotated[str, typer.Option(help="Any commit: a hash, a branch or a tag.")] = "HEAD",
) -> None:
    """Pack a commit's report, evidence, papers, settings, code and locks; unpacked, `make rebuild` makes it again."""
    from restudy.versions.bundle import bundle as run

    revision, files = run(file, rev)
    print(f"{file}: {files} files of commit {revision[:12]}, {file.stat().st_size / 1e6:.1f} MB")


Results = Annotated[str, typer.Argument(help="A folder such as results/mnist, or any commit: a hash, a branch, a tag.")]


@app.command(rich_help_panel=VERSIONS)
def compare(
    old: Results,
    new: Results,
    output: Annotated[Path, typer.Option(help="The page.")] = Path(".restudy/compared.html"),
) -> None:
    """Say what changed between two sets of results: params, numbers beyond their intervals, verdicts that flipped."""
    from rich.console import Console

    from restudy.versions.compare import compare as run
    from restudy.versions.compared_page import write_comparison
    from restudy.versions.compared_terminal import show_comparison
    from restudy.versions.result_set import read_pair

    comparison = run(*read_pair(old, new))
    write_comparison(comparison, output)
    show_comparison(comparison, Console())
    print(output)


@app.command(rich_help_panel=VERSIONS)
def prune() -> None:
    """Take what params.yaml no longer wants out of the versioned folders; finished trials stay in the store."""
    from restudy.freshness.jobs import jobs, versioned_files
    from restudy.store.prune import prune as run
    from restudy.store.store import Store

    plan, papers = committed_plan()
    for folder, files in run(
        plan.params.dataset, versioned_files(plan, papers, jobs(plan, papers)), Store(Path(plan.params.store))
    ).items():
        print(f"{folder}: {files} files removed that params.yaml does not want")
