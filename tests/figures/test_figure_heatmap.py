"""Heat maps: each number in its square, in the order of params.yaml."""

from math import nan
from pathlib import Path

import numpy as np
import pytest

from figures_fixture import drawn_from, rows_of, words_of
from report_fixture import accuracy, draw, draw_of, leave_study, reported_plan, small_material, texts_of
from restudy.evidence.material import Material
from restudy.formats import MINUS
from restudy.papers.items import FIGURES, Misfit
from results_fixture import paper_of, plan_study

GRID_OF_LOSSES = """
variants: {one: {settings: {model: {name: mlp, hidden: [1]}}}}
titles: {one: One}
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
MEANS = [(accuracy(place, 0) + accuracy(place, 1)) / 2 for place in range(6)]
PUBLISHED = [0.91, 0.92, 0.93, 0.94, 0.95, 0.96]


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


def two_maps(
    folder: Path, second: str = "    metric: test_loss\n    published: [[0.5, 0.25], [0.125, 2]]\n"
) -> Material:
    """Two variants, each with a table and a map of its own."""
    changes = GRID_OF_LOSSES.replace("titles:", "  two: {settings: {model: {name: mlp, hidden: [2]}}}\ntitles:")
    changes = changes.replace("variants: {one: ", "variants:\n  one: ").replace("[1]}}}}\n", "[1]}}}\n")
    table, _, _ = changes[changes.index("  T:\n") :].partition("    metric:")
    changes += table.replace("  T:", "  U:").replace("variant: one", "variant: two") + second
    changes += "".join(f"  {name}: {{kind: heatmap, title: t, table: {name}}}\n" for name in ("T", "U")).join(
        ["figures:\n", ""]
    )
    plan = plan_study(changes)
    trials = {
        "test_loss": [[each] for each in (1.0, 0.25, 0.125, 2.0, 3.5, 0.25, 0.125, 2.0)],
        "test_accuracy": [[each] for each in (0.5, 0.25, 0.125, 0.5, 0.5, 0.25, 0.125, 0.5)],
    }
    return small_material(folder, plan, paper_of(plan, changes), trials=trials)


def losses(folder: Path, numbers: list[float], changes: str = GRID_OF_LOSSES) -> Material:
    """A grid of losses, one for each cell."""
    plan = plan_study(changes)
    return small_material(folder, plan, paper_of(plan, changes), trials={"test_loss": [[each] for each in numbers]})


def test_rows_are_the_grid_s_cells_with_published_and_ours(material: Material) -> None:
    rows = rows_of(material, "F-heat")
    assert rows["cell"].tolist() == [cell.name for cell in material.plan.cells[:6]]
    assert rows["batch_size"].tolist() == [32] * 3 + [8] * 3
    assert rows["optimizer.lr"].tolist() == [0.02, 0.1, 0.01] * 2
    assert rows["published"].tolist() == PUBLISHED
    assert rows["mean"].tolist() == pytest.approx(MEANS)
    assert rows["seeds"].tolist() == [2] * 6


def test_published_reproduced_and_difference_are_in_percent(material: Material) -> None:
    published, ours, gap = draw_of(material, "F-heat").axes[:3]
    assert [axes.get_title() for axes in (published, ours, gap)] == [
        "published, %",
        "reproduced, %",
        "difference, points",
    ]
    rates = [label.get_text() for label in published.get_xticklabels()]
    sizes = [label.get_text() for label in published.get_yticklabels()]
    assert (rates, sizes) == (["0.02", "0.1", "0.01"], ["32", "8"])
    assert texts_of(published) == ["91.00", "92.00", "93.00", "94.00", "95.00", "96.00"]
    means = [100 * mean for mean in MEANS]
    assert texts_of(ours) == [f"{mean:.2f}" for mean in means]
    differences = np.array(means) - [91, 92, 93, 94, 95, 96]
    assert texts_of(gap) == [f"{difference:+.2f}".replace("-", MINUS) for difference in differences]
    np.testing.assert_allclose(np.asarray(gap.images[0].get_array()).ravel(), differences)
    assert published.images[0].get_clim() == ours.images[0].get_clim()
    assert published.images[0].get_clim() == pytest.approx((min(means), 96))


def test_two_bars_of_colour_say_what_colours_mean(material: Material) -> None:
    """One for the published and ours, on one scale, and one for the difference."""
    published, ours, gap, values, differences = draw_of(material, "F-heat").axes
    assert (values.get_xlabel(), differences.get_xlabel()) == ("test accuracy, %", "reproduced − published, points")
    assert values.get_xlim() == published.images[0].get_clim() == ours.images[0].get_clim()
    assert differences.get_xlim() == gap.images[0].get_clim()
    assert published.images[0].get_cmap() == ours.images[0].get_cmap() != gap.images[0].get_cmap()


def test_differences_have_one_scale_in_all_maps_of_a_study(tmp_path: Path) -> None:
    """The first variant is 0.5 off at most, the second 3."""
    widest = [draw(HEAT_MAP | {"table": table}, two_maps(tmp_path)).axes[2].images[0].get_clim() for table in "TU"]
    assert widest == [(-3.0, 3.0), (-3.0, 3.0)]


def test_maps_in_other_units_have_scales_of_their_own(tmp_path: Path) -> None:
    other = two_maps(tmp_path, "    metric: test_accuracy\n    published: [[0.5, 0.25], [0.125, 1]]\n")
    widest = [draw(HEAT_MAP | {"table": table}, other).axes[2].images[0].get_clim() for table in "TU"]
    assert widest == [(-0.5, 0.5), pytest.approx((-50.0, 50.0))]


def test_it_is_drawn_from_its_rows(material: Material) -> None:
    _, ours, gap = drawn_from(material, "F-heat", mean=PUBLISHED[::-1]).axes[:3]
    assert texts_of(ours) == ["96.00", "95.00", "94.00", "93.00", "92.00", "91.00"]
    assert texts_of(gap)[0] == "+5.00"


def test_losses_are_in_nats(tmp_path: Path) -> None:
    published, ours, gap = draw(HEAT_MAP, losses(tmp_path, [0.5, 0.5, 0.125, nan])).axes[:3]
    assert [axes.get_title() for axes in (published, ours, gap)] == ["published", "reproduced", "difference"]
    assert texts_of(published) == ["0.5", "0.25", "0.125", "2"]
    assert texts_of(ours) == ["0.5", "0.5", "0.125", "–"]
    assert texts_of(gap) == ["+0", "+0.25", "+0", "–"]


def test_a_grid_over_lists_has_them_on_its_axis(tmp_path: Path) -> None:
    """The grid's columns stand before its rows in params.yaml."""
    changes = GRID_OF_LOSSES.replace(
        "grid: {batch_size: [8, 32], optimizer.lr: [0.1, 0.2]}",
        "grid: {model.hidden: [[4], [4, 2]], batch_size: [8, 32]}",
    ).replace("columns: optimizer.lr", "columns: model.hidden")
    published, ours, _ = draw(HEAT_MAP, losses(tmp_path, [1.0, 2.0, 3.0, 4.0], changes)).axes[:3]
    assert [label.get_text() for label in ours.get_xticklabels()] == ["[4]", "[4, 2]"]
    assert [label.get_text() for label in published.get_yticklabels()] == ["8", "32"]
    assert texts_of(published) == ["0.5", "0.25", "0.125", "2"]
    assert texts_of(ours) == ["1", "3", "2", "4"]


@pytest.mark.parametrize("numbers", [[0.5, 0.25, 0.125, 2.0], [nan] * 4], ids=["all as published", "all missing"])
def test_a_map_without_differences_is_drawn(tmp_path: Path, numbers: list[float]) -> None:
    low, high = draw(HEAT_MAP, losses(tmp_path, numbers)).axes[2].images[0].get_clim()
    assert low == -high < 0


def test_words_give_the_ends_and_the_mean_difference(material: Material) -> None:
    assert words_of(material, "F-heat") == (
        "Reproduced test accuracy lies between 53.12 % (batch size 32, learning rate 0.02) and 60.94 % "
        "(batch size 8, learning rate 0.01); on average −36.47 points from the published."
    )


def test_the_table_is_a_grid_with_published_values() -> None:
    changes = GRID_OF_LOSSES.replace("    published: [[0.5, 0.25], [0.125, 2]]\n", "")
    plan = plan_study(changes)
    with pytest.raises(Misfit, match="'T' is no such table") as caught:
        FIGURES.parse(HEAT_MAP).check(plan, paper_of(plan, changes))
    assert caught.value.keys == ("table",)
