"""The numbers behind figures: means, extremes and counts of a study made by hand."""

from pathlib import Path

import pandas as pd
import pytest

from report_fixture import ERRORS, accuracy, leave_study, reported_plan
from restudy.drawing.plots import confusions, curves, grids, write_plots
from restudy.evidence.material import Material
from restudy.layout import PLOTS, Results


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("numbers"), reported_plan())


def test_curves_have_mean_and_extremes_of_the_seeds_that_ran(material: Material) -> None:
    """Three epochs in one seed and two in the other, the same numbers in both."""
    frame = curves(material.evidence)
    cell = material.evidence.plan.cells[0].name
    rows = frame[(frame["cell"] == cell) & (frame["metric"] == "test_loss")]
    assert rows[["epoch", "mean", "lowest", "highest"]].values.tolist() == [
        [1, 2.0, 2.0, 2.0],
        [2, 1.0, 1.0, 1.0],
        [3, 0.5, 0.5, 0.5],
    ]
    assert set(frame["metric"]) == {"train_loss", "test_loss", "test_accuracy"}


def test_grids_have_a_row_for_each_cell_and_metric(material: Material) -> None:
    frame = grids(material.evidence).set_index("cell")
    assert set(frame["metric"]) == {"test_accuracy", "val_accuracy"}
    for place, cell in enumerate(material.evidence.plan.cells):
        row = frame[frame["metric"] == "test_accuracy"].loc[cell.name]
        assert (row["lowest"], row["highest"]) == (accuracy(place, 0), accuracy(place, 1))
        assert row["mean"] == (accuracy(place, 0) + accuracy(place, 1)) / 2


def test_confusions_are_means_of_the_seeds_counts(material: Material) -> None:
    frame = confusions(material.evidence).set_index(["cell", "label", "prediction"])["images"]
    cell = material.evidence.plan.cells[0].name
    for pair in {(4, 9), (7, 1), (3, 5), (2, 8)}:
        assert frame[(cell, *pair)] == sum(errors.get(pair, 0) for errors in ERRORS) / 2


def test_files_have_names_that_other_revisions_share(material: Material, tmp_path: Path) -> None:
    write_plots(material.evidence, Results(tmp_path))
    frames = {path.parent.name: pd.read_csv(path) for path in tmp_path.glob("plots/*/reported.csv")}
    assert set(frames) == set(PLOTS) == {"curves", "grids", "confusion"}
    names = {cell.name.rpartition("-")[0] for cell in material.evidence.plan.cells}
    assert all(set(frame["cell"]) == names for frame in frames.values())
