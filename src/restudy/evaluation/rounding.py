"""Losses and probabilities rounded to fewer binary digits, so that they take less room in a compressed file."""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Rounded = NDArray[np.float32]
# Of a loss as small as that of an image that is recognised for sure, a millionth of any mean is in the first digits.
# Others, and probabilities that a predicted class can have, keep digits enough to stay in their bin of confidence.
SMALL_LOSS, SMALL_LOSS_BITS, LOSS_BITS = 2**-6, 6, 22
SMALL_PROBABILITY, SMALL_PROBABILITY_BITS, PROBABILITY_BITS = 0.1, 12, 22


def rounded(values: Values, bits: int) -> Rounded:
    """Values to so many binary digits: each to the nearest, by at most 2 ** -bits of itself."""
    mantissas, exponents = np.frexp(values)
    return np.ldexp(np.rint(np.ldexp(mantissas, bits)), exponents - bits).astype(np.float32)


def rounded_losses(losses: Values) -> Rounded:
    """Losses in nats, small ones to 0.8 % and others to 2.4e-7 of themselves."""
    return np.where(losses < SMALL_LOSS, rounded(losses, SMALL_LOSS_BITS), rounded(losses, LOSS_BITS))


def rounded_probabilities(probabilities: Values) -> Rounded:
    """Probabilities in [0, 1], small ones to 2.5e-4 and others to 2.4e-7 of themselves."""
    small = probabilities < SMALL_PROBABILITY
    return np.where(small, rounded(probabilities, SMALL_PROBABILITY_BITS), rounded(probabilities, PROBABILITY_BITS))
