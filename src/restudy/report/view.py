"""From findings to what the page and the paper show, all of it text."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import isnan
from statistics import fmean
from typing import Any

from restudy.evidence.divergence import mark
from restudy.evidence.evidence import Evidence
from restudy.evidence.runs import metric_runs
from restudy.formats import (
    DIVERGED,
    MISSING,
    PERCENT,
    Unit,
    difference,
    difference_with_limits,
    holds_text,
    interval_text,
    mean_with_spread,
    number,
    p_text,
    points,
)
from restudy.metrics import METRICS
from restudy.papers.items import Claim
from restudy.papers.paper import Headline, Paper
from restudy.papers.titles import title_of, variant_title
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity
from restudy.report.table_view import Mark
from restudy.selection import WHOLE_STUDY

# Verdicts' classes in the page's style sheet.
STATES = {"holds": "all", "does not hold": "none", "undecided": "some", "not comparable": "compared"}


def verdict_state(verdict: str) -> str:
    """A verdict's class in the page's style sheet; empty where there is none."""
    return STATES.get(verdict, "")


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


def claim_view(
    plan: StudyPlan,
    paper: Paper,
    identifier: str,
    claim: Claim,
    finding: Mapping[str, Any],
    lost: Collection[str] = (),
) -> ClaimView:
    """A claim with what `judge` wrote of it; without a verdict where nothing was judged.

    Args:
        plan: the study's plan.
        paper: what is said of the study.
        identifier: the claim's ID.
        claim: what is claimed.
        finding: what was observed of it.
        lost: names of the cells of which no run ended.
    """
    observed = [_observed(plan, paper, item, lost) for item in finding["observed"]]
    unit = Unit(finding.get("unit", Unit.TEXT))
    if "published" in finding:
        observed.insert(0, ("published", number(finding["published"], unit)))
    verdict = finding.get("verdict", "")
    return ClaimView(
        *(identifier, claim.text, claim.note, observed, verdict, verdict_state(verdict)),
        grounds=_grounds(plan, paper, unit, finding) if verdict else [],
    )


def _grounds(plan: StudyPlan, paper: Paper, unit: Unit, finding: Mapping[str, Any]) -> list[str]:
    """Why the verdict is what it is, in a few lines."""
    grounds = [_reason(finding)]
    limits = interval_text(finding["interval"], unit) if finding.get("interval") else ""
    if limits:
        grounds.append(f"a further run: {limits}")
    if finding.get("margin"):
        grounds.append(_margin_text(plan, paper, finding["margin"]))
    if finding["holds"]:
        grounds.append(holds_text(finding["holds"]))
    tested = []
    if finding.get("share") is not None:
        tested.append(f"in {100 * finding['share']:.1f}{PERCENT} of resamples")
    if finding.get("p_value") is not None:
        tested.append(f"p {p_text(finding['p_value'])} (Holm)")
    return [*grounds, "; ".join(tested)] if tested else grounds


def number_grounds(number: Mapping[str, Any]) -> list[str]:
    """Why a published number's verdict is what it is, in a few lines."""
    grounds = [_reason(number)]
    limits = interval_text(number["interval"], Unit(number["unit"]))
    return [*grounds, f"a further run: {limits}"] if limits else grounds


def _reason(judged: Mapping[str, Any]) -> str:
    """Why, and how many seeds would decide what is undecided."""
    seeds, reason = judged["seeds_to_decide"], str(judged["reason"])
    return f"{reason}; {seeds} seeds would decide it" if seeds else reason


def number_marks(numbers: Iterable[Mapping[str, Any]]) -> dict[tuple[int, str], Mark]:
    """Verdicts of one table's published numbers, by row and quantity."""
    return {
        (number["line"], number["column"]): Mark(
            verdict_state(number["verdict"]), f"{number['verdict']}: {'; '.join(number_grounds(number))}"
        )
        for number in numbers
    }


def _margin_text(plan: StudyPlan, paper: Paper, margin: Mapping[str, Any]) -> str:
    """The deciding difference, or distance to a limit, with its interval, cells by their titles."""
    unit, limit = Quantity.read(margin["first"]["quantity"]).unit, margin["limit"]
    words = _sides_text(plan, paper, margin["first"], margin["second"])
    if limit:
        words = f"{words}, {limit['words']} {number(limit['value'], unit)}; distance"
    if margin["among"] > 1:
        words = f"least sure of {margin['among']}: {words}"
    return f"{words}: {difference_with_limits(margin['estimate'], margin['interval'], unit)}"


def _sides_text(plan: StudyPlan, paper: Paper, first: Mapping[str, Any], second: Mapping[str, Any] | None) -> str:
    """A difference in words: of two cells in one quantity, of two quantities of one cell, or of two of each."""
    one, cell = Quantity.read(first["quantity"]).title, _cell_text(plan, paper, first)
    if second is None:
        return f"{one}: {cell}" if cell else one
    other, rival = Quantity.read(second["quantity"]).title, _cell_text(plan, paper, second)
    if one == other:
        return f"{one}: {cell} − {rival}"
    if cell == rival:
        return f"{cell}: {one} − {other}" if cell else f"{one} − {other}"
    return f"{one} of {cell} − {other} of {rival}"


def _cell_text(plan: StudyPlan, paper: Paper, side: Mapping[str, Any]) -> str:
    return title_of(paper, plan, side["cell"]) if side["cell"] else ""


def _observed(plan: StudyPlan, paper: Paper, item: Mapping[str, Any], lost: Collection[str]) -> tuple[str, str]:
    values = [float("nan") if value is None else value for value in item["values"].values()]
    quantity, cell = Quantity.read(item["quantity"]), _cell_text(plan, paper, item)
    is_lost = item["cell"] in lost and all(map(isnan, values))
    text = DIVERGED if is_lost else mean_with_spread(values, quantity.unit)
    return f"{cell}: {quantity.title}" if cell else quantity.title, text


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
    metric, verdict, cell = METRICS[headline.metric], judged["verdict"] if judged else "", evidence.cell(headline.cell)
    values = [float(value) for value in metric_runs(evidence, cell, headline.metric).values]
    known = [value for value in values if not isnan(value)]
    reproduced = mean_with_spread(values, metric.unit) if values else ""
    return HeadlineView(
        title=headline.title,
        quantity=metric.title,
        published=number(headline.published, metric.unit),
        reproduced=", ".join(filter(None, (reproduced, mark(evidence, cell)))),
        difference=difference(fmean(known) - headline.published, metric.unit) if known else MISSING,
        interval=interval_text(judged["interval"], metric.unit) if judged else "",
        verdict=verdict,
        state=verdict_state(verdict),
    )


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
            "gap": f"{points(entry['gap'])} ({points(entry['gap_interval'][0])} to {points(entry['gap_interval'][1])})",
            "overstatement": points(entry["overstatement"]),
        }
        for group, entry in optimism.items()
    ]
