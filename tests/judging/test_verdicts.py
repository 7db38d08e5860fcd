"""From margins and runs to a verdict."""

from dataclasses import replace
from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restudy.judging.findings import Finding, Limit, Margin, Side
from restudy.judging.reasons import NEVER_BY_MARGINS, NEVER_BY_RUNS, NOT_WHOLE, NOTHING_ENDED, ONE_SEED
from restudy.judging.verdicts import Verdict, judge_claims
from restudy.quantity import Quantity
from restudy.statistics.contrasts import Runs
from restudy.statistics.resampling import Resamples

ACCURACY, LOSS = Quantity("test_accuracy"), Quantity("train_loss")
FAR, NEAR, BELOW = [0.30, 0.31, 0.29], [0.1, 0.4, -0.1], [-0.30, -0.31, -0.29]


def margin(values: list[float], exact: bool = False, strict: bool = True) -> Margin:
    terms = [(1.0, Runs("a", np.array(values), exact=exact))]
    return Margin(Side("a", LOSS), Side("b", LOSS), terms, strict=strict)


def judge(margins: list[Margin], holds: list[bool] | None = None) -> Verdict:
    seeds = len(holds) if holds else len(margins[0].terms[0][1].values)
    finding = Finding(dict(enumerate(holds or [True] * seeds)), margins=margins)
    return judge_claims({"one": finding}, Resamples(10, number=500), 0.95)["one"]


def test_it_holds_if_every_margin_is_surely_above_zero() -> None:
    verdict = judge([margin(FAR), margin([0.2, 0.21, 0.19])])
    assert verdict.verdict == "holds"
    assert verdict.margin is not None
    assert verdict.margin.estimate == pytest.approx(0.2)
    assert verdict.margin.interval.low > 0
    assert verdict.share is not None
    assert verdict.share > 0.95
    assert verdict.seeds_to_decide is None


def test_it_does_not_hold_if_one_margin_is_surely_below() -> None:
    assert judge([margin(FAR), margin(BELOW)]).verdict == "does not hold"


def test_of_many_margins_one_must_be_the_more_surely_below() -> None:
    somewhat = [-0.30, -0.34, -0.22]
    assert judge([margin(somewhat)]).verdict == "does not hold"
    assert judge([margin(somewhat)] + [margin(FAR)] * 19).verdict == "undecided"


def test_between_them_it_is_undecided_with_the_seeds_that_would_decide() -> None:
    verdict = judge([margin(NEAR), margin(FAR)])
    assert verdict.verdict == "undecided"
    assert verdict.seeds_to_decide is not None
    assert verdict.seeds_to_decide > 3


def test_one_seed_decides_nothing_that_varies() -> None:
    verdict = judge([margin([0.3])])
    assert (verdict.verdict, verdict.reason, verdict.seeds_to_decide) == ("undecided", ONE_SEED, None)


def test_one_seed_says_how_many_like_it_would_decide_the_course_of_runs() -> None:
    """Among four claims a half to the eighth is the first power below 0.025 / 4, though the others cannot tell yet."""
    others = {str(n): Finding({0: True}, margins=[margin([0.3])]) for n in range(3)}
    verdicts = judge_claims({"course": Finding({0: True}), **others}, Resamples(10, number=100), 0.95)
    assert (verdicts["course"].verdict, verdicts["course"].seeds_to_decide) == ("undecided", 8)


def test_where_no_number_of_seeds_would_decide_it_says_why() -> None:
    balanced = judge([margin([0.1, 0.0, -0.1])])
    assert (balanced.verdict, balanced.reason, balanced.seeds_to_decide) == ("undecided", NEVER_BY_MARGINS, None)
    half = judge([], [True, False])
    assert (half.verdict, half.reason, half.seeds_to_decide) == ("undecided", NEVER_BY_RUNS, None)


@pytest.mark.parametrize(
    ("value", "strict", "expected"),
    [(5.0, True, "holds"), (-5.0, True, "does not hold"), (0.0, True, "does not hold"), (0.0, False, "holds")],
)
def test_one_seed_decides_what_does_not_vary(value: float, strict: bool, expected: str) -> None:
    assert judge([margin([value], exact=True, strict=strict)]).verdict == expected


def test_a_run_without_a_number_leaves_the_share_of_runs() -> None:
    verdict = judge([margin([0.3, nan, 0.3])], holds=[True, False, True])
    assert (verdict.verdict, verdict.margin, verdict.share) == ("undecided", None, None)


@pytest.mark.parametrize(
    ("holds", "expected"),
    [([True] * 6, "holds"), ([False] * 6, "does not hold"), ([True] * 5, "undecided"), ([True] * 3, "undecided")],
)
def test_the_course_of_runs_is_told_by_most_of_them(holds: list[bool], expected: str) -> None:
    verdict = judge([], holds)
    assert verdict.verdict == expected
    # A half to the sixth is the first power below 0.025.
    assert verdict.seeds_to_decide == (6 if expected == "undecided" else None)


def test_claims_of_a_study_are_one_family() -> None:
    single = Finding({0: True}, margins=[margin([0.30, 0.34, 0.22])])
    alone = judge_claims({"a": single}, Resamples(10, number=100), 0.95)["a"]
    among = judge_claims({"a": single, **{str(n): single for n in range(9)}}, Resamples(10, number=100), 0.95)["a"]
    assert alone.p_value is not None
    assert among.p_value == pytest.approx(10 * alone.p_value)
    assert (alone.verdict, among.verdict) == ("holds", "undecided")


def test_two_networks_are_compared_image_by_image() -> None:
    right = np.array([[1.0] * 10, [1.0] * 8 + [0.0] * 2])
    wrong = np.array([[1.0] * 4 + [0.0] * 6, [1.0] * 8 + [0.0] * 2])
    terms = [(1.0, Runs("a", right.mean(axis=1), right)), (-1.0, Runs("b", wrong.mean(axis=1), wrong))]
    sides = Side("a", ACCURACY), Side("b", ACCURACY)
    compared = judge([Margin(*sides, terms)]).margin
    assert compared is not None
    assert compared.mcnemar == pytest.approx([2 * 0.5**6, 1.0])
    for other in (
        Margin(Side("a", Quantity("val_accuracy")), sides[1], terms),
        Margin(*sides, terms, offset=-0.1, limit=Limit("above", 0.1)),
        Margin(sides[0], None, terms[:1]),
    ):
        alone = judge([other]).margin
        assert alone is not None
        assert alone.mcnemar == []


def test_what_decides_is_the_least_certain_margin_with_its_sides() -> None:
    far = margin(FAR)
    limited = Margin(Side("c", LOSS), None, margin(NEAR).terms, offset=-0.05, limit=Limit("above", 0.05))
    found = judge([far, limited]).margin
    assert found is not None
    assert (found.among, found.first, found.second, found.limit) == (
        2,
        limited.first,
        None,
        Limit("above", 0.05),
    )
    assert found.estimate == pytest.approx(np.mean(NEAR) - 0.05)


def test_a_lower_confidence_decides_sooner() -> None:
    somewhat = [0.30, 0.10, 0.15]
    finding = Finding({0: True, 1: True, 2: True}, margins=[margin(somewhat)])
    verdicts = [
        judge_claims({"one": finding}, Resamples(10, number=100), confidence)["one"].verdict
        for confidence in (0.6, 0.95)
    ]
    assert verdicts == ["holds", "undecided"]


def lost_margin() -> Margin:
    """A difference from a cell of which no run ended."""
    terms = [(1.0, Runs("a", np.array([0.9, 0.91, 0.92]))), (-1.0, Runs("b", np.array([]), diverged=3))]
    return Margin(Side("a", ACCURACY), Side("b", ACCURACY), terms)


@pytest.mark.parametrize(
    ("values", "expected"), [([0.30, 0.301, 0.302], "undecided"), ([-0.30, -0.301, -0.302], "does not hold")]
)
def test_a_claim_that_needs_a_lost_cell_is_refuted_by_the_others_and_never_shown(
    values: list[float], expected: str
) -> None:
    whole = judge([margin(values)])
    assert whole.verdict == ("holds" if values[0] > 0 else "does not hold")
    found = judge([margin(values), lost_margin()])
    assert found.verdict == expected
    assert (found.reason == NOT_WHOLE) == (expected == "undecided")
    assert found.margin is not None
    assert found.margin.among == 1


def test_without_a_run_that_ended_there_is_nothing_to_judge_by() -> None:
    finding = Finding({}, margins=[lost_margin()])
    others = {"other": Finding({0: True}, margins=[margin([0.30, 0.34, 0.22])])}
    alone = judge_claims(others, Resamples(10, number=100), 0.95)["other"]
    verdicts = judge_claims({"lost": finding, **others}, Resamples(10, number=100), 0.95)
    assert verdicts["lost"] == Verdict("undecided", NOTHING_ENDED)
    # It is no member of the family.
    assert verdicts["other"] == alone


@given(st.lists(st.floats(0, 1), min_size=2, max_size=3), st.floats(0, 1))
def test_an_interval_keeps_to_what_its_quantities_can_be(values: list[float], limit: float) -> None:
    runs = Runs("a", np.array(values), bounds=(0.0, 1.0))
    for terms, offset, ends in (
        ([(1.0, runs)], -limit, (-limit, 1 - limit)),
        ([(-1.0, runs)], limit, (limit - 1, limit)),
        ([(1.0, runs), (-1.0, replace(runs, group="b"))], 0.0, (-1, 1)),
    ):
        found = judge([Margin(Side("a", ACCURACY), None, terms, offset)]).margin
        assert found is not None
        assert ends[0] - 1e-12 <= found.interval.low <= found.interval.high <= ends[1] + 1e-12
