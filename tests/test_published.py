"""Every number of every kind of table is found, beside our runs of the same quantity."""

from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.metrics import classification_report

from restudy.claims.evidence import Evidence
from restudy.claims.numbers import PublishedNumber, judge_number
from restudy.claims.published import TABLES, Published, table_numbers
from restudy.data.arrays import write_tensors
from restudy.plan.plan import Plan, StudyPlan
from results_fixture import images_with, leave_results, logits_of, plan_study

CELL = "{variant: one, grid: {batch_size: 32, optimizer.lr: 0.1}}"
GRID = """
variants:
  one: {title: One, settings: {model: {name: mlp, hidden: [1]}}}
  two: {title: Two, settings: {model: {name: mlp, hidden: [2]}}}
grid:
  batch_size: [32, 8]
  optimizer.lr: [0.1, 0.01]
"""
# Wrong predictions by (label, prediction), in each seed.
ERRORS = ({(4, 9): 3, (7, 1): 1}, {(4, 9): 1, (3, 5): 2})
PER_CLASS = 6


def plan_with(table: str) -> StudyPlan:
    """A grid of eight cells with one table, T, whose cell, if any, is the first one."""
    return plan_study(f"{GRID}\ntables: {{T: {table.replace('CELL', CELL)}}}", (0, 1))


def numbers_of(folder: Path, table: str) -> dict[tuple[str, str], Published]:
    """The numbers of one table by row and quantity, on results in which the first cell makes ERRORS."""
    plan = plan_with(table)
    places = range(len(plan.cells))
    labels, _ = images_with({}, PER_CLASS)
    evidence = leave_results(
        folder,
        plan,
        trials={
            "test_accuracy": [[place / 10, place / 10] for place in places],
            "test_errors": [[4, 3] for _ in places],
            **{f"{part}_total_loss": [[7.0, 14.0] for _ in places] for part in ("train", "val", "test")},
        },
        epochs={"val_loss": [[[0.5, 0.4, 0.3], [0.5]] for _ in places]},
        labels=labels,
        logits=[[logits_of(images_with(errors, PER_CLASS)[1]) for errors in ERRORS]],
    )
    return {(each.row, getattr(each, "quantity", "output shape")): each for each in table_numbers(evidence)}


def values(number: Published) -> list[float]:
    """Ours in each seed."""
    assert isinstance(number, PublishedNumber)
    return number.runs.values.tolist()


def test_a_grid_s_numbers_stand_beside_their_cells(tmp_path: Path) -> None:
    table = (
        "{kind: grid, title: t, variant: two, rows: batch_size, columns: optimizer.lr, metric: test_accuracy, "
        "published: [[0.11, 0.12], [0.13, 0.14]]}"
    )
    numbers = numbers_of(tmp_path, table)
    assert [(each.published, values(each)[0]) for each in numbers.values()] == [
        (0.11, 0.4),
        (0.12, 0.5),
        (0.13, 0.6),
        (0.14, 0.7),
    ]


def test_a_summary_s_numbers_say_what_a_paper_leaves_out(tmp_path: Path) -> None:
    table = (
        "{kind: summary, title: t, not_comparable: {two: its optimizer}, columns: [test_accuracy, test_errors], "
        "cells: [CELL, {variant: two, grid: {batch_size: 8, optimizer.lr: 0.1}}], published: [[0.5, null], [0.2, 7]]}"
    )
    numbers = numbers_of(tmp_path, table)
    assert set(numbers) == {("One", "test_accuracy"), ("Two", "test_accuracy"), ("Two", "test_errors")}
    judged = {key: judge_number(each) for key, each in numbers.items()}
    assert judged["Two", "test_errors"].verdict == "not comparable"
    assert judged["Two", "test_errors"].reason == "its optimizer"
    assert judged["One", "test_accuracy"].verdict != "not comparable"


def test_an_epoch_that_a_run_did_not_reach_is_missing(tmp_path: Path) -> None:
    numbers = numbers_of(
        tmp_path,
        "{kind: epochs, title: t, cell: CELL, columns: [val_loss], published: {1: [0.5], 2: [null], 3: [0.2]}}",
    )
    assert set(numbers) == {("epoch 1", "val_loss"), ("epoch 3", "val_loss")}
    third = values(numbers["epoch 3", "val_loss"])
    assert third[0] == 0.3
    assert np.isnan(third[1])


def test_parts_have_a_sum_of_losses_over_all_images(tmp_path: Path) -> None:
    numbers = numbers_of(
        tmp_path,
        "{kind: parts, title: t, cell: CELL, published: {test: {accuracy: 0.9}}, published_average_accuracy: 0.91, "
        "published_loss_over_images: 0.000091}",
    )
    assert set(numbers) == {("", "test_accuracy"), ("", "average_accuracy"), ("", "loss_over_images")}
    # Three parts of 60,000 images to train on, none to validate on, and the test images.
    assert values(numbers["", "loss_over_images"]) == [21 / 60060, 42 / 60060]


LAYERS = """
{kind: layers, title: t, cell: CELL, published_totals: {total: 815, trainable: 805, non_trainable: 0}, published: [
  {layer: Input, output: '784', parameters: 0},
  {layer: Hidden, output: '2', parameters: 785, covers: 2},
  {layer: Dropout, output: '1', parameters: 0, covers: 0},
  {layer: Output, output: '10', parameters: 20}]}
"""


def test_layers_are_compared_exactly_with_their_totals(tmp_path: Path) -> None:
    """784 inputs to one unit and its bias, then one unit and a bias to each of ten."""
    verdicts = {key: judge_number(each).verdict for key, each in numbers_of(tmp_path, LAYERS).items()}
    wrong = {key for key, verdict in verdicts.items() if verdict != "holds"}
    assert wrong == {("2 Hidden", "output shape"), ("total", "parameters")}
    assert verdicts["3 Dropout", "output shape"] == "holds", "a row that covers no layer of ours leaves the shape"
    assert len(verdicts) == 4 * 2 + 3


REPORT = """
{kind: class_report, title: t, cell: CELL, published: {
  '4': [0.98, 0.97, null, 6],
  accuracy: [null, null, 0.9, 60],
  macro avg: [0.5, 0.5, 0.5, 60],
  weighted avg: [0.5, 0.5, 0.5, 61]}}
"""


def test_a_report_of_classes_has_averages_as_scikit_learn_has_them(tmp_path: Path) -> None:
    numbers = numbers_of(tmp_path, REPORT)
    labels, _ = images_with({}, PER_CLASS)
    reports = [classification_report(labels, images_with(errors, PER_CLASS)[1], output_dict=True) for errors in ERRORS]
    for row in ("macro avg", "weighted avg"):
        for score, name in (("precision",) * 2, ("recall",) * 2, ("f1", "f1-score")):
            assert values(numbers[row, score]) == pytest.approx([report[row][name] for report in reports])
    assert values(numbers["class 4", "recall"]) == [0.5, pytest.approx(5 / 6)]
    assert values(numbers["accuracy", "accuracy"]) == [0.0, 0.0]
    supports = {row: judge_number(each).verdict for (row, quantity), each in numbers.items() if quantity == "support"}
    assert supports == {"class 4": "holds", "accuracy": "holds", "macro avg": "holds", "weighted avg": "does not hold"}
    assert len(numbers) == 3 + 2 + 4 + 4


@pytest.mark.parametrize(("part", "expected"), [("test", "holds"), ("train", "does not hold")])
def test_images_of_a_class_are_counted_in_their_part(tmp_path: Path, part: str, expected: str) -> None:
    plan = plan_with(f"{{kind: class_counts, title: t, part: {part}, published: [null, 1{', null' * 8}]}}")
    leave_results(tmp_path, plan)
    write_tensors(tmp_path / "train.safetensors", {"labels": torch.tensor([1, 1, 2])})
    (number,) = table_numbers(Evidence(plan, tmp_path, tmp_path))
    assert isinstance(number, PublishedNumber)
    assert (number.row, judge_number(number).verdict) == ("class 1", expected)


def test_errors_are_counted_in_all_by_pair_and_among_the_first(tmp_path: Path) -> None:
    numbers = numbers_of(
        tmp_path,
        "{kind: errors, title: t, cell: CELL, published: 4, pairs: [{label: 4, prediction: 9, published: 3}, "
        "{label: 9, prediction: 4, published: 0}, {label: 4, prediction: 9, among_first: 2, published: 2}]}",
    )
    assert {row: values(each) for (row, _), each in numbers.items()} == {
        "all": [4, 3],
        "4 taken for 9": [3, 1],
        "9 taken for 4": [0, 0],
        # In the second seed two threes stand before the one four.
        "4 taken for 9, among the first 2 errors": [2, 0],
    }


@pytest.mark.parametrize(
    # The total that the paper prints counts the optimizer's state too.
    ("study", "table", "wrong"),
    [("dropout-cnn", "T-layers", []), ("cnn-architectures", "F3", ["total"])],
)
def test_our_layers_are_those_that_the_papers_print(mnist_plan: Plan, study: str, table: str, wrong: list[str]) -> None:
    plan = mnist_plan.studies[study]
    numbers = TABLES["layers"](table, plan.study.tables[table], Evidence(plan, Path()))
    assert [each.row for each in numbers if judge_number(each).verdict != "holds"] == wrong
