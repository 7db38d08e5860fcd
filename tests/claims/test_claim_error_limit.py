"""How often one class is taken for another, on errors made by hand."""

from pathlib import Path

import pytest

from claims_fixture import misfit, of_errors

NEVER = "{kind: error_limit, cell: one, label: 9, prediction: 4, at_most: 0}"


def test_never_is_never_in_a_run(tmp_path: Path) -> None:
    finding = of_errors(tmp_path, NEVER, [{(4, 9): 3}, {(9, 4): 1}, {}])
    assert finding.holds == {0: True, 1: False, 2: True}
    assert finding.margins == []
    (observed,) = finding.observed
    assert (observed.quantity.title, observed.values) == ("9 taken for 4", {0: 0, 1: 1, 2: 0})


@pytest.mark.parametrize(("errors", "expected"), [(2, True), (3, False)])
def test_other_limits_are_kept_or_not(tmp_path: Path, errors: int, expected: bool) -> None:
    claim = NEVER.replace("at_most: 0", "below: 3")
    assert of_errors(tmp_path, claim, [{(9, 4): errors}]).holds == {0: expected}


def test_both_are_classes_and_two_of_them() -> None:
    assert misfit(NEVER.replace("prediction: 4", "prediction: 9"))[1] == ("prediction",)
    assert misfit(NEVER.replace("label: 9", "label: 10"))[0] == "10 is no class of mnist; allowed: 0 to 9"
