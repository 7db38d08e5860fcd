"""Claims about classes, on predictions made by hand."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from results_fixture import CLASSES, find, images_with, logits_of, small_plan

Errors = Mapping[tuple[int, int], int]

EVERY_RECALL = "{kind: class_threshold, cell: {variant: one}, score: recall, above: 0.8}"
EVERY_PRECISION = "{kind: class_threshold, cell: {variant: one}, score: precision, above: 0.8}"
BEST_AND_WORST = "{kind: class_extreme, cells: [{variant: one}], score: recall, highest: 1, lowest: 5}"
IN_TWO_CELLS = "{kind: class_extreme, cells: [{variant: one}, {variant: two}], score: recall, highest: 1, lowest: 5}"
LOWEST_SCORES = """
kind: lowest_scores
cell: {variant: one}
lowest: [{label: 4, score: recall}, {label: 9, score: precision}]
among: [precision, recall]
at_least: 0.6
"""
BETWEEN = "{kind: confusion, cells: [{variant: one}], pairs: [[4, 9], [3, 5]]}"
TAKEN_FOR = "{kind: confusion, cells: [{variant: one}], pairs: [[4, 9]], directed: true}"
ADDED_UP = "{kind: confusion, cells: [{variant: one}, {variant: two}], pairs: [[4, 9]], directed: true}"
SECOND = "{kind: second_guess, cell: {variant: one}, label: 4, prediction: 9}"
# One error in every class but 1, and two in 5.
ONE_EACH = {(label, (label + 1) % CLASSES): 1 for label in range(CLASSES) if label != 1}
WORST_IS_5 = ONE_EACH | {(5, 6): 2}


def holds(folder: Path, claim: str, *by_cell: Errors) -> bool:
    """Whether a claim holds for the errors of the study's first cells, ten images of each class."""
    labels, _ = images_with({})
    logits = [[logits_of(images_with(errors)[1])] for errors in by_cell]
    found = find(folder, small_plan(), claim, labels=labels, logits=logits).holds
    assert found is not None
    return found[0]


def observed(folder: Path, claim: str, *by_cell: Errors) -> dict[str, float]:
    """The numbers that a claim is shown with."""
    labels, _ = images_with({})
    logits = [[logits_of(images_with(errors)[1])] for errors in by_cell]
    finding = find(folder, small_plan(), claim, labels=labels, logits=logits)
    return {item.quantity: item.values[0] for item in finding.observed}


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


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        (WORST_IS_5, True),
        ({(5, 6): 1}, False),
        (WORST_IS_5 | {(1, 7): 1}, False),
        (WORST_IS_5 | {(3, 4): 3}, False),
        (WORST_IS_5 | {(3, 4): 2}, False),
        (WORST_IS_5 | {(8, 9): 2}, False),
        ({key: value for key, value in WORST_IS_5.items() if key[0] != 0}, False),
        ({key: value for key, value in WORST_IS_5.items() if key[0] != 9}, False),
    ],
    ids=[
        "best and worst",
        "many are best",
        "1 is not best",
        "3 is worse",
        "3 is as bad",
        "8 is as bad",
        "0 is as good",
        "9 is as good",
    ],
)
def test_best_and_worst_class_stand_alone(tmp_path: Path, errors: Errors, expected: bool) -> None:
    assert holds(tmp_path, BEST_AND_WORST, errors) == expected


def test_the_best_class_is_shown_before_the_worst(tmp_path: Path) -> None:
    assert list(observed(tmp_path, BEST_AND_WORST, WORST_IS_5).items()) == [("recall of 1", 1.0), ("recall of 5", 0.8)]


def test_best_and_worst_class_are_so_in_every_cell(tmp_path: Path) -> None:
    assert holds(tmp_path, IN_TWO_CELLS, WORST_IS_5, WORST_IS_5)
    assert not holds(tmp_path, IN_TWO_CELLS, WORST_IS_5, ONE_EACH)
    assert not holds(tmp_path, IN_TWO_CELLS, ONE_EACH, WORST_IS_5)


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        ({(4, 9): 3}, True),
        ({(4, 9): 4}, True),
        ({(4, 9): 5}, False),
        ({(4, 9): 3, (2, 7): 4}, False),
        ({(4, 9): 3, (2, 7): 3}, False),
        ({(4, 9): 3, (0, 7): 1, (1, 7): 1, (2, 7): 1}, False),
        ({(4, 8): 3}, False),
    ],
    ids=["so", "just", "below the limit", "a lower one", "an equal recall", "an equal precision", "another precision"],
)
def test_the_lowest_scores_are_those_named(tmp_path: Path, errors: Errors, expected: bool) -> None:
    """Of ten 4s taken for a 9: recall of 4 is 1 - n/10, precision of 9 is 10/(10 + n)."""
    assert holds(tmp_path, LOWEST_SCORES, errors) == expected


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        ({(4, 9): 2, (9, 4): 1, (5, 3): 2, (0, 1): 1}, True),
        ({(4, 9): 2, (5, 3): 2, (0, 1): 1, (1, 0): 2}, False),
        ({(4, 9): 2, (5, 3): 2, (0, 1): 2}, False),
        ({(4, 9): 2}, False),
        ({}, False),
    ],
    ids=["both ways add up", "another pair is more frequent", "a tie", "one pair has no error", "no error at all"],
)
def test_the_most_frequent_confusions_are_those_named(tmp_path: Path, errors: Errors, expected: bool) -> None:
    assert holds(tmp_path, BETWEEN, errors) == expected


@pytest.mark.parametrize(("errors", "expected"), [({(4, 9): 3, (9, 4): 2}, True), ({(4, 9): 2, (9, 4): 3}, False)])
def test_a_directed_confusion_tells_one_way_from_the_other(tmp_path: Path, errors: Errors, expected: bool) -> None:
    assert holds(tmp_path, TAKEN_FOR, errors) == expected


def test_confusions_are_shown_with_the_leading_ones(tmp_path: Path) -> None:
    errors = {(4, 9): 1, (9, 4): 1, (0, 6): 3, (7, 2): 4, (8, 3): 1}
    assert observed(tmp_path, BETWEEN, errors) == {
        "errors between 0 and 6": 3,
        "errors between 2 and 7": 4,
        "errors between 3 and 5": 0,
        "errors between 4 and 9": 2,
    }
    assert observed(tmp_path, TAKEN_FOR, errors) == {"4 taken for 9": 1, "7 taken for 2": 4}


def test_errors_of_several_cells_are_added_up_and_belong_to_none(tmp_path: Path) -> None:
    first, second = {(4, 9): 3, (2, 7): 4}, {(4, 9): 2}
    assert not holds(tmp_path, TAKEN_FOR, first)
    assert holds(tmp_path, ADDED_UP, first, second)
    assert observed(tmp_path, ADDED_UP, first, second) == {"4 taken for 9": 5, "2 taken for 7": 4}
    labels, predictions = images_with(first)
    logits = [[logits_of(predictions)], [logits_of(predictions)]]
    plan = small_plan()
    added = find(tmp_path, plan, ADDED_UP, labels=labels, logits=logits)
    alone = find(tmp_path, plan, TAKEN_FOR, labels=labels, logits=logits)
    assert {item.cell for item in added.observed} == {""}
    assert {item.cell for item in alone.observed} == {plan.cells[0].name}


@pytest.mark.parametrize(
    ("second", "expected"),
    [([4, 4, 0], True), ([4, 7, 0], False), ([7, 7, 4], False)],
    ids=["in both errors", "in one of two", "in none; another class's error does not count"],
)
def test_the_second_guess_is_right_in_every_such_error(tmp_path: Path, second: list[int], expected: bool) -> None:
    """Two 4s taken for a 9, and one taken for an 8."""
    logits = logits_of([9, 9, 8], second)
    finding = find(tmp_path, small_plan(), SECOND, labels=[4, 4, 4], logits=[[logits]])
    assert finding.holds == {0: expected}
    assert {item.quantity: item.values[0] for item in finding.observed} == {
        "4 taken for 9": 2,
        "of these with 4 second": second[:2].count(4),
    }


def test_without_such_an_error_the_second_guess_is_not_shown_right(tmp_path: Path) -> None:
    finding = find(tmp_path, small_plan(), SECOND, labels=[4, 9], logits=[[logits_of([4, 9])]])
    assert finding.holds == {0: False}


def test_the_second_guess_is_known_where_probabilities_round_to_zero(tmp_path: Path) -> None:
    """Logits of a network on pixels in [0, 255] lie hundreds apart: softmax of all but the first is 0."""
    logits = np.linspace(-9000, -8000, CLASSES, dtype=np.float32)[None].copy()
    logits[0, [9, 4]] = 0, -1000
    assert find(tmp_path, small_plan(), SECOND, labels=[4], logits=[[logits]]).holds == {0: True}


def test_claims_about_classes_are_tested_in_each_seed(tmp_path: Path) -> None:
    plan = small_plan(seeds=(0, 1))
    labels, _ = images_with({})
    logits = [[logits_of(images_with(errors)[1]) for errors in (WORST_IS_5, {(4, 9): 3})]]
    outcomes = {
        claim: find(tmp_path, plan, claim, labels=labels, logits=logits).holds
        for claim in (EVERY_RECALL, BEST_AND_WORST, LOWEST_SCORES, TAKEN_FOR)
    }
    assert outcomes == {
        EVERY_RECALL: {0: False, 1: False},
        BEST_AND_WORST: {0: True, 1: False},
        LOWEST_SCORES: {0: False, 1: True},
        TAKEN_FOR: {0: False, 1: True},
    }


def test_a_diverged_trial_s_predictions_are_all_the_first_class(tmp_path: Path) -> None:
    """Every logit is NaN; torch's argmax and numpy's take the first, and so does everything that is shown."""
    labels, _ = images_with({})
    logits = [[np.full((len(labels), CLASSES), np.nan, dtype=np.float32)]]
    finding = find(tmp_path, small_plan(), EVERY_RECALL, labels=labels, logits=logits)
    assert finding.holds == {0: False}
    assert [item.values[0] for item in finding.observed] == [1.0] + [0.0] * 9
