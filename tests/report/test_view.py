"""Headline numbers and choices as the page shows them."""

from pathlib import Path

import pytest

from restudy.papers.paper import Headline, Paper
from restudy.plan.plan import StudyPlan
from restudy.report.strips import Strip
from restudy.report.view import choice_rows, headline_view, optimism_rows
from results_fixture import leave_results, paper_of, plan_study, small_plan

SPACE = "\u00a0"
CHOICES = """
protocols:
  published: {choose_by: test_accuracy}
  held_out: {choose_by: val_loss, settings: {split: parted}}
"""


@pytest.fixture(scope="module")
def plan() -> StudyPlan:
    return small_plan(CHOICES)


@pytest.fixture(scope="module")
def paper(plan: StudyPlan) -> Paper:
    return paper_of(plan, CHOICES)


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
    assert view.strip == Strip(None, None, 500, [0, 250])
    judged = headline_view(evidence, Headline.model_validate(content), {"verdict": "holds", "interval": [0.98, 1.0]})
    assert (judged.verdict, judged.state, judged.interval) == ("holds", "all", f"98.00–100.00{SPACE}%")
    assert judged.strip == Strip(250, 1000, 500, [0, 250])


def test_a_headline_that_is_no_share_has_no_picture(tmp_path: Path) -> None:
    plan = plan_study()
    evidence = leave_results(tmp_path, plan, trials={"test_errors": [[30.0]] * 4})
    content = {"title": "First", "cell": "one", "metric": "test_errors", "published": 30}
    view = headline_view(evidence, Headline.model_validate(content))
    assert (view.published, view.reproduced, view.strip) == ("30", "30", None)


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
