"""From findings to what the page shows."""

from pathlib import Path
from typing import Any

import pytest

from restudy.params.study import Headline
from restudy.report.table_view import Mark
from restudy.report.view import ClaimView, choice_rows, claim_view, headline_view, number_marks, optimism_rows
from results_fixture import leave_results, plan_study

SPACE = "\u00a0"
CLAIMS = """
protocols:
  published: {choose_by: test_accuracy, note: a note}
  held_out: {choose_by: val_loss, note: a note, settings: {split: parted}}
claims:
  V1: {kind: value, text: A number., cell: {variant: one}, metric: test_accuracy, published: 0.95}
  V2: {kind: threshold, text: A limit., note: A note., metric: test_accuracy, above: 0.5}
"""


def finding(holds: dict[str, bool] | None, values: dict[str, float | None], **verdict: Any) -> dict[str, Any]:
    """A claim about the first cell, as it is read from its file."""
    cell = plan_study(CLAIMS).cells[0].name
    return {"holds": holds, "observed": [{"cell": cell, "quantity": "test_accuracy", "values": values}], **verdict}


def view_of(identifier: str, content: dict[str, Any]) -> ClaimView:
    plan = plan_study(CLAIMS)
    return claim_view(plan, identifier, plan.study.claims[identifier], content)


def test_a_published_number_stands_before_what_was_observed() -> None:
    verdict = {"verdict": "holds", "reason": "it is within", "interval": [0.9, 0.96], "seeds_to_decide": None}
    view = view_of("V1", finding(None, {"0": 0.94, "1": 0.96}, **verdict))
    assert (view.identifier, view.text, view.note) == ("V1", "A number.", None)
    assert view.observed == [
        ("published", f"95.00{SPACE}%"),
        ("One: test accuracy", f"95.00 ± 1.41{SPACE}%"),
    ]
    assert (view.state, view.verdict) == ("all", "holds")
    assert view.grounds == ["it is within", f"a further run: 90.00–96.00{SPACE}%"]


@pytest.mark.parametrize(
    ("verdict", "state"),
    [("holds", "all"), ("does not hold", "none"), ("undecided", "some"), ("not comparable", "compared")],
)
def test_a_claim_s_state_is_its_verdict(verdict: str, state: str) -> None:
    rest = {"reason": "a reason", "share": 0.5, "p_value": 0.25, "seeds_to_decide": 7}
    view = view_of("V2", finding({"0": True, "1": False}, {"0": 0.5, "1": None}, verdict=verdict, **rest))
    assert (view.state, view.verdict, view.note) == (state, verdict, "A note.")
    assert view.grounds == [
        "a reason; 7 seeds would decide it",
        "holds in 1 of 2 seeds",
        f"in 50.0{SPACE}% of resamples; p 0.250 (Holm)",
    ]
    assert view.observed == [("One: test accuracy", f"50.00{SPACE}% (1 of 2 seeds)")]


def test_the_deciding_difference_stands_with_titles_and_its_interval() -> None:
    one, two = (cell.name for cell in plan_study(CLAIMS).cells[:2])
    margin = {"title": f"test_accuracy: {one} − {two}", "estimate": -0.01, "interval": [-0.03, 0.01]}
    rest = {"verdict": "undecided", "reason": "a reason", "margin": margin, "seeds_to_decide": None}
    view = view_of("V2", finding({}, {"0": 0.5}, **rest))
    assert view.grounds == ["a reason", "test accuracy: One − Two: −1.00 points (−3.00 to +1.00)"]


def test_a_distance_to_a_limit_is_called_so() -> None:
    one = plan_study(CLAIMS).cells[0].name
    margin = {
        "title": f"accuracy_gap: {one}",
        "limit": {"words": "at most", "value": 0.005},
        "estimate": 0.004,
        "interval": [0.002, 0.006],
    }
    rest = {"verdict": "holds", "reason": "a reason", "margin": margin, "seeds_to_decide": None}
    view = view_of("V2", finding({}, {"0": 0.5}, **rest))
    expected = f"gap of train and test accuracy: One, at most 0.50{SPACE}%; distance: +0.40 points (+0.20 to +0.60)"
    assert view.grounds[1] == expected


def test_a_number_s_verdict_is_found_by_where_it_stands() -> None:
    number = {
        "spot": {"line": 2, "column": "test_accuracy"},
        "quantity": "test_accuracy",
        "verdict": "undecided",
        "reason": "a reason",
        "interval": [0.5, 0.75],
        "seeds_to_decide": 9,
    }
    (mark,) = number_marks([number]).items()
    words = f"undecided: a reason; 9 seeds would decide it; a further run: 50.00–75.00{SPACE}%"
    assert mark == ((2, "test_accuracy"), Mark("some", words))


def test_what_is_not_judged_has_no_verdict_and_no_grounds() -> None:
    view = view_of("V2", finding({"0": True}, {"0": 0.5}))
    assert (view.verdict, view.state, view.grounds) == ("", "", [])


def test_a_sum_over_cells_is_of_no_cell() -> None:
    added = {"cell": "", "quantity": "4 taken for 9", "values": {"0": 17.0}}
    assert view_of("V2", {"holds": {"0": True}, "observed": [added]}).observed == [("4 taken for 9", "17")]


def test_gaps_of_choices_are_in_points() -> None:
    plan = plan_study(CLAIMS)
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
    assert optimism_rows(plan, {"study": entry}) == [
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


def test_a_headline_stands_beside_what_was_published(tmp_path: Path) -> None:
    plan = plan_study(seeds=(0, 1))
    numbers = [[0.96, 0.98], [0.9, 0.9], [0.9, 0.9], [0.9, 0.9]]
    evidence = leave_results(tmp_path, plan, trials={"test_accuracy": numbers})
    content = {"title": "First", "cell": {"variant": "one"}, "metric": "test_accuracy", "published": 0.985}
    view = headline_view(evidence, Headline.model_validate(content))
    assert (view.title, view.quantity, view.published) == ("First", "test accuracy", f"98.50{SPACE}%")
    assert (view.reproduced, view.difference) == (f"97.00 ± 1.41{SPACE}%", "−1.50")
    assert (view.verdict, view.interval) == ("", "")
    judged = headline_view(evidence, Headline.model_validate(content), {"verdict": "holds", "interval": [0.5, 1.0]})
    assert (judged.verdict, judged.state, judged.interval) == ("holds", "all", f"50.00–100.00{SPACE}%")


def test_choices_come_in_the_order_of_params_whatever_that_of_the_file() -> None:
    plan = plan_study(CLAIMS)
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
    assert choice_rows(plan, choices) == [
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
