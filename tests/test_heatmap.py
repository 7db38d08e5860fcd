"""Heat maps: each number in its square, in the order of params.yaml."""

from math import nan
from pathlib import Path

import numpy as np
import pytest

from report_fixture import accuracy, draw, draw_of, leave_study, reported_plan, texts_of, without_images
from restudy.report.formatters import MINUS
from results_fixture import plan_study

GRID_OF_LOSSES = """
variants: {one: {title: One, settings: {model: {name: mlp, hidden: [1]}}}}
grid: {batch_size: [8, 32], optimizer.lr: [0.1, 0.2]}
tables:
  T:
    kind: grid
    title: t
    variant: one
    rows: batch_size
    columns: optimizer.lr
    metric: test_loss
    published: [[0.5, 0.25], [0.125, 2]]
"""
HEAT_MAP = {"kind": "heatmap", "title": "t", "table": "T"}


def test_a_heat_map_shows_published_reproduced_and_difference_in_percent(tmp_path: Path) -> None:
    published, ours, gap = draw_of(leave_study(tmp_path, reported_plan()), "F-heat").axes
    assert [axes.get_title() for axes in (published, ours, gap)] == [
        "published, %",
        "reproduced, %",
        "difference, points",
    ]
    rates = [label.get_text() for label in published.get_xticklabels()]
    sizes = [label.get_text() for label in published.get_yticklabels()]
    assert (rates, sizes) == (["0.02", "0.1", "0.01"], ["32", "8"])
    assert texts_of(published) == ["91.00", "92.00", "93.00", "94.00", "95.00", "96.00"]
    means = [100 * (accuracy(place, 0) + accuracy(place, 1)) / 2 for place in range(6)]
    assert texts_of(ours) == [f"{mean:.2f}" for mean in means]
    differences = np.array(means) - [91, 92, 93, 94, 95, 96]
    assert texts_of(gap) == [f"{difference:+.2f}".replace("-", MINUS) for difference in differences]
    np.testing.assert_allclose(np.asarray(gap.images[0].get_array()).ravel(), differences)
    assert published.images[0].get_clim() == ours.images[0].get_clim()
    assert published.images[0].get_clim() == pytest.approx((min(means), 96))


def test_a_heat_map_of_losses_is_in_nats(tmp_path: Path) -> None:
    numbers = [[0.5], [0.5], [0.125], [nan]]
    material = without_images(tmp_path, plan_study(GRID_OF_LOSSES), trials={"test_loss": numbers})
    published, ours, gap = draw(HEAT_MAP, material).axes
    assert [axes.get_title() for axes in (published, ours, gap)] == ["published", "reproduced", "difference"]
    assert texts_of(published) == ["0.5", "0.25", "0.125", "2"]
    assert texts_of(ours) == ["0.5", "0.5", "0.125", "–"]
    assert texts_of(gap) == ["+0", "+0.25", "+0", "–"]


def test_a_heat_map_over_lists_has_them_on_its_axis(tmp_path: Path) -> None:
    """The grid's columns stand before its rows in params.yaml."""
    grid = "grid: {model.hidden: [[4], [4, 2]], batch_size: [8, 32]}"
    plan = plan_study(
        GRID_OF_LOSSES.replace("grid: {batch_size: [8, 32], optimizer.lr: [0.1, 0.2]}", grid).replace(
            "columns: optimizer.lr", "columns: model.hidden"
        )
    )
    material = without_images(tmp_path, plan, trials={"test_loss": [[1.0], [2.0], [3.0], [4.0]]})
    published, ours, _ = draw(HEAT_MAP, material).axes
    assert [label.get_text() for label in ours.get_xticklabels()] == ["[4]", "[4, 2]"]
    assert [label.get_text() for label in ours.get_yticklabels()] == ["8", "32"]
    assert texts_of(published) == ["0.5", "0.25", "0.125", "2"]
    assert texts_of(ours) == ["1", "3", "2", "4"]


@pytest.mark.parametrize("numbers", [[0.5, 0.25, 0.125, 2.0], [nan] * 4], ids=["all as published", "all missing"])
def test_a_heat_map_without_differences_is_draw(tmp_path: Path, numbers: list[float]) -> None:
    material = without_images(tmp_path, plan_study(GRID_OF_LOSSES), trials={"test_loss": [[n] for n in numbers]})
    low, high = draw(HEAT_MAP, material).axes[2].images[0].get_clim()
    assert low == -high < 0
