"""What tables and figures are made of."""

from pathlib import Path

import numpy as np

from restudy.evidence.material import Material
from restudy.layout import Results
from results_fixture import leave_results, small_paper, small_plan


def test_it_is_opened_where_a_run_leaves_its_files(tmp_path: Path) -> None:
    plan, results = small_plan(), Results(tmp_path / "results")
    leave_results(results.root, plan, labels=[2, 7])
    assert Material.of(plan, small_paper(), results.root).evidence.labels.tolist() == [2, 7]


def test_resamples_are_as_many_as_asked_and_the_same_for_all(tmp_path: Path) -> None:
    material = Material(leave_results(tmp_path, small_plan()), small_paper())
    assert material.resamples.weights.shape == (material.plan.statistics.resamples, 10)
    again = Material(material.evidence, small_paper())
    np.testing.assert_array_equal(again.resamples.weights, material.resamples.weights)


def test_a_cell_has_the_words_of_its_paper(tmp_path: Path) -> None:
    material = Material(leave_results(tmp_path, small_plan()), small_paper())
    assert material.title(material.plan.cells[0]) == "One"
