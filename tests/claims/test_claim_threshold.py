"""Limits of a metric."""

from math import nan
from pathlib import Path

import pytest
from pydantic import ValidationError

from claims_fixture import HELD_OUT, outcome, shown
from restudy.judging.findings import Limit
from restudy.papers.items import CLAIMS
from results_fixture import find, small_plan

EVERY_CELL = "{kind: threshold, metric: test_accuracy, at_least: 0.5}"


@pytest.mark.parametrize(
    ("limit", "number", "holds"),
    [
        ("at_least: 0.5", 0.5, True),
        ("at_least: 0.5", 0.4999, False),
        ("above: 0.5", 0.5, False),
        ("above: 0.5", 0.5001, True),
        ("at_most: 0.5", 0.5, True),
        ("at_most: 0.5", 0.5001, False),
        ("below: 0.5", 0.5, False),
        ("below: 0.5", 0.4999, True),
        ("at_least: 0.4, below: 0.6", 0.6, False),
        ("at_least: 0.4, below: 0.6", 0.4, True),
        ("at_least: 0.5", nan, False),
        ("at_most: 0.5", nan, False),
        ("above: 0.5", None, False),
        ("below: 0.5", None, False),
    ],
)
def test_a_threshold_is_kept_or_not(tmp_path: Path, limit: str, number: float | None, holds: bool) -> None:
    claim = f"{{kind: threshold, metric: test_accuracy, {limit}, cells: [one]}}"
    assert outcome(tmp_path, claim, number) == holds


def test_a_margin_names_the_limit_that_it_is_the_distance_to(tmp_path: Path) -> None:
    claim = "{kind: threshold, metric: test_accuracy, at_least: 0.4, below: 0.6, cells: [one]}"
    finding = find(tmp_path, small_plan(), claim, trials={"test_accuracy": [[0.5]] * 4})
    limits = [(margin.limit, margin.second, margin.strict) for margin in finding.margins]
    assert limits == [(Limit("at least", 0.4), None, False), (Limit("below", 0.6), None, True)]


@pytest.mark.parametrize(("single_runs", "margins"), [("false", 1), ("true", 0)])
def test_a_threshold_of_single_runs_says_nothing_of_their_mean(tmp_path: Path, single_runs: str, margins: int) -> None:
    claim = f"{{kind: threshold, metric: epochs_run, below: 3, cells: [one], of_single_runs: {single_runs}}}"
    numbers = [[2, 3], *[[1, 1]] * 3]
    finding = find(tmp_path, small_plan(seeds=(0, 1)), claim, trials={"epochs_run": numbers})
    assert finding.holds == {0: True, 1: False}
    assert len(finding.margins) == margins


@pytest.mark.parametrize(("three", "extra", "holds"), [(0.9, 0.1, True), (0.1, 0.9, False), (nan, 0.9, False)])
def test_a_threshold_without_cells_is_of_every_cell_but_those_for_comparison(
    tmp_path: Path, three: float, extra: float, holds: bool
) -> None:
    assert outcome(tmp_path, EVERY_CELL, 0.9, 0.9, three, extra) == holds


def test_a_threshold_without_cells_leaves_out_held_out_runs(tmp_path: Path) -> None:
    plan = small_plan(HELD_OUT, (0, 1))
    numbers = [
        [0.9, 0.9 if cell.variant == "one" else 0.1] if "published" in cell.protocols else [0.0, 0.0]
        for cell in plan.cells
    ]
    finding = find(tmp_path, plan, EVERY_CELL, trials={"test_accuracy": numbers})
    assert finding.holds == {0: True, 1: False}
    assert [cell for cell, _, _ in shown(finding)] == ["one", "two", "three"]


def test_a_threshold_has_a_limit() -> None:
    with pytest.raises(ValidationError, match="give at_least, above, at_most or below"):
        CLAIMS.parse({"kind": "threshold", "text": "t", "metric": "test_loss"})
