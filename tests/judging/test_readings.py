"""How well an alternative fits what was printed, and what becomes of claims under it."""

from pathlib import Path
from typing import Any

import pytest

from restudy.evidence.material import Material
from restudy.judging.readings import fit, judge_measures, judge_readings
from results_fixture import leave_results, logits_of, paper_of, plan_study

STUDY = """
alternatives:
  large: {infers: batch_size, cells: [one, two], settings: {batch_size: 16}}
  slow: {infers: epochs, cells: [one], settings: {epochs: 5}}
inferred: {batch_size: A guess., epochs: Another.}
claims:
  A1: {kind: order, text: Two is better., metrics: [test_accuracy], ascending: [one, two]}
  A2: {kind: order, text: Three is best., metrics: [test_accuracy], ascending: [one, two, three]}
  A3: {kind: threshold, text: A limit., metric: test_accuracy, above: 0.5, cells: [one]}
tables:
  T1:
    kind: summary
    title: Two cells
    cells: [one, three]
    columns: [test_accuracy, last_train_loss]
    published: [[0.95, 0.95], [0.60, 0.20]]
"""
# Cells in the plan's order: one, two, three, extra, one-large, two-large, one-slow.
ACCURACIES = [[0.60, 0.61], [0.65, 0.66], [0.62, 0.61], [0.5, 0.5], [0.95, 0.96], [0.50, 0.51], [0.60, 0.60]]
LOSSES = [[0.20, 0.21], [0.3, 0.3], [0.2, 0.21], [0.4, 0.4], [0.95, 0.96], [0.3, 0.3], [0.20, 0.20]]


@pytest.fixture
def material(tmp_path: Path) -> Material:
    plan = plan_study(STUDY, seeds=(0, 1))
    labels = [0, 1] * 50
    leave_results(
        tmp_path,
        plan,
        trials={"test_accuracy": ACCURACIES, "last_train_loss": LOSSES},
        labels=labels,
        logits=[[logits_of(labels)] * 2 for _ in plan.cells],
    )
    return Material.of(plan, paper_of(plan, STUDY), tmp_path)


def judged(material: Material, asked: list[list[str]]) -> dict[str, Any]:
    """What is said of the alternatives, where every claim that is asked for gets one word."""

    def verdicts(names: Any, other: Material) -> dict[str, str]:
        asked.append([*names])
        return {name: other.evidence.cell("one").alternative for name in asked[-1]}

    about = {"A1": ("one", "two"), "A2": ("one", "two", "three"), "A3": ("one",), "A4": ()}
    claims = {key: {"cells": [material.plan.cell(name).name for name in names]} for key, names in about.items()}
    return judge_readings(material, claims, verdicts)


def test_claims_about_its_cells_alone_are_judged_by_its_runs(material: Material) -> None:
    asked: list[list[str]] = []
    found = judged(material, asked)
    assert asked == [["A1", "A3"], ["A3"]]
    assert found["large"]["claims"] == {"A1": "large", "A3": "large"}
    assert [found[name]["runs"] for name in found] == [4, 2]


def test_published_numbers_of_its_cells_are_compared_with_both(material: Material) -> None:
    """The printed 0.95 is near what came of the large batches; the third cell, of which there are none, is left out."""
    large, slow = judged(material, []).values()
    assert [(row["row"], row["column"], row["part"]) for row in large["numbers"]] == [
        ("One", "test_accuracy", "test"),
        ("One", "last_train_loss", "training"),
    ]
    assert all(row["gain"] > 1 for row in large["numbers"])
    assert large["inside"] == {"own": 0, "other": 2, "of": 2}
    assert [row["column"] for row in slow["numbers"]] == ["test_accuracy", "last_train_loss"]
    assert large["fit"]["all"] == pytest.approx(large["fit"]["training"] + large["fit"]["test"], abs=2e-3)


def number(part: str, table: str, column: str, gain: float, cell: str = "one") -> dict[str, Any]:
    return {"part": part, "table": table, "column": column, "cell": cell, "gain": gain}


def test_numbers_of_one_table_about_one_cell_count_as_one() -> None:
    curve = [
        number("training", "F1", column, gain) for column, gain in (("loss", 1.0), ("loss", 2.0), ("accuracy", 3.0))
    ]
    others = [
        number("test", "F1", "loss", -4.0),
        number("test", "T1", "loss", 1.0),
        number("test", "T1", "loss", 2.0, "two"),
    ]
    found = fit([*curve, *others])
    assert found == {"training": 2.0, "test": -1.0, "all": 1.0, "tables": {"F1": -2.0, "T1": 3.0}}


GRIDS = """
variants:
  one: {settings: {model: {name: mlp, hidden: [1]}}}
titles: {one: One}
base: {split: parted}
grid: {batch_size: [32, 8], optimizer.lr: [0.1]}
inferred: {metric of the grid: A guess.}
tables:
  T1:
    kind: grid
    title: A grid
    variant: one
    rows: batch_size
    columns: optimizer.lr
    metric: average_accuracy
    also: [test_accuracy]
    published: [[0.62], [0.71]]
measures:
  of-test: {title: Test accuracy, infers: metric of the grid, tables: [T1], metric: test_accuracy, why: It may be.}
"""


def test_numbers_of_a_grid_are_as_probable_as_another_metric_makes_them(tmp_path: Path) -> None:
    """Both printed numbers are near the test accuracies, and off the averages."""
    plan = plan_study(GRIDS, seeds=(0, 1, 2))
    labels = [0, 1] * 50
    leave_results(
        tmp_path,
        plan,
        trials={
            "average_accuracy": [[0.80, 0.81, 0.82], [0.90, 0.91, 0.92]],
            "test_accuracy": [[0.61, 0.62, 0.63], [0.70, 0.71, 0.72]],
        },
        labels=labels,
        logits=[[logits_of(labels)] * 3 for _ in plan.cells],
    )
    material = Material.of(plan, paper_of(plan, GRIDS), tmp_path)
    (found,) = judge_measures(material).values()
    assert (found["infers"], found["cells"], found["claims"], found["runs"]) == ("metric of the grid", {}, {}, 6)
    assert found["inside"] == {"own": 0, "other": 2, "of": 2}
    assert [(row["table"], row["part"], row["gain"] > 3) for row in found["numbers"]] == [("T1", "test", True)] * 2
    assert found["fit"]["test"] == pytest.approx(sum(row["gain"] for row in found["numbers"]))
