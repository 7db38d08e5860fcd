"""What tables and figures are made of."""

from pathlib import Path

import numpy as np
import torch

from restudy.data.arrays import write_tensors
from restudy.evidence.material import Material
from restudy.layout import Results
from results_fixture import leave_results, small_paper, small_plan


def test_labels_are_of_the_part_that_is_asked_for(tmp_path: Path) -> None:
    material = Material(leave_results(tmp_path, small_plan(), labels=[1, 1, 3]), small_paper())
    write_tensors(tmp_path / "train.safetensors", {"labels": torch.tensor([0, 9])})
    assert material.labels("test").tolist() == [1, 1, 3]
    assert material.labels("train").tolist() == [0, 9]
    assert material.class_counts("test") == [0, 2, 0, 1, 0, 0, 0, 0, 0, 0]
    assert material.class_counts("train") == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]


def test_it_is_opened_where_a_run_leaves_its_files(tmp_path: Path) -> None:
    plan, results = small_plan(), Results(tmp_path / "results")
    leave_results(results.evaluation(plan.name), plan, labels=[2, 7])
    material = Material.of(plan, small_paper(), results.root, tmp_path / "data")
    assert material.evidence.labels.tolist() == [2, 7]
    assert material.trial(plan.cells[0], 3) == results.trial("small", plan.cells[0].name, 3)
    assert material.data.images("test") == tmp_path / "data" / "test.safetensors"


def test_resamples_are_as_many_as_asked_and_the_same_for_all(tmp_path: Path) -> None:
    material = Material(leave_results(tmp_path, small_plan()), small_paper())
    assert material.resamples.weights.shape == (material.plan.statistics.resamples, 10)
    again = Material(material.evidence, small_paper())
    np.testing.assert_array_equal(again.resamples.weights, material.resamples.weights)


def test_a_cell_has_the_words_of_its_paper(tmp_path: Path) -> None:
    material = Material(leave_results(tmp_path, small_plan()), small_paper())
    assert material.title(material.plan.cells[0]) == "One"
