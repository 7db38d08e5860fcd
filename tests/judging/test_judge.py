"""Choices that wait for the test images, and what is written of claims."""

from math import nan
from pathlib import Path
from typing import Any

import pytest

from restudy.evidence.material import Material
from restudy.judging.judge import by_kind, count_verdicts, decide, judge
from restudy.plan.plan import StudyPlan
from restudy.records import read_json, write_json
from results_fixture import Numbers, images_with, leave_results, logits_of, paper_of, plan_study, small_plan

TWO_PROTOCOLS = """
protocols:
  published: {choose_by: best_test_accuracy}
  held_out: {choose_by: val_accuracy}
"""
CLAIMS = """
claims:
  Z1: {kind: value, text: A number., cell: one, metric: test_accuracy, published: 0.6022}
  A1: {kind: order, text: Two is better., metrics: [test_accuracy], ascending: [one, two]}
  A2: {kind: order, text: Three is better., metrics: [test_accuracy], ascending: [one, three]}
  A3: {kind: order, text: One is small., metrics: [trainable_parameters], ascending: [one, two]}
  A4: {kind: threshold, text: A limit., not_comparable: the optimizer, metric: test_accuracy, above: 0.5}
  A5: {kind: threshold, text: Another limit., metric: test_accuracy, at_most: 0.9, cells: [two]}
  A6: {kind: order, text: They rise., metrics: [test_accuracy], ascending: [three, one, two]}
  A7:
    kind: threshold
    text: Each run keeps it.
    metric: test_accuracy
    above: 0.6
    cells: [one]
    of_single_runs: true
tables:
  T1:
    kind: summary
    title: Two cells
    cells: [one, two]
    columns: [test_accuracy, trainable_parameters]
    published: [[0.6022, 11], [null, 20]]
contradictions:
  - text: It says two things.
    readings:
      first: {kind: value, text: One number., cell: one, metric: test_accuracy, published: 0.6022}
      second: {kind: value, text: Another., cell: one, metric: trainable_parameters, published: 99}
headline: [{title: One, cell: one, metric: test_accuracy, published: 0.6}]
"""
# A seed in which the second is better, and two in which the first is.
ONE, TWO = [0.601, 0.603, 0.6026], [0.602, 0.6025, 0.6015]
EMPTY = dict.fromkeys(("holds", "leans_true", "tied", "open", "leans_false", "does_not_hold", "not_comparable"), 0)
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
    counts = count_verdicts(["holds", "open", "holds", "does not hold", "leans true", "tied"])
    assert counts == EMPTY | {"holds": 2, "does_not_hold": 1, "open": 1, "leans_true": 1, "tied": 1}


def test_numbers_that_no_run_changes_or_settings_fit_count_apart() -> None:
    numbers = [
        {"verdict": verdict, "is_fixed": is_fixed, "is_fitted": is_fitted}
        for verdict, is_fixed, is_fitted in (
            ("open", False, False),
            ("holds", True, False),
            ("holds", False, True),
            ("does not hold", True, True),
            ("holds", False, False),
        )
    ]
    assert by_kind(numbers) == {
        "numbers": ["open", "holds"],
        "fixed_numbers": ["holds", "does not hold"],
        "fitted_numbers": ["holds"],
    }


def judged(tmp_path: Path, dataset: str) -> tuple[StudyPlan, dict[str, Any], dict[str, Any]]:
    """What is written of CLAIMS: the plan, the claims and the metrics."""
    plan = plan_study(TWO_PROTOCOLS + CLAIMS, (0, 1, 2), dataset)
    paper = paper_of(plan, TWO_PROTOCOLS + CLAIMS)
    numbers = [ONE, TWO, [0.5, 0.501, 0.502], [0.0, 0.001, 0.002]]
    trials: dict[str, Numbers] = {
        "test_accuracy": numbers,
        "best_test_accuracy": numbers,
        "trainable_parameters": [[number] * 3 for number in (10, 20, 30, 40)],
        "val_accuracy": numbers,
    }
    # The second cell's networks are wrong on the same 50 of 1,000 images, all others right.
    labels, wrong = images_with({(0, 1): 50}, 100)
    logits = [[logits_of(each)] * 3 for each in (labels, wrong)]
    evidence = leave_results(tmp_path / "evaluation", plan, trials=trials, labels=labels, logits=logits)
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
        {"cell": first, "quantity": {"metric": "test_accuracy"}, "values": {"0": 0.601, "1": 0.603, "2": 0.6026}}
    ]
    assert claims["claims"]["A1"]["text"] == "Two is better."
    assert claims["claims"]["A1"]["holds"] == {"0": True, "1": False, "2": False}
    verdicts = {name: claim["verdict"] for name, claim in claims["claims"].items()}
    assert verdicts == {
        "Z1": "holds",
        "A1": "open",
        "A2": "does not hold",
        "A3": "holds",
        "A4": "not comparable",
        "A5": "holds",
        "A6": "open",
        "A7": "leans true",
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


def test_an_effect_has_two_sides_or_one_and_a_limit(tmp_path: Path) -> None:
    plan, claims, _ = judged(tmp_path, "mnist")
    one, two = (cell.name for cell in plan.cells[:2])
    three = plan.cells[2].name
    order, limit = (claims["claims"][name]["effect"] for name in ("A2", "A5"))
    accuracy = {"metric": "test_accuracy"}
    assert (order["first"], order["second"], order["limit"]) == (
        {"cell": three, "quantity": accuracy},
        {"cell": one, "quantity": accuracy},
        None,
    )
    assert order["estimate"] == pytest.approx(0.501 - sum(ONE) / 3, abs=0.002)
    assert (limit["first"], limit["second"]) == ({"cell": two, "quantity": accuracy}, None)
    assert limit["limit"] == {"words": "at most", "value": 0.9}
    assert limit["estimate"] == pytest.approx(0.9 - sum(TWO) / 3, abs=0.002)


def test_a_probability_is_on_the_test_images_and_on_new_ones_where_a_number_is_of_images(tmp_path: Path) -> None:
    """Which images are drawn weighs more here than what further runs show."""
    _, claims, _ = judged(tmp_path, "mnist")
    found = {name: claims["claims"][name] for name in ("A1", "A2", "A3", "A5")}
    probabilities = {name: (claim["probability"], claim["probability_on_new_images"]) for name, claim in found.items()}
    assert 0.3 < probabilities["A1"][0] < 0.5
    assert 0.4 < probabilities["A1"][1] < 0.6
    # The networks of both cells are right on every image.
    assert probabilities["A2"] == (0, None)
    assert probabilities["A3"] == (1, None)
    assert probabilities["A5"][0] == 1
    low, high = found["A1"]["effect"]["interval"]
    wide_low, wide_high = found["A1"]["effect"]["on_new_images"]
    assert wide_low < low < high < wide_high
    assert [claim["effect"]["on_new_images"] for claim in (found["A2"], found["A3"])] == [None, None]


def test_how_many_runs_show_it_and_how_many_seeds_would_settle_it(tmp_path: Path) -> None:
    _, claims, _ = judged(tmp_path, "mnist")
    runs = {name: claim["runs"] for name, claim in claims["claims"].items() if name.startswith("A")}
    assert runs == {"A1": [1, 3], "A2": [0, 3], "A3": [3, 3], "A4": [0, 0], "A5": [3, 3], "A6": [1, 3], "A7": [3, 3]}
    seeds = {name: claims["claims"][name]["seeds_to_decide"] for name in runs}
    assert {name for name, number in seeds.items() if number is not None} == {"A1", "A6", "A7"}
    assert min(number for number in seeds.values() if number is not None) > 3
    shares = {name for name in runs if claims["claims"][name]["is_share"]}
    assert shares == {"A7"}


def test_a_claim_of_several_parts_has_a_verdict_on_each(tmp_path: Path) -> None:
    plan, claims, _ = judged(tmp_path, "mnist")
    names = [cell.name for cell in plan.cells]
    parts = claims["claims"]["A6"]["parts"]
    assert [(part["verdict"], part["runs"]) for part in parts] == [("holds", [3, 3]), ("open", [1, 3])]
    effects = [part["effect"] for part in parts]
    sides = [(effect["first"]["cell"], effect["second"]["cell"]) for effect in effects]
    assert sides == [(names[0], names[2]), (names[1], names[0])]
    assert [effect["among"] for effect in effects] == [1, 1]
    decides = claims["claims"]["A6"]["effect"]
    assert decides["among"] == 2
    for key in ("first", "second", "limit", "mcnemar", "scale"):
        assert decides[key] == effects[1][key]
    for key in ("estimate", "interval", "on_new_images"):
        assert decides[key] == pytest.approx(effects[1][key], rel=1e-5)
    assert set(parts[0]) == set(claims["claims"]["A6"]) - {"text", "holds", "cells", "observed", "reason", "parts"}
    assert all(not claims["claims"][name]["parts"] for name in ("A1", "A2", "A3", "A4", "A5", "A7"))


def test_a_claim_names_its_cells_and_what_its_effect_is_measured_by(tmp_path: Path) -> None:
    """A share of runs has no such unit; what varies not has one all the same."""
    plan, found, _ = judged(tmp_path, "mnist")
    one, two, three, _ = (cell.name for cell in plan.cells)
    claims = found["claims"]
    assert [claims[name]["cells"] for name in ("A1", "A5", "A6", "A7")] == [[one, two], [two], [three, one, two], [one]]
    scales = {name: claims[name]["effect"]["scale"] for name in ("A1", "A3", "A5", "A6", "A7")}
    assert scales == {"A1": 0.001, "A3": 0.5, "A5": 0.001, "A6": 0.001, "A7": 1.0}
    assert found["alternatives"] == {}


def test_a_published_number_is_known_by_its_place_in_its_table(tmp_path: Path) -> None:
    plan, claims, _ = judged(tmp_path, "mnist")
    one, two = (cell.name for cell in plan.cells[:2])
    keys = ("place", "line", "column", "row", "cell", "published", "mean", "unit", "verdict")
    assert [tuple(number[key] for key in keys) for number in claims["numbers"]] == [
        ("T1", 0, "test_accuracy", "One", one, 0.6022, pytest.approx(0.6022), "share", "holds"),
        ("T1", 0, "trainable_parameters", "One", one, 11, 10, "count", "does not hold"),
        ("T1", 1, "trainable_parameters", "Two", two, 20, 20, "count", "holds"),
    ]


def test_counts_and_accuracies_are_metrics(tmp_path: Path) -> None:
    _, _, metrics = judged(tmp_path, "mnist")
    counts = {"holds": 3, "leans_true": 1, "open": 2, "does_not_hold": 1, "not_comparable": 1}
    assert metrics["verdicts"] == {
        "claims": EMPTY | counts,
        "numbers": EMPTY | {"holds": 1},
        "fixed_numbers": EMPTY | {"holds": 1, "does_not_hold": 1},
        "fitted_numbers": EMPTY,
    }
    assert metrics["held_out"]["study"]["test_accuracy"] == pytest.approx(0.602)
    assert metrics["held_out"]["study"]["test_accuracy_low"] < 0.602


def test_on_other_images_nothing_is_judged_and_it_says_why(tmp_path: Path) -> None:
    _, claims, metrics = judged(tmp_path, "digits")
    assert claims["not_judged"] == "the paper is about mnist, this run about digits"
    assert "verdicts" not in metrics
    assert all("verdict" not in claim for claim in claims["claims"].values())
    assert claims["claims"]["A1"]["holds"] == {"0": True, "1": False, "2": False}
    assert claims["numbers"] == claims["headline"] == []


def test_equal_results_leave_equal_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        judged(tmp_path / name, "mnist")
    for file in ("claims.json", "metrics.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
