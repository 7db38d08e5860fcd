"""What learns from a batch: a model, its optimizer and loss, the learning rate's schedule, and augmentation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau


@dataclass(frozen=True)
class Augment:
    """How batches are changed by chance, and where the chance comes from."""

    change: Callable[[Tensor, torch.Generator], Tensor]
    chance: torch.Generator

    def __call__(self, images: Tensor) -> Tensor:
        """The batch, float32 [N, C, H, W], changed."""
        return self.change(images, self.chance)


@dataclass(frozen=True)
class Learner:
    """What learns, and how.

    Attributes:
        model: trained in place.
        optimizer: of the model's parameters.
        loss: from logits [N, classes] and labels [N] to the mean loss of the images.
        schedule: of the optimizer's learning rate, or None.
        by_step: whether the schedule goes by steps rather than epochs.
        augment: changes each batch of training images, or None.
    """

    model: nn.Module
    optimizer: Optimizer
    loss: Callable[[Tensor, Tensor], Tensor] = F.cross_entropy
    schedule: LRScheduler | None = None
    by_step: bool = False
    augment: Augment | None = None

    def step(self, images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """Learn from one batch; its loss and its logits as the weights were before."""
        if self.augment:
            images = self.augment(images)
        seen: list[tuple[Tensor, Tensor]] = []

        # Some optimizers ask for the loss more than once in a step.
        def closure() -> Tensor:
            self.optimizer.zero_grad()
            logits = self.model(images)
            loss = self.loss(logits, labels)
            loss.backward()
            seen.append((loss.detach(), logits.detach()))
            return loss

        self.optimizer.step(closure)  # type: ignore[arg-type]
        if self.schedule and self.by_step:
            self.schedule.step()
        return seen[0]

    def end_epoch(self, val_loss: float | None) -> None:
        """Tell a schedule that goes by epochs that one is over, and its validation loss where it follows that."""
        if isinstance(self.schedule, ReduceLROnPlateau):
            assert val_loss is not None
            self.schedule.step(val_loss)
        elif self.schedule and not self.by_step:
            self.schedule.step()

    def state_dict(self) -> dict[str, Any]:
        """All that further steps depend on, apart from torch's own generators."""
        return {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict() if self.schedule else None,
            "augment": self.augment.chance.get_state() if self.augment else None,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave."""
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        if self.schedule:
            self.schedule.load_state_dict(state["schedule"])
        if self.augment:
            self.augment.chance.set_state(state["augment"])
