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
    holds_text,
    mean_with_spread,
    metric_title,
    number,
    setting,
    title_of,
)

SUFFIXES = ("_published", "_mean", "_sd", "_seeds")
HIDDEN = ("cell",)
WORDS = ("title", "layer", "output", "part", "class")


@dataclass(frozen=True)
class TableView:
    """A table as text: column titles, which of them are published values, and rows."""

    columns: list[str]
    published: list[bool]
    rows: list[list[str]]


def table_view(frame: pd.DataFrame) -> TableView:
    """A table with each metric's published value before its mean ± standard deviation over seeds."""
    columns, published, cells = [], [], []
    for name in frame.columns:
        quantity = _quantity(name)
        if name in HIDDEN or name.endswith(("_sd", "_seeds")):
            continue
        columns.append(_column_title(name, quantity, frame))
        published.append(name.endswith("_published"))
        cells.append([_cell_text(frame, row, name, quantity) for row in range(len(frame))])
    return TableView(columns, published, [list(row) for row in zip(*cells, strict=True)])


def _quantity(name: str) -> str:
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def _column_title(name: str, quantity: str, frame: pd.DataFrame) -> str:
    title = metric_title(quantity) if quantity == metric_title(quantity) or "." not in quantity else setting(quantity)
    if name.endswith("_published"):
        return f"{title}, published"
    return f"{title}, reproduced" if f"{quantity}_published" in frame.columns else title


def _cell_text(frame: pd.DataFrame, row: int, name: str, quantity: str) -> str:
    value = frame[name].iloc[row]
    if pd.isna(value):
        return MISSING
    if name.endswith("_mean"):
        return _with_spread(frame, row, quantity)
    if isinstance(value, str) or quantity in WORDS:
        return str(value)
    if quantity in ("precision", "recall", "f1"):
        return f"{value:.2f}" if name.endswith("_published") else f"{value:.4f}"
    if "probability" in quantity:
        return f"{value:.4f}"
    return number(float(value), quantity) if _is_metric(name, quantity) else f"{value:g}"


def _is_metric(name: str, quantity: str) -> bool:
    return name.endswith("_published") or quantity in COUNTS


def _with_spread(frame: pd.DataFrame, row: int, quantity: str) -> str:
    mean, spread = frame[f"{quantity}_mean"].iloc[row], frame[f"{quantity}_sd"].iloc[row]
    text = number(float(mean), quantity)
    if pd.isna(spread) or spread == 0:
        return text
    deviation = number(float(spread), quantity).removesuffix(" %")
    return f"{text.removesuffix(' %')} ± {deviation}{' %' if text.endswith(' %') else ''}"


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
    name = f"{title_of(plan, item['cell'])}: {metric_title(item['quantity'])}"
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
    points = 100 * (fmean(values) - headline.published)
    return HeadlineView(
        title=headline.title,
        quantity=metric_title(headline.metric),
        published=number(headline.published, headline.metric),
        reproduced=mean_with_spread(values, headline.metric),
        difference=f"{points:+.2f}",
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
        for protocol, choice in choices.items()
        for group, entry in choice["chosen"].items()
    ]
