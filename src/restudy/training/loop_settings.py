"""How long the loop trains, on how many images at once, and what it keeps."""

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class LoopSettings:
    """What the loop needs to know of a cell.

    Attributes:
        epochs: the most epochs to train.
        batch_size: images per step.
        drop_last: leave out an epoch's last batch where it is smaller.
        evaluation_batch_size: images per batch of a total loss, and per forward pass when nothing is learned.
        patience: epochs without a lower validation loss before training stops, its best weights restored;
            None trains every epoch and keeps the last weights.
        keep_epoch_weights: keep the weights after each epoch.
        keep_first_epoch_steps: keep the loss of each step of the first epoch.
        images_in_cache: images per forward pass on a CPU when nothing is learned; None for a whole batch.
    """

    epochs: int
    batch_size: int
    drop_last: bool
    evaluation_batch_size: int
    patience: int | None
    keep_epoch_weights: bool
    keep_first_epoch_steps: bool
    images_in_cache: int | None = None

    def steps(self, images: int) -> int:
        """Steps of an epoch over so many images."""
        return images // self.batch_size if self.drop_last else ceil(images / self.batch_size)
