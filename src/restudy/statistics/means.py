"""Means of like numbers over runs, drawn from what few runs say of each, alone or together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from restudy.lazy import lazily

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
else:
    np, Numbers = lazily("numpy"), Any

# Prior of how far means scatter about each other, in typical SDs of a run: half Student's t.
SCATTER_DF = 3.0
SCATTERS = (0.02, 1e6, 63)
DRAWS_AT_ONCE = 2_000


def mean_draws(means: Numbers, counts: Numbers, variances: Numbers, generator: np.random.Generator) -> Numbers:
    """Draws of means that stand each for itself, [B, C].

    Args:
        means: over the runs of each number, [C].
        counts: how many runs each is of, [C].
        variances: draws of their variances, [B, C].
        generator: source of the draws.
    """
    drawn: Numbers = generator.normal(means, np.sqrt(variances / counts))
    return drawn


def pooled_mean_draws(
    means: Numbers, counts: Numbers, variances: Numbers, scales: Numbers, generator: np.random.Generator
) -> Numbers:
    """Draws of means that are drawn in towards each other as far as runs say that they lie together, [B, C].

    The true means are normal about a common one, which is not known at all; how far they scatter is integrated over.
    Then the best of many is no longer the luckiest (Gelman, Hill & Yajima 2012, 'Why we (usually) don't have to worry
    about multiple comparisons'). Draws of variances are taken as they are: what means say of them is left out, since
    weighing a draw of many variances by it leaves a handful of draws.

    Args:
        means, counts, variances, generator: as above; C at least 2.
        scales: draws of a typical variance of a run, [B], of which the scatter's prior is a multiple.
    """
    some = [slice(start, start + DRAWS_AT_ONCE) for start in range(0, len(variances), DRAWS_AT_ONCE)]
    return np.concatenate([_pooled(means, variances[each] / counts, scales[each], generator) for each in some])


def _pooled(means: Numbers, errors: Numbers, scales: Numbers, generator: np.random.Generator) -> Numbers:
    """Draws for given squared standard errors, [B, C]."""
    scatter = np.concatenate([[0.0], np.geomspace(*SCATTERS)])
    prior = np.log(np.gradient(scatter)) - (SCATTER_DF + 1) / 2 * np.log1p(scatter**2 / SCATTER_DF)
    squared = scatter**2 * scales[:, None]
    total = squared[:, :, None] + errors[:, None, :]
    precision = 1 / total
    together = precision.sum(axis=2)
    centre = (precision * means).sum(axis=2) / together
    misfit = (precision * (means - centre[:, :, None]) ** 2).sum(axis=2)
    logs = prior - (np.log(total).sum(axis=2) + np.log(together) + misfit) / 2
    highest = logs.max(axis=1, keepdims=True)
    cumulated = np.cumsum(np.exp(logs - highest), axis=1)
    drawn = (cumulated < generator.random(len(errors))[:, None] * cumulated[:, -1:]).sum(axis=1)
    at = (np.arange(len(errors)), drawn.clip(0, len(scatter) - 1))
    common = generator.normal(centre[at], 1 / np.sqrt(together[at]))[:, None]
    share = squared[at][:, None] / (squared[at][:, None] + errors)
    drawn_means: Numbers = generator.normal(common + share * (means - common), np.sqrt(share * errors))
    return drawn_means
