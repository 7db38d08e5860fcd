"""Choices that wait for the test images, and what is written of claims."""

from math import nan
from pathlib import Path
from typing import Any

import pytest

from restudy.evidence.material import Material
from restudy.judging.judge import count_verdicts, decide, judge
from restudy.plan.plan import StudyPlan
from restudy.records import read_json, write_json
from results_fixture import Numbers, leave_results, paper_of, plan_study, small_plan

TWO_PROTOCOLS = """
protocols:
  published: {choose_by: best_test_accuracy}
  held_out: {choose_by: val_accuracy}
"""
CLAIMS = """
claims:
  Z1: {kind: value, text: A number., cell: one, metric: test_accuracy, published: 0.5}
  A1: {kind: order, text: Two is better., metrics: [test_accuracy], ascending: [one, two]}
  A2: {kind: order, text: Three is better., metrics: [test_accuracy], ascending: [one, three]}
  A3: {kind: order, text: One is small., metrics: [trainable_parameters], ascending: [one, two]}
  A4: {kind: threshold, text: A limit., not_comparable: the optimizer, metric: test_accuracy, above: 0.5}
  A5: {kind: threshold, text: Another limit., metric: test_accuracy, at_most: 0.9, cells: [two]}
tables:
  T1:
    kind: summary
    title: Two cells
    cells: [one, two]
    columns: [test_accuracy, trainable_parameters]
    published: [[0.625, 11], [null, 20]]
contradictions:
  - text: It says two things.
    readings:
      first: {kind: value, text: One number., cell: one, metric: test_accuracy, published: 0.625}
      second: {kind: value, text: Another., cell: one, metric: trainable_parameters, published: 99}
headline: [{title: One, cell: one, metric: test_accuracy, published: 0.6}]
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


def test_verdicts_are_counted() -> None:
    counts = count_verdicts(["holds", "undecided", "holds", "does not hold"])
    assert counts == {"holds": 2, "does_not_hold": 1, "undecided": 1, "not_comparable": 0}


def judged(tmp_path: Path, dataset: str) -> tuple[StudyPlan, dict[str, Any], dict[str, Any]]:
    """What is written of CLAIMS: the plan, the claims and the metrics."""
    plan = plan_study(TWO_PROTOCOLS + CLAIMS, (0, 1), dataset)
    paper = paper_of(plan, TWO_PROTOCOLS + CLAIMS)
    numbers = [[0.5, 0.75], [0.625, 0.5], [0.125, 0.125], [0.0, 0.0]]
    trials: dict[str, Numbers] = {
        "test_accuracy": numbers,
        "best_test_accuracy": numbers,
        "trainable_parameters": [[10, 10], [20, 20], [30, 30], [40, 40]],
        "val_accuracy": numbers,
    }
    evidence = leave_results(tmp_path / "evaluation", plan, trials=trials)
    write_json(tmp_path / "selection.json", {"protocols": {"published": LEFT_OPEN, "held_out": decided(plan, "two")}})
    files = [tmp_path / name for name in ("selection.json", "claims.json", "metrics.json")]
    judge(Material(evidence, paper), *files)
    return plan, read_json(tmp_path / "claims.json"), read_json(tmp_path / "metrics.json")


def test_every_claim_is_written_with_its_verdict(tmp_path: Path) -> None:
    plan, claims, _ = judged(tmp_path, "mnist")
    first = plan.cells[0].name
    assert claims["study"] == "small"
    assert claims["not_judged"] is None
    assert claims["protocols"]["published"]["chosen"]["study"]["cell"] == first
    assert claims["claims"]["Z1"]["observed"] == [
        {"cell": first, "quantity": {"metric": "test_accuracy"}, "values": {"0": 0.5, "1": 0.75}}
    ]
    assert claims["claims"]["A1"]["text"] == "Two is better."
    assert claims["claims"]["A1"]["holds"] == {"0": True, "1": False}
    verdicts = {name: claim["verdict"] for name, claim in claims["claims"].items()}
    assert verdicts == {
        "Z1": "holds",
        "A1": "undecided",
        "A2": "undecided",
        "A3": "holds",
        "A4": "not comparable",
        "A5": "undecided",
    }
    assert claims["claims"]["A4"]["reason"] == "the optimizer"
    readings = claims["contradictions"][0]["readings"]
    assert {name: reading["verdict"] for name, reading in readings.items()} == {
        "first": "holds",
        "second": "does not hold",
    }
    assert [(number["place"], number["row"], number["verdict"]) for number in claims["headline"]] == [
        ("headline", "One", "holds")
    ]


def test_a_margin_has_two_sides_or_one_and_a_limit(tmp_path: Path) -> None:
    plan, claims, _ = judged(tmp_path, "mnist")
    one, two = (cell.name for cell in plan.cells[:2])
    order, limit = (claims["claims"][name]["margin"] for name in ("A1", "A5"))
    accuracy = {"metric": "test_accuracy"}
    assert (order["first"], order["second"], order["limit"]) == (
        {"cell": two, "quantity": accuracy},
        {"cell": one, "quantity": accuracy},
        None,
    )
    assert order["estimate"] == pytest.approx((0.625 + 0.5 - 0.5 - 0.75) / 2)
    assert (limit["first"], limit["second"]) == ({"cell": two, "quantity": accuracy}, None)
    assert limit["limit"] == {"words": "at most", "value": 0.9}
    assert limit["estimate"] == pytest.approx(0.9 - 0.5625)


def test_a_published_number_is_known_by_its_place_in_its_table(tmp_path: Path) -> None:
    plan, claims, _ = judged(tmp_path, "mnist")
    one, two = (cell.name for cell in plan.cells[:2])
    keys = ("place", "line", "column", "row", "cell", "published", "mean", "unit", "verdict")
    assert [tuple(number[key] for key in keys) for number in claims["numbers"]] == [
        ("T1", 0, "test_accuracy", "One", one, 0.625, 0.625, "share", "holds"),
        ("T1", 0, "trainable_parameters", "One", one, 11, 10, "count", "does not hold"),
        ("T1", 1, "trainable_parameters", "Two", two, 20, 20, "count", "holds"),
    ]


def test_counts_and_accuracies_are_metrics(tmp_path: Path) -> None:
    _, _, metrics = judged(tmp_path, "mnist")
    assert metrics["verdicts"]["claims"] == {"holds": 2, "does_not_hold": 0, "undecided": 3, "not_comparable": 1}
    assert metrics["verdicts"]["numbers"] == {"holds": 2, "does_not_hold": 1, "undecided": 0, "not_comparable": 0}
    assert metrics["held_out"]["study"]["test_accuracy"] == 0.5625
    assert metrics["held_out"]["study"]["test_accuracy_low"] < 0.5625


def test_on_other_images_nothing_is_judged_and_it_says_why(tmp_path: Path) -> None:
    _, claims, metrics = judged(tmp_path, "digits")
    assert claims["not_judged"] == "the paper is about mnist, this run about digits"
    assert "verdicts" not in metrics
    assert all("verdict" not in claim for claim in claims["claims"].values())
    assert claims["claims"]["A1"]["holds"] == {"0": True, "1": False}
    assert claims["numbers"] == claims["headline"] == []


def test_equal_results_leave_equal_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        judged(tmp_path / name, "mnist")
    for file in ("claims.json", "metrics.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
