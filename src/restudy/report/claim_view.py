"""Claims and published numbers as text: what was said, what was observed, the verdict and what it rests on."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

from restudy.formats import (
    DIVERGED,
    Unit,
    difference_with_limits,
    interval_text,
    mean_with_spread,
    number,
    p_text,
    probability_text,
    published_number,
)
from restudy.judging.luck import Luck
from restudy.papers.items import Claim
from restudy.papers.paper import Paper
from restudy.papers.titles import title_of
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity
from restudy.report.table_view import Mark

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
