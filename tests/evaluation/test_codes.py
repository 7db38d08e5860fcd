"""Losses and probabilities as small whole numbers: how far they are rounded, and that all machines read the same."""

from decimal import Decimal, getcontext

import numpy as np
import pytest

from restudy.evaluation import codes

# Half a step of 1/64 of an octave.
HALF_STEP = 2 ** (1 / 128) - 1
LOSSES = np.geomspace(1e-250, 500, 4001)


def test_a_loss_is_rounded_by_half_a_step_at_most_and_up_as_often_as_down() -> None:
    errors = codes.losses_of(codes.loss_codes(LOSSES)) / LOSSES - 1
    assert np.abs(errors).max() <= HALF_STEP + 1e-9
    assert 0.48 < (errors > 0).mean() < 0.52
    assert abs(errors.mean()) < 1e-3


def test_a_probability_is_rounded_so_too() -> None:
    probabilities = np.geomspace(1e-300, 1, 4001)
    found = codes.log_codes(np.log(probabilities))
    assert np.abs(codes.probabilities_of(found) / probabilities - 1).max() <= HALF_STEP + 1e-9
    np.testing.assert_allclose(codes.losses_of_log_codes(found), -np.log(codes.probabilities_of(found)), rtol=1e-9)


@pytest.mark.parametrize(("loss", "code", "read"), [(0.0, 0, 0.0), (1.0, 60_000, 1.0), (2.0, 60_064, 2.0)])
def test_losses_that_are_exact(loss: float, code: int, read: float) -> None:
    assert codes.loss_codes(np.array([loss])).tolist() == [code]
    assert codes.losses_of(np.array([code], dtype=np.uint16)).tolist() == [read]


def test_a_probability_of_zero_has_a_finite_loss() -> None:
    code = codes.log_codes(np.array([-np.inf]))
    assert code.tolist() == [codes.LARGEST]
    assert codes.losses_of_log_codes(code) == pytest.approx(709.8, abs=0.1)


def test_confidence_is_what_a_loss_leaves() -> None:
    np.testing.assert_allclose(codes.confidence_of(LOSSES), np.exp(-LOSSES), atol=5e-10)


def test_steps_of_an_octave_are_far_from_where_they_would_round_otherwise() -> None:
    """So the last bit of a processor's powers is of no account."""
    getcontext().prec = 40
    for step, value in enumerate(codes.OCTAVE.tolist()):
        exact = Decimal(2) ** (Decimal(step) / codes.STEPS)
        distance = abs((exact * 10**11) % 1 - Decimal("0.5"))
        assert value == float(f"{exact:.11f}")
        assert distance > Decimal("0.0001"), step


def test_confidences_are_far_from_where_they_would_round_otherwise() -> None:
    """Those of all codes, by the exponential function to 40 digits."""
    getcontext().prec = 40
    steps = range(codes.ONE_NAT - 40 * codes.STEPS, codes.ONE_NAT + 5 * codes.STEPS)
    losses = codes.losses_of(np.array(steps, dtype=np.uint16))
    for loss in losses.tolist():
        distance = abs(((-Decimal(loss)).exp() * 10**codes.DECIMALS) % 1 - Decimal("0.5"))
        assert distance > Decimal("1e-5"), loss
