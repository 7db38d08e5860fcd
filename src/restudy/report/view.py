"""From findings to what the page and the paper show, all of it text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from restudy.claims.evidence import Evidence
from restudy.params.study import Headline
from restudy.plan.plan import StudyPlan
from restudy.report.formatters import (
    PERCENT,
    difference_with_limits,
    holds_text,
    interval_text,
    mean_with_spread,
    number,
    p_text,
    points,
    verdict_state,
)
from restudy.report.table_view import Mark
from restudy.report.titles import cell_title, metric_title, title_of


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
    grounds = [_reason(finding)]
    limits = interval_text(finding["interval"], claim.metric) if finding.get("interval") else ""
    if limits:
        grounds.append(f"a further run: {limits}")
    if finding.get("margin"):
        grounds.append(_margin_text(plan, finding["margin"]))
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
    limits = interval_text(number["interval"], number["quantity"])
    return [*grounds, f"a further run: {limits}"] if limits else grounds


def _reason(judged: Mapping[str, Any]) -> str:
    """Why, and how many seeds would decide what is undecided."""
    seeds, reason = judged["seeds_to_decide"], str(judged["reason"])
    return f"{reason}; {seeds} seeds would decide it" if seeds else reason


def number_marks(numbers: Iterable[Mapping[str, Any]]) -> dict[tuple[int, str], Mark]:
    """Verdicts of one table's published numbers, by row and quantity."""
    return {
        (number["spot"]["line"], number["spot"]["column"]): Mark(
            verdict_state(number["verdict"]), f"{number['verdict']}: {'; '.join(number_grounds(number))}"
        )
        for number in numbers
    }


def _margin_text(plan: StudyPlan, margin: Mapping[str, Any]) -> str:
    """The deciding difference, or distance to a limit, with its interval, cells by their titles."""
    title, limit = margin["title"], margin.get("limit")
    for cell in plan.cells:
        title = title.replace(cell.name, cell_title(plan.study, cell))
    quantity = title.split(":")[0]
    words = metric_title(title)
    if limit:
        words = f"{words}, {limit['words']} {number(limit['value'], quantity)}; distance"
    if margin.get("among", 1) > 1:
        words = f"least sure of {margin['among']}: {words}"
    return f"{words}: {difference_with_limits(margin['estimate'], margin['interval'], quantity)}"


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
