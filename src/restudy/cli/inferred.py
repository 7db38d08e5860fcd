"""Prints how well a study's alternatives fit what its paper printed."""

from collections.abc import Mapping
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from restudy.errors import UserError
from restudy.judging.judged import read_judged
from restudy.papers.paper import Paper
from restudy.params.messages import hint
from restudy.plan.plan import Plan
from restudy.report.readings_view import BETTER, ReadingView, readings_view

HEADINGS = ("alternative", "runs", "inside", "training", "test", "")


def show_readings(plan: Plan, papers: Mapping[str, Paper], study: str, results: Path, console: Console) -> None:
    """Print a study's alternatives, the best first, and where to write one that fits better.

    Raises:
        UserError: there is no such study, it has no alternatives, or it was not judged as it is planned.
    """
    if study not in plan.studies:
        raise UserError(f"{study}: no study of params.yaml{hint(study, list(plan.studies))}")
    own = plan.studies[study]
    if not own.study.alternatives:
        raise UserError(f"params.yaml: studies.{study} has no alternatives; list some that the paper could have meant")
    found = readings_view(own, papers[study], read_judged(own, results / plan.params.dataset))
    if not found.each:
        raise UserError(f"{study}: nothing is judged on {plan.params.dataset}, which its paper did not use")
    console.print(_table(found.each, console))
    console.print("\n" + "\n".join(found.sentences), soft_wrap=True)
    console.print(
        "inside: published numbers where a further run falls, with our settings → with the alternative. training, "
        "test: gain of log density in nats.",
        soft_wrap=True,
    )
    for view in found.each:
        if view.word == BETTER:
            console.print(
                f"To make {view.name} the study's own: {_change(study, view.name, papers[study])}.", soft_wrap=True
            )


def _change(study: str, name: str, paper: Paper) -> str:
    if name in paper.measures:
        return f"give the tables of papers/{study}.yaml: measures.{name} its metric"
    return f"move params.yaml: studies.{study}.alternatives.{name}.settings to its base"


def _table(views: list[ReadingView], console: Console) -> Table:
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False, show_edge=False)
    for place, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="right" if 1 <= place <= 4 else "left", no_wrap=True)
    for view in views:
        table.add_row(view.name, str(view.runs), view.inside, view.training, view.test, view.word)
    return table
