"""The best or the worst cell: what holds, ties, missing numbers, and which cells are rivals."""

from math import nan
from pathlib import Path

import pytest

from claims_fixture import HELD_OUT, outcome, shown
from restudy.quantity import Quantity
from results_fixture import GRID, find, small_plan

HIGHEST = "{kind: extreme, metrics: [test_accuracy], which: highest, cell: two}"
LOWEST = "{kind: extreme, metrics: [test_accuracy], which: lowest, cell: two}"


@pytest.mark.parametrize(
    ("one", "two", "three", "is_highest", "is_lowest"),
    [
        (0.4, 0.6, 0.5, True, False),
        (0.6, 0.4, 0.5, False, True),
        (0.4, 0.5, 0.6, False, False),
        (0.6, 0.6, 0.5, False, False),
        (0.5, 0.6, 0.6, False, False),
        (0.4, 0.4, 0.5, False, False),
        (0.4, nan, 0.5, False, False),
        (nan, 0.6, 0.5, False, False),
        (0.4, 0.6, nan, False, False),
        (0.6, 0.4, nan, False, False),
    ],
)
def test_an_extreme_is_strictly_beyond_every_other_cell(
    tmp_path: Path, one: float, two: float, three: float, is_highest: bool, is_lowest: bool
) -> None:
    """Ties are no extremes, and nothing is said where a number is missing, wherever it is."""
    assert outcome(tmp_path, HIGHEST, one, two, three) == is_highest
    assert outcome(tmp_path, LOWEST, one, two, three) == is_lowest


def test_a_cell_that_is_run_for_comparison_is_no_rival(tmp_path: Path) -> None:
    assert outcome(tmp_path, HIGHEST, 0.4, 0.6, 0.5, 0.9)
    assert outcome(tmp_path, LOWEST, 0.6, 0.4, 0.5, 0.1)


def test_an_extreme_must_be_so_in_each_metric(tmp_path: Path) -> None:
    claim = "{kind: extreme, metrics: [test_loss, test_errors], which: lowest, cell: one}"
    plan = small_plan(seeds=(0, 1))
    trials = {
        "test_loss": [[0.1, 0.1], [0.2, 0.2], [0.3, 0.3], [0.0, 0.0]],
        "test_errors": [[5, 5], [6, 4], [7, 7], [0, 0]],
    }
    assert find(tmp_path, plan, claim, trials=trials).holds == {0: True, 1: False}


def test_an_extreme_is_shown_with_its_nearest_rival_over_seeds(tmp_path: Path) -> None:
    plan, accuracy = small_plan(seeds=(0, 1)), Quantity("test_accuracy")
    numbers = [[0.9, 0.1], [0.6, 0.7], [0.4, 0.8], [1.0, 1.0]]
    finding = find(tmp_path, plan, HIGHEST, trials={"test_accuracy": numbers})
    assert shown(finding) == [("two", accuracy, [0.6, 0.7]), ("three", accuracy, [0.4, 0.8])]
    finding = find(tmp_path, plan, LOWEST, trials={"test_accuracy": numbers})
    assert [cell for cell, _, _ in shown(finding)] == ["two", "one"]


@pytest.mark.parametrize("claim", [HIGHEST, LOWEST])
@pytest.mark.parametrize("diverged", ["one", "three"])
def test_a_diverged_cell_is_not_the_nearest_rival(tmp_path: Path, claim: str, diverged: str) -> None:
    numbers = [[nan if variant == diverged else 0.5] for variant in ("one", "two", "three", "extra")]
    (_, (rival, _, _)) = shown(find(tmp_path, small_plan(), claim, trials={"test_accuracy": numbers}))
    assert {rival, diverged} == {"one", "three"}


@pytest.mark.parametrize(("among", "holds"), [("variant", True), ("study", False)])
def test_an_extreme_among_a_variant_s_cells_ignores_the_others(tmp_path: Path, among: str, holds: bool) -> None:
    claim = f"{{kind: extreme, metrics: [test_accuracy], which: highest, cell: one-bs8-lr0.1, among: {among}}}"
    numbers = [[0.1], [0.2], [0.3], [0.8], [0.4], [0.5], [0.9], *[[0.1]] * 5]
    assert find(tmp_path, small_plan(GRID), claim, trials={"test_accuracy": numbers}).holds == {0: holds}


def test_an_extreme_is_among_the_cells_of_its_protocol(tmp_path: Path) -> None:
    plan = small_plan(HELD_OUT)
    numbers = [[0.6 if cell.variant == "two" else 0.5] for cell in plan.cells]
    numbers[0] = [0.9]
    assert plan.cells[0].protocols == ("published",)
    held_out = HIGHEST.replace("two", "two-held-out")
    assert find(tmp_path, plan, held_out, trials={"test_accuracy": numbers}).holds == {0: True}
    assert find(tmp_path, plan, HIGHEST, trials={"test_accuracy": numbers}).holds == {0: False}
