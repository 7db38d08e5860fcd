"""The second most probable class in an error, on logits made by hand."""

from pathlib import Path

import numpy as np
import pytest

from claims_fixture import misfit
from results_fixture import CLASSES, find, logits_of, small_plan

SECOND = "{kind: second_guess, cell: one, label: 4, prediction: 9}"


@pytest.mark.parametrize(
    ("second", "expected"),
    [([4, 4, 0], True), ([4, 7, 0], False), ([7, 7, 4], False)],
    ids=["in both errors", "in one of two", "in none; another class's error does not count"],
)
def test_the_second_guess_is_right_in_every_such_error(tmp_path: Path, second: list[int], expected: bool) -> None:
    """Two 4s taken for a 9, and one taken for an 8."""
    logits = logits_of([9, 9, 8], second)
    finding = find(tmp_path, small_plan(), SECOND, labels=[4, 4, 4], logits=[[logits]])
    assert finding.holds == {0: expected}
    assert {item.quantity.title: item.values[0] for item in finding.observed} == {
        "4 taken for 9": 2,
        "of these with 4 second": second[:2].count(4),
    }


def test_without_such_an_error_the_second_guess_is_not_shown_right(tmp_path: Path) -> None:
    finding = find(tmp_path, small_plan(), SECOND, labels=[4, 9], logits=[[logits_of([4, 9])]])
    assert finding.holds == {0: False}


def test_the_second_guess_is_known_where_probabilities_round_to_zero(tmp_path: Path) -> None:
    """Logits of a network on pixels in [0, 255] lie hundreds apart: softmax of all but the first is 0."""
    logits = np.linspace(-9000, -8000, CLASSES, dtype=np.float32)[None].copy()
    logits[0, [9, 4]] = 0, -1000
    assert find(tmp_path, small_plan(), SECOND, labels=[4], logits=[[logits]]).holds == {0: True}


@pytest.mark.parametrize(("third", "expected"), [(0.0, True), (1.5, False)])
def test_both_stand_apart_from_all_others_where_that_is_claimed(tmp_path: Path, third: float, expected: bool) -> None:
    """Logits 8 and 6 against 0 are 403 times as probable at least, against 1.5 only 90 times."""
    logits = logits_of([9], [4]) * 2
    logits[0, 9], logits[0, 4], logits[0, 7] = 8, 6, third
    claim = SECOND.replace("}", ", apart: 100}")
    finding = find(tmp_path, small_plan(), claim, labels=[4], logits=[[logits]])
    assert [course.holds for course in finding.courses] == [{0: True}, {0: expected}]
    assert finding.holds == {0: expected}


def test_both_are_classes_of_the_data() -> None:
    words, keys = misfit(SECOND.replace("label: 4", "label: 10"))
    assert (words, keys) == ("10 is no class of mnist; allowed: 0 to 9", ("label",))
