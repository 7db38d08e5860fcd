"""What is wrong and what a run would cost, before anything runs."""

import sys
from typing import Annotated

import typer

from restudy.cli.application import BY_HAND, app
from restudy.cli.planned import Config, planned


@app.command(rich_help_panel=BY_HAND)
def check(
    config: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help="Other values than params.yaml's, as snakemake takes them."),
    ] = None,
) -> None:
    """Say everything that is wrong in params.yaml, papers and custom/; where nothing is, what a run would cost."""
    from restudy.checking.mistakes import find_mistakes
    from restudy.params.overrides import parse_overrides

    found = find_mistakes(parse_overrides(config or []))
    lines = found.lines
    if found.draft and not lines:
        from restudy.checking.built import build_mistakes

        lines = [*build_mistakes(found.draft.plan)]
    for line in lines:
        print(f"restudy: {line}", file=sys.stderr)
    if lines or not found.draft:
        raise typer.Exit(2)

    from pathlib import Path

    from rich.console import Console

    from restudy.checking.cost import costs, show_costs

    show_costs(costs(found.draft.plan, Path("results")), Console(highlight=False))


@app.command(rich_help_panel=BY_HAND)
def verify(
    set_aside: Annotated[
        bool,
        typer.Option(
            "--set-aside",
            help="Move what is damaged or foreign to .restudy/set_aside; the next run makes it again, and no more.",
        ),
    ] = False,
    config: Config = None,
) -> None:
    """Compare every file of data and results with its SHA-256; name those that are missing, damaged or foreign."""
    from time import monotonic

    from restudy.papers.reading import read_papers
    from restudy.verification.set_aside import set_aside as move
    from restudy.verification.shown import how_to_run, lines, remedies
    from restudy.verification.verify import verify as run

    began = monotonic()
    plan = planned(config)
    verified = run(plan, read_papers(plan))
    print(*lines(verified, monotonic() - began), sep="\n")
    if set_aside and verified.findings:
        folder, moved = move(verified)
        then = how_to_run(verified)
        print(f"set aside: {len(moved)}, in {folder}; {then}" if moved else f"nothing to set aside; {then}")
    else:
        options = [word for value in config or [] for word in ("--config", value)]
        print("".join(f"{line}\n" for line in remedies(verified, options)), end="")
    if verified.findings:
        raise typer.Exit(1)
