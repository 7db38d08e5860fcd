"""The best or the worst value of a key in every row of a grid."""

from math import nan
from pathlib import Path

import pytest

from claims_fixture import misfit, shown
from results_fixture import GRID, find, small_plan

ROWS_LOWEST = "{kind: row_extreme, metric: test_accuracy, which: lowest, key: optimizer.lr, value: 0.01}"
ROWS_HIGHEST = "{kind: row_extreme, metric: test_accuracy, which: highest, key: optimizer.lr, value: 0.01}"
# Rows of 0.1, 0.01 and 0.02, two for each of two variants.
ROWS_THAT_HOLD = [[0.9], [0.1], [0.8], [0.7], [0.2], [0.6], [0.5], [0.3], [0.4], [0.9], [0.4], [0.8]]
COMPARED_GRID = GRID.replace("two: {settings", "two: {comparison: true, settings")


def test_a_row_s_extreme_holds_in_every_row_of_every_variant(tmp_path: Path) -> None:
    finding = find(tmp_path, small_plan(GRID), ROWS_LOWEST, trials={"test_accuracy": ROWS_THAT_HOLD})
    assert finding.holds == {0: True}
    assert [numbers for _, _, numbers in shown(finding)] == [[0.1], [0.2], [0.3], [0.4]]
    assert find(tmp_path, small_plan(GRID), ROWS_HIGHEST, trials={"test_accuracy": ROWS_THAT_HOLD}).holds == {0: False}


@pytest.mark.parametrize("row", [0, 1, 2, 3])
@pytest.mark.parametrize("other", [0, 2])
@pytest.mark.parametrize("number", ["lower", "equal", "missing"])
def test_a_row_s_extreme_fails_with_one_row(tmp_path: Path, row: int, other: int, number: str) -> None:
    """The claimed value is the second of three; a rival before it and one behind it count alike."""
    numbers = [list(values) for values in ROWS_THAT_HOLD]
    claimed = numbers[3 * row + 1][0]
    numbers[3 * row + other] = [{"lower": claimed - 0.05, "equal": claimed, "missing": nan}[number]]
    assert find(tmp_path, small_plan(GRID), ROWS_LOWEST, trials={"test_accuracy": numbers}).holds == {0: False}


def test_a_row_s_extreme_fails_where_its_own_number_is_missing(tmp_path: Path) -> None:
    numbers = [list(values) for values in ROWS_THAT_HOLD]
    numbers[1] = [nan]
    assert find(tmp_path, small_plan(GRID), ROWS_LOWEST, trials={"test_accuracy": numbers}).holds == {0: False}


def test_rows_that_are_run_for_comparison_do_not_count(tmp_path: Path) -> None:
    numbers = [*ROWS_THAT_HOLD[:6], *[[0.5]] * 6]
    finding = find(tmp_path, small_plan(COMPARED_GRID), ROWS_LOWEST, trials={"test_accuracy": numbers})
    assert finding.holds == {0: True}
    assert len(finding.observed) == 2


def test_rows_of_a_grid_of_lists_are_told_apart(tmp_path: Path) -> None:
    plan = small_plan("""
variants: {one: {settings: {model: {name: mlp, hidden: [1]}}}}
grid: {model.hidden: [[4], [4, 2]], optimizer.lr: [0.1, 0.01]}
""")
    trials = {"test_accuracy": [[0.9], [0.5], [0.4], [0.3]]}
    assert find(tmp_path, plan, ROWS_LOWEST, trials=trials).holds == {0: True}
    assert len(find(tmp_path, plan, ROWS_LOWEST, trials=trials).observed) == 2


def test_a_row_s_extreme_is_tested_in_each_seed(tmp_path: Path) -> None:
    numbers = [[value, 1 - value] for (value,) in ROWS_THAT_HOLD]
    plan = small_plan(GRID, (0, 1))
    assert find(tmp_path, plan, ROWS_LOWEST, trials={"test_accuracy": numbers}).holds == {0: True, 1: False}
    assert find(tmp_path, plan, ROWS_HIGHEST, trials={"test_accuracy": numbers}).holds == {0: False, 1: True}


def test_key_and_value_stand_in_the_grid() -> None:
    words, keys = misfit(ROWS_LOWEST.replace("optimizer.lr", "momentum"), small_plan(GRID))
    assert "'momentum' is no key of the grid" in words
    assert "batch_size, optimizer.lr" in words
    assert keys == ("key",)
    words, keys = misfit(ROWS_LOWEST.replace("0.01", "5"), small_plan(GRID))
    assert (words, keys) == ("5.0 is not in the grid; allowed: [0.1, 0.01, 0.02]", ("value",))
