"""Claims about cells, on numbers written by hand: what holds, what does not, ties and missing numbers."""

from math import nan
from pathlib import Path

import pytest

from restudy.claims.findings import Finding
from results_fixture import GRID, Numbers, find, small_plan

VALUE = "{kind: value, cell: {variant: two}, metric: test_accuracy, published: 0.9}"
ORDER = "{kind: order, metrics: [test_accuracy], ascending: [{variant: two}, {variant: one}, {variant: three}]}"
TWO_ORDERS = "{kind: order, metrics: [test_accuracy, val_accuracy], ascending: [{variant: one}, {variant: two}]}"
HIGHEST = "{kind: extreme, metrics: [test_accuracy], which: highest, cell: {variant: two}}"
LOWEST = "{kind: extreme, metrics: [test_accuracy], which: lowest, cell: {variant: two}}"
ROWS_LOWEST = "{kind: row_extreme, metric: test_accuracy, which: lowest, key: optimizer.lr, value: 0.01}"
ROWS_HIGHEST = "{kind: row_extreme, metric: test_accuracy, which: highest, key: optimizer.lr, value: 0.01}"
EVERY_CELL = "{kind: threshold, metric: test_accuracy, at_least: 0.5}"
# Rows of 0.1, 0.01 and 0.02, two for each of two variants.
ROWS_THAT_HOLD = [[0.9], [0.1], [0.8], [0.7], [0.2], [0.6], [0.5], [0.3], [0.4], [0.9], [0.4], [0.8]]
COMPARED_GRID = GRID.replace("{title: Two,", "{title: Two, comparison: true,")
HELD_OUT = """
protocols:
  published: {choose_by: test_accuracy, note: a note}
  held_out: {choose_by: val_accuracy, note: a note, settings: {split: parted}}
"""


def outcome(folder: Path, claim: str, *numbers: float | None) -> bool:
    """Whether a claim about STUDY's cells holds, given one seed's test accuracy of the first of them."""
    filled = [[number] for number in (*numbers, *[0.5] * (4 - len(numbers)))]
    holds = find(folder, small_plan(), claim, trials={"test_accuracy": filled}).holds
    assert holds is not None
    return holds[0]


def shown(finding: Finding) -> list[tuple[str, str, list[float]]]:
    """What was observed, a cell by its slug."""
    return [(item.cell.rpartition("-")[0], item.quantity, list(item.values.values())) for item in finding.observed]


def test_a_published_number_is_shown_and_not_tested(tmp_path: Path) -> None:
    numbers = [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6], [0.7, 0.8]]
    finding = find(tmp_path, small_plan(seeds=(3, 5)), VALUE, trials={"test_accuracy": numbers})
    assert finding.holds is None
    assert shown(finding) == [("two", "test_accuracy", [0.3, 0.4])]
    assert list(finding.observed[0].values) == [3, 5]


@pytest.mark.parametrize(
    ("one", "two", "three", "holds"),
    [
        (0.5, 0.4, 0.6, True),
        (0.5, 0.6, 0.7, False),
        (0.5, 0.4, 0.3, False),
        (0.5, 0.5, 0.6, False),
        (0.5, 0.4, 0.5, False),
        (nan, 0.4, 0.6, False),
        (0.5, nan, 0.6, False),
        (0.5, 0.4, None, False),
    ],
)
def test_an_order_holds_where_the_metric_rises_at_each_step(
    tmp_path: Path, one: float, two: float, three: float | None, holds: bool
) -> None:
    assert outcome(tmp_path, ORDER, one, two, three) == holds


@pytest.mark.parametrize(("second", "holds"), [([0.1, 0.2], True), ([0.2, 0.1], False), ([0.2, 0.2], False)])
def test_an_order_must_hold_in_each_of_its_metrics(tmp_path: Path, second: list[float], holds: bool) -> None:
    trials = {"test_accuracy": [[0.3], [0.4], [0.0], [0.0]], "val_accuracy": [[second[0]], [second[1]], [0.0], [0.0]]}
    finding = find(tmp_path, small_plan(), TWO_ORDERS, trials=trials)
    assert finding.holds == {0: holds}
    assert [item.quantity for item in finding.observed] == ["test_accuracy"] * 2 + ["val_accuracy"] * 2


def test_a_claim_is_tested_in_each_seed_by_itself(tmp_path: Path) -> None:
    numbers: Numbers = [[0.5, 0.5, 0.5], [0.4, 0.6, 0.4], [0.6, 0.7, nan], [0.0, 0.0, 0.0]]
    finding = find(tmp_path, small_plan(seeds=(0, 1, 7)), ORDER, trials={"test_accuracy": numbers})
    assert finding.holds == {0: True, 1: False, 7: False}


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
    claim = "{kind: extreme, metrics: [test_loss, test_errors], which: lowest, cell: {variant: one}}"
    plan = small_plan(seeds=(0, 1))
    trials = {
        "test_loss": [[0.1, 0.1], [0.2, 0.2], [0.3, 0.3], [0.0, 0.0]],
        "test_errors": [[5, 5], [6, 4], [7, 7], [0, 0]],
    }
    assert find(tmp_path, plan, claim, trials=trials).holds == {0: True, 1: False}


def test_an_extreme_is_shown_with_its_nearest_rival_over_seeds(tmp_path: Path) -> None:
    plan = small_plan(seeds=(0, 1))
    numbers = [[0.9, 0.1], [0.6, 0.7], [0.4, 0.8], [1.0, 1.0]]
    finding = find(tmp_path, plan, HIGHEST, trials={"test_accuracy": numbers})
    assert shown(finding) == [("two", "test_accuracy", [0.6, 0.7]), ("three", "test_accuracy", [0.4, 0.8])]
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
    cell = "{variant: one, grid: {batch_size: 8, optimizer.lr: 0.1}}"
    claim = f"{{kind: extreme, metrics: [test_accuracy], which: highest, cell: {cell}, among: {among}}}"
    numbers = [[0.1], [0.2], [0.3], [0.8], [0.4], [0.5], [0.9], *[[0.1]] * 5]
    assert find(tmp_path, small_plan(GRID), claim, trials={"test_accuracy": numbers}).holds == {0: holds}


def test_an_extreme_is_among_the_cells_of_its_protocol(tmp_path: Path) -> None:
    plan = small_plan(HELD_OUT)
    claim = HIGHEST.replace("{variant: two}", "{variant: two, protocol: held_out}")
    numbers = [[0.6 if cell.variant == "two" else 0.5] for cell in plan.cells]
    numbers[0] = [0.9]
    assert plan.cells[0].protocols == ("published",)
    assert find(tmp_path, plan, claim, trials={"test_accuracy": numbers}).holds == {0: True}
    assert find(tmp_path, plan, HIGHEST, trials={"test_accuracy": numbers}).holds == {0: False}


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
variants: {one: {title: One, settings: {model: {name: mlp, hidden: [1]}}}}
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


@pytest.mark.parametrize(
    ("limit", "number", "holds"),
    [
        ("at_least: 0.5", 0.5, True),
        ("at_least: 0.5", 0.4999, False),
        ("above: 0.5", 0.5, False),
        ("above: 0.5", 0.5001, True),
        ("at_most: 0.5", 0.5, True),
        ("at_most: 0.5", 0.5001, False),
        ("below: 0.5", 0.5, False),
        ("below: 0.5", 0.4999, True),
        ("at_least: 0.4, below: 0.6", 0.6, False),
        ("at_least: 0.4, below: 0.6", 0.4, True),
        ("at_least: 0.5", nan, False),
        ("at_most: 0.5", nan, False),
        ("above: 0.5", None, False),
        ("below: 0.5", None, False),
    ],
)
def test_a_threshold_is_kept_or_not(tmp_path: Path, limit: str, number: float | None, holds: bool) -> None:
    claim = f"{{kind: threshold, metric: test_accuracy, {limit}, cells: [{{variant: one}}]}}"
    assert outcome(tmp_path, claim, number) == holds


@pytest.mark.parametrize(("single_runs", "margins"), [(False, 1), (True, 0)])
def test_a_threshold_of_single_runs_says_nothing_of_their_mean(tmp_path: Path, single_runs: bool, margins: int) -> None:
    claim = (
        f"{{kind: threshold, metric: epochs_run, below: 3, cells: [{{variant: one}}], of_single_runs: {single_runs}}}"
    )
    numbers = [[2, 3], *[[1, 1]] * 3]
    finding = find(tmp_path, small_plan(seeds=(0, 1)), claim, trials={"epochs_run": numbers})
    assert finding.holds == {0: True, 1: False}
    assert len(finding.margins) == margins


@pytest.mark.parametrize(("three", "extra", "holds"), [(0.9, 0.1, True), (0.1, 0.9, False), (nan, 0.9, False)])
def test_a_threshold_without_cells_is_of_every_cell_but_those_for_comparison(
    tmp_path: Path, three: float, extra: float, holds: bool
) -> None:
    assert outcome(tmp_path, EVERY_CELL, 0.9, 0.9, three, extra) == holds


def test_a_threshold_without_cells_leaves_out_held_out_runs(tmp_path: Path) -> None:
    plan = small_plan(HELD_OUT, (0, 1))
    numbers = [
        [0.9, 0.9 if cell.variant == "one" else 0.1] if "published" in cell.protocols else [0.0, 0.0]
        for cell in plan.cells
    ]
    finding = find(tmp_path, plan, EVERY_CELL, trials={"test_accuracy": numbers})
    assert finding.holds == {0: True, 1: False}
    assert [cell for cell, _, _ in shown(finding)] == ["one", "two", "three"]


GAP = """
kind: gap
first: {cell: {variant: one}, metric: test_accuracy}
second: {cell: {variant: two}, metric: val_accuracy}
above: -0.25
at_most: 0.25
"""


@pytest.mark.parametrize(
    ("first", "second", "holds"),
    [
        (0.5, 0.5, True),
        (0.75, 0.5, True),
        (0.875, 0.5, False),
        (0.25, 0.5, False),
        (0.375, 0.5, True),
        (nan, 0.5, False),
    ],
)
def test_a_gap_keeps_its_limits(tmp_path: Path, first: float, second: float, holds: bool) -> None:
    plan = small_plan()
    numbers = {"test_accuracy": [[first], [0.0], [0.0], [0.0]], "val_accuracy": [[0.0], [second], [0.0], [0.0]]}
    finding = find(tmp_path, plan, GAP, trials=numbers)
    assert finding.holds == {0: holds}
    assert [item.quantity for item in finding.observed] == ["test_accuracy", "val_accuracy"]
