"""The best and the worst class, on predictions made by hand."""

from pathlib import Path

import pytest

from claims_fixture import ONE_EACH, WORST_IS_5, Errors, holds, misfit, observed, of_errors

BEST_AND_WORST = "{kind: class_extreme, cells: [one], score: recall, highest: 1, lowest: 5}"
IN_TWO_CELLS = "{kind: class_extreme, cells: [one, two], score: recall, highest: 1, lowest: 5}"


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        (WORST_IS_5, True),
        ({(5, 6): 1}, False),
        (WORST_IS_5 | {(1, 7): 1}, False),
        (WORST_IS_5 | {(3, 4): 3}, False),
        (WORST_IS_5 | {(3, 4): 2}, False),
        (WORST_IS_5 | {(8, 9): 2}, False),
        ({key: value for key, value in WORST_IS_5.items() if key[0] != 0}, False),
        ({key: value for key, value in WORST_IS_5.items() if key[0] != 9}, False),
    ],
    ids=[
        "best and worst",
        "many are best",
        "1 is not best",
        "3 is worse",
        "3 is as bad",
        "8 is as bad",
        "0 is as good",
        "9 is as good",
    ],
)
def test_best_and_worst_class_stand_alone(tmp_path: Path, errors: Errors, expected: bool) -> None:
    assert holds(tmp_path, BEST_AND_WORST, errors) == expected


def test_the_best_class_is_shown_before_the_worst(tmp_path: Path) -> None:
    assert list(observed(tmp_path, BEST_AND_WORST, WORST_IS_5).items()) == [("recall of 1", 1.0), ("recall of 5", 0.8)]


def test_best_and_worst_class_are_so_in_every_cell(tmp_path: Path) -> None:
    assert holds(tmp_path, IN_TWO_CELLS, WORST_IS_5, WORST_IS_5)
    assert not holds(tmp_path, IN_TWO_CELLS, WORST_IS_5, ONE_EACH)
    assert not holds(tmp_path, IN_TWO_CELLS, ONE_EACH, WORST_IS_5)


def test_best_and_worst_class_are_looked_for_in_each_seed(tmp_path: Path) -> None:
    assert of_errors(tmp_path, BEST_AND_WORST, [WORST_IS_5, {(4, 9): 3}]).holds == {0: True, 1: False}


def test_best_and_worst_are_two_classes_of_the_data() -> None:
    assert misfit(BEST_AND_WORST.replace("5", "10")) == ("10 is no class of mnist; allowed: 0 to 9", ("lowest",))
    assert misfit(BEST_AND_WORST.replace("5", "1")) == ("1 is the highest too; name two classes", ("lowest",))
