"""How settings look: a colour for each in all figures of a study, and more than colours to tell them apart."""

from restudy.drawing.looks import dashes, look, place_of, places_of
from restudy.drawing.style import COLOURS
from results_fixture import GRID, plan_study

TWO = """
variants:
  one: {settings: {model: {name: mlp, hidden: [1]}}}
  two: {settings: {model: {name: mlp, hidden: [2]}}}
"""
BATCHES = "grid: {batch_size: [8, 32]}\n"


def test_each_setting_has_its_place_in_the_order_of_the_plan() -> None:
    plan = plan_study(f"{TWO}{BATCHES}")
    assert [place_of(plan, cell) for cell in plan.cells] == [0, 1, 2, 3]


def test_variants_have_places_where_there_are_more_settings_than_colours() -> None:
    plan = plan_study(f"{TWO}{GRID[GRID.index('grid') :]}")
    assert len(plan.cells) > len(COLOURS)
    assert [place_of(plan, cell) for cell in plan.cells] == [int(cell.variant == "two") for cell in plan.cells]


def test_cells_of_one_place_have_others_where_they_are_drawn_together() -> None:
    plan = plan_study(f"{TWO}{GRID[GRID.index('grid') :]}")
    assert places_of(plan, [plan.cells[0], plan.cells[-1]]) == [0, 1]
    assert places_of(plan, plan.cells[-2:]) == [0, 1]
    assert places_of(plan, plan.cells[-1:]) == [1]


def test_lines_differ_in_marks_as_well_as_in_colours() -> None:
    looks = [look(place) for place in range(3 * len(COLOURS))]
    for keys in (("color", "marker"), ("color", "linestyle")):
        assert len({tuple(each[key] for key in keys) for each in looks}) == len(looks)
    assert len({each["marker"] for each in looks[: len(COLOURS)]}) == len(COLOURS)
    assert (dashes(0), dashes(3)) == ("-", "-")
