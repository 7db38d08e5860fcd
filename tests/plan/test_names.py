"""The words by which cells are called."""

import pytest

from restudy.errors import UserError
from restudy.plan.names import grid_values, readable_name, rows_of
from restudy.plan.plan import Plan, StudyPlan
from results_fixture import GRID, plan_study, small_plan

SHARED = """
protocols:
  published: {choose_by: test_accuracy}
  held_out: {choose_by: val_accuracy}
"""
APART = """
protocols:
  published: {choose_by: test_accuracy}
  held_out: {choose_by: val_accuracy, settings: {split: parted}}
"""
BEST = "cells: {best: {variant: two, grid: {optimizer.lr: 0.02, batch_size: 8}}}\n"


def meanings(plan: StudyPlan) -> dict[str, tuple[str, str]]:
    """Each name's variant and protocol."""
    return {name: (plan.cell(name).variant, plan.protocol_of(name)) for name in plan.names}


def test_a_cell_without_a_grid_is_called_by_its_variant() -> None:
    assert list(small_plan().names) == ["one", "two", "three", "extra"]


def test_a_cell_of_a_grid_is_called_by_its_values_in_the_grid_s_order() -> None:
    plan = small_plan(GRID)
    assert list(plan.names)[:4] == ["one-bs32-lr0.1", "one-bs32-lr0.01", "one-bs32-lr0.02", "one-bs8-lr0.1"]
    cell = plan.cell("two-bs8-lr0.02")
    assert (cell.variant, dict(cell.grid)) == ("two", {"batch_size": 8, "optimizer.lr": 0.02})
    assert cell.name.startswith(f"{readable_name(cell)}-")


@pytest.mark.parametrize("protocols", [SHARED, APART], ids=["one cell for both", "a cell for each"])
def test_under_the_other_protocol_it_has_a_suffix(protocols: str) -> None:
    plan = small_plan(protocols)
    assert meanings(plan)["two"] == ("two", "published")
    assert meanings(plan)["two-held-out"] == ("two", "held_out")
    assert len(plan.names) == 7
    assert (plan.cell("two") == plan.cell("two-held-out")) == (protocols == SHARED)
    assert plan.cell("two-held-out") in plan.under("held_out")


def test_the_order_of_protocols_changes_no_name() -> None:
    """But of what is run for comparison, under the first alone."""
    lines = SHARED.strip().splitlines()
    turned, given = (meanings(plan_study(text)) for text in ("\n".join([lines[0], lines[2], lines[1]]), SHARED))
    assert turned.pop("extra-held-out") == ("extra", "held_out")
    assert given.pop("extra") == ("extra", "published")
    assert turned == given


def test_a_variant_may_end_in_the_suffix() -> None:
    """Its name is another's under the other protocol, so neither has it; the rest have theirs."""
    variants = """
variants:
  one: {settings: {model: {name: mlp, hidden: [1]}}}
  one-held-out: {settings: {model: {name: mlp, hidden: [2]}}}
"""
    assert meanings(plan_study(variants)) == {
        "one": ("one", "published"),
        "one-held-out": ("one-held-out", "published"),
    }
    assert meanings(plan_study(variants + SHARED)) == {
        "one": ("one", "published"),
        "one-held-out-held-out": ("one-held-out", "held_out"),
    }


@pytest.mark.parametrize(
    ("rates", "names"),
    [
        ("[0.3, 0.30000000000000004]", {"one-lr0.3", "one-lr0.30000000000000004"}),
        ("[0.12345671, 0.12345672, 0.5]", {"one-lr0.12345671", "one-lr0.12345672", "one-lr0.5"}),
        ("[1e-5, 1e5]", {"one-lr1e-05", "one-lr100000"}),
        ("[0.010, 1.0e-2]", None),
    ],
)
def test_values_that_differ_have_names_that_differ(rates: str, names: set[str] | None) -> None:
    changes = (
        f"variants: {{one: {{settings: {{model: {{name: mlp, hidden: [1]}}}}}}}}\ngrid: {{optimizer.lr: {rates}}}\n"
    )
    if names is None:
        with pytest.raises(UserError, match="two cells have the same settings"):
            plan_study(changes)
    else:
        assert {*plan_study(changes).names} == names


def test_cells_whose_names_are_alike_are_refused() -> None:
    """A paper could name neither of them."""
    changes = """
variants:
  one: {settings: {model: {name: mlp, hidden: [1]}}}
  one-held-out: {settings: {model: {name: mlp, hidden: [2]}}}
protocols:
  published: {choose_by: test_accuracy}
  held_out: {choose_by: val_accuracy, settings: {split: parted}}
"""
    with pytest.raises(UserError, match=r"2 cells would be called 'one-held-out'; give values whose names differ$"):
        plan_study(changes)


def test_a_study_gives_cells_of_its_grid_names_of_their_own() -> None:
    plan = small_plan(GRID + BEST)
    assert plan.cell("best") == plan.cell("two-bs8-lr0.02")
    both = small_plan(GRID + BEST + APART)
    assert both.cell("best-held-out") == both.cell("two-bs8-lr0.02-held-out") != both.cell("best")
    assert both.protocol_of("best-held-out") == "held_out"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            "cells: {best: {variant: tow, grid: {}}}",
            "cells.best: no variant 'tow' (did you mean two?); allowed: one",
        ),
        (
            GRID + "cells: {best: {variant: two, grid: {batch_size: 8}}}",
            "cells.best: no cell of two with {'batch_size': 8}; allowed: {'batch_size': [32, 8], 'optimizer.lr': ",
        ),
        (
            GRID + "cells: {best: {variant: two, grid: {batch_size: 16, optimizer.lr: 0.1}}}",
            "cells.best: no cell of two with {'batch_size': 16, 'optimizer.lr': 0.1}; allowed: ",
        ),
        ("cells: {best: {variant: two, grid: {batch_size: 8}}}", "with {'batch_size': 8}; allowed: no grid"),
        ("cells: {three: {variant: two, grid: {}}}", "cells.three: 'three' is another cell's name already; give it"),
        (
            SHARED + "cells: {best: {variant: one, grid: {}}, best-held-out: {variant: two, grid: {}}}",
            "cells.best: 'best-held-out' is another cell's name already; give it another one",
        ),
        ("cells: {Best: {variant: two, grid: {}}}", "cells.Best: 'Best' is not allowed: String should match"),
        (
            "grid: {keep: [[], [epoch_weights]]}\ncells: {a: {variant: one, grid: {}}}",
            "{'keep': [[], ['epoch_weights']]}",
        ),
    ],
)
def test_a_name_of_no_cell_or_of_two_is_one_line(changes: str, words: str) -> None:
    with pytest.raises(UserError) as caught:
        plan_study(changes)
    assert str(caught.value).startswith("params.yaml: studies.small.cells.")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_cell_of_the_repository_s_studies_has_a_name(mnist_plan: Plan) -> None:
    for study in mnist_plan.studies.values():
        for cell in study.cells:
            # An alternative serves no protocol, and is called as under the first.
            served = set(cell.protocols) or {study.first_protocol}
            assert {study.protocol_of(name) for name in study.names if study.cell(name) == cell} == served


def test_values_of_a_key_come_in_order_each_once() -> None:
    cells = small_plan(GRID).cells
    assert grid_values(cells, "batch_size") == [32, 8]
    assert grid_values(cells, "optimizer.lr") == [0.1, 0.01, 0.02]


def test_rows_differ_in_one_key_alone() -> None:
    rows = rows_of(small_plan(GRID).cells, "optimizer.lr")
    assert [[cell.grid["optimizer.lr"] for cell in row] for row in rows] == [[0.1, 0.01, 0.02]] * 4
    assert [{(cell.variant, cell.grid["batch_size"]) for cell in row} for row in rows] == [
        {("one", 32)},
        {("one", 8)},
        {("two", 32)},
        {("two", 8)},
    ]
