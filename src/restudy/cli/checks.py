"""What is wrong and what a run would cost, before anything runs."""

import sys
from typing import Annotated

import typer

from restudy.cli.application import BY_HAND, app


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
