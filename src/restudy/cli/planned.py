"""The plan that a command is about: params.yaml, with what `--config` puts over it as it does for Snakemake."""

import json
import shlex
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from restudy import layout

if TYPE_CHECKING:
    from restudy.papers.paper import Paper
    from restudy.params.params import Params
    from restudy.plan.plan import Plan

Config = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KEY=VALUE",
        help="Other values than params.yaml's, as snakemake takes them; once for each. Without any: the last run's.",
    ),
]


def planned(config: list[str] | None) -> "Plan":
    """The plan with these overrides; without any, with those of the last run, which are said."""
    from restudy.plan.plan import make_plan

    return make_plan(changed_params(config))


def changed_params(config: list[str] | None, as_last_run: bool = True) -> "Params":
    """Params with these overrides; without any, with those of the last run if asked, which are said."""
    from restudy.params.overrides import parse_overrides
    from restudy.params.params import read_params

    overrides = parse_overrides(config) if config else _last_overrides() if as_last_run else {}
    if overrides and not config:
        print(f"as in the last run: --config {_shown(overrides)}\n", file=sys.stderr)
    return read_params(Path(layout.PARAMS), overrides)


def _last_overrides() -> Mapping[str, Any]:
    """What the last run that had jobs was given; nothing where that is not known."""
    from restudy.records import read_json

    with suppress(OSError, ValueError):
        content = read_json(layout.LAST_RUN)
        if isinstance(content, Mapping):
            return content
    return {}


def _shown(overrides: Mapping[str, Any]) -> str:
    """As a command line takes them."""
    texts = ((key, value if isinstance(value, str) else json.dumps(value)) for key, value in overrides.items())
    return " ".join(shlex.quote(f"{key}={text}") for key, text in texts)


def committed_plan() -> "tuple[Plan, dict[str, Paper]]":
    """The plan and the papers of all studies as the files have them, which is what versions are of."""
    from restudy.papers.reading import read_papers
    from restudy.params.params import read_params
    from restudy.plan.plan import make_plan

    plan = make_plan(read_params(Path(layout.PARAMS), {"only": None}))
    return plan, read_papers(plan)
