"""Tests of two models on the same images, and of several comparisons together.

The binomial test by scipy.special: what has it by name takes half a second to import, in every step that judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from restudy.lazy import lazily
from restudy.statistics.bootstrap import percentiles
from restudy.statistics.contrasts import Numbers, Runs, contrast
from restudy.statistics.intervals import Interval
from restudy.statistics.resampling import Resamples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = lazily("numpy")

scipy = lazily("scipy")


def mcnemar_p(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Exact two-sided p-value that two networks are right equally often (McNemar 1947, Psychometrika 12).

    It is about these two networks: what further seeds would do does not enter.

    Args:
        one: whether each image was recognised, [N].
        other: the same of the other network.
    """
    only_one, only_other = int(np.sum(one & ~other)), int(np.sum(~one & other))
    return min(1.0, 2 * float(scipy.special.bdtr(min(only_one, only_other), only_one + only_other, 0.5)))


def mcnemar_by_seed(one: Runs, other: Runs) -> list[float]:
    """The same for the two runs of each seed that both settings have; effects are 0 or 1 for wrong or right."""
    first, second = _right(one), _right(other)
    return [mcnemar_p(first[seed], second[seed]) for seed in first if seed in second]


def _right(runs: Runs) -> dict[int, NDArray[np.bool_]]:
    """Whether each image was recognised, by seed; by place where seeds are not known."""
    assert runs.effects is not None
    return dict(zip(runs.seeds or range(len(runs.values)), np.asarray(runs.effects == 1), strict=True))


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values adjusted for all of a family (Holm 1979, Scandinavian Journal of Statistics 6), in the same order.

    The smallest is multiplied by the size of the family, the next by one less, and so on; none falls below the one
    before it. (statsmodels' `multipletests` gives the same and takes 70 ms for it.)
    """
    values = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    adjusted = np.empty_like(values)
    adjusted[order] = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    return [float(value) for value in np.minimum(adjusted, 1)]


def bootstrap_difference(
    one: Numbers, other: Numbers, resamples: Resamples, confidence: float
) -> tuple[float, Interval]:
    """Difference of two settings' shares with a bootstrap interval over seeds and images, in [-1, 1].

    Both are measured on the same images in each resample; runs are drawn for each setting by itself.

    Args:
        one: right or wrong, 1 or 0, for each run and image, [K, N].
        other: the same of the other setting, [L, N].
        resamples: what to draw with.
        confidence: share of the resamples within.
    """
    terms = [(1.0, Runs("one", one.mean(axis=1), one)), (-1.0, Runs("other", other.mean(axis=1), other))]
    drawn = resamples.draws([(terms, 0.0)])[:, 0]
    return contrast(terms).estimate, percentiles(drawn, confidence).clipped(-1.0, 1.0)
