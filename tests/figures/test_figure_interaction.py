"""A metric along one key of a grid, a line for each value of the other."""

from pathlib import Path

import pytest

from figures_fixture import drawn_from, ends_of, lines_of, rows_of, searched, words_of
from report_fixture import draw, draw_of, small_material
from results_fixture import GRID, small_paper, small_plan


def test_rows_are_the_cells_with_their_settings_and_extremes(tmp_path: Path) -> None:
    rows = rows_of(searched(tmp_path), "interaction")
    assert rows["variant"].tolist() == ["one"] * 6 + ["two"] * 6
    assert rows["batch_size"].tolist() == ([32] * 3 + [8] * 3) * 2
    assert rows["optimizer.lr"].tolist() == [0.1, 0.01, 0.02] * 4
    assert rows["mean"].tolist() == pytest.approx([0.5 + place / 20 for place in range(12)])
    assert rows["mean"].tolist() == rows["lowest"].tolist() == rows["highest"].tolist()


def test_a_panel_for_each_variant_and_in_it_a_line_for_each_value_of_the_other_key(tmp_path: Path) -> None:
    panels = draw_of(searched(tmp_path), "interaction").axes
    assert [axes.get_title() for axes in panels] == ["One", "Two"]
    expected = {"32": pytest.approx([0.5, 0.55, 0.6]), "8": pytest.approx([0.65, 0.7, 0.75])}
    assert lines_of(panels[0]) == expected
    assert [tick.get_text() for tick in panels[0].get_xticklabels()] == ["0.1", "0.01", "0.02"]


def test_it_is_drawn_from_its_rows(tmp_path: Path) -> None:
    first, _ = drawn_from(searched(tmp_path), "interaction", mean=range(12)).axes
    assert lines_of(first) == {"32": [0, 1, 2], "8": [3, 4, 5]}


def test_seeds_have_a_whisker_from_the_lowest_to_the_highest(tmp_path: Path) -> None:
    first, _ = drawn_from(searched(tmp_path), "interaction", lowest=0.25, highest=0.75).axes
    assert ends_of(first) == [[0.25, 0.75]] * 6


def test_a_grid_of_one_key_has_a_line_for_each_variant(tmp_path: Path) -> None:
    changes = GRID.replace("  batch_size: [32, 8]\n", "")
    trials = {"test_accuracy": [[place / 10] for place in range(6)]}
    made_of = small_material(tmp_path, small_plan(changes), small_paper(changes), trials=trials)
    (axes,) = draw({"kind": "interaction", "title": "t", "metric": "test_accuracy"}, made_of).axes
    assert lines_of(axes) == {"One": [0, 0.1, 0.2], "Two": pytest.approx([0.3, 0.4, 0.5])}


def test_every_value_has_a_line_of_its_own_look_however_many_they_are(tmp_path: Path) -> None:
    changes = GRID.replace("[32, 8]", "[1, 2, 3, 4, 5, 6, 7, 8]").replace("[0.1, 0.01, 0.02]", "[0.1]")
    trials = {"test_accuracy": [[place / 16] for place in range(16)]}
    made_of = small_material(tmp_path, small_plan(changes), small_paper(changes), trials=trials)
    first = draw_of(made_of, "interaction").axes[0]
    assert list(lines_of(first)) == ["1", "2", "3", "4", "5", "6", "7", "8"]
    assert len({(line.get_color(), line.get_linestyle()) for line in first.get_lines()}) == 8


def test_words_name_the_keys_and_the_ends(tmp_path: Path) -> None:
    assert words_of(searched(tmp_path), "interaction") == (
        "Over batch size and learning rate, validation accuracy lies between 50.00 % (One, batch size 32, learning "
        "rate 0.1, held out) and 105.00 % (Two, batch size 8, learning rate 0.02, held out)."
    )
