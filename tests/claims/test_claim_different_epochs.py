"""Two epochs that differ, on curves written by hand."""

from math import nan
from pathlib import Path

import pytest

from restudy.quantity import Quantity
from results_fixture import find, small_plan

DIFFER = "{kind: different_epochs, cell: one, lowest: val_loss, highest: val_accuracy}"


@pytest.mark.parametrize(
    ("loss", "accuracy", "lowest", "highest"),
    [
        ([0.3, 0.1, 0.2], [0.7, 0.8, 0.9], 2, 3),
        ([0.3, 0.1, 0.2], [0.7, 0.9, 0.8], 2, 2),
        ([0.1, 0.1, 0.2], [0.7, 0.9, 0.9], 1, 2),
        ([nan, 0.2, 0.1], [0.9, nan, 0.8], 3, 1),
    ],
    ids=["differ", "are the same", "the first of equals", "missing numbers are passed over"],
)
def test_epochs_of_extremes_differ_or_do_not(
    tmp_path: Path, loss: list[float], accuracy: list[float], lowest: int, highest: int
) -> None:
    curves = {"val_loss": [[loss]], "val_accuracy": [[accuracy]]}
    finding = find(tmp_path, small_plan(), DIFFER, epochs=curves)
    assert finding.holds == {0: lowest != highest}
    assert [(item.quantity, item.values[0]) for item in finding.observed] == [
        (Quantity("val_loss", epoch_of="lowest"), lowest),
        (Quantity("val_accuracy", epoch_of="highest"), highest),
    ]


@pytest.mark.parametrize("metric", ["val_loss", "val_accuracy"])
def test_nothing_is_said_of_a_curve_without_numbers(tmp_path: Path, metric: str) -> None:
    curves = {"val_loss": [[[0.2, 0.1]]], "val_accuracy": [[[0.8, 0.9]]]} | {metric: [[[nan, nan]]]}
    assert find(tmp_path, small_plan(), DIFFER, epochs=curves).holds == {0: False}


def test_epochs_are_compared_in_each_seed(tmp_path: Path) -> None:
    curves = {"val_loss": [[[0.2, 0.1], [0.1, 0.2]]], "val_accuracy": [[[0.9, 0.8], [0.9, 0.8]]]}
    assert find(tmp_path, small_plan(seeds=(0, 1)), DIFFER, epochs=curves).holds == {0: True, 1: False}
