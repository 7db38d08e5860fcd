"""A limit for a score of every class, on predictions made by hand."""

from pathlib import Path

import numpy as np
import pytest

from claims_fixture import WORST_IS_5, holds, observed, of_errors
from results_fixture import CLASSES, find, images_with, small_plan

EVERY_RECALL = "{kind: class_threshold, cell: one, score: recall, above: 0.8}"
EVERY_PRECISION = "{kind: class_threshold, cell: one, score: precision, above: 0.8}"


@pytest.mark.parametrize(("wrong", "expected"), [(0, True), (1, True), (2, False), (3, False)])
def test_every_class_is_above_a_limit_which_itself_is_not_enough(tmp_path: Path, wrong: int, expected: bool) -> None:
    assert holds(tmp_path, EVERY_RECALL, {(7, 2): wrong}) == expected


def test_precision_is_of_predictions_and_recall_of_labels(tmp_path: Path) -> None:
    """Four others taken for a 2: ten of fourteen 2s are right, and nine of ten of each other class."""
    errors = {(3, 2): 1, (4, 2): 1, (5, 2): 1, (6, 2): 1}
    assert holds(tmp_path, EVERY_RECALL, errors)
    assert not holds(tmp_path, EVERY_PRECISION, errors)
    assert observed(tmp_path, EVERY_PRECISION, errors)["precision of 2"] == pytest.approx(10 / 14)


def test_a_class_that_is_never_predicted_has_no_precision(tmp_path: Path) -> None:
    assert not holds(tmp_path, EVERY_PRECISION, {(8, 3): 10})
    assert observed(tmp_path, EVERY_PRECISION, {(8, 3): 10})["precision of 8"] == 0


def test_classes_are_held_against_the_limit_in_each_seed(tmp_path: Path) -> None:
    finding = of_errors(tmp_path, EVERY_RECALL, [WORST_IS_5, {(4, 9): 3}, {(4, 9): 1}])
    assert finding.holds == {0: False, 1: False, 2: True}


def test_logits_that_are_no_numbers_are_no_predictions(tmp_path: Path) -> None:
    """Torch's argmax and numpy's would take the first class."""
    labels, _ = images_with({})
    logits = [[np.full((len(labels), CLASSES), np.nan, dtype=np.float32)]]
    finding = find(tmp_path, small_plan(), EVERY_RECALL, labels=labels, logits=logits)
    assert finding.holds == {0: False}
    assert [item.values[0] for item in finding.observed] == [0.0] * 10
