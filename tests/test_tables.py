"""Every kind of table: published values stand beside the right numbers, and files have them in full."""

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import classification_report

from report_fixture import ERRORS, PER_CLASS, accuracy, leave_study, reported_plan
from restudy.claims.evidence import Evidence
from restudy.claims.published import table_numbers
from restudy.params.claims import CellRef
from restudy.params.tables import ErrorPair, ErrorsTable
from restudy.plan.plan import Plan
from restudy.report.material import Material
from restudy.report.tables import class_counts, make_table, write_tables
from results_fixture import images_with, leave_results, logits_of, small_plan

ONE_TABLE = "{kind: summary, title: t, cells: [{variant: one}, {variant: two}], columns: [test_loss]}"
GRID_AS_TEXT = """
variants: {one: {title: One, settings: {model: {name: mlp, hidden: [1]}}}}
grid: {optimizer.lr: [2e-2, 1e-3], batch_size: [8]}
tables:
  T:
    kind: grid
    title: t
    variant: one
    rows: batch_size
    columns: optimizer.lr
    metric: test_loss
    published: [[1, 2]]
"""


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


def table(material: Material, identifier: str) -> pd.DataFrame:
    return make_table(material.evidence.plan.study.tables[identifier], material)


def test_every_published_number_is_found_where_its_table_has_it(material: Material) -> None:
    numbers = table_numbers(material.evidence)
    frames = {name: table(material, name) for name in material.evidence.plan.study.tables}
    found = [(number.place, f"{number.spot.column}_published", number.spot.line) for number in numbers if number.spot]
    assert [frames[name].at[line, column] for name, column, line in found] == [each.published for each in numbers]
    everything = {
        (name, column, line)
        for name, frame in frames.items()
        for column in frame.columns
        if column.endswith("_published") and column not in ("layer_published", "layers_published")
        for line, value in enumerate(frame[column])
        if not pd.isna(value)
    }
    assert set(found) == everything


def values_of(frame: pd.DataFrame, column: str) -> list[Any]:
    """A column, None where there is no value."""
    return [None if pd.isna(value) else value for value in frame[column]]


def test_a_grid_s_published_values_stand_in_the_order_of_params(material: Material) -> None:
    """Neither the batch sizes nor the learning rates are sorted there."""
    frame = table(material, "T-grid")
    assert [*zip(frame["batch_size"], frame["optimizer.lr"], frame["test_accuracy_published"], strict=True)] == [
        (32, 0.02, 0.91),
        (32, 0.1, 0.92),
        (32, 0.01, 0.93),
        (8, 0.02, 0.94),
        (8, 0.1, 0.95),
        (8, 0.01, 0.96),
    ]


def test_a_grid_s_rows_are_the_variant_s_cells_with_their_means(material: Material) -> None:
    frame, cells = table(material, "T-grid"), reported_plan().cells[:6]
    assert list(frame["cell"]) == [cell.name for cell in cells]
    assert list(frame["test_accuracy_mean"]) == [(accuracy(place, 0) + accuracy(place, 1)) / 2 for place in range(6)]
    assert list(frame["test_accuracy_sd"]) == pytest.approx([1 / 16 / math.sqrt(2)] * 6)
    assert list(frame["test_accuracy_seeds"]) == [2] * 6
    assert list(frame["epochs_run_mean"]) == [2.5] * 6
    assert "epochs_run_published" not in frame


def test_a_grid_of_rates_that_yaml_takes_for_text_finds_its_places(tmp_path: Path) -> None:
    plan = small_plan(GRID_AS_TEXT)
    evidence = leave_results(tmp_path, plan, trials={"test_loss": [[0.1], [0.2]]})
    frame = make_table(plan.study.tables["T"], Material(evidence, tmp_path, tmp_path, tmp_path))
    assert list(frame["optimizer.lr"]) == [0.02, 0.001]
    assert list(frame["test_loss_published"]) == [1, 2]


def test_a_summary_has_its_cells_in_order_with_null_where_nothing_was_published(material: Material) -> None:
    frame = table(material, "T-summary")
    cells = reported_plan().cells
    assert list(frame["cell"]) == [cells[11].name, cells[0].name]
    assert list(frame["title"]) == [
        "MLP, batch size 8, learning rate 0.01",
        "CNN, batch size 32, learning rate 0.02",
    ]
    assert values_of(frame, "test_accuracy_published") == [0.8, 0.9]
    assert values_of(frame, "test_errors_published") == [20, None]
    assert values_of(frame, "first_epoch_at_target_published") == [None, 3]
    assert values_of(frame, "test_errors_mean") == [18.5, 29.5]


def test_a_number_that_no_seed_has_is_left_out(material: Material) -> None:
    frame = table(material, "T-summary")
    assert values_of(frame, "first_epoch_at_target_mean") == [2.5, None]
    assert values_of(frame, "first_epoch_at_target_sd") == [pytest.approx(math.sqrt(0.5)), None]
    assert values_of(frame, "first_epoch_at_target_seeds") == [2, 0]


def test_a_mean_is_over_the_seeds_that_have_a_number(tmp_path: Path) -> None:
    plan = small_plan(f"tables: {{T: {ONE_TABLE}}}", (0, 1, 2))
    losses = [[0.25, math.nan, 0.75], [math.nan, math.inf, 0.5], [0.0] * 3, [0.0] * 3]
    evidence = leave_results(tmp_path, plan, trials={"test_loss": losses})
    frame = make_table(plan.study.tables["T"], Material(evidence, tmp_path, tmp_path, tmp_path))
    assert values_of(frame, "test_loss_mean") == [0.5, 0.5]
    assert values_of(frame, "test_loss_sd") == [pytest.approx(math.sqrt(0.125)), None]
    assert values_of(frame, "test_loss_seeds") == [2, 1]
    assert "test_loss_published" not in frame


def test_epochs_are_those_that_were_published_or_run(material: Material) -> None:
    """Three epochs in one seed and two in the other; 1 and 4 are published."""
    frame = table(material, "T-epochs")
    assert list(frame["epoch"]) == [1, 2, 3, 4]
    assert values_of(frame, "train_loss_published") == [1.5, None, None, 0.5]
    assert values_of(frame, "test_accuracy_published") == [0.5, None, None, None]
    assert values_of(frame, "train_loss_mean") == [1.0, 0.5, 0.25, None]
    assert values_of(frame, "train_loss_sd") == [0.0, 0.0, None, None]
    assert values_of(frame, "train_loss_seeds") == [2, 2, 1, 0]
    assert values_of(frame, "test_accuracy_mean") == [0.5, 0.75, 0.875, None]


def test_parts_have_their_published_values_and_an_average(material: Material) -> None:
    frame = table(material, "T-parts").set_index("part")
    assert list(frame.index) == ["train", "val", "test", "average"]
    assert values_of(frame, "total_loss_published") == [12.5, None, None, None]
    assert values_of(frame, "accuracy_published") == [0.99, None, 0.97, 0.98]
    assert values_of(frame, "loss_published") == [None] * 4
    assert values_of(frame, "total_loss_mean") == [11.0, None, None, None]
    assert values_of(frame, "accuracy_mean") == [0.8125, None, (accuracy(0, 0) + accuracy(0, 1)) / 2, 0.625]
    assert values_of(frame, "loss_mean") == [None, None, 1.0, None]


def test_published_layers_stand_beside_the_layers_that_they_cover(material: Material) -> None:
    frame = table(material, "T-layers")
    assert values_of(frame, "layer")[:5] == ["Conv2d + MaxPool2d + ReLU", "", "Conv2d", "MaxPool2d", "ReLU"]
    assert values_of(frame, "output")[:4] == ["3 × 7 × 7", None, "4 × 5 × 5", "4 × 1 × 1"]
    assert values_of(frame, "parameters")[:4] == [30, 0, 112, 0]
    assert values_of(frame, "layer_published")[:4] == ["Convolution and pooling", "Input again", "Convolution", None]
    assert values_of(frame, "parameters_published")[:4] == [30, 0, 100, None]
    assert list(frame["layer"])[5:] == ["Flatten", "Linear", "ReLU", "Linear", "All", "All, trainable"]


def test_layers_end_with_the_whole_model_s_parameters(mnist_plan: Plan) -> None:
    plan, nowhere = mnist_plan.studies["cnn-architectures"], Path()
    frame = make_table(plan.study.tables["F3"], Material(Evidence(plan, nowhere), nowhere, nowhere, nowhere))
    assert [*zip(frame["layer"], frame["parameters_published"], frame["parameters"], strict=True)][13:] == [
        ("All", 393952, 131530),
        ("All, trainable", 131210, 131210),
        ("All, non-trainable", 320, 320),
    ]


def test_errors_have_a_row_for_all_and_for_each_pair(material: Material) -> None:
    cell = CellRef(variant="cnn", grid={"batch_size": 32, "optimizer.lr": 0.02})
    pairs = [
        ErrorPair(label=4, prediction=9, published=3),
        ErrorPair(label=7, prediction=1, among_first=1, published=0),
    ]
    frame = make_table(ErrorsTable(kind="errors", title="t", cell=cell, published=64, pairs=pairs), material)
    assert list(frame["errors"]) == ["all", "4 taken for 9", "7 taken for 1, among the first 1 errors"]
    assert list(frame["test_errors_published"]) == [64, 3, 0]
    assert list(frame["test_errors_mean"]) == [29.5, 1.5, 0.0]
    assert list(frame["test_errors_seeds"]) == [2, 2, 2]


def test_the_sum_of_losses_over_all_images_stands_with_the_average(material: Material) -> None:
    spec = material.evidence.plan.study.tables["T-parts"].model_copy(update={"published_loss_over_images": 0.0001})
    frame = make_table(spec, material).set_index("part")
    assert frame.at["average", "loss_over_images_published"] == 0.0001
    assert frame["loss_over_images_seeds"].tolist()[-1] == 0, "no total of test images is known here"


def test_class_counts_stand_beside_the_published_ones(material: Material) -> None:
    frame = table(material, "T-counts")
    assert list(frame.columns) == ["class", "images_published", "images"]
    assert list(frame["class"]) == list(range(10))
    assert list(frame["images"]) == [PER_CLASS] * 10
    assert list(frame["images_published"]) == list(range(1, 11))


def test_a_class_without_images_is_counted_too() -> None:
    assert class_counts(np.array([1, 1, 3]), 5) == [0, 2, 0, 1, 0]


def test_a_class_report_is_scikit_learn_s_mean_over_seeds(material: Material) -> None:
    frame = table(material, "T-report").set_index("class")
    reports = []
    for errors in ERRORS:
        labels, predictions = images_with(errors, PER_CLASS)
        reports.append(classification_report(labels, predictions, output_dict=True))
    assert list(frame.index) == [*map(str, range(10)), "accuracy", "macro avg", "weighted avg"]
    for row in frame.index.drop("accuracy"):
        for score, name in (("precision",) * 2, ("recall",) * 2, ("f1", "f1-score"), ("support",) * 2):
            assert frame.at[row, score] == pytest.approx(np.mean([report[row][name] for report in reports]))


def test_the_weighted_average_is_by_the_images_of_each_class(tmp_path: Path) -> None:
    """One image of class 0, two of class 1 and so on; the first of each class is taken for the next one."""
    labels = [label for label in range(10) for _ in range(label + 1)]
    firsts = {labels.index(label) for label in range(10)}
    predictions = [(label + (place in firsts)) % 10 for place, label in enumerate(labels)]
    plan = small_plan("tables: {T: {kind: class_report, title: t, cell: {variant: one}}}")
    evidence = leave_results(tmp_path, plan, labels=labels, logits=[[logits_of(predictions)]])
    frame = make_table(plan.study.tables["T"], Material(evidence, tmp_path, tmp_path, tmp_path)).set_index("class")
    report = classification_report(labels, predictions, output_dict=True, zero_division=0.0)
    for row in ("macro avg", "weighted avg"):
        expected = [report[row][name] for name in ("precision", "recall", "f1-score", "support")]
        assert list(frame.loc[row, ["precision", "recall", "f1", "support"]]) == pytest.approx(expected)


def test_a_class_report_s_accuracy_is_the_trials_own(material: Material) -> None:
    """It stands in the column of F1, as scikit-learn prints it, and nothing beside it."""
    row = table(material, "T-report").set_index("class").loc["accuracy"]
    assert row["f1"] == pytest.approx((accuracy(0, 0) + accuracy(0, 1)) / 2)
    assert row["support"] == 10 * PER_CLASS
    assert pd.isna(row["precision"])
    assert pd.isna(row["recall"])


def test_published_scores_stand_beside_their_class(material: Material) -> None:
    frame = table(material, "T-report").set_index("class")
    assert frame.at["4", "precision_published"] == 0.98
    assert frame.at["4", "support_published"] == 6
    assert frame.at["accuracy", "f1_published"] == 0.95
    assert frame["f1_published"].notna().sum() == 2


def test_wrong_predictions_are_the_first_seed_s_first_ones(material: Material) -> None:
    """Images 24 and 25 are fours taken for a 9, with 0 as second guess; their logits are 4, 2 and eight times 0."""
    frame = table(material, "T-wrong")
    total = math.exp(4) + math.exp(2) + 8
    assert frame.to_dict("list") == {
        "image": [24, 25],
        "label": [4, 4],
        "prediction": [9, 9],
        "probability": pytest.approx([math.exp(4) / total] * 2),
        "second": [0, 0],
        "second_probability": pytest.approx([math.exp(2) / total] * 2),
        "label_probability": pytest.approx([1 / total] * 2),
    }


def test_a_file_for_each_table_has_its_floats_in_full(material: Material, tmp_path: Path) -> None:
    write_tables(material, tmp_path)
    tables = material.evidence.plan.study.tables
    assert {path.name for path in tmp_path.iterdir()} == {f"{identifier}.csv" for identifier in tables}
    for identifier, spec in tables.items():
        with (tmp_path / f"{identifier}.csv").open(newline="") as stream:
            rows = list(csv.DictReader(stream))
        frame = make_table(spec, material)
        assert len(rows) == len(frame)
        for name in frame.columns:
            assert [_read(row[name]) for row in rows] == [_plain(value) for value in frame[name]]


def _read(text: Any) -> Any:
    """A field as a number where it is one."""
    try:
        return float(text)
    except ValueError:
        return text


def _plain(value: Any) -> Any:
    """A value as its field should be read."""
    return "" if pd.isna(value) else _read(value)


def test_equal_results_leave_equal_bytes(material: Material, tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_tables(material, tmp_path / name)
    for path in (tmp_path / "first").iterdir():
        assert (tmp_path / "second" / path.name).read_bytes() == path.read_bytes()
