"""Independent streams of random numbers from a trial's one seed."""

import torch

from restudy.seeding import Streams, order_generator, streams


def test_streams_of_a_seed_never_change() -> None:
    """NumPy promises these numbers; others would train other models from the same params."""
    assert streams(0) == Streams(weights=2968811710, order=3677149159, dropout=745650761, augmentation=2884920346)


def test_no_two_streams_are_alike() -> None:
    seeds = [streams(seed) for seed in range(500)]
    assert (
        len({value for each in seeds for value in (each.weights, each.order, each.dropout, each.augmentation)}) == 2000
    )


def test_orders_come_from_the_order_stream_alone() -> None:
    expected = torch.randperm(20, generator=torch.Generator().manual_seed(5))
    torch.manual_seed(1)
    generator = order_generator(Streams(weights=1, order=5, dropout=2, augmentation=3))
    assert torch.equal(torch.randperm(20, generator=generator), expected)
    assert generator.device.type == "cpu"
