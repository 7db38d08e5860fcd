"""The expected best of so many settings, for each variant."""

from pathlib import Path

import numpy as np
import pytest

from figures_fixture import SEARCHED, drawn_from, lines_of, rows_of, searched, words_of
from report_fixture import draw_of, small_material
from restudy.statistics.search import expected_best
from results_fixture import small_paper, small_plan

VALIDATED = [0.5 + place / 20 for place in range(6)]


def test_rows_are_what_so_many_settings_of_a_variant_may_expect(tmp_path: Path) -> None:
    rows = rows_of(searched(tmp_path), "search")
    assert rows.groupby("title", sort=False).size().to_dict() == {"One": 6, "Two": 6}
    assert rows["tried"][:6].tolist() == [1, 2, 3, 4, 5, 6]
    assert rows["val_accuracy"][:6].tolist() == pytest.approx(expected_best(VALIDATED), abs=1e-6)
    # Here the better on validation images is the worse on test images.
    assert rows["test_accuracy"][:6].is_monotonic_decreasing


def test_a_line_and_a_band_for_each_variant_and_a_dashed_one_for_the_test_images(tmp_path: Path) -> None:
    made_of = searched(tmp_path)
    rows = rows_of(made_of, "search")
    (axes,) = draw_of(made_of, "search").axes
    assert list(lines_of(axes)) == ["One, validation", "One, test", "Two, validation", "Two, test"]
    assert lines_of(axes)["One, validation"] == rows["val_accuracy"][:6].tolist()
    assert [line.get_linestyle() for line in axes.get_lines()] == ["-", "--"] * 2
    corners = np.asarray(axes.collections[0].get_paths()[0].vertices)
    first = rows.iloc[0]
    ends = [first["val_accuracy"] - first["spread"], first["val_accuracy"] + first["spread"]]
    assert sorted({y for x, y in corners if x == 1}) == pytest.approx(ends)


def test_it_is_drawn_from_its_rows(tmp_path: Path) -> None:
    (axes,) = drawn_from(searched(tmp_path), "search", val_accuracy=0.5, test_accuracy=0.25).axes
    assert [set(heights) for heights in lines_of(axes).values()] == [{0.5}, {0.25}] * 2


def test_every_variant_has_its_lines_however_many_they_are(tmp_path: Path) -> None:
    names = [f"v{number}" for number in range(7)]
    variants = ", ".join(f"{name}: {{settings: {{batch_size: {place}}}}}" for place, name in enumerate(names, 1))
    changes = SEARCHED.partition("grid:")[2]
    changes = f"variants: {{{variants}}}\ntitles: {{}}\ngrid:{changes}".replace("  batch_size: [32, 8]\n", "")
    trials = {metric: [[0.5 + place / 100] for place in range(21)] for metric in ("val_accuracy", "test_accuracy")}
    base = "base: {model: {name: mlp, hidden: [4]}}\n"
    made_of = small_material(tmp_path, small_plan(base + changes), small_paper(base + changes), trials=trials)
    (axes,) = draw_of(made_of, "search").axes
    assert len(axes.get_lines()) == 14


def test_words_say_what_one_and_what_the_most_settings_may_expect(tmp_path: Path) -> None:
    words = words_of(searched(tmp_path), "search")
    most = f"{100 * expected_best(VALIDATED)[-1]:.2f} %"
    assert words.startswith(
        f"Expected best validation accuracy: One from 62.50 % with one setting to {most} with 6; Two from 92.50 %"
    )
