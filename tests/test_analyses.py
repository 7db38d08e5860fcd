"""What every study shows: tables and figures, number for number, on results made by hand."""

from collections.abc import Callable
from math import isnan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest
from sklearn.metrics import f1_score, log_loss

from report_fixture import draw, texts_of, without_images
from restudy.claims.runs import metric_runs
from restudy.report.alternatives import alternative
from restudy.report.drawn import DRAWN
from restudy.report.material import Material
from restudy.report.tables import make_table
from restudy.statistics.further_run import further_run
from restudy.statistics.intervals import wilson
from restudy.statistics.search import expected_best
from results_fixture import GRID, images_with, logits_of, small_plan

LABELS, SOME_WRONG = images_with({(4, 9): 6, (7, 1): 2}, 20)
_, FEW_WRONG = images_with({(4, 9): 1}, 20)
HEADLINE = "headline: [{title: First, cell: {variant: one}, metric: test_accuracy, published: 0.97}]\n"
SEARCHED = GRID + "protocols: {held_out: {choose_by: val_accuracy, note: a note}}\nchoose_within: variant\n"


def material(folder: Path, seeds: tuple[int, ...] = (0,)) -> Material:
    """Four cells, of which the first is wrong about 8 images, the second about 1, and the others about none."""
    wrong = [[8] * len(seeds), [1] * len(seeds), [0] * len(seeds), [0] * len(seeds)]
    accuracies = [[1 - number / len(LABELS) for number in row] for row in wrong]
    logits = [[logits_of(SOME_WRONG)] * len(seeds), [logits_of(FEW_WRONG)] * len(seeds)]
    plan = small_plan(HEADLINE, seeds)
    return without_images(folder, plan, trials={"test_accuracy": accuracies}, labels=LABELS, logits=logits)


def table(made_of: Material, kind: str) -> pd.DataFrame:
    return make_table(made_of.evidence.plan.study.tables[kind], made_of)


def shown(made_of: Material, kind: str) -> pd.DataFrame:
    spec = made_of.evidence.plan.study.figures[kind]
    return DRAWN[spec.kind](spec, made_of)


def test_scores_are_scikit_learn_s_and_one_seed_s_accuracy_has_wilson_s_interval(tmp_path: Path) -> None:
    made_of = material(tmp_path)
    row = table(made_of, "quality").iloc[0]
    probabilities = made_of.evidence.probabilities(made_of.evidence.plan.cells[0], 0)
    assert row["macro_f1"] == pytest.approx(f1_score(LABELS, SOME_WRONG, average="macro"), abs=1e-6)
    assert row["negative_log_likelihood"] == pytest.approx(log_loss(LABELS, probabilities), abs=1e-6)
    assert (row["test_accuracy_low"], row["test_accuracy_high"]) == pytest.approx(wilson(192, 200), abs=1e-6)
    assert isnan(row["further_accuracy_low"])
    for score in ("macro_f1", "negative_log_likelihood"):
        assert row[f"{score}_low"] < row[score] < row[f"{score}_high"]


def test_with_several_seeds_a_further_run_has_an_interval(tmp_path: Path) -> None:
    made_of = without_images(
        tmp_path, small_plan("", (0, 1, 2)), trials={"test_accuracy": [[0.97, 0.96, 0.98], *[[1.0] * 3] * 3]}
    )
    row, evidence = table(made_of, "quality").iloc[0], made_of.evidence
    expected = further_run(metric_runs(evidence, evidence.plan.cells[0], "test_accuracy")).interval()
    assert row["further_accuracy_low"] == pytest.approx(expected.low, abs=1e-6)
    assert row["further_accuracy_high"] == 1


def test_every_pair_is_compared_and_corrected_for_the_others(tmp_path: Path) -> None:
    rows = table(material(tmp_path), "comparisons").set_index(["first", "second"])
    assert len(rows) == 6
    first = rows.loc[("One", "Two")]
    assert first["difference_in_accuracy"] == pytest.approx(-7 / 200)
    assert first["difference_in_accuracy_low"] < -7 / 200 < first["difference_in_accuracy_high"] < 0
    p_value = binomtest(0, 7).pvalue
    assert first["p_value"] == first["mcnemar_p_value_low"] == pytest.approx(p_value, rel=1e-5)
    # Two comparisons, those of eight images, are surer.
    assert first["adjusted_p_value"] == pytest.approx(4 * p_value, rel=1e-5)


def test_reliability_is_of_the_chosen_cell_and_says_its_error(tmp_path: Path) -> None:
    made_of = material(tmp_path)
    rows = shown(made_of, "reliability")
    assert rows["cell"].unique().tolist() == [made_of.evidence.plan.cells[2].name]
    assert rows["images"].sum() == 200
    figure = draw({"kind": "reliability", "title": "t", "cells": [{"variant": "one"}]}, made_of)
    title, error, corrected = figure.axes[0].get_title(loc="left").split("\n")
    assert title == "One"
    error_of_one = table(made_of, "quality").iloc[0]
    assert error == f"calibration error {error_of_one['calibration_error']:.4f}"
    assert corrected.startswith(f"less chance {error_of_one['corrected_calibration_error']:.4f} (")


def test_a_published_number_stands_beside_seeds_and_the_interval_of_a_further_run(tmp_path: Path) -> None:
    values = [[0.97, 0.96, 0.98], *[[1.0] * 3] * 3]
    made_of = without_images(tmp_path, small_plan(HEADLINE, (0, 1, 2)), trials={"test_accuracy": values})
    rows = shown(made_of, "further-runs")
    assert rows[["title", "published", "value"]].to_numpy().tolist() == [["First", 0.97, v] for v in values[0]]
    axes = draw({"kind": "further_runs", "title": "t"}, made_of).axes[0]
    assert texts_of(axes) == ["97.00\u00a0%"]
    ends = np.asarray(axes.get_lines()[0].get_xdata(), dtype=float)
    assert ends.tolist() == rows[["further_low", "further_high"]].iloc[0].tolist()


def test_one_seed_s_number_stands_without_an_interval(tmp_path: Path) -> None:
    made_of = material(tmp_path)
    assert shown(made_of, "further-runs")["further_low"].isna().all()
    draw({"kind": "further_runs", "title": "t"}, made_of)


def searched(folder: Path) -> Material:
    validated = [[0.5 + place / 20] for place in range(12)]
    tested = [[0.9 - place / 20] for place in range(12)]
    plan = small_plan(SEARCHED)
    return without_images(folder, plan, trials={"val_accuracy": validated, "test_accuracy": tested})


def test_a_search_expects_the_best_of_so_many_settings_of_each_variant(tmp_path: Path) -> None:
    rows = shown(searched(tmp_path), "search")
    assert rows.groupby("title", sort=False).size().to_dict() == {"One": 6, "Two": 6}
    expected = expected_best([0.5 + place / 20 for place in range(6)])
    assert rows["val_accuracy"][:6].tolist() == pytest.approx(expected, abs=1e-6)
    # Here the better on validation images is the worse on test images.
    assert rows["test_accuracy"][:6].is_monotonic_decreasing


def test_an_interaction_is_a_line_for_each_value_of_the_other_key(tmp_path: Path) -> None:
    made_of = searched(tmp_path)
    panels = draw({"kind": "interaction", "title": "t"}, made_of).axes
    assert [axes.get_title() for axes in panels] == ["One", "Two"]
    lines = {str(line.get_label()): np.asarray(line.get_ydata()).tolist() for line in panels[0].get_lines()}
    assert lines == {"32": pytest.approx([0.5, 0.55, 0.6]), "8": pytest.approx([0.65, 0.7, 0.75])}
    assert [tick.get_text() for tick in panels[0].get_xticklabels()] == ["0.1", "0.01", "0.02"]


def test_a_grid_of_one_key_has_a_line_for_each_variant(tmp_path: Path) -> None:
    plan = small_plan(GRID.replace("  batch_size: [32, 8]\n", ""))
    made_of = without_images(tmp_path, plan, trials={"test_accuracy": [[place / 10] for place in range(6)]})
    (axes,) = draw({"kind": "interaction", "title": "t", "metric": "test_accuracy"}, made_of).axes
    assert [str(line.get_label()) for line in axes.get_lines()] == ["One", "Two"]


def test_parallel_coordinates_go_through_each_setting_to_the_metric(tmp_path: Path) -> None:
    made_of = searched(tmp_path)
    spec = {"kind": "parallel", "title": "t", "metric": "val_accuracy"}
    axes = draw(spec, made_of).axes[0]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == [
        "hidden",
        "learning rate",
        "batch size",
        "validation accuracy",
    ]
    ends = [float(np.asarray(line.get_ydata())[-1]) for line in axes.get_lines()]
    assert ends == pytest.approx([place / 11 for place in range(12)])
    assert "Two, batch size 8, learning rate 0.02, held out  105.00\u00a0%" in texts_of(axes)


@pytest.mark.parametrize(
    ("made", "kind", "words"),
    [
        (searched, "search", "Expected best validation accuracy: One from 62.50\u00a0% with one setting to"),
        (
            searched,
            "interaction",
            "Over batch size and learning rate, validation accuracy lies between 50.00\u00a0%",
        ),
        (
            material,
            "further-runs",
            "First: 97.00\u00a0% published, 96.00\u00a0% reproduced, with one seed no",
        ),
        (material, "reliability", "Three is right more often than it says, by"),
    ],
)
def test_figures_say_what_they_show(tmp_path: Path, made: Callable[[Path], Material], kind: str, words: str) -> None:
    made_of = made(tmp_path)
    plan = made_of.evidence.plan
    assert words in alternative(plan.study.figures[kind], plan, shown(made_of, kind))
