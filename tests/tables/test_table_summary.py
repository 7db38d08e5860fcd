"""Metrics of several cells."""

import math
from pathlib import Path

import pytest

from report_fixture import leave_study, reported_plan
from restudy.evidence.material import Material
from results_fixture import leave_results, small_paper, small_plan
from tables_fixture import frame, judged, of_grid, values_of


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


def test_cells_stand_in_order_with_nothing_where_nothing_was_published(reported: Material) -> None:
    found = frame(reported.paper.tables["T-summary"], reported)
    cells = reported.plan.cells
    assert list(found["cell"]) == [cells[11].name, cells[0].name]
    assert list(found["title"]) == [
        "MLP, batch size 8, learning rate 0.01",
        "CNN, batch size 32, learning rate 0.02",
    ]
    assert values_of(found, "test_accuracy_published") == [0.8, 0.9]
    assert values_of(found, "test_errors_published") == [20, None]
    assert values_of(found, "first_epoch_at_target_published") == [None, 3]
    assert values_of(found, "test_errors_mean") == [18.5, 29.5]


def test_published_words_have_no_value_of_ours_beside_them(reported: Material) -> None:
    found = frame(reported.paper.tables["T-summary"], reported)
    assert values_of(found, "layers_published") == [2, 3]
    assert "layers" not in found


def test_a_number_that_no_seed_has_is_left_out(reported: Material) -> None:
    found = frame(reported.paper.tables["T-summary"], reported)
    assert values_of(found, "first_epoch_at_target_mean") == [2.5, None]
    assert values_of(found, "first_epoch_at_target_sd") == [pytest.approx(math.sqrt(0.5)), None]
    assert values_of(found, "first_epoch_at_target_seeds") == [2, 0]


def test_a_mean_is_over_the_seeds_that_have_a_number(tmp_path: Path) -> None:
    plan = small_plan(seeds=(0, 1, 2))
    losses = [[0.25, math.nan, 0.75], [math.nan, math.inf, 0.5], [0.0] * 3, [0.0] * 3]
    evidence = leave_results(tmp_path, plan, trials={"test_loss": losses})
    material = Material(evidence, small_paper(seeds=(0, 1, 2)))
    found = frame("{kind: summary, cells: [one, two], columns: [test_loss]}", material)
    assert values_of(found, "test_loss_mean") == [0.5, 0.5]
    assert values_of(found, "test_loss_sd") == [pytest.approx(math.sqrt(0.125)), None]
    assert values_of(found, "test_loss_seeds") == [2, 1]
    assert "test_loss_published" not in found


def test_numbers_say_what_a_paper_leaves_out(tmp_path: Path) -> None:
    verdicts = judged(
        of_grid(
            tmp_path,
            "{kind: summary, title: t, not_comparable: {two: its optimizer}, columns: [test_accuracy, test_errors], "
            "cells: [CELL, two-bs8-lr0.1], published: [[0.5, null], [0.2, 7]]}",
        )
    )
    assert set(verdicts) == {("One", "test_accuracy"), ("Two", "test_accuracy"), ("Two", "test_errors")}
    assert verdicts["Two", "test_errors"].verdict == "not comparable"
    assert verdicts["Two", "test_errors"].reason == "its optimizer"
    assert verdicts["One", "test_accuracy"].verdict != "not comparable"
