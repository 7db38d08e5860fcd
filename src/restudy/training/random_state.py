"""The state of torch's own generators, which dropout draws from."""

import torch
from torch import Tensor

CPU = "cpu"


def random_state(device: torch.device) -> dict[str, Tensor]:
    """The states, uint8, of the generators of the CPU and of `device`, by kind of device."""
    states = {CPU: torch.get_rng_state()}
    if device.type != CPU:
        states[device.type] = torch.get_device_module(device).get_rng_state(device)
    return states


def set_random_state(states: dict[str, Tensor], device: torch.device) -> None:
    """Put back what `random_state` gave for the same kind of device."""
    torch.set_rng_state(states[CPU])
    if device.type != CPU:
        torch.get_device_module(device).set_rng_state(states[device.type], device)
