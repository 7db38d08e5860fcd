"""A metric over two keys of a grid."""

import math
from pathlib import Path

import pytest

from report_fixture import accuracy, leave_study, reported_plan
from restudy.evidence.material import Material
from tables_fixture import frame, numbers_of, of_grid, ours

GRID_TABLE = (
    "{kind: grid, title: t, variant: two, rows: batch_size, columns: optimizer.lr, metric: test_accuracy, "
    "published: [[0.11, 0.12], [0.13, 0.14]]}"
)


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


def test_published_values_stand_in_the_order_of_params(reported: Material) -> None:
    """Neither the batch sizes nor the learning rates are sorted there."""
    found = frame(reported.paper.tables["T-grid"], reported)
    assert [*zip(found["batch_size"], found["optimizer.lr"], found["test_accuracy_published"], strict=True)] == [
        (32, 0.02, 0.91),
        (32, 0.1, 0.92),
        (32, 0.01, 0.93),
        (8, 0.02, 0.94),
        (8, 0.1, 0.95),
        (8, 0.01, 0.96),
    ]


def test_rows_are_the_variant_s_cells_with_their_means(reported: Material) -> None:
    found, cells = frame(reported.paper.tables["T-grid"], reported), reported.plan.cells[:6]
    assert list(found["cell"]) == [cell.name for cell in cells]
    assert list(found["test_accuracy_mean"]) == [(accuracy(place, 0) + accuracy(place, 1)) / 2 for place in range(6)]
    assert list(found["test_accuracy_sd"]) == pytest.approx([1 / 16 / math.sqrt(2)] * 6)
    assert list(found["test_accuracy_seeds"]) == [2] * 6
    assert list(found["epochs_run_mean"]) == [2.5] * 6


def test_columns_are_the_keys_the_cell_and_each_metric_in_turn(reported: Material) -> None:
    assert list(frame(reported.paper.tables["T-grid"], reported).columns) == [
        *("batch_size", "optimizer.lr", "cell"),
        *("test_accuracy_published", "test_accuracy_mean", "test_accuracy_sd", "test_accuracy_seeds"),
        *("epochs_run_mean", "epochs_run_sd", "epochs_run_seeds"),
    ]


def test_published_numbers_stand_beside_their_cells(tmp_path: Path) -> None:
    numbers = numbers_of(of_grid(tmp_path, GRID_TABLE))
    assert {key: (each.published, ours(each)[0]) for key, each in numbers.items()} == {
        ("batch size 32, learning rate 0.1", "test_accuracy"): (0.11, 0.4),
        ("batch size 32, learning rate 0.01", "test_accuracy"): (0.12, 0.5),
        ("batch size 8, learning rate 0.1", "test_accuracy"): (0.13, 0.6),
        ("batch size 8, learning rate 0.01", "test_accuracy"): (0.14, 0.7),
    }


def test_a_grid_of_which_nothing_was_published_has_no_such_column(tmp_path: Path) -> None:
    material = of_grid(tmp_path, GRID_TABLE.replace(", published: [[0.11, 0.12], [0.13, 0.14]]", ""))
    found = frame(material.paper.tables["T"], material)
    assert "test_accuracy_published" not in found
    assert list(found["test_accuracy_mean"]) == pytest.approx([0.4, 0.5, 0.6, 0.7])
    assert numbers_of(material) == {}
