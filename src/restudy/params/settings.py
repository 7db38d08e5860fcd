"""The settings of a cell: data, model, optimizer and training."""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, Field, ValidationError, model_validator

from restudy.augmentations import Augmentation
from restudy.blocks import Block, NamedBlock
from restudy.core_yaml import Document
from restudy.datasets import dataset_named
from restudy.errors import UserError
from restudy.losses import Loss
from restudy.losses.cross_entropy import CrossEntropy
from restudy.metric import Keep
from restudy.models import Model, Precision
from restudy.optimizers import Optimizer
from restudy.params.limits import BatchSize, EachOnce, Epochs, Seed, Threads
from restudy.params.messages import one_line
from restudy.schedules import Schedule

# The order of `Source` is that in which they are kept, so that no other one makes another cell.
Source = Literal["weights", "order", "dropout", "augmentation", "split"]


def _in_order(sources: list[Source]) -> list[Source]:
    return sorted(sources, key=get_args(Source).index)


Width = Annotated[int, Field(ge=1)]
# Beyond these, inputs differ by less than their rounding, or nothing can be learned from them in 32 bits.
SMALLEST_SPAN, LARGEST_INPUT, LARGEST_PIXEL = 1e-4, 1e6, 255


class Pixels(Block):
    """How stored values become a model's input: (value / scale - mean) / std."""

    scale: float = Field(gt=0, description="Stored values, 0 to 255, are divided by this first.")
    mean: float = Field(description="Subtracted after scaling.")
    std: float = Field(gt=0, description="Divides the difference.")

    @model_validator(mode="after")
    def _inputs_are_numbers(self) -> Self:
        lowest, highest = (self._input(stored) for stored in (0, LARGEST_PIXEL))
        if not (max(-lowest, highest) <= LARGEST_INPUT and highest - lowest >= SMALLEST_SPAN * max(1.0, abs(lowest))):
            raise ValueError(
                f"stored values 0 and {LARGEST_PIXEL} become {lowest:g} and {highest:g}; "
                f"take scale, mean and std by which they differ and are at most {LARGEST_INPUT:g}"
            )
        return self

    def _input(self, stored: float) -> float:
        return (stored / self.scale - self.mean) / self.std


class EarlyStopping(Block):
    """Stop when the validation loss no longer falls, and restore the best epoch's weights."""

    patience: Epochs = Field(description="Epochs without a lower validation loss before training stops.")


class Learning(Block):
    """How a network learns, whatever it learns from."""

    pixels: Pixels = Field(description="How stored values become a model's input.")
    model: Model = Field(description="The network; replaced as a whole when its name changes.")
    optimizer: Optimizer = Field(description="The optimizer; replaced as a whole when its name changes.")
    schedule: Schedule | None = Field(None, description="How the learning rate changes; null keeps it.")
    loss: Loss = Field(CrossEntropy(name="cross_entropy"), description="What training makes small.")
    augmentation: Augmentation | None = Field(None, description="How training images are changed by chance; or null.")
    batch_size: BatchSize = Field(description="Images per training step.")
    drop_last: bool = Field(False, description="Leave out an epoch's last batch where it is smaller than the others.")
    evaluation_batch_size: BatchSize = Field(description="Images per batch in evaluation; total losses depend on it.")
    epochs: Epochs = Field(description="The most epochs to train.")
    early_stopping: EarlyStopping | None = Field(None, description="Early stopping; null trains every epoch.")
    keep: Annotated[list[Keep], EachOnce] = Field(
        [], description="What training leaves besides: weights of each epoch, first epoch's step losses."
    )
    precision: Precision = Field(
        "float32", description="What the network computes in; in bfloat16 the factors of products have 8 bits."
    )
    threads: Threads = Field(
        1, description="CPU threads of one trial; they change the order of additions, so the digest has them."
    )
    seeds_vary: Annotated[list[Source], EachOnce, AfterValidator(_in_order)] = Field(
        ["weights", "order", "dropout", "augmentation"],
        min_length=1,
        description="Sources of chance that a trial's seed decides; the others are the same in all trials of the cell.",
    )


class Settings(Learning):
    """Everything that decides a trial, apart from its seed, the data and the code, as params.yaml has it."""

    split: str = Field(description="Name of a split under `splits`.")


class Division(Block):
    """A split on the data set at hand."""

    train: Width = Field(description="Images to learn from.")
    val: int = Field(ge=0, description="Images to validate on.")
    seed: Seed = Field(description="Seed of the random division.")


class TrialSettings(Learning):
    """Everything that decides a trial, apart from its seed, the data and the code, as its job gets it."""

    dataset: str = Field(description="Name of the data set.")
    split: Division = Field(description="Division of its training images.")
    image_shape: list[int] = Field(description="Channels, height and width.")
    classes: Width = Field(description="Number of classes.")

    @property
    def varying(self) -> list[Source]:
        """Sources of chance in which trials differ: those that seeds decide, of those that there are.

        A model has dropout where its key of that name says so.
        """
        held_out = dataset_named(self.dataset).train_size > self.split.train
        there = {"dropout": getattr(self.model, "dropout", None), "augmentation": self.augmentation, "split": held_out}
        return [source for source in self.seeds_vary if there.get(source, True)]

    @property
    def whole(self) -> dict[str, Any]:
        """All settings, in plain types."""
        return self.model_dump(mode="json")

    @property
    def given(self) -> dict[str, Any]:
        """Those that do not equal their defaults, in plain types: what tells a cell from another."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @property
    def modules(self) -> Iterator[str]:
        """The modules of the blocks that were chosen by name."""
        return (type(value).__module__ for _, value in self if isinstance(value, NamedBlock))


def read_settings(text: str) -> TrialSettings:
    """Settings from JSON, which may leave out what equals its default.

    Raises:
        UserError: one line that names the option, the key, the value and what is allowed.
    """
    content: Mapping[str, Any] = json.loads(text)
    try:
        return TrialSettings.model_validate(content)
    except ValidationError as error:
        raise UserError(one_line(error, Document("--settings", content, {}), TrialSettings, content)) from None
