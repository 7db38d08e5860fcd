"""Scores on the test images, against scikit-learn, with their intervals."""

from pathlib import Path

import pytest
from scipy.special import softmax
from sklearn.metrics import f1_score, log_loss

from report_fixture import small_material
from restudy.statistics.further_run import FurtherRun
from restudy.statistics.intervals import wilson
from results_fixture import GRID, images_with, logits_of, paper_of, plan_study, small_paper, small_plan
from tables_fixture import frame, values_of

LABELS, PREDICTIONS = images_with({(4, 9): 6, (7, 1): 2}, 20)
# So many that a share of them can be any number here.
THOUSAND, _ = images_with({}, 100)
WIDE = GRID.replace("0.02]", "0.02, 0.3]")
HEADLINE = "headline: [{title: One, cell: one-bs32-lr0.1, metric: test_accuracy, published: 0.9}]\n"


def test_scores_are_scikit_learn_s_and_one_seed_s_accuracy_has_wilson_s_interval(tmp_path: Path) -> None:
    accuracies = [[0.96], [1.0], [1.0], [1.0]]
    material = small_material(
        tmp_path,
        small_plan(),
        small_paper(),
        trials={"test_accuracy": accuracies},
        labels=LABELS,
        logits=[[logits_of(PREDICTIONS)]],
    )
    found = frame(material.paper.tables["quality"], material)
    assert list(found["cell"]) == [cell.name for cell in material.plan.cells]
    row, probabilities = found.iloc[0], softmax(logits_of(PREDICTIONS).astype(float), axis=1)
    assert row["macro_f1"] == pytest.approx(f1_score(LABELS, PREDICTIONS, average="macro"), abs=1e-6)
    assert row["negative_log_likelihood"] == pytest.approx(log_loss(LABELS, probabilities), rel=2e-5)
    assert (row["test_accuracy_low"], row["test_accuracy_high"]) == pytest.approx(wilson(192, 200, 0.95), abs=1e-6)
    for score in ("macro_f1", "negative_log_likelihood"):
        assert row[f"{score}_low"] < row[score] < row[f"{score}_high"]
    # One seed shows no spread, so nothing is said of a further run.
    assert values_of(found, "further_accuracy_low") == [None] * 4


def test_with_several_seeds_a_further_run_has_an_interval(tmp_path: Path) -> None:
    seeds = (0, 1, 2)
    accuracies = [[0.8, 0.7, 0.9], *[[1.0] * 3] * 3]
    material = small_material(
        *(tmp_path, small_plan(seeds=seeds), small_paper(seeds=seeds)),
        trials={"test_accuracy": accuracies},
        labels=THOUSAND,
    )
    row = frame(material.paper.tables["quality"], material).iloc[0]
    # The others' runs are all alike, so they say nothing of a spread as large as this one's.
    alone = FurtherRun(0.8, 0.1**2, 3).interval(0.95)
    assert alone.high > 1
    assert row["further_accuracy_low"] == pytest.approx(alone.low, abs=0.05)
    assert row["further_accuracy_high"] == 1


def test_the_others_spread_sharpens_the_interval_of_a_further_run(tmp_path: Path) -> None:
    seeds = (0, 1, 2)
    accuracies = [[0.87, 0.86, 0.88], [0.80, 0.81, 0.82], [0.92, 0.91, 0.93], [0.75, 0.74, 0.76]]
    material = small_material(
        *(tmp_path, small_plan(seeds=seeds), small_paper(seeds=seeds)),
        trials={"test_accuracy": accuracies},
        labels=THOUSAND,
    )
    row = frame(material.paper.tables["quality"], material).iloc[0]
    alone = FurtherRun(0.87, 0.01**2, 3).interval(0.95)
    assert 0.01 < row["further_accuracy_high"] - 0.87 < 0.8 * (alone.high - 0.87)
    assert 0.01 < 0.87 - row["further_accuracy_low"] < 0.8 * (0.87 - alone.low)


def test_of_a_large_grid_the_chosen_and_the_headline_s_cells_are_shown_or_those_named(tmp_path: Path) -> None:
    plan = plan_study(WIDE)
    accuracies = [[0.5 + place / 100] for place in range(16)]
    material = small_material(tmp_path, plan, paper_of(plan, WIDE + HEADLINE), trials={"test_accuracy": accuracies})
    found = frame(material.paper.tables["quality"], material)
    assert [cell.rpartition("-")[0] for cell in found["cell"]] == ["one-bs32-lr0.1", "two-bs8-lr0.3"]
    found = frame("{kind: quality, cells: [two-bs32-lr0.3]}", material)
    assert [cell.rpartition("-")[0] for cell in found["cell"]] == ["two-bs32-lr0.3"]
