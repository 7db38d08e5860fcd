"""From margins and runs to a verdict, for a claim and for each of its parts."""

from dataclasses import replace
from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restudy.judging.findings import Course, Finding, Limit, Margin, Side
from restudy.judging.grounds import Verdict
from restudy.judging.scale import NOT_WHOLE, NOTHING_ENDED, ONE_SEED
from restudy.judging.verdicts import Judge
from restudy.params.params import Statistics
from restudy.quantity import Quantity
from restudy.statistics.contrasts import Runs
from restudy.statistics.posterior import Posterior
from restudy.statistics.resampling import Resamples

ACCURACY, LOSS = Quantity("test_accuracy"), Quantity("train_loss")
FAR, NEAR, BELOW = [0.30, 0.31, 0.29], [0.1, 0.4, -0.1], [-0.30, -0.31, -0.29]
STATISTICS = Statistics(confidence=0.95, resamples=500, calibration_bins=15)
IMAGES = 10


def margin(values: list[float], exact: bool = False, strict: bool = True, part: str = "") -> Margin:
    """A distance to a limit, so that any matters."""
    runs = Runs("a", np.array(values), exact=exact, seeds=tuple(range(len(values))))
    return Margin(Side("a", LOSS), None, [(1.0, runs)], strict=strict, limit=Limit("above", 0.0), part=part)


def judge(margins: list[Margin], holds: list[bool] | None = None, statistics: Statistics = STATISTICS) -> Verdict:
    seeds = range(len(holds) if holds else len(margins[0].terms[0][1].values))
    found = dict(enumerate(holds)) if holds else {seed: all(each.holds(seed) for each in margins) for seed in seeds}
    posterior = Posterior(Resamples(IMAGES, number=500))
    return Judge(posterior, statistics, IMAGES).verdict(Finding(found, margins=margins))


def judge_course(*parts: list[bool]) -> Verdict:
    courses = [Course(Side(f"cell {place}", LOSS), dict(enumerate(holds))) for place, holds in enumerate(parts)]
    holds = {seed: all(course.holds[seed] for course in courses) for seed in courses[0].holds}
    return Judge(Posterior(Resamples(IMAGES, number=500)), STATISTICS, IMAGES).verdict(Finding(holds, courses=courses))


def test_it_holds_if_every_margin_is_surely_above_zero() -> None:
    verdict = judge([margin(FAR), margin([0.2, 0.21, 0.19])])
    assert verdict.verdict == "holds"
    assert verdict.effect is not None
    assert verdict.effect.estimate == pytest.approx(0.2, abs=0.002)
    assert verdict.effect.interval.low > 0
    assert verdict.probability is not None
    assert verdict.probability > 0.975
    assert (verdict.runs, verdict.seeds_to_decide) == ((3, 3), None)


def test_it_does_not_hold_if_one_margin_is_surely_below() -> None:
    assert judge([margin(FAR), margin(BELOW)]).verdict == "does not hold"


def test_alone_a_margin_has_students_t() -> None:
    """The probability is that of Student's t with two degrees of freedom."""
    verdict = judge([margin([0.1, 0.4, 0.1])])
    # 0.2 / (0.173 / sqrt(3)) = 2; t.cdf(2, 2) = 0.9082.
    assert verdict.probability == pytest.approx(0.9082, abs=0.01)
    assert verdict.verdict == "leans true"


def test_between_them_it_is_open_with_the_seeds_that_would_settle_it() -> None:
    verdict = judge([margin(NEAR), margin(FAR)])
    assert verdict.verdict == "open"
    assert verdict.seeds_to_decide is not None
    assert verdict.seeds_to_decide > 3


def test_each_part_has_its_verdict_and_all_together_the_claims() -> None:
    verdict = judge([margin(FAR, part="a"), margin(NEAR, part="b"), margin(FAR, part="a")])
    assert [part.verdict for part in verdict.parts] == ["holds", "open"]
    assert [part.runs for part in verdict.parts] == [(3, 3), (2, 3)]
    assert verdict.verdict == "open"
    assert judge([margin(FAR, part="a"), margin(FAR, part="a")]).parts == []


def test_one_seed_decides_nothing_that_varies() -> None:
    verdict = judge([margin([0.3])])
    assert (verdict.verdict, verdict.reason, verdict.seeds_to_decide) == ("open", ONE_SEED, None)
    assert (verdict.probability, verdict.runs) == (None, (1, 1))
    course = judge_course([True])
    assert (course.verdict, course.reason, course.seeds_to_decide) == ("open", ONE_SEED, None)


@pytest.mark.parametrize(
    ("value", "strict", "expected"),
    [(5.0, True, "holds"), (-5.0, True, "does not hold"), (0.0, True, "does not hold"), (0.0, False, "holds")],
)
def test_one_seed_decides_what_does_not_vary(value: float, strict: bool, expected: str) -> None:
    assert judge([margin([value], exact=True, strict=strict)]).verdict == expected


def test_a_run_without_a_number_leaves_the_share_of_runs() -> None:
    verdict = judge([margin([0.3, nan, 0.3])], holds=[True, False, True])
    assert (verdict.verdict, verdict.is_share, verdict.runs) == ("open", True, (2, 3))


@pytest.mark.parametrize(
    ("holds", "expected", "seeds"),
    [
        ([True] * 5, "holds", None),
        ([False] * 5, "does not hold", None),
        ([True] * 3, "leans true", 5),
        ([False] * 3, "leans false", 5),
        ([True, True, False], "open", 34),
    ],
)
def test_the_course_of_runs_is_told_by_most_of_them(holds: list[bool], expected: str, seeds: int | None) -> None:
    """With every share as probable before, n of n are most of all with 1 - 1 / 2^(n + 1)."""
    verdict = judge_course(holds)
    assert (verdict.verdict, verdict.seeds_to_decide) == (expected, seeds)


def test_parts_of_a_course_are_told_apart() -> None:
    verdict = judge_course([True] * 3, [True, True, False])
    assert [part.runs for part in verdict.parts] == [(3, 3), (2, 3)]
    assert verdict.runs == (2, 3)


def test_other_images_widen_what_is_said() -> None:
    generator = np.random.default_rng(0)
    effects = np.tile(generator.normal(size=(1, IMAGES)), (3, 1))
    runs = Runs("a", np.array([0.3, 0.31, 0.29]), effects)
    verdict = judge([Margin(Side("a", ACCURACY), None, [(1.0, runs)], limit=Limit("above", 0.0))], [True] * 3)
    assert verdict.probability is not None
    assert verdict.probability_on_new_images is not None
    assert verdict.probability_on_new_images < verdict.probability
    assert verdict.effect is not None
    assert verdict.effect.on_new_images is not None
    assert verdict.effect.on_new_images.low < verdict.effect.interval.low


def test_two_networks_are_compared_image_by_image() -> None:
    right = np.array([[1.0] * 10, [1.0] * 8 + [0.0] * 2])
    wrong = np.array([[1.0] * 4 + [0.0] * 6, [1.0] * 8 + [0.0] * 2])
    terms = [(1.0, Runs("a", right.mean(axis=1), right)), (-1.0, Runs("b", wrong.mean(axis=1), wrong))]
    sides = Side("a", ACCURACY), Side("b", ACCURACY)
    compared = judge([Margin(*sides, terms)], [True] * 2).effect
    assert compared is not None
    assert compared.mcnemar == pytest.approx([2 * 0.5**6, 1.0])
    for other in (
        Margin(Side("a", Quantity("val_accuracy")), sides[1], terms),
        Margin(*sides, terms, offset=-0.1, limit=Limit("above", 0.1)),
        Margin(sides[0], None, terms[:1]),
    ):
        alone = judge([other], [True] * 2).effect
        assert alone is not None
        assert alone.mcnemar == []


def test_what_decides_is_the_least_probable_margin_with_its_sides() -> None:
    limited = Margin(Side("c", LOSS), None, margin(NEAR).terms, offset=-0.05, limit=Limit("above", 0.05))
    found = judge([margin(FAR), limited]).effect
    assert found is not None
    assert (found.among, found.first, found.second, found.limit) == (2, limited.first, None, Limit("above", 0.05))
    # The median of draws, of Student's t.
    assert found.estimate == pytest.approx(np.mean(NEAR) - 0.05, abs=0.01)


def test_lower_limits_decide_sooner() -> None:
    limits = STATISTICS.verdicts.model_copy(update={"certain": 0.85})
    sooner = STATISTICS.model_copy(update={"verdicts": limits})
    assert [judge([margin([0.1, 0.4, 0.1])], statistics=each).verdict for each in (sooner, STATISTICS)] == [
        "holds",
        "leans true",
    ]


def lost_margin() -> Margin:
    """A difference from a cell of which no run ended."""
    terms = [(1.0, Runs("a", np.array([0.9, 0.91, 0.92]))), (-1.0, Runs("b", np.array([]), diverged=3))]
    return Margin(Side("a", ACCURACY), Side("b", ACCURACY), terms)


@pytest.mark.parametrize(
    ("values", "expected"), [([0.30, 0.301, 0.302], "open"), ([-0.30, -0.301, -0.302], "does not hold")]
)
def test_a_claim_that_needs_a_lost_cell_is_refuted_by_the_others_and_never_shown(
    values: list[float], expected: str
) -> None:
    assert judge([margin(values)]).verdict == ("holds" if values[0] > 0 else "does not hold")
    found = judge([margin(values), lost_margin()], [values[0] > 0] * 3)
    assert found.verdict == expected
    assert (found.reason == NOT_WHOLE) == (expected == "open")
    assert found.effect is not None
    assert found.effect.among == 1


def test_without_a_run_that_ended_there_is_nothing_to_judge_by() -> None:
    judged = Judge(Posterior(Resamples(IMAGES, number=100)), STATISTICS, IMAGES)
    assert judged.verdict(Finding({}, margins=[lost_margin()])) == Verdict("open", reason=NOTHING_ENDED)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=3), st.floats(0, 1))
def test_an_interval_keeps_to_what_its_quantities_can_be(values: list[float], limit: float) -> None:
    runs = Runs("a", np.array(values), bounds=(0.0, 1.0))
    for terms, offset, ends in (
        ([(1.0, runs)], -limit, (-limit, 1 - limit)),
        ([(-1.0, runs)], limit, (limit - 1, limit)),
        ([(1.0, runs), (-1.0, replace(runs, group="b"))], 0.0, (-1, 1)),
    ):
        found = judge([Margin(Side("a", ACCURACY), None, terms, offset)], [True] * 2).effect
        assert found is not None
        # Limits are written with four digits.
        assert ends[0] - 1e-4 <= found.interval.low <= found.interval.high <= ends[1] + 1e-4
