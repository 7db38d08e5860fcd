"""Two limits, the interval of one share, and how far limits of a sum of two parts lie apart."""

from math import isnan, sqrt
from typing import NamedTuple

from restudy.lazy import lazily

scipy = lazily("scipy")


class Interval(NamedTuple):
    """Lower and upper limit, both within; NaN where there is none."""

    low: float
    high: float

    def clipped(self, low: float, high: float) -> "Interval":
        """The part between two bounds that the quantity cannot leave; NaN stays."""
        if isnan(self.low):
            return self
        return Interval(min(max(self.low, low), high), max(min(self.high, high), low))

    def __contains__(self, value: object) -> bool:
        """Whether a number lies within."""
        return isinstance(value, (int, float)) and bool(self.low <= value <= self.high)


def wilson(successes: float, total: int, confidence: float) -> Interval:
    """Interval of a share, such as one run's accuracy on images drawn at random.

    Wilson (1927), 'Probable inference, the law of succession, and statistical inference', JASA 22.

    Args:
        successes: how many of `total` there were, 0 to `total`.
        total: at least 1.
        confidence: in (0, 1).
    """
    # By its formula: the libraries that have it take half a second to import, in every step that shows an accuracy.
    share, z = successes / total, -float(scipy.special.ndtri((1 - confidence) / 2))
    centre = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    half = z * sqrt(share * (1 - share) / total + z**2 / (4 * total**2)) / (1 + z**2 / total)
    return Interval(centre - half, centre + half).clipped(0.0, 1.0)


def safe_half_width(seed_variance: float, seed_df: float, image_variance: float, tail: float) -> float:
    """Half-width of an interval of a sum whose parts are the spread of few seeds and the sampling of many images.

    The two parts' half-widths, Student's and the normal one, added as squares (Banerjee 1960, 'Approximate confidence
    interval for linear functions of means', Sankhya 22). It never covers less than is said, whatever the tail and
    whichever part is the larger, so that tests made of it keep their level. With three seeds a 95 % interval covers
    95 to 97.6 %.

    Args:
        seed_variance: variance from the spread of seeds, estimated.
        seed_df: its degrees of freedom.
        image_variance: variance from the sampling of images, taken as known.
        tail: probability beyond each limit, in (0, 0.5].
    """
    seeds = float(scipy.special.stdtrit(seed_df, tail)) ** 2 * seed_variance if seed_variance else 0.0
    return sqrt(seeds + float(scipy.special.ndtri(tail)) ** 2 * image_variance)


def half_width(seed_variance: float, seed_df: float, image_variance: float, tail: float) -> float:
    """The same as near to what is said as can be, for intervals that are shown.

    Student's t of the whole variance, with the seeds' degrees of freedom over the seeds' share in it. Satterthwaite's
    (1946, Biometrics 2) are those over the square of the share, and with three seeds cover 92 to 95 %, since the
    share is itself estimated; these cover 94.2 to 96.3 %. At tails far smaller than 0.025 they cover too little,
    which is why tests have `safe_half_width`; so have fewer than two degrees of freedom.
    """
    total = seed_variance + image_variance
    if seed_df < 2 or not seed_variance:
        return safe_half_width(seed_variance, seed_df, image_variance, tail)
    return -float(scipy.special.stdtrit(seed_df * total / seed_variance, tail)) * sqrt(total)
