"""How many runs would decide what is open."""

from collections.abc import Iterator
from math import sqrt

from restudy.lazy import lazily
from restudy.statistics.shares import most_are

scipy = lazily("scipy")

MOST_RUNS = 1000
# So much more is the next number tried; a plan needs no third digit.
STEP = 1.05


def runs_to_tell(estimate: float, variance: float, margin: float, certain: float, leaning: float) -> int | None:
    """The fewest runs with which a difference would be certain, and would matter; or would certainly not.

    Estimate and variance are taken to stay as they are, so this is a plan and no promise.

    Args:
        estimate: the difference.
        variance: of one run of each, in the difference.
        margin: the smallest difference that matters.
        certain: probability from which on it is certain.
        leaning: probability from which on it matters.

    Returns:
        None where no number up to MOST_RUNS would.
    """
    size, ndtr = abs(estimate), scipy.special.ndtr

    def decided(runs: int) -> bool:
        error = sqrt(variance / runs)
        within = ndtr((margin - size) / error) - ndtr((-margin - size) / error)
        shown = ndtr(size / error) >= certain and ndtr((size - margin) / error) >= min(leaning, certain)
        return bool(within >= certain or shown)

    return next((runs for runs in _rising() if decided(runs)), None)


def _rising() -> Iterator[int]:
    """Numbers of runs up to MOST_RUNS, each by some percent larger than the one before."""
    runs = 2
    while runs <= MOST_RUNS:
        yield runs
        runs = max(runs + 1, round(STEP * runs))


def runs_for_share(share: float, runs: int, certain: float) -> int | None:
    """The fewest runs, with the same share of them in which it is so, that would tell whether it is so in most.

    Args:
        share: in [0, 1].
        runs: how many there are.
        certain: probability from which on it is certain.
    """
    for number in range(runs + 1, MOST_RUNS + 1):
        so = most_are(round(share * number), number)
        if max(so, 1 - so) >= certain:
            return number
    return None
