"""Headline numbers and choices as text, for the page and the paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from statistics import fmean
from typing import Any

from restudy.evidence.divergence import mark
from restudy.evidence.evidence import Evidence
from restudy.evidence.runs import metric_runs
from restudy.formats import MISSING, Unit, difference, interval_text, mean_with_spread, number, points, published_number
from restudy.metrics import METRICS
from restudy.papers.paper import Headline, Paper
from restudy.papers.titles import title_of, variant_title
from restudy.plan.plan import StudyPlan
from restudy.report.claim_view import verdict_state
from restudy.report.strips import Strip, headline_strip
from restudy.selection import WHOLE_STUDY


@dataclass(frozen=True)
class HeadlineView:
    """A headline number as text, and as a picture where it is a share."""

    title: str
    quantity: str
    published: str
    reproduced: str
    difference: str
    interval: str
    verdict: str
    state: str
    strip: Strip | None


def headline_view(evidence: Evidence, headline: Headline, judged: Mapping[str, Any] | None = None) -> HeadlineView:
    """A published headline number beside ours, with its verdict where it was judged."""
    metric, verdict, cell = METRICS[headline.metric], judged["verdict"] if judged else "", evidence.cell(headline.cell)
    values = [float(value) for value in metric_runs(evidence, cell, headline.metric).values]
    known = [value for value in values if not isnan(value)]
    reproduced = mean_with_spread(values, metric.unit) if values else ""
    return HeadlineView(
        title=headline.title,
        quantity=metric.title,
        published=published_number(headline.published, metric.unit),
        reproduced=", ".join(filter(None, (reproduced, mark(evidence, cell)))),
        difference=difference(fmean(known) - headline.published, metric.unit) if known else MISSING,
        interval=interval_text(judged["interval"], metric.unit) if judged else "",
        verdict=verdict,
        state=verdict_state(verdict),
        strip=_strip(headline.published, values, judged) if metric.unit == Unit.SHARE else None,
    )


def _strip(published: float, values: Sequence[float], judged: Mapping[str, Any] | None) -> Strip | None:
    return headline_strip(float(published), values, judged["interval"] if judged else None)


def choice_rows(plan: StudyPlan, paper: Paper, choices: Mapping[str, Any]) -> list[dict[str, str]]:
    """What each protocol chose, by which number, decided on which images, and why that protocol."""
    return [
        {
            "protocol": protocol,
            "group": _group_title(paper, group),
            "cell": title_of(paper, plan, entry["cell"]) if entry["cell"] else "none, since no run has a number",
            "by": METRICS[choice["choose_by"]].title,
            "value": number(entry[choice["choose_by"]], METRICS[choice["choose_by"]].unit),
            "candidates": _candidates(entry),
            "decided_on": choice["decided_on"],
        }
        for protocol in plan.study.protocols
        for choice in [choices[protocol]]
        for group, entry in choice["chosen"].items()
    ]


def _candidates(entry: Mapping[str, Any]) -> str:
    """How many there were, and of how many some run has no number."""
    lacking = len(entry.get("without_number", {}))
    return f"{len(entry['candidates'])}{f'; runs of {lacking} have no number' if lacking else ''}"


def _group_title(paper: Paper, group: str) -> str:
    return "all" if group == WHOLE_STUDY else variant_title(paper, group)


def optimism_rows(plan: StudyPlan, paper: Paper, optimism: Mapping[str, Any]) -> list[dict[str, str]]:
    """For each group of cells what either choice reports, and the gap between them."""
    return [
        {
            "group": _group_title(paper, group),
            "on_test": title_of(paper, plan, entry["chosen_on_test"]),
            "reported": number(entry["reported"], Unit.SHARE),
            "on_validation": title_of(paper, plan, entry["chosen_on_validation"]),
            "test_accuracy": number(entry["test_accuracy"], Unit.SHARE),
            "gap": _gap_text(entry["gap"], entry["gap_interval"]),
            "overstatement": points(entry["overstatement"]),
        }
        for group, entry in optimism.items()
    ]


def _gap_text(gap: float, interval: Sequence[float | None]) -> str:
    """A gap with its interval, which one seed does not have."""
    low, high = interval
    return points(gap) if low is None or high is None else f"{points(gap)} ({points(low)} to {points(high)})"
