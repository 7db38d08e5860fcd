"""Numbers of one kind, such as an accuracy of several settings: their means and spreads drawn together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from zlib import crc32

from restudy.lazy import lazily
from restudy.statistics.contrasts import Numbers, Runs
from restudy.statistics.means import mean_draws, pooled_mean_draws
from restudy.statistics.rates import count_draws, rate_draws
from restudy.statistics.spreads import chance_of_more, variance_draws

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazily("numpy")

scipy = lazily("scipy")

# A spread so large that, by those like it, it had so small a chance is not drawn in towards theirs.
UNLIKE = 0.001
# What a number cannot vary by less than, beside itself, so that logarithms of spreads are finite.
LEAST_SPREAD = 1e-7


class Kind:
    """Numbers of one kind, drawn together.

    Args:
        members: those of which a run ended and has a number.
        seed: decides every draw.
        draws: how many.
    """

    def __init__(self, members: Sequence[Runs], seed: int, draws: int) -> None:
        self.members, self.draws = members, draws
        self.names = [runs.name for runs in members]
        self._seed = seed
        self._drawn: dict[str, Numbers] = {}
        self._known: tuple[Numbers, Numbers] | None = None

    def means(self, name: str, together: str) -> Numbers | None:
        """Draws of a number's mean, [draws]; None where nothing is known of its spread.

        Args:
            name: whose number it is.
            together: those whose means are drawn in towards each other; empty for none.
        """
        if not self.has_spread:
            return None
        if together not in self._drawn:
            self._drawn[together] = self._draw(together)
        places = [place for place, each in enumerate(self.members) if together in ("", each.together)]
        return self._drawn[together][:, [self.names[place] for place in places].index(name)]

    @property
    def has_spread(self) -> bool:
        """Whether a number is of several runs."""
        return any(len(each.values) > 1 for each in self.members)

    def _variances(self) -> tuple[Numbers, Numbers]:
        """Draws of all variances, [draws, members], and of what is typical of them, [draws]."""
        if self._known is None:
            self._known = self._variance_draws()
        return self._known

    def _variance_draws(self) -> tuple[Numbers, Numbers]:
        counts = np.array([len(each.values) for each in self.members])
        variances = np.array([_variance(each) for each in self.members])
        df = counts - 1.0
        df[self.unlike] = 0
        drawn, scales = variance_draws(variances, df, self._generator("spread"), self.draws)
        for place in self.unlike:
            own_df = counts[place] - 1.0
            drawn[:, place] = variances[place] * own_df / self._generator(f"own {place}").chisquare(own_df, self.draws)
        return drawn, scales

    @cached_property
    def unlike(self) -> list[int]:
        """Places of numbers whose spread is larger than those of the others let expect."""
        df = np.array([len(each.values) - 1.0 for each in self.members])
        variances = np.array([_variance(each) for each in self.members])
        known = [place for place in range(len(df)) if df[place] > 0]
        return [place for place in known if chance_of_more(variances, df, place) < UNLIKE / len(known)]

    def _draw(self, together: str) -> Numbers:
        drawn, scales = self._variances()
        places = [place for place, each in enumerate(self.members) if together in ("", each.together)]
        values = [self.members[place].values for place in places]
        known = (np.array([each.mean() for each in values]), np.array([float(len(each)) for each in values]))
        generator = self._generator(f"mean {together}")
        if not together or len(places) == 1:
            return mean_draws(*known, drawn[:, places], generator)
        return pooled_mean_draws(*known, drawn[:, places], scales, generator)

    def _generator(self, purpose: str) -> np.random.Generator:
        return np.random.default_rng([self._seed, crc32(purpose.encode())])

    def further(self, name: str) -> Numbers | None:
        """Draws of a number in one further run, [draws]."""
        means = self.means(name, "")
        if means is None:
            return None
        spreads = np.sqrt(self._variances()[0][:, self.names.index(name)])
        drawn: Numbers = means + spreads * self._generator(f"further {name}").standard_normal(self.draws)
        return drawn

    def chance(self, name: str, low: float, high: float, more: float) -> float | None:
        """The chance that a number lies in an interval in one further run.

        Args:
            name: whose number it is.
            low: where the interval begins.
            high: where it ends.
            more: variance beside that between runs.
        """
        means = self.means(name, "")
        if means is None:
            return None
        spreads = np.sqrt(self._variances()[0][:, self.names.index(name)] + more)
        below, above = ((end - means) / spreads for end in (low, high))
        # By the nearer tail, whose digits are not lost beside 1.
        nearer = np.where(below + above < 0, -1.0, 1.0)
        ends = np.sort(np.stack([-nearer * below, -nearer * above]), axis=0)
        return float((scipy.special.ndtr(ends[1]) - scipy.special.ndtr(ends[0])).mean())


class RareKind(Kind):
    """Counts of rare events, drawn together."""

    @cached_property
    def unlike(self) -> list[int]:
        """None: their spread is one for all."""
        return []

    def means(self, name: str, together: str) -> Numbers | None:
        """Draws of an expected count, [draws]; None for one run."""
        drawn = self._rates()
        return None if drawn is None else drawn[0][:, self.names.index(name)]

    def further(self, name: str) -> Numbers | None:
        """Draws of a count in one further run, each within half of it, [draws]."""
        drawn = self._rates()
        if drawn is None:
            return None
        generator = self._generator(f"further {name}")
        counts = count_draws(drawn[0][:, self.names.index(name)], drawn[1], generator)
        # So that half of those that are equal lie on each side of a count.
        return counts + generator.uniform(-0.5, 0.5, self.draws)

    def chance(self, name: str, low: float, high: float, more: float) -> float | None:
        """The chance that a count lies in an interval in one further run, by its draws."""
        drawn = self.further(name)
        return None if drawn is None else float(((drawn >= low - 0.5) & (drawn <= high + 0.5)).mean())

    def _rates(self) -> tuple[Numbers, Numbers] | None:
        counts = np.stack([each.values for each in self.members])
        if counts.shape[1] < 2:
            return None
        if self._known is None:
            self._known = rate_draws(counts, self._generator("rates"), self.draws)
        return self._known


def _variance(runs: Runs) -> float:
    """Between runs; at least what rounding brings, and never 0."""
    spread = 0.0 if len(runs.values) < 2 else runs.spread()
    floor = LEAST_SPREAD * max(float(np.abs(runs.values).max()), LEAST_SPREAD)
    # What is counted in steps varies by half of one at least, though three runs may agree.
    return max(spread, floor**2, (runs.grain / 2) ** 2)
