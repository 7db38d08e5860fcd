"""Published headline numbers beside seeds, their mean, and the interval of a further run."""

from pathlib import Path

import numpy as np
import pytest

from figures_fixture import HEADLINE, drawn_from, four_cells, rows_of, words_of
from report_fixture import draw_of, small_material, texts_of
from restudy.evidence.material import Material
from restudy.statistics.further_run import FurtherRun
from results_fixture import images_with, small_paper, small_plan

VALUES = [0.8, 0.7, 0.9]


@pytest.fixture
def material(tmp_path: Path) -> Material:
    """A cell with three seeds, and three others."""
    seeds = (0, 1, 2)
    trials = {"test_accuracy": [VALUES, *[[1.0] * 3] * 3]}
    labels, _ = images_with({}, 100)
    plan, paper = small_plan(HEADLINE, seeds), small_paper(HEADLINE, seeds)
    return small_material(tmp_path, plan, paper, trials=trials, labels=labels)


def test_rows_are_seeds_beside_the_published_number_and_the_interval(material: Material) -> None:
    rows = rows_of(material, "further-runs")
    assert rows[["title", "published", "seed", "value"]].to_numpy().tolist() == [
        ["First", 0.97, seed, value] for seed, value in enumerate(VALUES)
    ]
    # The other cells' runs are all alike, so they say nothing of a spread as large as this one's.
    alone = FurtherRun(0.8, 0.1**2, 3).interval(0.95)
    assert rows["further_low"].tolist() == pytest.approx([alone.low] * 3, abs=0.05)
    assert rows["further_low"].nunique() == 1
    assert rows["further_high"].tolist() == [1] * 3


def test_a_broad_line_is_the_interval_and_the_published_number_is_written(material: Material) -> None:
    axes = draw_of(material, "further-runs").axes[0]
    assert texts_of(axes) == ["97.00\u00a0%"]
    interval, seeds, mean, published = axes.get_lines()[:4]
    ends = rows_of(material, "further-runs")[["further_low", "further_high"]].iloc[0].tolist()
    assert np.asarray(interval.get_xdata(), dtype=float).tolist() == ends
    assert np.asarray(seeds.get_xdata(), dtype=float).tolist() == VALUES
    assert [np.asarray(line.get_xdata()).tolist() for line in (mean, published)] == [[pytest.approx(0.8)], [0.97]]


def test_it_is_drawn_from_its_rows(material: Material) -> None:
    axes = drawn_from(material, "further-runs", published=0.5, further_low=0.25).axes[0]
    assert texts_of(axes) == ["50.00\u00a0%"]
    assert np.asarray(axes.get_lines()[0].get_xdata()).tolist() == [0.25, 1]


def test_one_seed_stands_without_an_interval(tmp_path: Path) -> None:
    made_of = four_cells(tmp_path)
    assert rows_of(made_of, "further-runs")["further_low"].isna().all()
    figure = draw_of(made_of, "further-runs")
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["published", "a run"]


def test_words_say_whether_it_lies_where_a_further_run_would(material: Material, tmp_path: Path) -> None:
    start = "First: 97.00 % published, 80.00 % reproduced"
    assert words_of(material, "further-runs") == f"{start}, inside the interval of a further run."
    outside = rows_of(material, "further-runs").assign(further_low=0.98)
    assert words_of(material, "further-runs", outside) == f"{start}, outside the interval of a further run."
    words = words_of(four_cells(tmp_path / "one seed"), "further-runs")
    assert words == "First: 97.00 % published, 96.00 % reproduced, with one run no interval."
