"""Draws of a study's numbers over further runs."""

from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats

from restudy.statistics.contrasts import Runs
from restudy.statistics.posterior import Posterior, Sum
from restudy.statistics.resampling import Resamples

SEEDS = range(6)


def alike(values: Sequence[Sequence[float]], rare: bool = False) -> list[Runs]:
    """Numbers of one kind, each of several runs; counts of rare events are not below zero."""
    like: list[Runs] = []
    low = 0.0 if rare else -np.inf
    like += [
        Runs(
            f"cell {place}",
            np.array(row),
            bounds=(low, np.inf),
            kind="k",
            like=lambda: like,
            together="all",
            rare=rare,
        )
        for place, row in enumerate(values)
    ]
    return like


def posterior(seed: int = 0, images: int = 10) -> Posterior:
    return Posterior(Resamples(images, number=500, seed=seed))


def probability(runs: Sequence[Runs], one: int, other: int, seed: int = 0) -> float:
    """That one mean is above another."""
    drawn = posterior(seed).sums([Sum([(1.0, runs[one]), (-1.0, runs[other])])])
    assert drawn is not None
    return float((drawn > 0).mean())


def grid(cells: int, failed: bool) -> list[list[float]]:
    """Accuracies of three runs, whose means scatter by five SDs; one of them may be that of a network that failed."""
    generator = np.random.default_rng(1)
    spreads = 0.001 * np.exp(0.5 * generator.standard_normal(cells))
    values = 0.985 + 0.005 * generator.standard_normal((cells, 1))
    rows = (values + spreads[:, None] * generator.standard_normal((cells, 3))).tolist()
    return [[0.098, 0.101, 0.113], *rows[1:]] if failed else rows


@pytest.mark.parametrize("failed", [False, True])
def test_a_probability_does_not_depend_on_the_draws(failed: bool) -> None:
    """With 24 cells, some of them close together, also where one lies far from all others."""
    runs = alike(grid(24, failed))
    order = sorted(range(24), key=lambda place: float(runs[place].values.mean()))
    for one, other in ((order[-1], order[-2]), (order[12], order[11]), (order[5], order[3])):
        found = [probability(runs, one, other, seed) for seed in SEEDS]
        assert max(found) - min(found) < 0.03


def test_a_number_has_the_same_draws_wherever_it_stands() -> None:
    runs, drawn = alike(grid(4, failed=False)), posterior()
    alone = drawn.sums([Sum([(1.0, runs[2])], alone=True)])
    among = drawn.sums([Sum([(1.0, each)], alone=True) for each in runs])
    assert alone is not None
    assert among is not None
    assert np.array_equal(alone[:, 0], among[:, 2])


def test_numbers_of_two_kinds_have_draws_of_their_own() -> None:
    one = alike(grid(4, failed=False))[0]
    other = Runs("cell 0", one.values, kind="other", like=lambda: [other])
    drawn = posterior().sums([Sum([(1.0, one)], alone=True), Sum([(1.0, other)], alone=True)])
    assert drawn is not None
    assert abs(stats.pearsonr(drawn[:, 0], drawn[:, 1]).statistic) < 0.05


def test_alone_it_is_student_s_t() -> None:
    runs = Runs("a", np.array([0.1, 0.4, 0.1]))
    drawn = posterior().sums([Sum([(1.0, runs)], offset=-0.1)])
    assert drawn is not None
    expected = stats.t.cdf(0.1 / (runs.values.std(ddof=1) / np.sqrt(3)), 2)
    assert (drawn > 0).mean() == pytest.approx(expected, abs=0.012)


def test_a_mean_stays_within_what_it_can_be() -> None:
    runs = Runs("a", np.array([25.0, 25.0, 25.0]), whole=True, bounds=(0.0, 25.0))
    drawn = posterior().sums([Sum([(-1.0, runs)], offset=25.0)])
    assert drawn is not None
    assert drawn.min() == 0


def test_three_runs_that_agree_to_the_image_are_not_certain() -> None:
    """0.99 of 1,000 images in all of three runs: a further run has an image more or less."""
    interval = posterior().further_run(Runs("a", np.full(3, 0.99), grain=0.001), 0.95)
    assert interval.low < 0.989 < 0.991 < interval.high


def test_a_spread_far_above_the_others_goes_by_its_own_runs() -> None:
    generator = np.random.default_rng(0)
    rows = [[-30_000.0, 0.0, 30_000.0, 10_000.0, -10_000.0], *generator.standard_normal((6, 5)).tolist()]
    runs = alike(rows)
    kind = posterior().kind(runs[0])
    assert [kind.names[place] for place in kind.unlike] == ["cell 0"]
    interval = posterior().further_run(runs[3], 0.95)
    assert interval.high - interval.low < 8


def test_one_run_beside_others_of_several_has_their_spread() -> None:
    runs = alike([[0.5], [0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
    interval = posterior().further_run(runs[0], 0.95)
    assert 0.2 < interval.high - interval.low < 2


def test_nothing_is_drawn_of_one_run_alone() -> None:
    assert posterior().sums([Sum([(1.0, Runs("a", np.array([0.5])))])]) is None


def test_images_that_no_number_is_of_add_nothing() -> None:
    runs, known = Runs("a", np.array([0.5, 0.6])), posterior()
    sums = [Sum([(1.0, runs)])]
    drawn = known.sums(sums)
    assert drawn is not None
    assert known.on_new_images(sums, drawn) is None
    assert known.on_images(sums) is not None


def test_counts_are_never_below_zero_and_none_of_three_is_not_never() -> None:
    runs = alike([[0.0, 0.0, 0.0], [4.0, 6.0, 5.0], [1.0, 0.0, 2.0]], rare=True)
    drawn = posterior().sums([Sum([(1.0, each)]) for each in runs])
    assert drawn is not None
    assert drawn.min() >= 0
    assert np.quantile(drawn[:, 0], 0.975) > 0.3
    assert posterior().further_run(runs[1], 0.95).low >= 0


def test_no_error_in_any_run_leaves_few() -> None:
    runs = alike([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], rare=True)
    drawn = posterior().sums([Sum([(1.0, runs[0])])])
    assert drawn is not None
    assert 0 < np.mean(drawn) < 0.5


@pytest.mark.parametrize("published", [0.985, 0.982, 0.98])
def test_the_density_of_a_printed_number_is_student_s_where_nothing_is_like_it(published: float) -> None:
    """One number alone: a further run is Student's t with two degrees of freedom about the mean of three."""
    values, half = np.array([0.984, 0.986, 0.9853]), 0.00005
    found = posterior().log_density(Runs("one", values, bounds=(0.0, 1.0)), published - half, published + half)
    spread = values.std(ddof=1) * np.sqrt(1 + 1 / 3)
    expected = stats.t.logpdf((published - values.mean()) / spread, 2) - np.log(spread)
    assert found == pytest.approx(expected, abs=0.15)


def test_a_density_is_of_the_whole_interval_that_rounding_leaves() -> None:
    """The same number printed with fewer digits: what lies in the interval is spread over it."""
    runs = Runs("one", np.array([0.984, 0.986, 0.9853]))
    fine = [posterior().log_density(runs, low, low + 0.001) for low in np.linspace(0.980, 0.989, 10)]
    coarse = posterior().log_density(runs, 0.980, 0.990)
    assert coarse == pytest.approx(np.log(np.mean(np.exp([each for each in fine if each is not None]))), abs=1e-6)


def test_one_run_of_what_varies_has_no_density() -> None:
    assert posterior().log_density(Runs("one", np.array([0.98])), 0.97, 0.99) is None


def test_a_count_of_rare_errors_has_that_of_its_draws() -> None:
    runs = alike([[3, 5, 4], [0, 1, 0]], rare=True)
    densities = [posterior().log_density(runs[0], count - 1e-9, count + 1e-9) for count in range(30)]
    chances = [np.exp(each) * 2e-9 for each in densities if each is not None]
    assert np.argmax(chances) in (3, 4)
    assert sum(chances) == pytest.approx(1, abs=0.02)
