"""Independent streams of random numbers from a trial's one seed."""

from dataclasses import asdict, astuple

import pytest
import torch

from restudy.seeding import Streams, order_generator, streams

ALL = ("weights", "order", "dropout", "augmentation", "split")


def test_streams_of_a_seed_never_change() -> None:
    """NumPy promises these numbers; others would train other models from the same params."""
    assert streams(0, ALL) == Streams(
        weights=2968811710, order=3677149159, dropout=745650761, augmentation=2884920346, split=2642120001
    )


def test_no_two_streams_are_alike() -> None:
    seeds = [streams(seed, ALL) for seed in range(500)]
    assert len({value for each in seeds for value in astuple(each)}) == 2500


@pytest.mark.parametrize("name", ALL)
def test_what_does_not_vary_is_as_with_seed_0(name: str) -> None:
    own, first, found = (asdict(each) for each in (streams(7, ALL), streams(0, ALL), streams(7, (name,))))
    assert found == first | {name: own[name]}


def test_orders_come_from_the_order_stream_alone() -> None:
    expected = torch.randperm(20, generator=torch.Generator().manual_seed(5))
    torch.manual_seed(1)
    generator = order_generator(Streams(weights=1, order=5, dropout=2, augmentation=3, split=4))
    assert torch.equal(torch.randperm(20, generator=generator), expected)
    assert generator.device.type == "cpu"
