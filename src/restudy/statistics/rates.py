"""Counts of errors between classes: how often each is to be expected, and how often in one further run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from restudy.lazy import lazily

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
else:
    np, Numbers = lazily("numpy"), Any

# A prior of half an error (Jeffreys) where the kinds of errors at hand say nothing of how rates differ.
LEAST_SHAPE = 0.5
LEAST_DISPERSION = 0.25
# Degrees of freedom of what is taken for known.
AS_KNOWN = 1e6


def dispersion(counts: Numbers) -> tuple[float, float]:
    """Variance between runs over the mean, of all kinds of errors together, and its degrees of freedom.

    1 for Poisson's distribution; less where the same images are wrong in every run, more where runs differ in which
    classes they mix up (McCullagh & Nelder 1989, Generalized linear models, section 6.2).

    Args:
        counts: of each kind in each run, [kinds, K]; K at least 2.
    """
    runs = counts.shape[1]
    means = counts.mean(axis=1)
    kinds = float((means > 0).sum())
    if not kinds:
        return 1.0, AS_KNOWN
    squared = ((counts - means[:, None]) ** 2).sum() / (runs - 1)
    return max(float(squared / means.sum()), LEAST_DISPERSION), kinds * (runs - 1)


def rate_draws(counts: Numbers, generator: np.random.Generator, number: int) -> tuple[Numbers, Numbers]:
    """Draws of each kind's expected count in a run, and of the dispersion.

    Rates of all kinds come from one gamma distribution, whose shape and mean are estimated; counts are Poisson's with
    their variance multiplied by the dispersion. So no rate is below zero, and a rare error is not taken for certain.

    Args:
        counts: as above.
        generator: source of the draws.
        number: how many, B.

    Returns:
        Rates, [B, kinds], and dispersions, [B].
    """
    runs = counts.shape[1]
    spread, df = dispersion(counts)
    dispersions = spread * df / generator.chisquare(df, number)
    shape, rate = _prior(counts.mean(axis=1), spread / runs)
    shapes = shape + counts.sum(axis=1) / dispersions[:, None]
    return generator.gamma(shapes) / (rate + runs / dispersions[:, None]), dispersions


def _prior(means: Numbers, error: float) -> tuple[float, float]:
    """Shape and rate of the gamma distribution that mean counts, [kinds], come from, by moments."""
    mean = float(means.mean())
    between = float(means.var(ddof=1)) - error * mean if len(means) > 1 else 0.0
    if between <= 0:
        return LEAST_SHAPE, LEAST_SHAPE / mean if mean else 0.0
    shape = max(mean**2 / between, LEAST_SHAPE / 10)
    return shape, shape / mean


def count_draws(rates: Numbers, dispersions: Numbers, generator: np.random.Generator) -> Numbers:
    """Draws of a further run's count; Poisson's where the dispersion is at most 1, else negative binomial, [B].

    Args:
        rates: expected counts, [B].
        dispersions: variance over mean, [B].
        generator: source of the draws.
    """
    excess = np.maximum(dispersions - 1, 0.0)
    mixed = generator.gamma(rates / np.maximum(excess, 1e-9)) * excess
    drawn: Numbers = generator.poisson(np.where(excess > 0, mixed, rates)).astype(np.float64)
    return drawn
