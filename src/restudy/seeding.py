"""Independent streams of random numbers from a trial's one seed."""

from dataclasses import dataclass

import numpy as np
import torch


@dataclass(frozen=True)
class Streams:
    """Seeds (uint32) of a trial's sources of chance.

    Kept apart so that a change in one (a dropout layer, say) leaves the others as they were.
    """

    weights: int
    order: int
    dropout: int
    augmentation: int


def streams(seed: int) -> Streams:
    """The streams of the trial with this seed (an integer >= 0)."""
    # The first ones stay as they are when another is added.
    return Streams(*(int(state) for state in np.random.SeedSequence(seed).generate_state(4)))


def order_generator(seeds: Streams) -> torch.Generator:
    """The generator of batch orders; on the CPU, so that every device sees the same order."""
    return torch.Generator().manual_seed(seeds.order)
