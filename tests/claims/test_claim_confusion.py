"""The most frequent errors between classes, on predictions made by hand."""

from pathlib import Path

import pytest

from claims_fixture import WORST_IS_5, Errors, holds, misfit, observed, of_errors
from results_fixture import small_plan

BETWEEN = "{kind: confusion, cells: [one], pairs: [[4, 9], [3, 5]]}"
TAKEN_FOR = "{kind: confusion, cells: [one], pairs: [[4, 9]], directed: true}"
ADDED_UP = "{kind: confusion, cells: [one, two], pairs: [[4, 9]], directed: true}"


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        ({(4, 9): 2, (9, 4): 1, (5, 3): 2, (0, 1): 1}, True),
        ({(4, 9): 2, (5, 3): 2, (0, 1): 1, (1, 0): 2}, False),
        ({(4, 9): 2, (5, 3): 2, (0, 1): 2}, False),
        ({(4, 9): 2}, False),
        ({}, False),
    ],
    ids=["both ways add up", "another pair is more frequent", "a tie", "one pair has no error", "no error at all"],
)
def test_the_most_frequent_confusions_are_those_named(tmp_path: Path, errors: Errors, expected: bool) -> None:
    assert holds(tmp_path, BETWEEN, errors) == expected


@pytest.mark.parametrize(("errors", "expected"), [({(4, 9): 3, (9, 4): 2}, True), ({(4, 9): 2, (9, 4): 3}, False)])
def test_a_directed_confusion_tells_one_way_from_the_other(tmp_path: Path, errors: Errors, expected: bool) -> None:
    assert holds(tmp_path, TAKEN_FOR, errors) == expected


def test_confusions_are_shown_with_the_leading_ones(tmp_path: Path) -> None:
    errors = {(4, 9): 1, (9, 4): 1, (0, 6): 3, (7, 2): 4, (8, 3): 1}
    assert observed(tmp_path, BETWEEN, errors) == {
        "errors between 0 and 6": 3,
        "errors between 2 and 7": 4,
        "errors between 3 and 5": 0,
        "errors between 4 and 9": 2,
    }
    assert observed(tmp_path, TAKEN_FOR, errors) == {"4 taken for 9": 1, "7 taken for 2": 4}


def test_errors_of_several_cells_are_added_up_and_belong_to_none(tmp_path: Path) -> None:
    first, second = {(4, 9): 3, (2, 7): 4}, {(4, 9): 2}
    assert not holds(tmp_path, TAKEN_FOR, first)
    assert holds(tmp_path, ADDED_UP, first, second)
    assert observed(tmp_path, ADDED_UP, first, second) == {"4 taken for 9": 5, "2 taken for 7": 4}
    assert {item.cell for item in of_errors(tmp_path, ADDED_UP, first, first).observed} == {""}
    alone = of_errors(tmp_path, TAKEN_FOR, first)
    assert {item.cell for item in alone.observed} == {small_plan().cells[0].name}


def test_each_named_pair_is_held_against_each_other_one(tmp_path: Path) -> None:
    """Of 45 pairs two are named; of 90 ways one."""
    assert len(of_errors(tmp_path, BETWEEN, {}).margins) == 2 * 43
    assert len(of_errors(tmp_path, TAKEN_FOR, {}).margins) == 89


def test_confusions_are_counted_in_each_seed(tmp_path: Path) -> None:
    assert of_errors(tmp_path, TAKEN_FOR, [WORST_IS_5, {(4, 9): 3}]).holds == {0: False, 1: True}


def test_pairs_are_of_classes_of_the_data() -> None:
    words, keys = misfit(BETWEEN.replace("[3, 5]", "[3, 12]"))
    assert (words, keys) == ("12 is no class of mnist; allowed: 0 to 9", ("pairs",))
