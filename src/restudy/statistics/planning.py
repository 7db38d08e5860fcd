"""How many runs would decide a comparison that is undecided."""

from dataclasses import replace

from restudy.statistics.contrasts import Contrast

MOST_RUNS = 1000


def runs_to_decide(contrast: Contrast, runs: int, level: float) -> int | None:
    """The fewest runs of each group with which the contrast would differ from zero at a one-sided level.

    Estimate and components are taken to stay as they are, so this is a plan and no promise.

    Args:
        contrast: what is known from `runs` runs of each group.
        runs: at least 2.
        level: one-sided level, such as 0.025 divided by the number of tests in the family.

    Returns:
        None where no number up to MOST_RUNS would: then more test images are needed, or there is no difference.
    """
    if not contrast.has_spread or not _decided(with_runs(contrast, runs, MOST_RUNS), level):
        return None
    low, high = 2, MOST_RUNS
    while low < high:
        middle = (low + high) // 2
        if _decided(with_runs(contrast, runs, middle), level):
            high = middle
        else:
            low = middle + 1
    return low


def with_runs(contrast: Contrast, runs: int, wanted: int) -> Contrast:
    """The contrast as it would be with `wanted` runs of each group instead of `runs`."""
    return replace(
        contrast,
        seed_variance=contrast.seed_variance * runs / wanted,
        seed_df=contrast.seed_df * (wanted - 1) / (runs - 1),
    )


def _decided(contrast: Contrast, level: float) -> bool:
    return contrast.half_width(level) < abs(contrast.estimate)
