"""From what was judged of claims and published numbers to what the page says of them."""

from collections.abc import Sequence
from typing import Any

import pytest

from restudy.judging.scale import VERDICTS
from restudy.plan.plan import StudyPlan
from restudy.report.claim_view import ClaimView, PartView, claim_view, number_marks, verdict_state
from restudy.report.strips import Strip, place
from results_fixture import paper_of, small_plan

SPACE = "\u00a0"
POINTS = f"{SPACE}points"
# Of an estimate of a point less than nothing, by what is below.
SIZE = f"1.00{POINTS} (−1.00 to 3.00)"
STRIP = Strip(place(-30.0), place(10.0), place(-10.0), [])
CLAIMS = """
claims:
  V1: {kind: value, text: A number., cell: one, metric: test_accuracy, published: 0.95}
  V2: {kind: class_threshold, text: A limit., note: A note., score: recall, cell: one, above: 0.5}
"""


@pytest.fixture(scope="module")
def plan() -> StudyPlan:
    return small_plan(CLAIMS)


def metric(name: str) -> dict[str, Any]:
    """A metric of a finished trial, as the file of claims has it."""
    return {"metric": name}


def sides(plan: StudyPlan, *names: str) -> list[dict[str, Any]]:
    """The first cells with these metrics, as the file of claims has them."""
    names = names or ("test_accuracy",) * 2
    return [
        {"cell": cell.name, "quantity": metric(name)}
        for cell, name in zip(plan.cells[: len(names)], names, strict=True)
    ]


def finding(holds: dict[str, bool] | None, values: dict[str, float | None], **verdict: Any) -> dict[str, Any]:
    """A claim about the first cell, as it is read from its file."""
    cell = small_plan(CLAIMS).cells[0].name
    return {
        "holds": holds,
        "observed": [{"cell": cell, "quantity": metric("test_accuracy"), "values": values}],
        **verdict,
    }


def view_of(identifier: str, content: dict[str, Any]) -> ClaimView:
    plan = small_plan(CLAIMS)
    paper = paper_of(plan, CLAIMS)
    return claim_view(plan, paper, identifier, paper.claims[identifier], content)


def effect_of(first: dict[str, Any], second: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A deciding difference, as the file of claims has it, the only one that its claim needs."""
    common = {"among": 1, "limit": None, "estimate": -0.01, "interval": [-0.03, 0.01], "scale": 0.001}
    return common | {"first": first, "second": second} | more


def part_of(verdict: str = "open", **more: Any) -> dict[str, Any]:
    """A part of a claim, or all of it, as the file of claims has it, with nothing that its verdict rests on."""
    common = {
        "probability": None,
        "probability_on_new_images": None,
        "runs": [0, 0],
        "effect": None,
        "is_share": False,
        "seeds_to_decide": None,
    }
    return common | {"verdict": verdict} | more


def judged_view(reason: str = "", parts: Sequence[dict[str, Any]] = (), **more: Any) -> ClaimView:
    """A claim with its verdict."""
    return view_of("V2", finding({}, {"0": 0.5}, reason=reason, parts=list(parts), **part_of(**more)))


def grounds_of(effect: dict[str, Any]) -> str:
    return " ".join(judged_view(effect=effect).grounds)


def test_a_published_number_stands_before_what_was_observed() -> None:
    verdict = {"verdict": "holds", "reason": "it is within", "interval": [0.9, 0.96], "is_fixed": False}
    view = view_of("V1", finding(None, {"0": 0.94, "1": 0.96}, published=0.95, unit="share", **verdict))
    assert (view.identifier, view.kind, view.text, view.note) == ("V1", "value", "A number.", None)
    assert view.observed == [
        ("published", f"95.00{SPACE}%"),
        ("One: test accuracy", f"95.00 ± 1.41{SPACE}%"),
    ]
    assert (view.state, view.verdict) == ("all", "holds")
    assert (view.probability, view.runs, view.strip) == ("", (0, 0), None)
    assert view.grounds == [f"It is within: 90.00–96.00{SPACE}%."]


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        ("holds", "all"),
        ("leans true", "mostly"),
        ("tied", "tied"),
        ("open", "some"),
        ("leans false", "hardly"),
        ("does not hold", "none"),
        ("not comparable", "compared"),
    ],
)
def test_a_claim_s_state_is_its_verdict(verdict: str, state: str) -> None:
    content = part_of(verdict, probability=0.5, runs=[1, 2]) | {"reason": "", "parts": []}
    view = view_of("V2", finding({"0": True, "1": False}, {"0": 0.5, "1": None}, **content))
    assert (view.state, view.verdict, view.note, view.parts) == (state, verdict, "A note.", [])
    assert (view.kind, view.probability, view.runs, view.strip) == ("class threshold", f"50{SPACE}%", (1, 2), None)
    assert view.grounds == ["It is so in 1 of 2 runs."]
    assert view.observed == [("One: test accuracy", f"50.00{SPACE}% (1 of 2 runs)")]


def test_every_verdict_has_a_state_of_its_own() -> None:
    states = [verdict_state(verdict) for verdict in VERDICTS]
    assert all(states)
    assert len(set(states)) == len(VERDICTS)
    assert verdict_state("") == ""


def test_a_verdict_rests_on_an_effect_the_runs_and_new_images_and_says_how_many_runs_would_do(plan: StudyPlan) -> None:
    more: dict[str, Any] = {
        "probability": 0.75,
        "probability_on_new_images": 0.0001,
        "runs": [2, 3],
        "seeds_to_decide": 1200,
    }
    view = judged_view(effect=effect_of(*sides(plan)), **more)
    assert (view.probability, view.runs, view.strip) == (f"75{SPACE}%", (2, 3), STRIP)
    assert view.grounds == [
        f"One is below Two in test accuracy by {SIZE}.",
        "It is so in 2 of 3 runs.",
        f"On new test images: below 0.1{SPACE}%.",
        "About 1,200 runs of each setting would settle it.",
    ]


def test_a_reason_stands_before_all_else() -> None:
    view = judged_view("a reason", probability=1.0, runs=[2, 2])
    assert view.grounds == ["A reason.", "It is so in all 2 runs."]
    assert (view.probability, view.runs) == (f"above 99.9{SPACE}%", (2, 2))
    assert judged_view("a reason", runs=[0, 2]).grounds == ["A reason.", "It is so in none of 2 runs."]
    assert judged_view("a reason").grounds == ["A reason."]
    assert judged_view("a reason").probability == ""


def test_a_share_of_runs_is_no_difference(plan: StudyPlan) -> None:
    (one, _) = sides(plan)
    view = judged_view(effect=effect_of(one, estimate=0.5), is_share=True, probability=0.5, runs=[1, 2])
    assert view.grounds == ["It is so in 1 of 2 runs."]
    assert (view.probability, view.runs, view.strip) == (f"50{SPACE}%", (1, 2), None)


def test_each_part_says_what_it_is_about_and_how_probable_it_is(plan: StudyPlan) -> None:
    one, two = sides(plan)
    view = judged_view(
        effect=effect_of(one, two, among=2),
        parts=[
            part_of("holds", effect=effect_of(one, two), probability=0.99, runs=[3, 3]),
            part_of("leans false", effect=effect_of(two), is_share=True, probability=0.125, runs=[1, 3]),
            part_of("open", effect=effect_of(two, one), runs=[1, 1]),
        ],
    )
    assert view.parts == [
        PartView("holds", "all", f"99.0{SPACE}%", (3, 3), STRIP, f"One is below Two in test accuracy by {SIZE}."),
        PartView("leans false", "hardly", f"13{SPACE}%", (1, 3), None, "Test accuracy of Two. So in 1 of 3 runs."),
        PartView("open", "some", "", (1, 1), STRIP, f"Two is below One in test accuracy by {SIZE}."),
    ]


def test_a_difference_of_two_cells_says_which_is_above(plan: StudyPlan) -> None:
    one, two = sides(plan)
    assert grounds_of(effect_of(one, two)) == f"One is below Two in test accuracy by {SIZE}."
    above = effect_of(one, two, estimate=0.01, interval=[-0.01, 0.03])
    assert grounds_of(above) == f"One is above Two in test accuracy by {SIZE}."


def test_a_difference_of_two_quantities_of_one_cell_names_it_once(plan: StudyPlan) -> None:
    first, second = ({**sides(plan)[0], "quantity": metric(f"{part}_accuracy")} for part in ("train", "test"))
    assert grounds_of(effect_of(first, second)) == f"Train accuracy is below test accuracy for One by {SIZE}."


def test_a_difference_of_two_quantities_of_two_cells_names_all(plan: StudyPlan) -> None:
    words = grounds_of(effect_of(*sides(plan, "train_accuracy", "test_accuracy")))
    assert words == f"Train accuracy of One is below test accuracy of Two by {SIZE}."


def test_the_least_sure_of_many_differences_is_called_so() -> None:
    first, second = (
        {"cell": "", "quantity": {"label": label, "prediction": prediction}} for label, prediction in ((4, 9), (7, 1))
    )
    effect = effect_of(first, second, among=89, estimate=-2.5, interval=[-3.5, -1.5], scale=0.5)
    expected = "Least sure of 89 comparisons: 4 taken for 9 is below 7 taken for 1 by 2.5 (1.5 to 3.5)."
    assert grounds_of(effect) == expected


def test_a_distance_to_a_limit_is_called_so(plan: StudyPlan) -> None:
    (first,) = sides(plan, "accuracy_gap")
    limit = {"words": "at most", "value": 0.005}
    kept = effect_of(first, limit=limit, estimate=0.004, interval=[0.002, 0.006])
    expected = (
        f"Gap of train and test accuracy of One keeps the limit, at most 0.50{POINTS}, by 0.40{POINTS} (0.20 to 0.60)."
    )
    assert grounds_of(kept) == expected
    missed = effect_of(first, limit=limit, estimate=-0.004, interval=[-0.006, -0.002])
    assert grounds_of(missed) == expected.replace("keeps", "misses")


def test_a_distance_of_a_difference_to_a_limit_names_both(plan: StudyPlan) -> None:
    effect = effect_of(*sides(plan), limit={"words": "above", "value": 0.02}, estimate=0.01, interval=[None, None])
    expected = f"Test accuracy of One less test accuracy of Two keeps the limit, above 2.00{POINTS}, by 1.00{POINTS}."
    assert grounds_of(effect) == expected


def test_a_number_s_verdict_is_found_by_where_it_stands_and_says_why() -> None:
    number = {
        "line": 2,
        "column": "test_accuracy",
        "unit": "share",
        "verdict": "does not hold",
        "reason": "a reason",
        "interval": [0.5, 0.75],
    }
    ((where, mark),) = number_marks([number]).items()
    assert (where, mark.state) == ((2, "test_accuracy"), "none")
    assert mark.verdict.lower() == "does not hold"
    assert mark.reason == f"A reason: 50.00–75.00{SPACE}%."
    ((_, mark),) = number_marks([number | {"interval": [None, None]}]).items()
    assert (mark.verdict.lower(), mark.reason) == ("does not hold", "A reason.")


def test_what_is_not_judged_has_no_verdict_and_no_grounds() -> None:
    view = view_of("V2", finding({"0": True}, {"0": 0.5}))
    assert (view.verdict, view.state, view.grounds, view.parts) == ("", "", [], [])
    assert (view.probability, view.runs, view.strip) == ("", (0, 0), None)


def test_a_sum_over_cells_is_of_no_cell() -> None:
    added = {"cell": "", "quantity": {"label": 4, "prediction": 9}, "values": {"0": 17.0}}
    assert view_of("V2", {"holds": {"0": True}, "observed": [added]}).observed == [("4 taken for 9", "17")]
