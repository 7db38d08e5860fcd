"""Results as claims, tables and figures ask for them."""

from math import inf, isnan, nan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from restudy.evidence.evidence import Evidence
from restudy.layout import Results
from results_fixture import CLASSES, GRID, images_with, leave_results, logits_of, small_plan

LOGITS = np.random.default_rng(0).normal(0, 5, (2, 30, CLASSES)).astype(np.float32)
LABELS = [7 * image % 13 % 7 for image in range(30)]


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    """Two seeds of four cells, the first cell with logits for 30 images of seven classes."""
    return leave_results(
        tmp_path,
        small_plan(seeds=(0, 4)),
        trials={"test_accuracy": [[0.1, 0.2], [1 / 3, nan], [None, inf], [0.7, 0.8]]},
        epochs={"val_loss": [[[0.5, 0.4, 0.3], [0.6, 0.7]]]},
        labels=LABELS,
        logits=[list(LOGITS)],
    )


def test_a_cell_is_found_by_its_name(tmp_path: Path) -> None:
    plan = small_plan(GRID)
    assert Evidence(plan, Results(tmp_path)).cell("two-bs8-lr0.01") is plan.cells[10]


def test_values_are_by_seed_and_in_full(evidence: Evidence) -> None:
    one, two, *_ = evidence.plan.cells
    assert evidence.values(one, "test_accuracy") == {0: 0.1, 4: 0.2}
    assert evidence.values(two, "test_accuracy")[0] == 1 / 3


def test_what_a_trial_does_not_have_is_nan(evidence: Evidence) -> None:
    """A missing number, and the nan and inf of a diverged trial."""
    _, two, three, extra = evidence.plan.cells
    missing = [evidence.values(two, "test_accuracy")[4], *evidence.values(three, "test_accuracy").values()]
    assert all(map(isnan, [*missing, *evidence.values(extra, "val_loss").values()]))


def test_a_curve_is_by_epoch_from_1(evidence: Evidence) -> None:
    first = evidence.plan.cells[0]
    assert evidence.curve(first, 0, "val_loss").to_dict() == {1: 0.5, 2: 0.4, 3: 0.3}
    assert evidence.curve(first, 4, "val_loss").to_dict() == {1: 0.6, 2: 0.7}


def test_first_and_second_guess_are_the_ends_of_a_sort(evidence: Evidence) -> None:
    """The second one of images that are got wrong."""
    first = evidence.plan.cells[0]
    for seed, logits in zip((0, 4), LOGITS, strict=True):
        order, test = np.argsort(logits, axis=1), evidence.of_test(first, seed)
        np.testing.assert_array_equal(evidence.predictions(first, seed), order[:, -1])
        np.testing.assert_array_equal(test.wrong, np.flatnonzero(order[:, -1] != LABELS))
        np.testing.assert_array_equal(test.wrong_second, order[test.wrong, -2])


def test_of_equal_logits_the_first_class_is_the_guess_and_the_next_the_second(tmp_path: Path) -> None:
    logits = np.zeros((2, CLASSES), dtype=np.float32)
    logits[1, [3, 6]] = 1
    evidence = leave_results(tmp_path, small_plan(), labels=[9, 9], logits=[[logits]])
    first = evidence.plan.cells[0]
    assert list(evidence.predictions(first, 0)) == [0, 3]
    assert list(evidence.of_test(first, 0).wrong_second) == [1, 6]


def test_a_confusion_matrix_counts_label_by_prediction(evidence: Evidence) -> None:
    first = evidence.plan.cells[0]
    counts = np.zeros((CLASSES, CLASSES), dtype=int)
    np.add.at(counts, (evidence.labels, evidence.predictions(first, 0)), 1)
    np.testing.assert_array_equal(evidence.confusion(first, 0), counts)


@pytest.mark.filterwarnings("error")
def test_class_scores_follow_from_counts(evidence: Evidence) -> None:
    """Classes without an image or a prediction have scores of 0, and no warning."""
    first = evidence.plan.cells[0]
    scores, counts = evidence.class_scores(first, 0), evidence.confusion(first, 0)
    right = counts.diagonal()
    precision = right / np.maximum(counts.sum(axis=0), 1)
    recall = right / np.maximum(counts.sum(axis=1), 1)
    np.testing.assert_allclose(scores["precision"], precision)
    np.testing.assert_allclose(scores["recall"], recall)
    np.testing.assert_allclose(scores["f1"], 2 * right / np.maximum(counts.sum(axis=0) + counts.sum(axis=1), 1))
    assert list(scores["support"]) == list(counts.sum(axis=1))
    assert list(scores.index) == list(range(CLASSES))
    assert scores["support"].iloc[-1] == 0


def test_scores_of_four_errors_by_hand(tmp_path: Path) -> None:
    labels, predictions = images_with({(4, 9): 3, (9, 4): 1})
    evidence = leave_results(tmp_path, small_plan(), labels=labels, logits=[[logits_of(predictions)]])
    scores = evidence.class_scores(evidence.plan.cells[0], 0)
    expected = {"precision": 7 / 8, "recall": 7 / 10, "f1": 14 / 18, "support": 10}
    pd.testing.assert_series_equal(scores.loc[4], pd.Series(expected, name=4), check_dtype=False)
