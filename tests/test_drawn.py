"""The numbers beside figures: one file for each, and what stands in it."""

from pathlib import Path

import pandas as pd
import pytest

from report_fixture import ERRORS, PER_CLASS, accuracy, leave_study, reported_plan
from restudy.report.drawn import DRAWN, write_drawn
from restudy.report.figures import FIGURES
from restudy.report.material import Material

CNN = 0


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("drawn"), reported_plan())


def drawn(material: Material, identifier: str) -> pd.DataFrame:
    spec = material.evidence.plan.study.figures[identifier]
    return DRAWN[spec.kind](spec, material)


def test_every_kind_of_figure_has_numbers() -> None:
    assert set(DRAWN) == set(FIGURES)


def test_curves_are_of_the_cells_and_metrics_that_are_shown(material: Material) -> None:
    frame = drawn(material, "F-curves")
    assert list(frame) == ["cell", "metric", "epoch", "mean", "lowest", "highest"]
    assert set(frame["cell"]) == {material.evidence.plan.cells[CNN].name}
    assert list(frame["metric"].unique()) == ["train_loss", "test_loss", "test_accuracy"]
    assert len(frame) == 3 * 3


def test_steps_are_means_over_seeds(material: Material) -> None:
    """A step's loss is 3 divided by its number with the one seed, and 6 with the other."""
    frame = drawn(material, "F-steps")
    assert len(frame) == 2 * 40
    assert frame["train_loss"][:3].tolist() == [4.5, 4.5 / 2, 4.5 / 3]


def test_dots_are_single_trials_beside_the_published_value(material: Material) -> None:
    frame = drawn(material, "F-dots")
    cnn = frame[frame["cell"] == material.evidence.plan.cells[CNN].name]
    assert cnn["published"].tolist() == [0.9, 0.9]
    assert cnn["test_accuracy"].tolist() == [accuracy(CNN, 0), accuracy(CNN, 1)]


def test_a_confusion_matrix_is_a_row_for_each_pair(material: Material) -> None:
    counts = drawn(material, "F-confusion").set_index(["label", "prediction"])["images"]
    assert len(counts) == 100
    assert counts[(4, 9)] == sum(errors.get((4, 9), 0) for errors in ERRORS) / 2


def test_a_class_s_accuracy_has_its_extremes(material: Material) -> None:
    frame = drawn(material, "F-classes").set_index("class")
    assert frame.loc[7, ["lowest", "highest"]].tolist() == [3 / PER_CLASS, 5 / PER_CLASS]
    assert frame.loc[0].tolist() == [1.0, 1.0, 1.0]


def test_images_are_named_by_their_places(material: Material) -> None:
    assert drawn(material, "F-counts")["images"].tolist() == [PER_CLASS] * 10
    assert drawn(material, "F-samples")["image"].tolist() == list(range(25))
    assert drawn(material, "F-labels")["label"].tolist() == [label for label in range(10) for _ in range(2)]
    wrong = drawn(material, "F-wrong")
    assert list(zip(wrong["label"], wrong["prediction"], strict=True)) == [(4, 9), (4, 9), (7, 1)]


def test_pictures_of_weights_are_a_row_for_each_pixel(material: Material) -> None:
    weights = drawn(material, "F-filters")
    assert weights.groupby("filter").size().to_dict() == {1: 9, 2: 9, 3: 9}
    maps = drawn(material, "F-maps")
    assert maps.groupby("map").size().to_dict() == {1: 784, 2: 784, 3: 784}


def test_a_file_holds_what_is_shown(material: Material, tmp_path: Path) -> None:
    write_drawn(material.evidence.plan.study.figures["F-heat"], material, tmp_path / "F-heat.csv")
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "F-heat.csv"), drawn(material, "F-heat"))
