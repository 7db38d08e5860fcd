"""The device that a setting means here."""

import pytest
import torch

from restudy.errors import UserError
from restudy.training.device import available_device


def test_a_device_that_is_not_there_is_a_clear_error() -> None:
    """No machine has both of these."""
    missing = "mps" if torch.cuda.is_available() else "cuda"
    with pytest.raises(UserError, match=rf"^--device: '{missing}' is not available here; allowed: auto, .*cpu$"):
        available_device(missing, "--device")


def test_the_automatic_device_can_be_used() -> None:
    assert torch.ones(2, device=available_device("auto", "device")).sum().item() == 2
