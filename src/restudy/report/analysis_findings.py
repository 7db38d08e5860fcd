"""What the figures that every study has show, in words made from their numbers."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from restudy.plan.plan import StudyPlan
from restudy.report.formatters import number
from restudy.report.titles import cell_title, metric_title, setting, title_of


def further_runs(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    """For each published number ours, and whether it lies where a further run would."""
    parts = []
    for (title, _), rows in numbers.groupby(["title", "cell"], sort=False):
        first, metric = rows.iloc[0], str(rows["metric"].iloc[0])
        ours = number(float(rows["value"].mean()), metric)
        where = "with one seed no interval"
        if not pd.isna(first["further_low"]):
            inside = first["further_low"] <= first["published"] <= first["further_high"]
            where = f"{'inside' if inside else 'outside'} the interval of a further run"
        parts.append(f"{title}: {number(float(first['published']), metric)} published, {ours} reproduced, {where}")
    return f"{'; '.join(parts)}."


def reliability(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    """For each cell whether it is more or less often right than it says."""
    parts = []
    for cell, rows in numbers.groupby("cell", sort=False):
        surplus = float(((rows["accuracy"] - rows["confidence"]) * rows["images"]).sum() / rows["images"].sum())
        how = "more" if surplus > 0 else "less"
        gap = f"{100 * abs(surplus):.2f} points"
        parts.append(f"{title_of(plan, str(cell))} is right {how} often than it says, by {gap} on average")
    return f"{'; '.join(parts)}."


def search(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    """For each group what one try and what the most tries may expect."""
    parts = []
    for title, rows in numbers.groupby("title", sort=False):
        one, most = (number(float(rows["val_accuracy"].iloc[place]), "val_accuracy") for place in (0, -1))
        parts.append(f"{title} from {one} with one setting to {most} with {rows['tried'].iloc[-1]}")
    return f"Expected best validation accuracy: {'; '.join(parts)}." if parts else ""


def interaction(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    """The cells with the lowest and the highest mean."""
    ends = [numbers.loc[place] for place in (numbers["mean"].idxmin(), numbers["mean"].idxmax())]
    low, high = (f"{number(float(row['mean']), spec.metric)} ({title_of(plan, str(row['cell']))})" for row in ends)
    keys = " and ".join(setting(key) for key in plan.study.grid)
    return f"Over {keys}, {metric_title(spec.metric)} lies between {low} and {high}."


def parallel(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    """Every cell's mean in a small study, else the ends."""
    ordered = numbers.sort_values(spec.metric, ascending=False)
    rows = ordered if len(ordered) <= len(plan.study.variants) else ordered.iloc[[0, -1]]
    titles = {cell.name: cell_title(plan.study, cell) for cell in plan.cells}
    parts = [f"{titles[row['cell']]} {number(float(row[spec.metric]), spec.metric)}" for _, row in rows.iterrows()]
    return f"{metric_title(spec.metric).capitalize()}, best first: {'; '.join(parts)}."


ANALYSES: dict[str, Callable[[Any, StudyPlan, pd.DataFrame], str]] = {
    "further_runs": further_runs,
    "reliability": reliability,
    "search": search,
    "interaction": interaction,
    "parallel": parallel,
}
