"""What is said of a training that diverged."""

from restudy.training.divergence import Divergence

PARTS = {"train": "training", "val": "validation"}


def words(divergence: Divergence) -> str:
    """Where it diverged, and what follows from it, in one line."""
    place = f" (step {divergence.step})" if divergence.step else ""
    loss = f"the {PARTS[divergence.part]} loss is {divergence.loss}"
    return f"diverged in epoch {divergence.epoch}{place}: {loss}; training is over, and no number of it counts"
