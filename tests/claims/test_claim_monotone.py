"""A rise in every epoch, on curves written by hand."""

from math import nan
from pathlib import Path

import pytest

from restudy.quantity import Quantity
from results_fixture import find, small_plan

RISES = "{kind: monotone, cell: one, metric: val_accuracy}"


@pytest.mark.parametrize(
    ("curve", "holds"),
    [
        ([0.1, 0.2, 0.3], True),
        ([0.1, 0.3, 0.2], False),
        ([0.1, 0.2, 0.2], False),
        ([0.3, 0.2, 0.1], False),
        ([0.1, nan, 0.3], False),
        ([None, None, None], False),
    ],
    ids=["rises", "falls once", "stays once", "falls", "one is missing", "all are missing"],
)
def test_a_metric_rises_in_every_epoch_or_does_not(tmp_path: Path, curve: list[float | None], holds: bool) -> None:
    finding = find(tmp_path, small_plan(), RISES, epochs={"val_accuracy": [[curve]]})
    assert finding.holds == {0: holds}


@pytest.mark.parametrize(("curve", "holds"), [([0.3, 0.2, 0.1], True), ([0.3, 0.2, 0.2], False), ([0.1, 0.2], False)])
def test_a_metric_falls_in_every_epoch_or_does_not(tmp_path: Path, curve: list[float], holds: bool) -> None:
    claim = "{kind: monotone, cell: one, metric: train_loss, falls: true}"
    assert find(tmp_path, small_plan(), claim, epochs={"train_loss": [[curve]]}).holds == {0: holds}


def test_a_rise_is_shown_for_the_epochs_that_every_seed_ran(tmp_path: Path) -> None:
    curves = [[[0.1, 0.2, 0.3], [0.4, 0.3]]]
    finding = find(tmp_path, small_plan(seeds=(0, 1)), RISES, epochs={"val_accuracy": curves})
    assert finding.holds == {0: True, 1: False}
    assert [(item.quantity, item.values) for item in finding.observed] == [
        (Quantity("val_accuracy", epoch=1), {0: 0.1, 1: 0.4}),
        (Quantity("val_accuracy", epoch=2), {0: 0.2, 1: 0.3}),
    ]
