"""A cell's numbers with what each image adds to them, and the numbers that are like them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from restudy.evidence.runs import average_runs, difference_runs, error_runs, metric_runs, score_runs, together
from restudy.statistics.contrasts import Runs
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


def members_of(runs: Runs) -> list[str]:
    """The names of the numbers like one, which is among them."""
    assert runs.like is not None
    like = runs.like()
    names = [each.name for each in like]
    assert runs.name in names
    assert len(set(names)) == len(names)
    return names


def test_an_accuracy_s_effects_are_right_and_wrong(evidence: Any) -> None:
    runs = metric_runs(evidence, evidence.plan.cells[0], "test_accuracy")
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
    runs = error_runs(evidence, [evidence.plan.cells[0]], [(4, 9), (9, 4)])
    assert runs.values.tolist() == [2]
    assert runs.effects is not None
    assert runs.effects.mean() == 2
    assert (runs.whole, runs.seeds, runs.bounds) == (True, (0,), (0.0, np.inf))


def test_errors_of_several_cells_are_added_up(evidence: Any) -> None:
    one, two = evidence.plan.cells[:2]
    both = error_runs(evidence, [one, two], [(4, 9)])
    assert both.values.tolist() == [2]
    assert both.effects is not None
    assert both.effects.mean() == 2
    assert error_runs(evidence, [one], [(4, 9)]).group != both.group


def test_among_the_first_errors_later_ones_do_not_count(evidence: Any) -> None:
    """The wrong ones are a 0 taken for 1, a 1 for 0, a 4 for 9, and a 9 for 4."""
    cell = evidence.plan.cells[0]
    counts = [error_runs(evidence, [cell], [(4, 9), (9, 4)], first).values.tolist() for first in (2, 3, 4, None)]
    assert counts == [[0], [1], [2], [2]]


def test_counts_of_errors_are_rare_events_of_one_kind(evidence: Any) -> None:
    cell, pairs = evidence.plan.cells[0], [(4, 9), (9, 4), (0, 1)]
    found = together({pair: error_runs(evidence, [cell], [pair]) for pair in pairs}, "errors")
    assert list(found) == pairs
    assert len({runs.name for runs in found.values()}) == len(pairs)
    for pair, runs in found.items():
        assert (runs.kind, runs.rare, members_of(runs)) == ("errors", True, [each.name for each in found.values()])
        assert runs.values.tolist() == error_runs(evidence, [cell], [pair]).values.tolist()


def test_a_metric_is_like_that_of_the_study_s_other_cells(evidence: Any) -> None:
    """Those of the same protocol lie together, but for what is run for comparison alone."""
    runs = [metric_runs(evidence, cell, "test_accuracy") for cell in evidence.plan.cells]
    names = [each.name for each in runs]
    assert len(set(names)) == 4
    assert all(each.kind == "test_accuracy" and members_of(each) == names for each in runs)
    assert [each.together for each in runs] == ["published"] * 3 + [""]


def test_what_no_run_changes_is_like_nothing(evidence: Any) -> None:
    runs = metric_runs(evidence, evidence.plan.cells[0], "trainable_parameters")
    assert (runs.kind, runs.like, runs.together) == ("", None, "")


def test_scores_are_like_those_of_the_other_classes(evidence: Any) -> None:
    cell = evidence.plan.cells[0]
    runs = score_runs(evidence, cell, "recall", 4)
    assert (runs.name, runs.together) == ("4", cell.name)
    assert members_of(runs) == [str(label) for label in range(10)]
    assert score_runs(evidence, cell, "precision", 4).kind != runs.kind
    assert score_runs(evidence, evidence.plan.cells[1], "recall", 4).kind != runs.kind


@pytest.mark.parametrize("weighted", [True, False])
def test_an_average_of_scores_is_like_that_of_the_other_cells(evidence: Any, weighted: bool) -> None:
    runs = average_runs(evidence, evidence.plan.cells[0], "f1", weighted)
    assert len(members_of(runs)) == len(evidence.main_cells()) == 3
    assert runs.kind != average_runs(evidence, evidence.plan.cells[0], "f1", not weighted).kind


def test_a_gap_within_a_cell_is_taken_run_by_run_and_like_that_of_the_other_cells(tmp_path: Path) -> None:
    train, test = [[0.9, 0.8, 0.7]] * 4, [[0.6, 0.7, 0.4]] * 4
    plan = small_plan(seeds=(0, 1, 2))
    evidence = leave_results(tmp_path, plan, trials={"train_accuracy": train, "test_accuracy": test})
    runs = difference_runs(evidence, plan.cells[0], "train_accuracy", "test_accuracy")
    assert runs.values == pytest.approx([0.3, 0.1, 0.3])
    assert (runs.seeds, runs.bounds) == ((0, 1, 2), (-1.0, 1.0))
    # Every image is right, which takes from the gap.
    assert runs.effects is not None
    assert set(runs.effects.flat) == {-1}
    assert len(members_of(runs)) == 4


def test_an_epoch_s_numbers_are_those_of_runs_that_reached_it(tmp_path: Path) -> None:
    """Their spread is like that of the epochs around, of this cell alone."""
    plan = small_plan(seeds=(0, 1))
    curves = [[[1 / epoch for epoch in range(1, 10)], [1.0]]] * 4
    evidence = leave_results(tmp_path, plan, epochs={"test_loss": curves})
    cell = plan.cells[0]
    for epoch, expected in ((1, [1.0, 1.0]), (5, [0.2, np.nan]), (20, [np.nan, np.nan])):
        found = metric_runs(evidence, cell, "test_loss", epoch)
        assert found.values.tolist() == pytest.approx(expected, nan_ok=True)
    fifth, first = (metric_runs(evidence, cell, "test_loss", epoch) for epoch in (5, 1))
    assert members_of(fifth) == [f"epoch {epoch}" for epoch in range(2, 9)]
    assert members_of(first) == [f"epoch {epoch}" for epoch in range(1, 5)]
    kinds = [metric_runs(evidence, each, "test_loss", 5).kind for each in plan.cells]
    assert len({first.kind, "test_loss", *kinds}) == 6
