"""What a figure shows, in words made from its numbers, for those who cannot see it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from restudy.plan.plan import StudyPlan
from restudy.report.analysis_findings import ANALYSES
from restudy.report.formatters import count, is_share, number, plain, points
from restudy.report.titles import metric_title, setting, title_of


def alternative(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    """A figure's title and its finding.

    Args:
        spec: the figure.
        plan: its study's plan.
        numbers: the CSV beside it.
    """
    finding = FINDINGS.get(spec.kind, _ranges)(spec, plan, numbers)
    return f"{spec.title}. {finding}" if finding else spec.title


def _curves(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    """For each metric where it begins and ends, or which cell ends lowest and highest."""
    return " ".join(_curve(plan, str(metric), rows) for metric, rows in numbers.groupby("metric", sort=False))


def _curve(plan: StudyPlan, metric: str, rows: pd.DataFrame) -> str:
    title = _sentence(metric_title(metric))
    last = rows.groupby("cell", sort=False).last()
    if len(last) == 1:
        first, end = rows.iloc[0], rows.iloc[-1]
        begin = f"{number(first['mean'], metric)} after epoch {first['epoch']}"
        return f"{title}: {begin}, {number(end['mean'], metric)} after epoch {end['epoch']}."
    low, high = last["mean"].idxmin(), last["mean"].idxmax()
    ends = [f"{number(last.at[cell, 'mean'], metric)} ({title_of(plan, str(cell))})" for cell in (low, high)]
    return f"{title} ends between {ends[0]} and {ends[1]}."


def _steps(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    parts = []
    for cell, rows in numbers.groupby("cell", sort=False):
        first, last = rows.iloc[0], rows.iloc[-1]
        begin, end = number(first["train_loss"], "train_loss"), number(last["smooth_train_loss"], "train_loss")
        parts.append(f"{title_of(plan, str(cell))} from {begin} to {end} over {count(last['step'])} steps")
    return f"Train loss falls: {'; '.join(parts)}."


def _heatmap(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    table: Any = plan.study.tables[spec.table]
    ours, published = numbers[f"{table.metric}_mean"], numbers[f"{table.metric}_published"]
    ends = [_place(table, numbers, ours, place) for place in (int(ours.argmin()), int(ours.argmax()))]
    gap = ours - published
    mean = points(gap.mean()) + " points" if is_share(table.metric) else f"{gap.mean():+.4f}"
    what = f"Reproduced {metric_title(table.metric)} lies between {ends[0]} and {ends[1]}"
    return f"{what}; on average {mean} from the published."


def _place(table: Any, numbers: pd.DataFrame, values: pd.Series, row: int) -> str:
    keys = ", ".join(f"{setting(key)} {plain(numbers[key].iloc[row])}" for key in (table.rows, table.columns))
    return f"{number(float(values.iloc[row]), table.metric)} ({keys})"


def _dots(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    parts = []
    for cell, rows in numbers.groupby("cell", sort=False):
        mean, published = float(rows[spec.column].mean()), rows["published"].iloc[0]
        beside = "" if pd.isna(published) else f", published {number(float(published), spec.column)}"
        parts.append(f"{title_of(plan, str(cell))} {number(mean, spec.column)}{beside}")
    return f"{_sentence(metric_title(spec.column))}: {'; '.join(parts)}."


def _confusion(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    wrong = numbers[numbers["label"] != numbers["prediction"]]
    if not wrong["images"].any():
        return "Every image is recognised."
    most = wrong.loc[wrong["images"].idxmax()]
    errors, images = (round(float(part["images"].sum()), 1) for part in (wrong, numbers))
    pair = f"{most['label']:g} taken for {most['prediction']:g} ({count(round(float(most['images']), 1))})"
    return f"{count(errors)} of {count(images)} images are taken for another class, most often {pair}."


def _class_accuracy(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    low, high = (numbers.loc[place] for place in (numbers["mean"].idxmin(), numbers["mean"].idxmax()))
    ends = [f"{number(float(row['mean']), 'test_accuracy')} (class {row['class']:g})" for row in (low, high)]
    return f"Accuracy lies between {ends[0]} and {ends[1]}."


def _class_counts(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    low, high = (numbers.loc[place] for place in (numbers["images"].idxmin(), numbers["images"].idxmax()))
    ends = [f"{count(row['images'])} (class {row['class']:g})" for row in (low, high)]
    return f"{count(numbers['images'].sum())} images, between {ends[0]} and {ends[1]} of each class."


def _samples(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    if spec.per_label:
        return f"{len(numbers)} images, the first {spec.per_label} of each label."
    return f"{len(numbers)} images with labels {', '.join(map(str, numbers['label']))}."


def _predictions(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    wrong = numbers[numbers["label"] != numbers["prediction"]]
    pairs = ", ".join(f"{row.label} taken for {row.prediction}" for row in wrong.itertuples())
    return f"{len(numbers)} test images, {len(wrong)} of them wrong{f': {pairs}' if pairs else ''}."


def _filters(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    low, high = numbers["weight"].min(), numbers["weight"].max()
    size = f"{numbers['row'].max() + 1} × {numbers['column'].max() + 1}"
    return f"{numbers['filter'].nunique()} filters of {size} weights, from {low:.2f} to {high:.2f}."


def _feature_maps(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    means = numbers.groupby("map")["value"].mean()
    return f"{len(means)} maps; map {means.idxmax()} is the brightest on average, map {means.idxmin()} the darkest."


def _ranges(spec: Any, plan: StudyPlan, numbers: pd.DataFrame) -> str:
    """What can be said of any numbers: from where to where each column goes."""
    columns = numbers.select_dtypes(np.number).dropna(axis="columns", how="all")
    parts = [f"{metric_title(name)} from {plain(rows.min())} to {plain(rows.max())}" for name, rows in columns.items()]
    return f"{_sentence('; '.join(parts))}." if parts else ""


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


FINDINGS: dict[str, Callable[[Any, StudyPlan, pd.DataFrame], str]] = {
    "curves": _curves,
    "steps": _steps,
    "heatmap": _heatmap,
    "dots": _dots,
    "confusion": _confusion,
    "class_accuracy": _class_accuracy,
    "class_counts": _class_counts,
    "samples": _samples,
    "predictions": _predictions,
    "filters": _filters,
    "feature_maps": _feature_maps,
    **ANALYSES,
}
