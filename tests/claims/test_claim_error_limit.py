"""How often one class is taken for another, on errors made by hand."""

from pathlib import Path

import pytest
from scipy.stats import poisson

from claims_fixture import misfit, of_errors

NEVER = "{kind: error_limit, cell: one, label: 9, prediction: 4, at_most: 0}"


def test_never_is_never_in_a_run(tmp_path: Path) -> None:
    finding = of_errors(tmp_path, NEVER, [{(4, 9): 3}, {(9, 4): 1}, {}])
    assert finding.holds == {0: True, 1: False, 2: True}
    (observed,) = finding.observed
    assert (observed.quantity.title, observed.values) == ("9 taken for 4", {0: 0, 1: 1, 2: 0})


@pytest.mark.parametrize(("errors", "expected"), [(2, True), (3, False)])
def test_other_limits_are_kept_or_not(tmp_path: Path, errors: int, expected: bool) -> None:
    claim = NEVER.replace("at_most: 0", "below: 3")
    assert of_errors(tmp_path, claim, [{(9, 4): errors}]).holds == {0: expected}


@pytest.mark.parametrize(("limit", "most"), [(0, 0.693), (3, 3.672)])
def test_most_runs_keep_it_where_the_expected_number_is_below_the_median_s(
    tmp_path: Path, limit: int, most: float
) -> None:
    """Half of Poisson's counts are 0 where ln 2 are expected, and half at most 3 where 3.67 are."""
    (margin,) = of_errors(tmp_path, NEVER.replace("at_most: 0", f"at_most: {limit}"), [{(9, 4): 1}]).margins
    assert margin.offset == pytest.approx(most, abs=1e-3)
    assert poisson.cdf(limit, margin.offset) == pytest.approx(0.5)


def test_a_lower_limit_is_the_other_way_round(tmp_path: Path) -> None:
    finding = of_errors(tmp_path, NEVER.replace("at_most: 0", "at_least: 2"), [{(9, 4): 1}, {(9, 4): 2}])
    assert finding.holds == {0: False, 1: True}
    assert poisson.sf(1, -finding.margins[0].offset) == pytest.approx(0.5)


def test_both_are_classes_and_two_of_them() -> None:
    assert misfit(NEVER.replace("prediction: 4", "prediction: 9"))[1] == ("prediction",)
    assert misfit(NEVER.replace("label: 9", "label: 10"))[0] == "10 is no class of mnist; allowed: 0 to 9"
