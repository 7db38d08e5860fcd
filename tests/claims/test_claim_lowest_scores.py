"""The lowest of all classes' scores, on predictions made by hand."""

from pathlib import Path

import pytest

from claims_fixture import WORST_IS_5, Errors, holds, misfit, of_errors

LOWEST_SCORES = """
kind: lowest_scores
cell: one
lowest: [{label: 4, score: recall}, {label: 9, score: precision}]
among: [precision, recall]
at_least: 0.6
"""


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        ({(4, 9): 3}, True),
        ({(4, 9): 4}, True),
        ({(4, 9): 5}, False),
        ({(4, 9): 3, (2, 7): 4}, False),
        ({(4, 9): 3, (2, 7): 3}, False),
        ({(4, 9): 3, (0, 7): 1, (1, 7): 1, (2, 7): 1}, False),
        ({(4, 8): 3}, False),
    ],
    ids=["so", "just", "below the limit", "a lower one", "an equal recall", "an equal precision", "another precision"],
)
def test_the_lowest_scores_are_those_named(tmp_path: Path, errors: Errors, expected: bool) -> None:
    """Of ten 4s taken for a 9: recall of 4 is 1 - n/10, precision of 9 is 10/(10 + n)."""
    assert holds(tmp_path, LOWEST_SCORES, errors) == expected


def test_the_lowest_scores_are_looked_for_in_each_seed(tmp_path: Path) -> None:
    assert of_errors(tmp_path, LOWEST_SCORES, [WORST_IS_5, {(4, 9): 3}]).holds == {0: False, 1: True}


def test_the_scores_are_of_classes_of_the_data() -> None:
    words, keys = misfit(LOWEST_SCORES.replace("label: 9", "label: 11"))
    assert (words, keys) == ("11 is no class of mnist; allowed: 0 to 9", ("lowest",))
