"""From data frames and findings to what the page shows, all of it text."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import pandas as pd

from restudy.claims.evidence import Evidence
from restudy.params.study import Headline
from restudy.plan.plan import StudyPlan
from restudy.report.formatters import (
    COUNTS,
    MISSING,
    PART_TITLES,
    holds_text,
    is_setting,
    mean_with_spread,
    metric_title,
    number,
    plain,
    points,
    setting,
    title_of,
    with_spread,
)

SUFFIXES = ("_published", "_mean", "_sd", "_seeds")
TEXT = ("title", "layer", "output", "part", "class")
SCORES = ("precision", "recall", "f1")


@dataclass(frozen=True)
class ColumnView:
    """A column's title, whether it holds published values, and whether it holds words."""

    title: str
    published: bool
    text: bool


@dataclass(frozen=True)
class TableView:
    """A table as text."""

    columns: list[ColumnView]
    rows: list[list[str]]


def table_view(frame: pd.DataFrame) -> TableView:
    """A table with each metric's published value before its mean ± standard deviation over seeds."""
    frame = frame.drop(columns=[name for name in frame.columns if _is_empty(frame, name)])
    shown = [name for name in frame.columns if name != "cell" and not name.endswith(("_sd", "_seeds"))]
    columns = [
        ColumnView(_column_title(name, frame), name.endswith("_published"), _quantity(name) in TEXT) for name in shown
    ]
    rows = [[_cell_text(frame, row, name) for name in shown] for row in range(len(frame))]
    return TableView(columns, rows)


def _is_empty(frame: pd.DataFrame, name: str) -> bool:
    return name.endswith("_published") and bool(frame[name].isna().all())


def _quantity(name: str) -> str:
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def _column_title(name: str, frame: pd.DataFrame) -> str:
    quantity = _quantity(name)
    title = {"title": "cell"}.get(quantity) or (setting(quantity) if is_setting(quantity) else metric_title(quantity))
    if name.endswith("_published"):
        return f"{title}, published"
    return f"{title}, reproduced" if f"{quantity}_published" in frame.columns else title


def _cell_text(frame: pd.DataFrame, row: int, name: str) -> str:
    value, quantity = frame[name].iloc[row], _quantity(name)
    if pd.isna(value):
        return MISSING
    if name.endswith("_mean"):
        return _with_spread(frame, row, quantity)
    if quantity in TEXT or isinstance(value, str):
        return PART_TITLES.get(str(value), str(value))
    if quantity in SCORES:
        return f"{value:.2f}" if name.endswith("_published") else f"{value:.4f}"
    if "probability" in quantity:
        return f"{value:.4f}"
    return number(float(value), quantity) if name.endswith("_published") or quantity in COUNTS else plain(float(value))


def _with_spread(frame: pd.DataFrame, row: int, quantity: str) -> str:
    mean, spread = (float(frame[f"{quantity}_{end}"].iloc[row]) for end in ("mean", "sd"))
    return with_spread(mean, spread, quantity)


@dataclass(frozen=True)
class ClaimView:
    """A claim as text: its ID, what was claimed, what was observed, and in which seeds it holds."""

    identifier: str
    text: str
    note: str | None
    observed: list[tuple[str, str]]
    outcome: str
    state: str


def claim_view(plan: StudyPlan, identifier: str, finding: Mapping[str, Any]) -> ClaimView:
    """A claim with its finding; its state is "all", "some", "none" or "compared"."""
    claim = plan.study.claims[identifier]
    observed = [_observed(plan, item) for item in finding["observed"]]
    published = getattr(claim, "published", None)
    if published is not None:
        observed.insert(0, ("published", number(published, claim.metric)))  # type: ignore[union-attr]
    holds = finding["holds"]
    return ClaimView(identifier, claim.text, claim.note, observed, holds_text(holds), _state(holds))


def _observed(plan: StudyPlan, item: Mapping[str, Any]) -> tuple[str, str]:
    values = [float("nan") if value is None else value for value in item["values"].values()]
    quantity = metric_title(item["quantity"])
    name = f"{title_of(plan, item['cell'])}: {quantity}" if item["cell"] else quantity
    return name, mean_with_spread(values, item["quantity"])


def _state(holds: Mapping[str, bool] | None) -> str:
    if holds is None:
        return "compared"
    return "all" if all(holds.values()) else "some" if any(holds.values()) else "none"


@dataclass(frozen=True)
class HeadlineView:
    """A headline number as text."""

    title: str
    quantity: str
    published: str
    reproduced: str
    difference: str


def headline_view(evidence: Evidence, headline: Headline) -> HeadlineView:
    """A published headline number beside ours."""
    values = list(evidence.values(evidence.cell(headline.cell), headline.metric).values())
    return HeadlineView(
        title=headline.title,
        quantity=metric_title(headline.metric),
        published=number(headline.published, headline.metric),
        reproduced=mean_with_spread(values, headline.metric),
        difference=points(fmean(values) - headline.published),
    )


def choice_rows(plan: StudyPlan, choices: Mapping[str, Any]) -> list[dict[str, str]]:
    """What each protocol chose, by which number, decided on which images, and why that protocol."""
    return [
        {
            "protocol": protocol,
            "group": plan.study.variants[group].title if group in plan.study.variants else "all",
            "cell": title_of(plan, entry["cell"]),
            "by": metric_title(choice["choose_by"]),
            "value": number(entry[choice["choose_by"]], choice["choose_by"]),
            "candidates": str(len(entry["candidates"])),
            "decided_on": choice["decided_on"],
        }
        for protocol in plan.study.protocols
        for choice in [choices[protocol]]
        for group, entry in choice["chosen"].items()
    ]
