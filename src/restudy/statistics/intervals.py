"""Two limits, and the interval of one share."""

from typing import NamedTuple

from restudy.statistics import CONFIDENCE


class Interval(NamedTuple):
    """Lower and upper limit, both within; NaN where there is none."""

    low: float
    high: float

    def clipped(self, low: float, high: float) -> "Interval":
        """The part between two bounds that the quantity cannot leave."""
        return Interval(min(max(self.low, low), high), max(min(self.high, high), low))

    def __contains__(self, value: object) -> bool:
        """Whether a number lies within."""
        return isinstance(value, (int, float)) and bool(self.low <= value <= self.high)


def wilson(successes: float, total: int, confidence: float = CONFIDENCE) -> Interval:
    """Interval of a share, such as one run's accuracy on images drawn at random.

    Wilson (1927), 'Probable inference, the law of succession, and statistical inference', JASA 22.

    Args:
        successes: how many of `total` there were, 0 to `total`.
        total: at least 1.
        confidence: in (0, 1).
    """
    # Imported where it is used: statsmodels takes half a second, which steps without a test are spared.
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(successes, total, alpha=1 - confidence, method="wilson")
    return Interval(float(low), float(high))
