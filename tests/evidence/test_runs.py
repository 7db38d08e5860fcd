"""A cell's numbers with what each image adds to them: moving one image moves the number by its effect."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from restudy.evidence.runs import error_runs, metric_runs, score_runs
from results_fixture import leave_results, logits_of, small_plan

HELD_OUT = """
base: {split: parted}
"""
LABELS = [0, 0, 0, 1, 1, 1, 4, 4, 9, 9]
PREDICTED = [0, 0, 1, 1, 1, 0, 9, 4, 9, 4]


@pytest.fixture
def evidence(tmp_path: Path) -> Any:
    plan = small_plan(HELD_OUT)
    return leave_results(tmp_path, plan, labels=LABELS, logits=[[logits_of(PREDICTED)]] * 4)


def test_an_accuracy_s_effects_are_right_and_wrong(evidence: Any) -> None:
    runs = metric_runs(evidence, evidence.plan.cells[0], "test_accuracy", np.array([0.6]))
    assert runs.effects is not None
    assert runs.effects[0].tolist() == [float(a == b) for a, b in zip(LABELS, PREDICTED, strict=True)]
    assert (runs.on_these, runs.on_others) == (1, 0)


def test_errors_count_each_wrong_image_once(evidence: Any) -> None:
    runs = metric_runs(evidence, evidence.plan.cells[0], "test_errors")
    assert runs.whole
    assert runs.effects is not None
    # One image less that is right is one error more: effects are N times as large as an accuracy's.
    assert np.ptp(runs.effects) == len(LABELS)


def test_validation_images_vary_as_test_images_do_by_their_number(evidence: Any) -> None:
    cell = evidence.plan.cells[0]
    runs = metric_runs(evidence, cell, "val_accuracy")
    assert (runs.on_these, runs.on_others) == (0, len(LABELS) / 6000)
    average = metric_runs(evidence, cell, "average_accuracy")
    assert (average.on_these, average.on_others) == (1, len(LABELS) / 6000)
    assert average.effects is not None
    assert np.ptp(average.effects) == pytest.approx(1 / 3)


def test_numbers_that_owe_nothing_to_images_have_no_effects(evidence: Any) -> None:
    cell = evidence.plan.cells[0]
    assert metric_runs(evidence, cell, "last_train_loss").effects is None
    assert metric_runs(evidence, cell, "trainable_parameters").exact
    assert metric_runs(evidence, cell, "first_epoch_at_target").whole


def test_losses_are_cross_entropies(evidence: Any) -> None:
    runs = metric_runs(evidence, evidence.plan.cells[0], "test_loss")
    whole = metric_runs(evidence, evidence.plan.cells[0], "test_total_loss")
    assert runs.effects is not None
    assert whole.effects is not None
    # Right: logit 4 against 2 and eight zeros.
    assert runs.effects[0, 0] == pytest.approx(np.log(np.exp(4) + np.exp(2) + 8) - 4, rel=2e-5)
    # Ten images are one evaluation batch of 16.
    assert whole.effects == pytest.approx(runs.effects)


@pytest.mark.parametrize("score", ["precision", "recall", "f1"])
@pytest.mark.parametrize("label", [0, 4])
def test_a_score_s_effects_are_its_derivative_by_an_image_s_weight(evidence: Any, score: str, label: int) -> None:
    runs = score_runs(evidence, evidence.plan.cells[0], score, label)
    assert runs.effects is not None
    labelled, predicted = (np.array(values) == label for values in (LABELS, PREDICTED))

    def value(weights: np.ndarray) -> float:
        right = weights @ (labelled & predicted)
        if score == "f1":
            return float(2 * right / (weights @ labelled + weights @ predicted))
        return float(right / (weights @ (labelled if score == "recall" else predicted)))

    step, images = 1e-6, len(LABELS)
    assert runs.values[0] == pytest.approx(value(np.ones(images)))
    for image in range(images):
        moved = np.ones(images)
        moved[image] += step
        slope = (value(moved) - value(np.ones(images))) / step * images
        assert runs.effects[0, image] == pytest.approx(slope, abs=1e-4)


def test_errors_of_pairs_are_counted(evidence: Any) -> None:
    runs = error_runs(evidence, evidence.plan.cells[0], [(4, 9), (9, 4)])
    assert runs.values.tolist() == [2]
    assert runs.effects is not None
    assert runs.effects.mean() == 2
