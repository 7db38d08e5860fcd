"""Rotation and shift of each image by chance."""

from collections.abc import Callable
from math import radians
from typing import TYPE_CHECKING

from pydantic import Field

from restudy.augmentations import AugmentationBlock

if TYPE_CHECKING:
    from torch import Generator, Tensor


class Affine(AugmentationBlock):
    """Each image is rotated and shifted by amounts that are drawn evenly; what comes in is the border's value."""

    rotation: float = Field(0.0, ge=0, le=180, description="The largest rotation either way, in degrees.")
    shift: float = Field(0.0, ge=0, lt=1, description="The largest shift in each direction, as a share of the side.")

    def build(self) -> "Callable[[Tensor, Generator], Tensor]":
        """Rotation about the centre and shift, by bilinear interpolation."""
        return self._change

    def _change(self, images: "Tensor", chance: "Generator") -> "Tensor":
        import torch
        from torch.nn import functional

        drawn = torch.rand(3, len(images), generator=chance, device=images.device) * 2 - 1
        angle = drawn[0] * radians(self.rotation)
        # The grid goes from -1 to 1, so that a side is 2 long.
        shift = drawn[1:] * 2 * self.shift
        height, width = images.shape[-2:]
        stretch = height / width
        rows = [
            torch.stack([angle.cos(), -angle.sin() * stretch, shift[0]], dim=1),
            torch.stack([angle.sin() / stretch, angle.cos(), shift[1]], dim=1),
        ]
        grid = functional.affine_grid(torch.stack(rows, dim=1), list(images.shape), align_corners=False)
        return functional.grid_sample(images, grid, padding_mode="border", align_corners=False)
