"""Variances of like numbers, each of few runs, drawn together so that they say something about each other."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from restudy.lazy import lazily

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
else:
    np, Numbers = lazily("numpy"), Any

scipy = lazily("scipy")

# Degrees of freedom that the variances' common prior may have: from nearly none, so that each goes by its own runs, to
# so many that all are the same.
PRIOR_DF = (0.8, 400.0, 24)
# Prior of the SD of the logarithm of variances: half normal.
TYPICAL_UNLIKENESS = 1.0
# How far below the smallest and above the largest variance at hand the common scale is looked for, as logarithms.
BELOW, ABOVE, SCALES = 6.0, 14.0, 200


def variance_draws(variances: Numbers, df: Numbers, generator: np.random.Generator, number: int) -> tuple[Any, Any]:
    """Draws of the variances of several numbers, and of what is typical of them.

    Each is an inverse chi-square draw about a common scale (Smyth 2004, 'Linear models and empirical Bayes methods',
    section 3; as limma does). That scale and the prior's degrees of freedom are not known either: they are drawn from
    their posterior on a grid, with a flat prior for the logarithm of the scale. One number alone has Student's t.

    Args:
        variances: of each number between its runs, above 0, [C]; of one run any value.
        df: how many runs each is of, less one, [C]; one at least is above 0.
        generator: source of the draws.
        number: how many draws, B.

    Returns:
        Variances, [B, C], and scales, [B].
    """
    prior_df, weights = _prior()
    logs = np.log(variances[df > 0])
    scales = np.linspace(logs.min() - BELOW, logs.max() + ABOVE, SCALES)
    chances = weights[:, None] + _log_likelihood(variances, df, prior_df, scales)
    cumulated = np.cumsum(np.exp(chances - chances.max()).ravel())
    picked = np.searchsorted(cumulated, generator.random(number) * cumulated[-1]).clip(0, cumulated.size - 1)
    own_df, scale = prior_df[picked // SCALES][:, None], np.exp(scales[picked % SCALES])
    total = own_df + df
    return (own_df * scale[:, None] + df * variances) / generator.chisquare(total), scale


def _log_likelihood(variances: Numbers, df: Numbers, prior_df: Numbers, scales: Numbers) -> Numbers:
    """Of prior degrees of freedom and scale, [prior_df, scales]: variances over the scale are F distributed."""
    gammaln, of_prior = scipy.special.gammaln, prior_df[:, None, None]
    known = np.maximum(df, 1.0)
    ratio = np.log(variances)[None, None, :] - scales[None, :, None] + np.log(known / of_prior)
    terms = (
        gammaln((known + of_prior) / 2)
        - gammaln(of_prior / 2)
        + known / 2 * ratio
        - (known + of_prior) / 2 * np.logaddexp(0.0, ratio)
    )
    summed: Numbers = np.where(df > 0, terms, 0.0).sum(axis=2)
    return summed


@lru_cache
def _prior() -> tuple[Numbers, Numbers]:
    """Degrees of freedom, and the logarithms of their weights."""
    prior_df = np.geomspace(*PRIOR_DF)
    unlikeness = np.sqrt(scipy.special.polygamma(1, prior_df / 2))
    density = np.log(np.abs(np.gradient(unlikeness)))
    return prior_df, density - (unlikeness / TYPICAL_UNLIKENESS) ** 2 / 2


def chance_of_more(variances: Numbers, df: Numbers, place: int) -> float:
    """The chance of a variance as large as this one, by what the others lead to expect.

    Args:
        variances: as above.
        df: as above; the place's is above 0.
        place: which of them is looked at.
    """
    others = np.arange(len(variances)) != place
    if not (others & (df > 0)).any():
        return 1.0
    prior_df, weights = _prior()
    logs = np.log(variances[others & (df > 0)])
    scales = np.linspace(logs.min() - BELOW, logs.max() + ABOVE, SCALES)
    chances = weights[:, None] + _log_likelihood(variances[others], df[others], prior_df, scales)
    shares = np.exp(chances - chances.max())
    ratio = variances[place] / np.exp(scales)[None, :]
    return float((shares * scipy.special.fdtrc(df[place], prior_df[:, None], ratio)).sum() / shares.sum())
