"""Independent streams of random numbers from a trial's one seed."""

from collections.abc import Container
from dataclasses import dataclass, fields

import numpy as np
import torch

# What does not vary is drawn as with this seed.
FIXED_SEED = 0


@dataclass(frozen=True)
class Streams:
    """Seeds (uint32) of a trial's sources of chance.

    Kept apart so that a change in one (a dropout layer, say) leaves the others as they were.
    """

    weights: int
    order: int
    dropout: int
    augmentation: int
    split: int


def streams(seed: int, vary: Container[str]) -> Streams:
    """The streams of a trial.

    Args:
        seed: the trial's, an integer >= 0.
        vary: names of the streams that its seed decides; the others are the same in every trial.
    """
    own, fixed = _drawn(seed), _drawn(FIXED_SEED)
    return Streams(**{name: (own if name in vary else fixed)[name] for name in own})


def _drawn(seed: int) -> dict[str, int]:
    names = [field.name for field in fields(Streams)]
    # The first ones stay as they are when another is added.
    drawn = np.random.SeedSequence(seed).generate_state(len(names))
    return dict(zip(names, map(int, drawn), strict=True))


def order_generator(seeds: Streams) -> torch.Generator:
    """The generator of batch orders; on the CPU, so that every device sees the same order."""
    return torch.Generator().manual_seed(seeds.order)
