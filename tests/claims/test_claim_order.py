"""An order of cells: what holds, what does not, ties and missing numbers."""

from math import nan
from pathlib import Path

import pytest

from claims_fixture import outcome
from restudy.quantity import Quantity
from results_fixture import Numbers, find, small_plan

ORDER = "{kind: order, metrics: [test_accuracy], ascending: [two, one, three]}"
TWO_ORDERS = "{kind: order, metrics: [test_accuracy, val_accuracy], ascending: [one, two]}"


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
    expected = [Quantity("test_accuracy")] * 2 + [Quantity("val_accuracy")] * 2
    assert [item.quantity for item in finding.observed] == expected


def test_an_order_is_tested_by_its_steps_each_with_two_sides(tmp_path: Path) -> None:
    plan = small_plan()
    finding = find(tmp_path, plan, ORDER, trials={"test_accuracy": [[0.5], [0.4], [0.6], [0.0]]})
    one, two, three, _ = (cell.name for cell in plan.cells)
    sides = [(margin.first.cell, margin.second and margin.second.cell) for margin in finding.margins]
    assert sides == [(one, two), (three, one)]
    assert {side.quantity for margin in finding.margins for side in (margin.first, margin.second) if side} == {
        Quantity("test_accuracy")
    }


def test_a_claim_is_tested_in_each_seed_by_itself(tmp_path: Path) -> None:
    numbers: Numbers = [[0.5, 0.5, 0.5], [0.4, 0.6, 0.4], [0.6, 0.7, nan], [0.0, 0.0, 0.0]]
    finding = find(tmp_path, small_plan(seeds=(0, 1, 7)), ORDER, trials={"test_accuracy": numbers})
    assert finding.holds == {0: True, 1: False, 7: False}
