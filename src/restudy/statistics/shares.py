"""The share of runs in which something is so."""

from restudy.lazy import lazily
from restudy.statistics.intervals import Interval

scipy = lazily("scipy")


def most_are(successes: int, runs: int) -> float:
    """Probability that it is so in more than half of all runs.

    Every share is as probable before (Bayes 1763), so after three of three it is 0.94, and after five of five 0.98.
    """
    return float(scipy.special.betaincc(successes + 1, runs - successes + 1, 0.5))


def share_interval(successes: int, runs: int, confidence: float) -> Interval:
    """The interval of the share, from the same distribution."""
    tail = (1 - confidence) / 2
    low, high = (
        float(scipy.special.betaincinv(successes + 1, runs - successes + 1, each)) for each in (tail, 1 - tail)
    )
    return Interval(low, high)
