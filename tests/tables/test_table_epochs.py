"""Metrics of one cell by epoch."""

from pathlib import Path

import numpy as np

from report_fixture import leave_study, reported_plan
from tables_fixture import frame, judged, numbers_of, of_grid, ours, values_of

PUBLISHED = "{kind: epochs, title: t, cell: CELL, columns: [test_loss], published: {1: [0.5], 2: [null], 3: [0.2]}}"


def test_epochs_are_those_that_were_published_or_run(tmp_path: Path) -> None:
    """Three epochs in one seed and two in the other; 1 and 4 are published."""
    material = leave_study(tmp_path, reported_plan())
    found = frame(material.paper.tables["T-epochs"], material)
    assert list(found["epoch"]) == [1, 2, 3, 4]
    assert values_of(found, "train_loss_published") == [1.5, None, None, 0.5]
    assert values_of(found, "test_accuracy_published") == [0.5, None, None, None]
    assert values_of(found, "train_loss_mean") == [1.0, 0.5, 0.25, None]
    assert values_of(found, "train_loss_sd") == [0.0, 0.0, None, None]
    assert values_of(found, "train_loss_seeds") == [2, 2, 1, 0]
    assert values_of(found, "test_accuracy_mean") == [0.5, 0.75, 0.875, None]


def test_an_epoch_that_a_run_did_not_reach_is_missing(tmp_path: Path) -> None:
    numbers = numbers_of(of_grid(tmp_path, PUBLISHED))
    assert set(numbers) == {("epoch 1", "test_loss"), ("epoch 3", "test_loss")}
    third = ours(numbers["epoch 3", "test_loss"])
    assert third[0] == 0.3
    assert np.isnan(third[1])


def test_numbers_say_what_a_paper_leaves_out(tmp_path: Path) -> None:
    verdicts = judged(
        of_grid(tmp_path, PUBLISHED.replace("title: t", "title: t, not_comparable: {test_loss: a batch}"))
    )
    assert {(each.verdict, each.reason) for each in verdicts.values()} == {("not comparable", "a batch")}
