"""The device that a setting means on this machine."""

import torch

from restudy.errors import UserError


def available_device(name: str, place: str) -> str:
    """`name` itself or, for "auto", the fastest kind there is.

    Args:
        name: "auto", "cpu", "cuda" or "mps".
        place: the key or option that says so, for the message.

    Raises:
        UserError: this machine, or this build of torch, has no such device.
    """
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    available = [device for device, usable in there.items() if usable]
    if name not in ("auto", *available):
        raise UserError(f"{place}: {name!r} is not available here; allowed: auto, {', '.join(available)}")
    return available[0] if name == "auto" else name
