"""Claims about numbers in arrays, judged by this project and by tests as they were used before."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from restudy.judging.findings import Course, Finding, Limit, Margin, Side
from restudy.judging.grounds import Verdict
from restudy.judging.verdicts import Judge
from restudy.params.params import Limits, Statistics
from restudy.quantity import Quantity
from restudy.statistics.contrasts import Runs
from restudy.statistics.posterior import Posterior
from restudy.statistics.resampling import Resamples

Numbers = NDArray[np.float64]
# So many claims a study has, over which a test by itself is corrected (Holm's first step).
FAMILY = 8
# Of thousands of claims no single one needs its probability to the third digit.
DRAWS = 2_000
CONFIDENCE = 0.95


class Family:
    """Numbers of several settings over runs, [settings, runs], with what they are of."""

    def __init__(self, values: Numbers, quantity: Quantity, together: str = "all") -> None:
        self.quantity = quantity
        seeds = tuple(range(values.shape[1]))
        self.runs: list[Runs] = []
        whole = quantity.metric in ("test_errors", "best_test_epoch")
        self.runs += [
            Runs(
                *(f"setting {place}", row),
                seeds=seeds,
                kind=f"{quantity.title} {together}",
                like=lambda: self.runs,
                together=together,
                whole=whole,
            )
            for place, row in enumerate(values)
        ]

    def above(self, one: int, other: int, part: str = "") -> Margin:
        """That one setting's mean is above another's."""
        above, below = (Side(self.runs[place].group, self.quantity) for place in (one, other))
        return Margin(above, below, [(1.0, self.runs[one]), (-1.0, self.runs[other])], part=part)

    def rises(self, settings: Sequence[int]) -> list[Margin]:
        """That means rise from setting to setting."""
        return [self.above(after, before, f"{before}") for before, after in pairwise(settings)]

    def best(self, one: int, among: Sequence[int]) -> list[Margin]:
        """That one setting's mean is above those of all others."""
        return [self.above(one, other) for other in among if other != one]

    def exceeds(self, one: int, limit: float) -> list[Margin]:
        """That one setting's mean is above a limit."""
        side = Side(self.runs[one].group, self.quantity)
        return [Margin(side, None, [(1.0, self.runs[one])], -limit, limit=Limit("above", limit))]


class Judgement:
    """Judges claims of one study.

    Args:
        limits: from where on what is said.
        images: how many test images there are.
        seed: decides the draws.
    """

    def __init__(self, limits: Limits, images: int, seed: int) -> None:
        self.posterior = Posterior(Resamples(images, number=100, seed=seed), DRAWS)
        self.statistics = Statistics(confidence=CONFIDENCE, resamples=100, calibration_bins=15, verdicts=limits)
        self.judge = Judge(self.posterior, self.statistics, images)

    def word(self, margins: list[Margin]) -> str:
        """What is said of margins that are to be above zero together."""
        return self.verdict(margins).verdict

    def verdict(self, margins: list[Margin]) -> Verdict:
        """The same with its grounds."""
        seeds = range(len(margins[0].terms[0][1].values))
        holds = {seed: all(margin.holds(seed) for margin in margins) for seed in seeds}
        return self.judge.verdict(Finding(holds, margins=margins))

    def word_of_runs(self, holds: Sequence[bool]) -> str:
        """The verdict on what is to be so in single runs."""
        found = dict(enumerate(holds))
        return self.judge.verdict(Finding(found, courses=[Course(Side("a", Quantity("epochs_run")), found)])).verdict


def by_t_tests(margins: list[Margin]) -> str:
    """The verdict by Welch's t, each claim one of a family, as an intersection-union test."""
    above = [_p_above(margin) for margin in margins]
    shown, refuted = max(above), min(1.0, len(above) * (1 - max(above)))
    if 2 * min(shown, refuted) * FAMILY > 1 - CONFIDENCE:
        return "open"
    return "holds" if shown < refuted else "does not hold"


def _p_above(margin: Margin) -> float:
    means = [coefficient * runs.values.mean() for coefficient, runs in margin.terms]
    parts = [(runs.values.var(ddof=1) / len(runs.values), len(runs.values) - 1) for _, runs in margin.terms]
    total = sum(variance for variance, _ in parts)
    estimate = margin.offset + sum(means)
    if not total:
        return float(estimate <= 0)
    df = total**2 / sum(variance**2 / df for variance, df in parts if variance)
    return float(stats.t.sf(estimate / np.sqrt(total), df))
