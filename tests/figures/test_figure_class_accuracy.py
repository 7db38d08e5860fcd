"""Accuracy of each class: scikit-learn's recall, with its extremes over seeds."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import recall_score

from figures_fixture import bars_of, drawn_from, ends_of, rows_of, words_of
from report_fixture import ERRORS, PER_CLASS, draw, draw_of, leave_study, reported_plan, small_material, texts_of
from restudy.evidence.material import Material
from results_fixture import images_with, logits_of, small_paper, small_plan

RECALLS = np.array([recall_score(*images_with(errors, PER_CLASS), average=None) for errors in ERRORS])


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


def test_rows_are_scikit_learn_s_recalls_with_their_extremes(material: Material) -> None:
    rows = rows_of(material, "F-classes")
    assert rows["class"].tolist() == list(range(10))
    expected = np.column_stack([RECALLS.mean(axis=0), RECALLS.min(axis=0), RECALLS.max(axis=0)])
    np.testing.assert_allclose(rows[["mean", "lowest", "highest"]], expected)


def test_bars_are_means_with_whiskers_to_the_extremes(material: Material) -> None:
    axes = draw_of(material, "F-classes").axes[0]
    np.testing.assert_allclose(bars_of(axes), RECALLS.mean(axis=0))
    assert texts_of(axes) == [f"{100 * value:.1f}" for value in RECALLS.mean(axis=0)]
    np.testing.assert_allclose(np.sort(ends_of(axes), axis=1), np.sort(RECALLS.T, axis=1))


def test_it_is_drawn_from_its_rows(material: Material) -> None:
    numbers = np.linspace(0.1, 1, 10)
    figure = drawn_from(material, "F-classes", mean=numbers, lowest=numbers, highest=numbers)
    assert bars_of(figure.axes[0]) == numbers.tolist()


def test_equal_seeds_have_no_whisker_whatever_rounding_makes_of_their_mean(tmp_path: Path) -> None:
    """The mean of three times 889/892 is below it, by a rounding error."""
    wrong = [3 + place for place in range(10)]
    labels = [label for label in range(10) for _ in range(892)]
    predictions = list(labels)
    for label, number in enumerate(wrong):
        predictions[892 * label : 892 * label + number] = [(label + 1) % 10] * number
    recalls = np.array([[(892 - number) / 892 for number in wrong]] * 3)
    assert (recalls.mean(axis=0) != recalls[0]).any()
    seeds = (0, 1, 2)
    logits = [[logits_of(predictions)] * 3]
    made_of = small_material(tmp_path, small_plan(seeds=seeds), small_paper(seeds=seeds), labels=labels, logits=logits)
    axes = draw({"kind": "class_accuracy", "title": "t", "cell": "one"}, made_of).axes[0]
    np.testing.assert_allclose(bars_of(axes), recalls[0])


def test_words_name_the_worst_and_the_best_class(material: Material) -> None:
    assert words_of(material, "F-classes") == "Accuracy lies between 66.67 % (digit 7) and 100.00 % (digit 0)."
