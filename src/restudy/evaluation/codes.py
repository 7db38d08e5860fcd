"""Losses and probabilities as small whole numbers: logarithms in steps of 1/64 of an octave.

A step is 1.1 %, so a value is rounded by at most 0.54 % of itself, up as often as down. What codes stand for is the
same on every processor, whatever its logarithms and powers do in their last bit.
"""

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint16]
Values = NDArray[np.float64]
STEPS = 64
# The code of a loss of 1 nat; code 0 is a loss of 0.
ONE_NAT = 60_000
LARGEST = int(np.iinfo(np.uint16).max)
LOG_2 = 0.6931471805599453
# The steps of one octave, to 12 digits; other octaves are these times powers of two, which is exact.
OCTAVE = np.array([float(f"{2 ** (step / STEPS):.12g}") for step in range(STEPS)])
# Of probabilities that follow from losses.
DECIMALS = 9


def loss_codes(losses: Values) -> Codes:
    """Codes of losses in nats, each at least 0, of any shape: 60000 + 64 log2(loss)."""
    with np.errstate(divide="ignore"):
        steps = np.rint(ONE_NAT + STEPS * np.log2(losses))
    return np.clip(steps, 0, LARGEST).astype(np.uint16)


def losses_of(codes: Codes) -> Values:
    """The losses that codes stand for, in nats."""
    return np.where(codes == 0, 0.0, _power(codes.astype(np.int64) - ONE_NAT))


def log_codes(log_probabilities: Values) -> Codes:
    """Codes of natural logarithms of probabilities, of any shape: -64 log2(probability)."""
    return np.clip(np.rint(-STEPS / LOG_2 * log_probabilities), 0, LARGEST).astype(np.uint16)


def probabilities_of(codes: Codes) -> Values:
    """The probabilities that codes of logarithms stand for, in [0, 1]."""
    return _power(-codes.astype(np.int64))


def losses_of_log_codes(codes: Codes) -> Values:
    """The losses, in nats, of labels whose probabilities have these codes."""
    return codes.astype(np.float64) * (LOG_2 / STEPS)


def confidence_of(losses: Values) -> Values:
    """The probabilities of labels with these losses, in [0, 1]."""
    confidence: Values = np.exp(-losses)
    return confidence.round(DECIMALS)


def _power(steps: NDArray[np.int64]) -> Values:
    """2 ** (steps / STEPS)."""
    found: Values = np.ldexp(OCTAVE[steps % STEPS], steps // STEPS)
    return found
