"""Schedules of the learning rate: those of `torch.optim.lr_scheduler` by name in small letters, and modules here."""

import ast
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from restudy.blocks import NamedBlock
from restudy.optimizers import OptimizerBlock
from restudy.signatures import TorchClasses, TorchFamily, parsed, torch_folder

if TYPE_CHECKING:
    from torch.optim import Optimizer
    from torch.optim.lr_scheduler import LRScheduler

FILE = "optim/lr_scheduler.py"
FOLLOWS_LOSS = "reducelronplateau"


class ScheduleBlock(NamedBlock):
    """How the learning rate changes. `torch` is imported where it is built, so that a plan is made without it."""

    by: Literal["epoch", "step"] = Field("epoch", description="After what it changes: each epoch, or each step.")

    def check(self, optimizer: OptimizerBlock, validation_images: int) -> None:
        """Raise ValueError, as `KEY: what is wrong; what to do`, where it does not fit.

        Args:
            optimizer: whose learning rate it changes.
            validation_images: how many the split has.
        """

    def build(self, optimizer: "Optimizer", total: int) -> "LRScheduler":
        """The schedule of an optimizer.

        Args:
            optimizer: whose learning rate it changes.
            total: how often it is asked at most: the number of epochs or of steps.
        """
        raise NotImplementedError


class FromTorch(ScheduleBlock):
    """A schedule of `torch.optim.lr_scheduler`; the class's name is torch's."""

    def check(self, optimizer: OptimizerBlock, validation_images: int) -> None:
        """What follows the validation loss needs one, and what cycles the momentum needs one to cycle."""
        if self.name == FOLLOWS_LOSS and not validation_images:
            raise ValueError(f"name: {self.name} follows the validation loss; give a split with validation images")
        if self.name == FOLLOWS_LOSS and self.by == "step":
            raise ValueError(
                f"by: step: the validation loss, which {self.name} follows, is known after an epoch: give epoch"
            )
        if getattr(self, "cycle_momentum", False) and not {"momentum", "betas"} & type(optimizer).model_fields.keys():
            raise ValueError(f"cycle_momentum: {optimizer.name} has no momentum; give false")

    def build(self, optimizer: "Optimizer", total: int) -> "LRScheduler":
        """torch's schedule with these arguments; one that must know its length is as long as the training."""
        from torch.optim import lr_scheduler

        arguments: dict[str, Any] = self.model_dump(exclude={"name", "by"})
        if arguments.get("total_steps", total) is None:
            arguments["total_steps"] = total
        return getattr(lr_scheduler, type(self).__name__)(optimizer, **arguments)


@cache
def _offered() -> dict[str, tuple[str, str]]:
    """Class and file of each schedule, by its name in small letters."""
    titles = [node.name for node in parsed(torch_folder() / FILE).body if isinstance(node, ast.ClassDef)]
    schedules = [title for title in titles if title[0] != "_" and title != "LRScheduler"]
    return {title.lower(): (title, FILE) for title in schedules}


OF_OTHERS = "is made of other schedules, which this file has no place for: write one in custom/"
OF_A_FUNCTION = "is made of a function, which a file cannot hold: write one in custom/"
SCHEDULES = TorchFamily(
    "restudy.schedules",
    ScheduleBlock,
    FromTorch,
    TorchClasses(
        files=_offered,
        refused={
            "lambdalr": OF_A_FUNCTION,
            "multiplicativelr": OF_A_FUNCTION,
            "sequentiallr": OF_OTHERS,
            "chainedscheduler": OF_OTHERS,
        },
        described={
            "gamma": (Annotated[float, Field(gt=0)], "Factor of the learning rate at each change."),
            "step_size": (Annotated[int, Field(ge=1)], "Epochs or steps from one change to the next."),
            "T_max": (Annotated[int, Field(ge=1)], "Epochs or steps until the learning rate is lowest."),
        },
        # A loss is followed downwards, and a training's length is known.
        left_out=frozenset({"optimizer", "last_epoch", "epochs", "steps_per_epoch"}),
    ),
)
Schedule = Annotated[ScheduleBlock, SCHEDULES]
