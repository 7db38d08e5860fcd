"""What a metric is: a number of a trial, which follows from its records, with all that is known of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Literal

from restudy.formats import Unit

Part = Literal["train", "val", "test"]
Keep = Literal["epoch_weights", "first_epoch_steps"]
PART_TITLES: dict[Part, str] = {"train": "training", "val": "validation", "test": "test"}
ALL_PARTS: tuple[Part, ...] = ("train", "val", "test")


@dataclass(frozen=True)
class TrialRecords:
    """What a trial's metrics follow from.

    Attributes:
        training: its metrics.json.
        epochs: its epochs, with test numbers where the weights of each epoch were kept.
        steps: losses of the first epoch's steps in nats, empty where they were not kept.
        test: `loss`, `accuracy`, `total_loss` and `errors` on the test images.
        target: test accuracy, in [0, 1], whose first epoch is wanted.
        train_batches: batches whose mean losses the training images' total loss adds up; None for training's own.
    """

    training: Mapping[str, Any]
    epochs: Sequence[Mapping[str, Any]]
    steps: Sequence[float]
    test: Mapping[str, float]
    target: float | None = None
    train_batches: int | None = None

    def curve(self, name: str) -> list[float]:
        """A number of each epoch that has it."""
        return [epoch[name] for epoch in self.epochs if epoch[name] is not None]


@dataclass(frozen=True)
class Sampling:
    """How a metric is a mean over a sample of images, which further images of the kind would change.

    Validation images are of the test images' kind, so effects of the latter say how much they vary.

    Attributes:
        of: each image's 0 or 1 for wrong or right, or its loss.
        parts: the parts of the data that it is a mean over.
        scale: settings of a cell and number of test images to what the mean is multiplied by.
    """

    of: Literal["right", "losses"]
    parts: tuple[Part, ...] = ("test",)
    scale: Callable[[Mapping[str, Any], int], float] = lambda settings, images: 1.0


@dataclass(frozen=True)
class Metric:
    """A number of a trial.

    Attributes:
        name: its name in YAML and in files.
        title: its name in words.
        unit: what it is in.
        value: the number, from a trial's records; None where the trial has none.
        parts: the parts of the data that it looks at; none for a fact of the network or of training's course.
        better: which end is better; None where neither is.
        keep: what training must keep for it.
        by_epoch: whether each epoch has one.
        sampling: how it varies with the images; None where it does not, or nothing is known of it.
        whole: whether it is a whole number.
        exact: whether it is the same in every run of a cell.
        signed: whether it may be below zero.
        at_most: the key of the setting that it cannot exceed.
    """

    name: str
    title: str
    unit: Unit
    value: Callable[[TrialRecords], float | None]
    parts: tuple[Part, ...] = ()
    better: Literal["higher", "lower"] | None = None
    keep: Keep | None = None
    by_epoch: bool = False
    sampling: Sampling | None = None
    whole: bool = False
    exact: bool = False
    signed: bool = False
    at_most: str | None = None

    def bounds(self, settings: Mapping[str, Any]) -> tuple[float, float]:
        """The smallest and the largest value that it can have in a cell of these settings."""
        if self.at_most:
            return 0.0, float(settings[self.at_most])
        high = 1.0 if self.unit in (Unit.SHARE, Unit.GAP) else inf
        return -high if self.signed else 0.0, high

    @property
    def decided_on(self) -> str:
        """The images that a choice by it is made on, in words."""
        if self.before_test:
            return " and ".join(f"{PART_TITLES[part]} images" for part in self.parts) or "no images"
        whole = "all three parts of the data" if set(self.parts) == set(ALL_PARTS) else "test images"
        return f"{whole}, after evaluation"

    @property
    def before_test(self) -> bool:
        """Whether training alone tells it, so that a choice by it is made before the test images are seen."""
        return "test" not in self.parts
