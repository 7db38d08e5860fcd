"""From findings to what the page shows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from restudy.judging.scale import VERDICTS
from restudy.papers.paper import Headline, Paper
from restudy.plan.plan import StudyPlan
from restudy.report.claim_view import ClaimView, PartView, claim_view, number_marks, verdict_state
from restudy.report.table_view import Mark
from restudy.report.view import choice_rows, headline_view, optimism_rows
from results_fixture import leave_results, paper_of, plan_study, small_plan

SPACE = "\u00a0"
DIFFERENCE = "−1.00 points (−3.00 to +1.00)"
CLAIMS = """
protocols:
  published: {choose_by: test_accuracy}
  held_out: {choose_by: val_loss, settings: {split: parted}}
claims:
  V1: {kind: value, text: A number., cell: one, metric: test_accuracy, published: 0.95}
  V2: {kind: threshold, text: A limit., note: A note., metric: test_accuracy, above: 0.5}
"""


@pytest.fixture(scope="module")
def plan() -> StudyPlan:
    return small_plan(CLAIMS)


@pytest.fixture(scope="module")
def paper(plan: StudyPlan) -> Paper:
    return paper_of(plan, CLAIMS)


def metric(name: str) -> dict[str, Any]:
    """A metric of a finished trial, as the file of claims has it."""
    return {"metric": name}


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
    common = {"among": 1, "limit": None, "estimate": -0.01, "interval": [-0.03, 0.01]}
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
    """What stands beside a verdict of a deciding difference."""
    (words,) = judged_view(effect=effect).grounds
    return words


def test_a_published_number_stands_before_what_was_observed() -> None:
    verdict = {"verdict": "holds", "reason": "it is within", "interval": [0.9, 0.96], "is_fixed": False}
    view = view_of("V1", finding(None, {"0": 0.94, "1": 0.96}, published=0.95, unit="share", **verdict))
    assert (view.identifier, view.text, view.note) == ("V1", "A number.", None)
    assert view.observed == [
        ("published", f"95.00{SPACE}%"),
        ("One: test accuracy", f"95.00 ± 1.41{SPACE}%"),
    ]
    assert (view.state, view.verdict) == ("all", "holds")
    assert view.grounds == ["it is within", f"a further run: 90.00–96.00{SPACE}%"]


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
    assert view.grounds == [f"probability 50{SPACE}%", "so in 1 of 2 runs"]
    assert view.observed == [("One: test accuracy", f"50.00{SPACE}% (1 of 2 seeds)")]


def test_every_verdict_has_a_state_of_its_own() -> None:
    states = [verdict_state(verdict) for verdict in VERDICTS]
    assert all(states)
    assert len(set(states)) == len(VERDICTS)
    assert verdict_state("") == ""


def test_a_verdict_rests_on_a_probability_an_effect_the_runs_and_says_how_many_seeds_would_do(plan: StudyPlan) -> None:
    one, two = ({"cell": cell.name, "quantity": metric("test_accuracy")} for cell in plan.cells[:2])
    more: dict[str, Any] = {
        "probability": 0.75,
        "probability_on_new_images": 0.0001,
        "runs": [2, 3],
        "seeds_to_decide": 1200,
    }
    assert judged_view(effect=effect_of(one, two), **more).grounds == [
        f"probability 75{SPACE}%; on new images too below 0.1{SPACE}%",
        f"test accuracy: One − Two: {DIFFERENCE}",
        "so in 2 of 3 runs",
        "1,200 seeds would settle it, were all else the same",
    ]


def test_a_reason_stands_in_place_of_a_probability() -> None:
    assert judged_view("a reason", probability=1.0, runs=[2, 2]).grounds == ["a reason", "so in 2 of 2 runs"]
    assert judged_view("a reason").grounds == ["a reason"]


def test_a_share_of_runs_is_no_difference(plan: StudyPlan) -> None:
    effect = effect_of({"cell": plan.cells[0].name, "quantity": metric("test_accuracy")}, estimate=0.5)
    view = judged_view(effect=effect, is_share=True, probability=0.5, runs=[1, 2])
    assert view.grounds == [f"probability 50{SPACE}%", "so in 1 of 2 runs"]


def test_each_part_says_what_it_is_about_and_how_probable_it_is(plan: StudyPlan) -> None:
    one, two = ({"cell": cell.name, "quantity": metric("test_accuracy")} for cell in plan.cells[:2])
    view = judged_view(
        effect=effect_of(one, two, among=2),
        parts=[
            part_of("holds", effect=effect_of(one, two), probability=0.99, runs=[3, 3]),
            part_of("leans false", effect=effect_of(two), is_share=True, probability=0.125, runs=[1, 3]),
            part_of("open", effect=effect_of(two, one), runs=[1, 1]),
        ],
    )
    assert view.parts == [
        PartView("holds", "all", f"test accuracy: One − Two: {DIFFERENCE}; 99.0{SPACE}%"),
        PartView("leans false", "hardly", f"test accuracy: Two; so in 1 of 3 runs; 13{SPACE}%"),
        PartView("open", "some", f"test accuracy: Two − One: {DIFFERENCE}"),
    ]


def test_a_difference_of_two_cells_stands_with_their_titles(plan: StudyPlan) -> None:
    one, two = ({"cell": cell.name, "quantity": metric("test_accuracy")} for cell in plan.cells[:2])
    assert grounds_of(effect_of(one, two)) == f"test accuracy: One − Two: {DIFFERENCE}"


def test_a_difference_of_two_quantities_of_one_cell_names_it_once(plan: StudyPlan) -> None:
    name = plan.cells[0].name
    first, second = ({"cell": name, "quantity": metric(f"{part}_accuracy")} for part in ("train", "test"))
    assert grounds_of(effect_of(first, second)) == f"One: train accuracy − test accuracy: {DIFFERENCE}"


def test_a_difference_of_two_quantities_of_two_cells_names_all(plan: StudyPlan) -> None:
    first, second = (
        {"cell": cell.name, "quantity": metric(name)}
        for cell, name in zip(plan.cells[:2], ("train_accuracy", "test_accuracy"), strict=True)
    )
    assert grounds_of(effect_of(first, second)) == f"train accuracy of One − test accuracy of Two: {DIFFERENCE}"


def test_the_least_sure_of_many_differences_is_called_so() -> None:
    first, second = (
        {"cell": "", "quantity": {"label": label, "prediction": prediction}} for label, prediction in ((4, 9), (7, 1))
    )
    effect = effect_of(first, second, among=89, estimate=-2.5, interval=[-3.5, -1.5])
    assert grounds_of(effect) == "least sure of 89: 4 taken for 9 − 7 taken for 1: −2.5 (−3.5 to −1.5)"


def test_a_distance_to_a_limit_is_called_so(plan: StudyPlan) -> None:
    first = {"cell": plan.cells[0].name, "quantity": metric("accuracy_gap")}
    limit = {"words": "at most", "value": 0.005}
    expected = (
        f"gap of train and test accuracy: One, at most 0.50{SPACE}points; distance: +0.40 points (+0.20 to +0.60)"
    )
    assert grounds_of(effect_of(first, limit=limit, estimate=0.004, interval=[0.002, 0.006])) == expected


def test_a_number_s_verdict_is_found_by_where_it_stands() -> None:
    number = {
        "line": 2,
        "column": "test_accuracy",
        "unit": "share",
        "verdict": "open",
        "reason": "a reason",
        "interval": [0.5, 0.75],
    }
    (mark,) = number_marks([number]).items()
    words = f"open: a reason; a further run: 50.00–75.00{SPACE}%"
    assert mark == ((2, "test_accuracy"), Mark("some", words))


def test_what_is_not_judged_has_no_verdict_and_no_grounds() -> None:
    view = view_of("V2", finding({"0": True}, {"0": 0.5}))
    assert (view.verdict, view.state, view.grounds, view.parts) == ("", "", [], [])


def test_a_sum_over_cells_is_of_no_cell() -> None:
    added = {"cell": "", "quantity": {"label": 4, "prediction": 9}, "values": {"0": 17.0}}
    assert view_of("V2", {"holds": {"0": True}, "observed": [added]}).observed == [("4 taken for 9", "17")]


def test_gaps_of_choices_are_in_points(plan: StudyPlan, paper: Paper) -> None:
    one, two = (cell.name for cell in plan.cells[:2])
    entry = {
        "chosen_on_test": one,
        "reported": 0.99,
        "chosen_on_validation": two,
        "test_accuracy": 0.98,
        "gap": 0.01,
        "gap_interval": [0.0, 0.02],
        "overstatement": 0.005,
    }
    assert optimism_rows(plan, paper, {"study": entry}) == [
        {
            "group": "all",
            "on_test": "One",
            "reported": f"99.00{SPACE}%",
            "on_validation": "Two",
            "test_accuracy": f"98.00{SPACE}%",
            "gap": "+1.00 (+0.00 to +2.00)",
            "overstatement": "+0.50",
        }
    ]
    (row,) = optimism_rows(plan, paper, {"study": entry | {"gap_interval": [None, None]}})
    assert row["gap"] == "+1.00"


def test_a_headline_stands_beside_what_was_published(tmp_path: Path) -> None:
    plan = plan_study(seeds=(0, 1))
    numbers = [[0.96, 0.98], [0.9, 0.9], [0.9, 0.9], [0.9, 0.9]]
    evidence = leave_results(tmp_path, plan, trials={"test_accuracy": numbers})
    content = {"title": "First", "cell": "one", "metric": "test_accuracy", "published": 0.985}
    view = headline_view(evidence, Headline.model_validate(content))
    assert (view.title, view.quantity, view.published) == ("First", "test accuracy", f"98.50{SPACE}%")
    assert (view.reproduced, view.difference) == (f"97.00 ± 1.41{SPACE}%", "−1.50")
    assert (view.verdict, view.interval) == ("", "")
    judged = headline_view(evidence, Headline.model_validate(content), {"verdict": "holds", "interval": [0.5, 1.0]})
    assert (judged.verdict, judged.state, judged.interval) == ("holds", "all", f"50.00–100.00{SPACE}%")


def test_choices_come_in_the_order_of_params_whatever_that_of_the_file(plan: StudyPlan, paper: Paper) -> None:
    published, held_out = (plan.under(protocol) for protocol in ("published", "held_out"))
    choices = {
        "held_out": {
            "choose_by": "val_loss",
            "decided_on": "validation images",
            "chosen": {"study": {"cell": held_out[1].name, "val_loss": None, "candidates": {held_out[1].name: None}}},
        },
        "published": {
            "choose_by": "test_accuracy",
            "decided_on": "test images, after evaluation",
            "chosen": {"three": {"cell": published[2].name, "test_accuracy": 0.75, "candidates": {"a": 1, "b": 2}}},
        },
    }
    assert choice_rows(plan, paper, choices) == [
        {
            "protocol": "published",
            "group": "Three",
            "cell": "Three",
            "by": "test accuracy",
            "value": f"75.00{SPACE}%",
            "candidates": "2",
            "decided_on": "test images, after evaluation",
        },
        {
            "protocol": "held_out",
            "group": "all",
            "cell": "Two, held out",
            "by": "validation loss",
            "value": "–",
            "candidates": "1",
            "decided_on": "validation images",
        },
    ]
