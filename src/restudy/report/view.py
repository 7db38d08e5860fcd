"""From findings to what the page and the paper show, all of it text."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
    Unit,
    difference,
    difference_with_limits,
    interval_text,
    mean_with_spread,
    number,
    p_text,
    points,
    probability_text,
    published_number,
)
from restudy.judging.luck import Luck
from restudy.metrics import METRICS
from restudy.papers.items import Claim
from restudy.papers.paper import Headline, Paper
from restudy.papers.titles import title_of, variant_title
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity
from restudy.report.table_view import Mark
from restudy.selection import WHOLE_STUDY

# So improbable that luck is no explanation; and so many places are named.
MORE_THAN_LUCK, MOST_PLACES = 0.025, 6
# Verdicts' classes in the page's style sheet.
STATES = {
    "holds": "all",
    "leans true": "mostly",
    "tied": "tied",
    "open": "some",
    "leans false": "hardly",
    "does not hold": "none",
    "not comparable": "compared",
}


def verdict_state(verdict: str) -> str:
    """A verdict's class in the page's style sheet; empty where there is none."""
    return STATES.get(verdict, "")


@dataclass(frozen=True)
class PartView:
    """A part of a claim as text: its verdict, and what that rests on."""

    verdict: str
    state: str
    text: str


@dataclass(frozen=True)
class ClaimView:
    """A claim as text: its ID, what was claimed, what was observed, its verdict, what that rests on, and its parts."""

    identifier: str
    text: str
    note: str | None
    observed: list[tuple[str, str]]
    verdict: str
    state: str
    grounds: list[str]
    parts: list[PartView]


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
        observed.insert(0, ("published", published_number(getattr(claim, "published", finding["published"]), unit)))
    verdict = finding.get("verdict", "")
    return ClaimView(
        *(identifier, claim.text, claim.note, observed, verdict, verdict_state(verdict)),
        grounds=_grounds(plan, paper, unit, finding) if verdict else [],
        parts=[_part_view(plan, paper, part) for part in finding.get("parts", [])],
    )


def _grounds(plan: StudyPlan, paper: Paper, unit: Unit, finding: Mapping[str, Any]) -> list[str]:
    """What the verdict rests on, in a few lines."""
    if "effect" not in finding:
        return number_grounds({**finding, "unit": unit})
    grounds = [finding["reason"]] if finding["reason"] else []
    if finding["probability"] is not None and not finding["reason"]:
        grounds.append(_probability(finding))
    grounds += [each for each in (_effect_text(plan, paper, finding), _runs_text(finding)) if each]
    if finding["seeds_to_decide"]:
        grounds.append(f"{finding['seeds_to_decide']:,} seeds would settle it, were all else the same")
    return grounds


def _probability(part: Mapping[str, Any]) -> str:
    """How probable it is over further runs, and on new images."""
    elsewhere = part["probability_on_new_images"]
    more = f"; on new images too {probability_text(elsewhere)}" if elsewhere is not None else ""
    return f"probability {probability_text(part['probability'])}{more}"


def _runs_text(part: Mapping[str, Any]) -> str:
    shown, of = part["runs"]
    return f"so in {shown} of {of} runs" if of else ""


def _part_view(plan: StudyPlan, paper: Paper, part: Mapping[str, Any]) -> PartView:
    words = _effect_text(plan, paper, part) or _sides_text(plan, paper, part["effect"]["first"], None)
    shown = _runs_text(part) if part["is_share"] else ""
    so = probability_text(part["probability"]) if part["probability"] is not None else ""
    return PartView(part["verdict"], verdict_state(part["verdict"]), "; ".join(filter(None, (words, shown, so))))


def luck_text(found: Luck) -> str:
    """How many numbers of a table lie outside their intervals, beside what luck alone gives, and where."""
    words = f"{found.outside} of {found.compared} outside a further run's interval, by luck alone {found.expected:.1f}"
    if found.p_value >= MORE_THAN_LUCK:
        return words
    more = found.where[MOST_PLACES:]
    where = "; ".join([*found.where[:MOST_PLACES], *([f"{len(more)} more"] if more else [])])
    return f"{words}, so something differs ({p_text(found.p_value)}): {where}"


def number_grounds(number: Mapping[str, Any]) -> list[str]:
    """Why a published number's verdict is what it is, in a few lines."""
    grounds = [str(number["reason"])]
    limits = interval_text(number["interval"], Unit(number["unit"])) if number.get("interval") else ""
    return [*grounds, f"a further run: {limits}"] if limits else grounds


def number_marks(numbers: Iterable[Mapping[str, Any]]) -> dict[tuple[int, str], Mark]:
    """Verdicts of one table's published numbers, by row and quantity."""
    return {
        (number["line"], number["column"]): Mark(
            verdict_state(number["verdict"]), f"{number['verdict']}: {'; '.join(number_grounds(number))}"
        )
        for number in numbers
    }


def _effect_text(plan: StudyPlan, paper: Paper, part: Mapping[str, Any]) -> str:
    """The deciding difference, or distance to a limit, with its interval; empty for a share of runs."""
    effect = part["effect"]
    if effect is None or part["is_share"]:
        return ""
    unit, limit = Quantity.read(effect["first"]["quantity"]).unit, effect["limit"]
    words = _sides_text(plan, paper, effect["first"], effect["second"])
    if limit:
        of = Unit.GAP if effect["second"] and unit == Unit.SHARE else unit
        words = f"{words}, {limit['words']} {number(limit['value'], of)}; distance"
    if effect["among"] > 1:
        words = f"least sure of {effect['among']}: {words}"
    return f"{words}: {difference_with_limits(effect['estimate'], effect['interval'], unit)}"


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
        published=published_number(headline.published, metric.unit),
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
            "gap": _gap_text(entry["gap"], entry["gap_interval"]),
            "overstatement": points(entry["overstatement"]),
        }
        for group, entry in optimism.items()
    ]


def _gap_text(gap: float, interval: Sequence[float | None]) -> str:
    """A gap with its interval, which one seed does not have."""
    low, high = interval
    return points(gap) if low is None or high is None else f"{points(gap)} ({points(low)} to {points(high)})"
