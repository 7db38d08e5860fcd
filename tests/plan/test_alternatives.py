"""What a paper could have meant as well: the cells, their seeds, and what can be wrong with them."""

import pytest

from restudy.errors import UserError
from restudy.plan.names import readable_name
from results_fixture import GRID, plan_study

OTHER = "alternatives: {large: {infers: batch_size, cells: [one, two], settings: {batch_size: 16}}}\n"


def test_an_alternative_is_a_cell_for_each_cell_that_it_names_and_serves_no_protocol() -> None:
    plan = plan_study(OTHER)
    found = [cell for cell in plan.cells if cell.alternative]
    assert [readable_name(cell) for cell in found] == ["one-large", "two-large"]
    assert [cell.settings["batch_size"] for cell in found] == [16, 16]
    assert {cell.protocols for cell in found} == {()}
    own = [cell for cell in plan.cells if not cell.alternative]
    assert [cell.name for cell in own] == [cell.name for cell in plan_study().cells]
    assert plan.under("published") == own
    assert plan.cell("one-large") == found[0]


def test_it_goes_over_the_grid_and_names_cells_as_papers_do() -> None:
    best = "cells: {best: {variant: two, grid: {batch_size: 8, optimizer.lr: 0.02}}}\n"
    plan = plan_study(f"{GRID}{best}alternatives: {{slow: {{infers: x, cells: [best], settings: {{epochs: 5}}}}}}")
    (cell,) = [cell for cell in plan.cells if cell.alternative]
    assert readable_name(cell) == "two-bs8-lr0.02-slow"
    assert (cell.settings["epochs"], cell.settings["batch_size"]) == (5, 8)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{large: {infers: x, cells: [on], settings: {}}}", "no cell 'on' (did you mean one?)"),
        ("{large: {infers: x, cells: [], settings: {}}}", "cells"),
        ("{large: {infers: x, cells: [one], settings: {batch_size: no}}}", "batch_size: 'no' is no whole number"),
    ],
)
def test_what_is_wrong_is_one_line_with_its_place(text: str, words: str) -> None:
    with pytest.raises(UserError) as raised:
        plan_study(f"alternatives: {text}")
    (line,) = str(raised.value).splitlines()
    assert "studies.small.alternatives.large" in line
    assert " ".join(words.split()) in " ".join(line.split())


def test_one_that_changes_nothing_is_what_is_run_anyway() -> None:
    same = "{large: {infers: x, cells: [one], settings: {batch_size: 8}}}"
    assert plan_study(f"alternatives: {same}").cells == plan_study().cells


SEEDS = [
    ("", [(0,)] * 4),
    ("seeds: [7]\n", [(7,)] * 4),
    ("seeds: [7]\ncells: {best: {variant: two, grid: {}, seeds: [1, 2, 3]}}\n", [(7,), (1, 2, 3), (7,), (7,)]),
]


@pytest.mark.parametrize(("text", "seeds"), SEEDS, ids=["of the run", "of the study", "of a named cell"])
def test_the_seeds_that_are_given_nearest_to_a_cell_are_its_own(text: str, seeds: list[tuple[int, ...]]) -> None:
    plan = plan_study(text)
    assert [cell.seeds for cell in plan.cells] == seeds
    assert plan.seeds == tuple(dict.fromkeys(seed for each in seeds for seed in each))


def test_an_alternative_has_its_own_seeds_or_those_of_the_run() -> None:
    own = OTHER.replace("settings", "seeds: [4, 5], settings")
    for text, seeds in ((OTHER, (0,)), (own, (4, 5))):
        assert {cell.seeds for cell in plan_study(f"seeds: [1]\n{text}").cells if cell.alternative} == {seeds}
