"""Names of metrics, settings and cells as text."""

from typing import get_args

import pytest

from restudy.params.claims import Metric
from restudy.report import titles
from results_fixture import GRID, plan_study, small_plan

HELD_OUT = """
protocols:
  published: {choose_by: test_accuracy, note: a note}
  held_out: {choose_by: val_accuracy, note: a note, settings: {split: parted}}
"""


@pytest.mark.parametrize("metric", get_args(Metric))
def test_every_metric_has_words(metric: str) -> None:
    words = titles.metric_title(metric)
    assert words != metric
    assert "_" not in words


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ("val_accuracy after epoch 3", "validation accuracy after epoch 3"),
        ("epoch of lowest val_total_loss", "epoch of lowest validation total loss"),
        ("recall of 4", "recall of 4"),
        ("test_accuracy_roughness: A − B", "roughness of test accuracy: A − B"),
    ],
)
def test_words_that_name_a_metric_are_completed(quantity: str, words: str) -> None:
    assert titles.metric_title(quantity) == words


def test_settings_are_in_words() -> None:
    assert titles.setting("optimizer.lr") == "learning rate"
    assert titles.setting("model.pool_size") == "model pool size"


def test_a_cell_is_named_by_variant_grid_and_protocol() -> None:
    plan = small_plan(GRID)
    assert titles.cell_title(plan.study, plan.cells[7]) == "Two, batch size 32, learning rate 0.01"
    assert titles.title_of(plan, plan.cells[7].name) == "Two, batch size 32, learning rate 0.01"
    both = plan_study(HELD_OUT)
    assert {titles.cell_title(both.study, cell) for cell in both.under("held_out")} == {
        "One, held out",
        "Two, held out",
        "Three, held out",
        "Extra, held out",
    }
    assert titles.cell_title(both.study, both.under("published")[0]) == "One"
