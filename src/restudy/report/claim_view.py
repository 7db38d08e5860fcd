"""Claims and published numbers as text: what was said, what was observed, the verdict and what it rests on."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

from restudy.formats import (
    DIVERGED,
    Unit,
    amount_with_limits,
    in_runs,
    interval_text,
    mean_with_spread,
    number,
    p_text,
    probability_text,
    published_number,
    sentence,
)
from restudy.judging.luck import Luck
from restudy.papers.items import Claim
from restudy.papers.paper import Paper
from restudy.papers.titles import title_of
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity
from restudy.report.strips import Strip, effect_strip
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
    """A part of a claim: its verdict, and what that rests on, as text and as a picture."""

    verdict: str
    state: str
    probability: str
    runs: tuple[int, int]
    strip: Strip | None
    text: str


@dataclass(frozen=True)
class ClaimView:
    """A claim: its ID, what was claimed, what was observed, its verdict, what that rests on, and its parts.

    Attributes:
        identifier: its ID.
        kind: which kind of claim it is, in words.
        text: what was claimed.
        note: what a reader must know to judge it.
        observed: numbers, each with its name.
        verdict: the word; empty where nothing was judged.
        state: the word's class in the style sheet.
        probability: that further runs show it; empty where that is not known.
        runs: how many runs show it, and of how many.
        strip: the difference that decides, as a picture.
        grounds: sentences on what the verdict rests on.
        parts: its parts; none where it has but one.
    """

    identifier: str
    kind: str
    text: str
    note: str | None
    observed: list[tuple[str, str]]
    verdict: str
    state: str
    probability: str
    runs: tuple[int, int]
    strip: Strip | None
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
        *(identifier, claim.kind.replace("_", " "), claim.text, claim.note, observed, verdict, verdict_state(verdict)),
        *_picture(finding),
        grounds=_grounds(plan, paper, unit, finding) if verdict else [],
        parts=[_part_view(plan, paper, part) for part in finding.get("parts", [])],
    )


def _picture(part: Mapping[str, Any]) -> tuple[str, tuple[int, int], Strip | None]:
    """A probability in words, in how many runs it is so and of how many, and the deciding difference."""
    if "effect" not in part:
        return "", (0, 0), None
    known, (shown, of) = part["probability"], part["runs"]
    return "" if known is None else probability_text(known), (shown, of), effect_strip(part)


def _grounds(plan: StudyPlan, paper: Paper, unit: Unit, finding: Mapping[str, Any]) -> list[str]:
    """What the verdict rests on, in a few sentences."""
    if "effect" not in finding:
        return number_grounds({**finding, "unit": unit})
    elsewhere, seeds, (shown, of) = (finding[key] for key in ("probability_on_new_images", "seeds_to_decide", "runs"))
    found = [
        f"{sentence(finding['reason'])}." if finding["reason"] else "",
        _effect_text(plan, paper, finding),
        f"It is so {in_runs(shown, of)}." if of else "",
        f"On new test images: {probability_text(elsewhere)}." if elsewhere is not None else "",
        f"About {seeds:,} runs of each setting would settle it." if seeds else "",
    ]
    return [each for each in found if each]


def _part_view(plan: StudyPlan, paper: Paper, part: Mapping[str, Any]) -> PartView:
    words = _effect_text(plan, paper, part) or sentence(f"{_side_text(plan, paper, part['effect']['first'])}.")
    shown = f"So {in_runs(*part['runs'])}." if part["is_share"] else ""
    text = " ".join(filter(None, (words, shown)))
    return PartView(part["verdict"], verdict_state(part["verdict"]), *_picture(part), text)


def luck_text(found: Luck) -> str:
    """How many numbers of a table lie outside their intervals, beside what luck alone gives."""
    outside = f"{found.outside} of {found.compared} lie outside the interval of a further run"
    return f"{outside}; luck gives {found.expected:.1f}"


def misses_text(found: Luck) -> str:
    """The same where luck is no explanation, with the numbers in question; empty where it is one."""
    if found.p_value >= MORE_THAN_LUCK:
        return ""
    more = found.where[MOST_PLACES:]
    where = "; ".join([*found.where[:MOST_PLACES], *([f"{len(more)} more"] if more else [])])
    return f"{luck_text(found)} (p {_equals(p_text(found.p_value))}): {where}."


def _equals(text: str) -> str:
    return text if text.startswith("<") else f"= {text}"


def number_grounds(number: Mapping[str, Any]) -> list[str]:
    """Why a published number's verdict is what it is, in a sentence."""
    limits = interval_text(number["interval"], Unit(number["unit"])) if number.get("interval") else ""
    return [f"{sentence(number['reason'])}{f': {limits}' if limits else ''}."]


def number_marks(numbers: Iterable[Mapping[str, Any]]) -> dict[tuple[int, str], Mark]:
    """Verdicts of one table's published numbers, by row and quantity."""
    return {
        (number["line"], number["column"]): Mark(
            verdict_state(number["verdict"]), f"{number['verdict']}: {number_grounds(number)[0]}"
        )
        for number in numbers
    }


def _effect_text(plan: StudyPlan, paper: Paper, part: Mapping[str, Any]) -> str:
    """The deciding difference, or distance to a limit, with its interval; empty for a share of runs."""
    effect = part["effect"]
    if effect is None or part["is_share"]:
        return ""
    least = f"Least sure of {effect['among']} comparisons: " if effect["among"] > 1 else ""
    sides = _limit_text if effect["limit"] else _sides_text
    words, estimate, interval = sides(plan, paper, effect), effect["estimate"], effect["interval"]
    if estimate < 0:
        interval = [None if limit is None else -limit for limit in reversed(interval)]
    size = amount_with_limits(abs(estimate), interval, Quantity.read(effect["first"]["quantity"]).unit)
    return sentence(f"{least}{words} by {size}.")


def _limit_text(plan: StudyPlan, paper: Paper, effect: Mapping[str, Any]) -> str:
    """That a number keeps a limit or misses it."""
    unit, limit = Quantity.read(effect["first"]["quantity"]).unit, effect["limit"]
    words = f"{limit['words']} {number(limit['value'], Unit.GAP if effect['second'] and unit == Unit.SHARE else unit)}"
    first = _side_text(plan, paper, effect["first"])
    of = f"{first} less {_side_text(plan, paper, effect['second'])}" if effect["second"] else first
    return f"{of} {'keeps' if effect['estimate'] >= 0 else 'misses'} the limit, {words},"


def _sides_text(plan: StudyPlan, paper: Paper, effect: Mapping[str, Any]) -> str:
    """That one cell or quantity is above or below another."""
    first, second = effect["first"], effect["second"]
    is_above = f"is {'above' if effect['estimate'] >= 0 else 'below'}"
    if second is None:
        return f"{_side_text(plan, paper, first)} {is_above} nothing"
    one, other = (Quantity.read(side["quantity"]).title for side in (first, second))
    cell, rival = (_cell_text(plan, paper, side) for side in (first, second))
    if one == other:
        return f"{cell} {is_above} {rival} in {one}"
    if cell == rival:
        return f"{one} {is_above} {other}{f' for {cell}' if cell else ''}"
    return f"{one} of {cell} {is_above} {other} of {rival}"


def _side_text(plan: StudyPlan, paper: Paper, side: Mapping[str, Any]) -> str:
    title, cell = Quantity.read(side["quantity"]).title, _cell_text(plan, paper, side)
    return f"{title} of {cell}" if cell else title


def _cell_text(plan: StudyPlan, paper: Paper, side: Mapping[str, Any]) -> str:
    return title_of(paper, plan, side["cell"]) if side["cell"] else ""


def _observed(plan: StudyPlan, paper: Paper, item: Mapping[str, Any], lost: Collection[str]) -> tuple[str, str]:
    values = [float("nan") if value is None else value for value in item["values"].values()]
    quantity, cell = Quantity.read(item["quantity"]), _cell_text(plan, paper, item)
    is_lost = item["cell"] in lost and all(map(isnan, values))
    text = DIVERGED if is_lost else mean_with_spread(values, quantity.unit)
    return f"{cell}: {quantity.title}" if cell else quantity.title, text
