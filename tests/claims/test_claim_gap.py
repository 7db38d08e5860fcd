"""Limits of the difference of two numbers."""

from math import nan
from pathlib import Path

import pytest

from restudy.judging.findings import Side
from restudy.quantity import Quantity
from results_fixture import find, small_plan

GAP = """
kind: gap
first: {cell: one, metric: test_accuracy}
second: {cell: two, metric: val_accuracy}
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
    one, two = (cell.name for cell in plan.cells[:2])
    expected = [(one, Quantity("test_accuracy")), (two, Quantity("val_accuracy"))]
    assert [(item.cell, item.quantity) for item in finding.observed] == expected
    assert {(margin.first, margin.second) for margin in finding.margins} == {(Side(*expected[0]), Side(*expected[1]))}
