"""What a search over settings may expect to find."""

from collections.abc import Sequence

import numpy as np


def expected_best(scores: Sequence[float]) -> list[float]:
    """Expected best score after trying 1, 2, … of the settings, drawn with replacement.

    Dodge et al. (2019), 'Show your work: improved reporting of experimental results', EMNLP, equation 5: the
    distribution of the maximum of n draws from the scores at hand.

    Args:
        scores: one score for each setting, larger ones better.

    Returns:
        As many numbers as there are scores; the last is below the best one, since draws may repeat.
    """
    ordered = np.sort(np.asarray(scores, dtype=np.float64))
    ranks = np.arange(len(ordered) + 1) / max(len(ordered), 1)
    return [float(ordered @ np.diff(ranks**tried)) for tried in range(1, len(ordered) + 1)]
