"""From data frames and findings to what the page shows, all of it text."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean
from typing import Any

import pandas as pd

from restudy.claims.evidence import Evidence
from restudy.params.study import Headline
from restudy.plan.plan import StudyPlan
from restudy.report.formatters import (
    COUNTS,
    METRIC_TITLES,
    MINUS,
    MISSING,
    PART_TITLES,
    PERCENT,
    cell_title,
    holds_text,
    interval_text,
    is_setting,
    mean_with_spread,
    metric_title,
    number,
    plain,
    points,
    setting,
    title_of,
    verdict_state,
    with_spread,
)

SUFFIXES = ("_published", "_mean", "_sd", "_seeds", "_low", "_high")
HIDDEN = ("_sd", "_seeds", "_high")
TEXT = ("title", "layer", "output", "part", "class", "first", "second")
SCORES = ("precision", "recall", "f1")


@dataclass(frozen=True)
class ColumnView:
    """A column.

    Attributes:
        title: its title.
        published: whether it holds published values.
        text: whether it holds words.
        group: the quantity that it has in common with the column of published or reproduced values beside it.
    """

    title: str
    published: bool
    text: bool
    group: str = ""

    @property
    def short_title(self) -> str:
        """What its title adds to its group's."""
        return self.title.removeprefix(f"{self.group}, ")


@dataclass(frozen=True)
class TableView:
    """A table as text.

    Attributes:
        columns: its columns.
        rows: the words of each row.
        cells: the cell that each row is of; empty where rows are of none.
        linked: the column in which a row leads to its cell: its first reproduced value.
    """

    columns: list[ColumnView]
    rows: list[list[str]]
    cells: list[str]
    linked: int

    @property
    def groups(self) -> list[list[ColumnView]]:
        """Columns of one quantity together, the others alone."""
        parts = groupby(enumerate(self.columns), key=lambda item: item[1].group or item[0])
        return [[column for _, column in part] for _, part in parts]


def table_view(frame: pd.DataFrame) -> TableView:
    """A table with each metric's published value before its mean ± standard deviation over seeds."""
    frame = frame.drop(columns=[name for name in frame.columns if _is_empty(frame, name)])
    shown = _side_by_side([name for name in frame if name != "cell" and not name.endswith(HIDDEN)])
    columns = [_column(name, frame) for name in shown]
    rows = [[_cell_text(frame, row, name) for name in shown] for row in range(len(frame))]
    cells = [str(name) for name in frame["cell"]] if "cell" in frame.columns else []
    linked = next((place for place, name in enumerate(shown) if name.endswith("_mean")), 0)
    return TableView(columns, rows, cells, linked)


def _side_by_side(names: list[str]) -> list[str]:
    """The columns with the published scores of each class before those that they are compared with."""

    def place(name: str) -> tuple[int, bool]:
        partner = _quantity(name)
        beside = partner in names and partner in (*SCORES, "support")
        return names.index(partner if beside else name), not name.endswith("_published")

    return sorted(names, key=place)


def _is_empty(frame: pd.DataFrame, name: str) -> bool:
    return name.endswith(("_published", "_low", "_high")) and bool(frame[name].isna().all())


def _quantity(name: str) -> str:
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def _column(name: str, frame: pd.DataFrame) -> ColumnView:
    quantity, published = _quantity(name), name.endswith("_published")
    title = {"title": "cell"}.get(quantity) or (setting(quantity) if is_setting(quantity) else metric_title(quantity))
    words = quantity in TEXT
    if published:
        return ColumnView(f"{title}, published", published, words, title)
    if f"{quantity}_published" in frame.columns:
        return ColumnView(f"{title}, reproduced", published, words, title)
    if name.endswith("_low") and {quantity, f"{quantity}_mean"} & set(frame.columns):
        return ColumnView(f"{title}, 95{PERCENT}", published, words)
    return ColumnView(title, published, words)


def _cell_text(frame: pd.DataFrame, row: int, name: str) -> str:
    value, quantity = frame[name].iloc[row], _quantity(name)
    if pd.isna(value):
        return MISSING
    if name.endswith("_mean"):
        return _with_spread(frame, row, quantity)
    if name.endswith("_low"):
        return interval_text([value, frame[f"{quantity}_high"].iloc[row]], quantity)
    if quantity in TEXT or isinstance(value, str):
        return PART_TITLES.get(str(value), str(value))
    if quantity in SCORES:
        return f"{value:.2f}" if name.endswith("_published") else f"{value:.4f}"
    if "probability" in quantity:
        return f"{value:.4f}"
    has_format = name.endswith("_published") or quantity in COUNTS or quantity in METRIC_TITLES
    return number(float(value), quantity) if has_format else plain(float(value))


def _with_spread(frame: pd.DataFrame, row: int, quantity: str) -> str:
    mean, spread = (float(frame[f"{quantity}_{end}"].iloc[row]) for end in ("mean", "sd"))
    return with_spread(mean, spread, quantity)


@dataclass(frozen=True)
class ClaimView:
    """A claim as text: its ID, what was claimed, what was observed, its verdict, and what that rests on."""

    identifier: str
    text: str
    note: str | None
    observed: list[tuple[str, str]]
    verdict: str
    state: str
    grounds: list[str]


def claim_view(plan: StudyPlan, identifier: str, claim: Any, finding: Mapping[str, Any]) -> ClaimView:
    """A claim with what `judge` wrote of it; without a verdict where nothing was judged."""
    observed = [_observed(plan, item) for item in finding["observed"]]
    published = getattr(claim, "published", None)
    if published is not None:
        observed.insert(0, ("published", number(published, claim.metric)))
    verdict = finding.get("verdict", "")
    return ClaimView(
        *(identifier, claim.text, claim.note, observed, verdict, verdict_state(verdict)),
        grounds=_grounds(plan, claim, finding) if verdict else [],
    )


def _grounds(plan: StudyPlan, claim: Any, finding: Mapping[str, Any]) -> list[str]:
    """Why the verdict is what it is, in a few lines."""
    grounds = [finding["reason"]]
    if finding["holds"]:
        grounds.append(holds_text(finding["holds"]))
    limits = interval_text(finding["interval"], claim.metric) if finding.get("interval") else ""
    if limits:
        grounds.append(f"a further run: {limits}")
    if finding.get("margin"):
        grounds.append(_margin_text(plan, finding["margin"]))
    if finding.get("share") is not None:
        grounds.append(f"in {100 * finding['share']:.1f}{PERCENT} of resamples")
    if finding["seeds_to_decide"]:
        grounds.append(f"{finding['seeds_to_decide']} seeds would decide it")
    return grounds


def number_grounds(number: Mapping[str, Any]) -> list[str]:
    """Why a published number's verdict is what it is, in a few lines."""
    grounds = [number["reason"]]
    limits = interval_text(number["interval"], number["quantity"])
    if limits:
        grounds.append(f"a further run: {limits}")
    if number["seeds_to_decide"]:
        grounds.append(f"{number['seeds_to_decide']} seeds would decide it")
    return grounds


def _margin_text(plan: StudyPlan, margin: Mapping[str, Any]) -> str:
    """The deciding difference with its interval, cells by their titles."""
    title = margin["title"]
    for cell in plan.cells:
        title = title.replace(cell.name, cell_title(plan.study, cell))
    quantity = title.split(":")[0].split(",")[0]
    estimate = number(margin["estimate"], quantity).replace("-", MINUS)
    limits = interval_text(margin["interval"], quantity)
    return f"{metric_title(title)}: {estimate} ({limits})" if limits else f"{metric_title(title)}: {estimate}"


def _observed(plan: StudyPlan, item: Mapping[str, Any]) -> tuple[str, str]:
    values = [float("nan") if value is None else value for value in item["values"].values()]
    quantity = metric_title(item["quantity"])
    name = f"{title_of(plan, item['cell'])}: {quantity}" if item["cell"] else quantity
    return name, mean_with_spread(values, item["quantity"])


@dataclass(frozen=True)
class HeadlineView:
    """A headline number as text."""

    title: str
    quantity: str
    published: str
    reproduced: str
    difference: str
    interval: str
    verdict: str
    state: str


def headline_view(evidence: Evidence, headline: Headline, judged: Mapping[str, Any] | None = None) -> HeadlineView:
    """A published headline number beside ours, with its verdict where it was judged."""
    verdict = judged["verdict"] if judged else ""
    values = list(evidence.values(evidence.cell(headline.cell), headline.metric).values())
    return HeadlineView(
        title=headline.title,
        quantity=metric_title(headline.metric),
        published=number(headline.published, headline.metric),
        reproduced=mean_with_spread(values, headline.metric),
        difference=points(fmean(values) - headline.published),
        interval=interval_text(judged["interval"], headline.metric) if judged else "",
        verdict=verdict,
        state=verdict_state(verdict),
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


def optimism_rows(plan: StudyPlan, optimism: Mapping[str, Any]) -> list[dict[str, str]]:
    """For each group of cells what either choice reports, and the gap between them."""
    return [
        {
            "group": plan.study.variants[group].title if group in plan.study.variants else "all",
            "on_test": title_of(plan, entry["chosen_on_test"]),
            "reported": number(entry["reported"], "test_accuracy"),
            "on_validation": title_of(plan, entry["chosen_on_validation"]),
            "test_accuracy": number(entry["test_accuracy"], "test_accuracy"),
            "gap": f"{points(entry['gap'])} ({points(entry['gap_interval'][0])} to {points(entry['gap_interval'][1])})",
            "overstatement": points(entry["overstatement"]),
        }
        for group, entry in optimism.items()
    ]
