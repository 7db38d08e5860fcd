"""Rotations and shifts of images."""

from collections.abc import Callable

import pytest
import torch
from torch import Generator, Tensor

from restudy.augmentations import AUGMENTATIONS

Change = Callable[[Tensor, Generator], Tensor]


def affine(**settings: float) -> Change:
    return AUGMENTATIONS.parse({"name": "affine", **settings}).build()


def images(count: int = 4) -> Tensor:
    """Images with a bright square in the middle."""
    content = torch.zeros(count, 1, 20, 20)
    content[:, :, 7:13, 7:13] = 1
    return content


def test_with_nothing_to_do_nothing_is_changed() -> None:
    torch.testing.assert_close(affine()(images(), Generator().manual_seed(0)), images())


def test_equal_chance_gives_equal_images_and_each_image_its_own_change() -> None:
    change = affine(rotation=15.0, shift=0.1)
    first, again = (change(images(), Generator().manual_seed(3)) for _ in range(2))
    assert torch.equal(first, again)
    assert not torch.equal(first[0], first[1])


@pytest.mark.parametrize("shift", [0.05, 0.2])
def test_the_middle_moves_by_a_share_of_the_side_at_most(shift: float) -> None:
    moved = affine(shift=shift)(images(400), Generator().manual_seed(1))
    places = torch.arange(20.0)
    offsets = torch.stack([(moved.sum(axis) * places).sum((1, 2)) / moved.sum((1, 2, 3)) - 9.5 for axis in (2, 3)])
    assert offsets.abs().max() <= 20 * shift + 1e-4
    assert offsets.abs().max() > 0.9 * 20 * shift
    assert offsets.mean().abs() < 0.2 * 20 * shift


def test_a_rotation_keeps_the_middle_and_what_is_bright() -> None:
    turned = affine(rotation=180.0)(images(50), Generator().manual_seed(1))
    torch.testing.assert_close(turned.sum((1, 2, 3)), images(50).sum((1, 2, 3)), rtol=0.05, atol=0)
    assert (turned[:, 0, 9:11, 9:11] > 0.99).all()


def test_what_comes_in_has_the_border_s_value() -> None:
    even = torch.full((3, 1, 8, 8), 0.25)
    torch.testing.assert_close(affine(rotation=45.0, shift=0.5)(even, Generator().manual_seed(0)), even)
