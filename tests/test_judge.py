"""Choices that wait for the test images, and what is written of claims."""

from math import nan
from pathlib import Path
from typing import Any

import pytest

from restudy.claims.judge import count_claims, decide, headline, judge
from restudy.plan.plan import StudyPlan
from restudy.records import read_json, write_json
from results_fixture import leave_results, plan_study, small_plan

TWO_PROTOCOLS = """
protocols:
  published: {choose_by: best_test_accuracy, note: a note}
  held_out: {choose_by: val_accuracy, note: a note}
"""
CLAIMS = """
claims:
  Z1: {kind: value, text: A number., cell: {variant: one}, metric: test_accuracy, published: 0.5}
  A1: {kind: order, text: Two is best., metrics: [test_accuracy], ascending: [{variant: one}, {variant: two}]}
"""
LEFT_OPEN = {"choose_by": "best_test_accuracy", "decided_on": "test images, after evaluation", "chosen": None}


def decided(plan: StudyPlan, variant: str) -> dict[str, Any]:
    """A choice by validation accuracy, as `select` writes it."""
    cell = next(cell.name for cell in plan.cells if cell.variant == variant)
    chosen = {"study": {"cell": cell, "val_accuracy": 0.9, "candidates": {cell: 0.9}}}
    return {"choose_by": "val_accuracy", "decided_on": "validation images", "chosen": chosen}


def test_a_choice_left_open_falls_by_the_test_images(tmp_path: Path) -> None:
    plan = small_plan(TWO_PROTOCOLS, (0, 1))
    numbers = [[0.5, 0.7], [0.9, 0.1], [0.6, 0.7], [0.9, 0.9]]
    evidence = leave_results(tmp_path, plan, trials={"best_test_accuracy": numbers})
    choice = decide(evidence, {"published": LEFT_OPEN})["published"]
    assert choice["decided_on"] == "test images, after evaluation"
    assert choice["chosen"]["study"]["cell"] == plan.cells[2].name
    assert choice["chosen"]["study"]["best_test_accuracy"] == pytest.approx(0.65)


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_cell_without_a_number_is_not_chosen(tmp_path: Path, missing: int) -> None:
    plan = small_plan(TWO_PROTOCOLS)
    numbers = [[nan if place == missing else 0.5] for place in range(4)]
    evidence = leave_results(tmp_path, plan, trials={"best_test_accuracy": numbers})
    chosen = decide(evidence, {"published": LEFT_OPEN})["published"]["chosen"]["study"]["cell"]
    assert chosen == plan.cells[1 if missing == 0 else 0].name


def test_a_choice_on_validation_images_stays_whatever_the_test_images_say(tmp_path: Path) -> None:
    plan = small_plan(TWO_PROTOCOLS)
    numbers = [[0.9], [0.1], [0.5], [0.5]]
    evidence = leave_results(tmp_path, plan, trials={"val_accuracy": numbers, "test_accuracy": numbers})
    choice = decided(plan, "two")
    assert decide(evidence, {"held_out": choice}) == {"held_out": choice}


def test_headline_numbers_are_means_of_the_chosen_cells_by_protocol(tmp_path: Path) -> None:
    plan = small_plan(TWO_PROTOCOLS, (0, 1))
    trials = {
        "test_accuracy": [[0.1, 0.1], [0.25, 0.75], [0.5, 1.0], [0.0, 0.0]],
        "test_loss": [[1.0, 1.0], [0.5, nan], [0.25, 0.5], [0.0, 0.0]],
    }
    evidence = leave_results(tmp_path, plan, trials=trials)
    numbers = headline(evidence, {"published": decided(plan, "two"), "held_out": decided(plan, "three")}, {})
    assert numbers["published"] == {"study": {"test_accuracy": 0.5}}
    assert numbers["held_out"] == {"study": {"test_accuracy": 0.75, "test_loss": 0.375}}


def test_claims_are_counted_by_the_seeds_in_which_they_hold() -> None:
    findings = {
        "A1": {"holds": {0: True, 1: True}},
        "A2": {"holds": {0: True, 1: False}},
        "A3": {"holds": {0: False, 1: True}},
        "A4": {"holds": {0: False, 1: False}},
        "A5": {"holds": None},
    }
    assert count_claims(findings) == {"hold_in_every_seed": 1, "hold_in_some_seeds": 2, "hold_in_no_seed": 1}


@pytest.mark.parametrize("dataset", ["mnist", "digits"])
def test_claims_are_written_and_counted_where_they_are_about_these_images(tmp_path: Path, dataset: str) -> None:
    plan = plan_study(TWO_PROTOCOLS + CLAIMS, (0, 1), dataset)
    numbers = [[0.5, 0.75], [0.625, 0.5], [0.125, 0.125], [0.0, 0.0]]
    trials = {"test_accuracy": numbers, "best_test_accuracy": numbers}
    leave_results(tmp_path / "evaluation", plan, trials=trials)
    write_json(tmp_path / "selection.json", {"protocols": {"published": LEFT_OPEN, "held_out": decided(plan, "two")}})
    files = [tmp_path / name for name in ("selection.json", "evaluation", "claims.json", "metrics.json")]
    judge(plan, *files)
    claims, metrics = read_json(tmp_path / "claims.json"), read_json(tmp_path / "metrics.json")
    first = plan.cells[0].name
    assert claims["study"] == "small"
    assert claims["protocols"]["published"]["chosen"]["study"]["cell"] == first
    assert claims["claims"]["Z1"] == {
        "holds": None,
        "observed": [{"cell": first, "quantity": "test_accuracy", "values": {"0": 0.5, "1": 0.75}}],
    }
    assert claims["claims"]["A1"]["holds"] == {"0": True, "1": False}
    counted = {"hold_in_every_seed": 0, "hold_in_some_seeds": 1, "hold_in_no_seed": 0}
    assert metrics.get("claims") == (counted if dataset == "mnist" else None)
    assert metrics["held_out"] == {"study": {"test_accuracy": 0.5625}}
