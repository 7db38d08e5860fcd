"""Precision, recall, F1 and support of each class, against scikit-learn's report."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import classification_report

from report_fixture import ERRORS, PER_CLASS, accuracy, leave_study, reported_plan
from restudy.evidence.material import Material
from results_fixture import images_with, leave_results, logits_of, small_paper, small_plan
from tables_fixture import frame, judged, numbers_of, of_grid, ours

SCORES = (("precision", "precision"), ("recall", "recall"), ("f1", "f1-score"))
REPORT = """
{kind: class_report, title: t, cell: CELL, published: {
  '4': [0.98, 0.97, null, 6],
  accuracy: [null, null, 0.9, 60],
  macro avg: [0.5, 0.5, 0.5, 60],
  weighted avg: [0.5, 0.5, 0.5, 61]}}
"""


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    material: Material = leave_study(tmp_path_factory.mktemp("results"), reported_plan())
    return frame(material.paper.tables["T-report"], material).set_index("class")


def reports() -> list[dict[str, dict[str, float]]]:
    """Scikit-learn's reports of ERRORS."""
    pairs = [images_with(errors, PER_CLASS) for errors in ERRORS]
    return [classification_report(labels, predictions, output_dict=True) for labels, predictions in pairs]


def test_it_is_scikit_learn_s_mean_over_seeds(reported: pd.DataFrame) -> None:
    assert list(reported.index) == [*map(str, range(10)), "accuracy", "macro avg", "weighted avg"]
    for row in reported.index.drop("accuracy"):
        for score, name in (*SCORES, ("support", "support")):
            assert reported.at[row, score] == pytest.approx(np.mean([report[row][name] for report in reports()]))


def test_the_weighted_average_is_by_the_images_of_each_class(tmp_path: Path) -> None:
    """One image of class 0, two of class 1 and so on; the first of each class is taken for the next one."""
    labels = [label for label in range(10) for _ in range(label + 1)]
    firsts = {labels.index(label) for label in range(10)}
    predictions = [(label + (place in firsts)) % 10 for place, label in enumerate(labels)]
    evidence = leave_results(tmp_path, small_plan(), labels=labels, logits=[[logits_of(predictions)]])
    material = Material(evidence, small_paper())
    found = frame("{kind: class_report, cell: one}", material).set_index("class")
    report = classification_report(labels, predictions, output_dict=True, zero_division=0.0)
    for row in ("macro avg", "weighted avg"):
        expected = [report[row][name] for name in ("precision", "recall", "f1-score", "support")]
        assert list(found.loc[row, ["precision", "recall", "f1", "support"]]) == pytest.approx(expected)


def test_the_accuracy_is_the_trials_own(reported: pd.DataFrame) -> None:
    """It stands in the column of F1, as scikit-learn prints it, and nothing beside it."""
    row = reported.loc["accuracy"]
    assert row["f1"] == pytest.approx((accuracy(0, 0) + accuracy(0, 1)) / 2)
    assert row["support"] == 10 * PER_CLASS
    assert pd.isna(row["precision"])
    assert pd.isna(row["recall"])


def test_published_scores_stand_beside_their_class(reported: pd.DataFrame) -> None:
    assert reported.at["4", "precision_published"] == 0.98
    assert reported.at["4", "support_published"] == 6
    assert reported.at["accuracy", "f1_published"] == 0.95
    assert reported["f1_published"].notna().sum() == 2
    assert list(reported.columns[:4]) == ["precision_published", "precision", "recall_published", "recall"]


def test_published_averages_are_held_against_scikit_learn_s(tmp_path: Path) -> None:
    material = of_grid(tmp_path, REPORT)
    numbers, verdicts = numbers_of(material), judged(material)
    for row in ("macro avg", "weighted avg"):
        for score, name in SCORES:
            assert ours(numbers[row, score]) == pytest.approx([report[row][name] for report in reports()])
    assert ours(numbers["class 4", "recall"]) == pytest.approx([4 / 6, 5 / 6])
    assert ours(numbers["accuracy", "accuracy"]) == [0.0, 0.0]
    supports = {row: found.verdict for (row, quantity), found in verdicts.items() if quantity == "support"}
    assert supports == {"class 4": "holds", "accuracy": "holds", "macro avg": "holds", "weighted avg": "does not hold"}
    assert len(numbers) == 3 + 2 + 4 + 4
