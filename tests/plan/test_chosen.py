"""Cells that a person names."""

from pathlib import Path

import pytest

from existing_fixture import two_cells
from restudy.errors import UserError
from restudy.plan.chosen import chosen_cells, chosen_name
from restudy.plan.plan import Plan


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return two_cells(tmp_path)


@pytest.mark.parametrize(
    ("patterns", "variants"),
    [
        ([], ["adam", "sgd"]),
        (["small/*"], ["adam", "sgd"]),
        (["small/adam"], ["adam"]),
        (["*/s?d"], ["sgd"]),
        (["small/sgd-????????"], ["sgd"]),
        (["small/sgd", "small/adam"], ["adam", "sgd"]),
    ],
)
def test_patterns_are_of_study_and_cell(plan: Plan, patterns: list[str], variants: list[str]) -> None:
    assert [cell.variant for cell in chosen_cells(plan, patterns, "adopt")] == variants


@pytest.mark.parametrize("pattern", ["small", "adam", "small/ad", "SMALL/*", "small/adam-00000000"])
def test_a_pattern_that_fits_no_cell_is_named(plan: Plan, pattern: str) -> None:
    with pytest.raises(UserError) as error:
        chosen_cells(plan, ["small/sgd", pattern], "adopt")
    assert str(error.value) == (
        f"adopt: {pattern!r} fits no cell of the plan; give STUDY/CELL, such as 'small/adam' or 'small/*'"
    )


def test_the_name_that_one_chooses_by_has_no_digest(plan: Plan) -> None:
    assert [chosen_name(cell) for cell in plan.cells.values()] == ["small/adam", "small/sgd"]
