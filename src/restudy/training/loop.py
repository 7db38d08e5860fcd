"""The training loop: one model, one optimizer, cross-entropy, and a history row for every epoch."""

from dataclasses import dataclass, field
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import Optimizer

from restudy.training.early_stopping import EarlyStopping
from restudy.training.predict import accuracy, image_losses, predict, total_loss

HISTORY_COLUMNS = ("epoch", "train_loss", "train_accuracy", "val_loss", "val_accuracy", "val_total_loss")


@dataclass(frozen=True)
class Images:
    """Images, float32 [N, C, H, W], and labels, int64 [N], on the training device."""

    images: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class LoopSettings:
    """What the loop needs to know of a cell.

    Attributes:
        epochs: the most epochs to train.
        batch_size: images per step.
        evaluation_batch_size: images per forward pass when nothing is learned; total losses depend on it.
        patience: epochs without a lower validation loss before training stops, its best weights restored;
            None trains every epoch and keeps the last weights.
        keep_epoch_weights: keep the weights after each epoch.
        keep_first_epoch_steps: keep the loss of each step of the first epoch.
    """

    epochs: int
    batch_size: int
    evaluation_batch_size: int
    patience: int | None
    keep_epoch_weights: bool
    keep_first_epoch_steps: bool


@dataclass
class Fit:
    """What training leaves: a row per epoch, the epoch of the final weights, and what was asked to be kept."""

    history: list[dict[str, Any]] = field(default_factory=list)
    best_epoch: int = 0
    stopped_early: bool = False
    step_losses: list[float] = field(default_factory=list)
    epoch_weights: list[dict[str, Tensor]] = field(default_factory=list)


class Observer:
    """Is told how training goes; this one does nothing with it."""

    def on_step(self, epoch: int, step: int, steps: int) -> None:
        """Step `step` of `steps` of epoch `epoch` is done (all count from 1)."""

    def on_epoch(self, row: dict[str, Any]) -> None:
        """An epoch is done; `row` is its row of the history."""


def fit(
    model: nn.Module,
    optimizer: Optimizer,
    train: Images,
    val: Images | None,
    settings: LoopSettings,
    order: torch.Generator,
    observer: Observer,
) -> Fit:
    """Train `model` in place; with a patience it ends with the weights of the lowest validation loss."""
    result = Fit()
    stopping = EarlyStopping(settings.patience or settings.epochs)
    for epoch in range(1, settings.epochs + 1):
        losses, correct = _train_epoch(model, optimizer, train, settings.batch_size, order, epoch, observer)
        row: dict[str, Any] = {"epoch": epoch, **_train_row(losses, correct, len(train), settings.batch_size)}
        row |= validation_row(model, val, settings.evaluation_batch_size)
        result.history.append(row)
        observer.on_epoch(row)
        if epoch == 1 and settings.keep_first_epoch_steps:
            result.step_losses = losses.tolist()
        if settings.keep_epoch_weights:
            result.epoch_weights.append({name: value.clone() for name, value in model.state_dict().items()})
        if settings.patience:
            stopping.update(row["val_loss"], model)
            if stopping.should_stop:
                break
    epochs_run = len(result.history)
    result.stopped_early = epochs_run < settings.epochs
    result.best_epoch = stopping.restore(model) if settings.patience else epochs_run
    return result


def _train_epoch(
    model: nn.Module,
    optimizer: Optimizer,
    train: Images,
    batch_size: int,
    order: torch.Generator,
    epoch: int,
    observer: Observer,
) -> tuple[Tensor, int]:
    """Train for one epoch; the loss of each step, float64 [steps], and how many images were right."""
    model.train()
    batches = torch.randperm(len(train), generator=order).to(train.labels.device).split(batch_size)
    losses: list[Tensor] = []
    correct = torch.zeros((), dtype=torch.int64, device=train.labels.device)
    for step, batch in enumerate(batches, start=1):
        labels = train.labels.index_select(0, batch)
        logits = model(train.images.index_select(0, batch))
        loss = F.cross_entropy(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        # Kept on the device: reading a value here would wait for it at every step.
        losses.append(loss.detach())
        correct += (logits.detach().argmax(1) == labels).sum()
        observer.on_step(epoch, step, len(batches))
    return torch.stack(losses).double().cpu(), int(correct)


def _train_row(losses: Tensor, correct: int, images: int, batch_size: int) -> dict[str, float]:
    """Means per image over the epoch, as the weights were when each batch came."""
    sizes = torch.full_like(losses, batch_size)
    sizes[-1] = images - batch_size * (len(losses) - 1)
    return {"train_loss": float((losses * sizes).sum() / images), "train_accuracy": correct / images}


def validation_row(model: nn.Module, val: Images | None, batch_size: int) -> dict[str, float | None]:
    """Loss per image, accuracy and total loss on validation images; all None where there are none."""
    if val is None:
        return {"val_loss": None, "val_accuracy": None, "val_total_loss": None}
    return {f"val_{name}": value for name, value in measure(model, val, batch_size, batch_size).items()}


def measure(model: nn.Module, data: Images, batch_size: int, total_loss_batch_size: int) -> dict[str, float]:
    """`loss` per image, `accuracy` in [0, 1] and `total_loss` in batches of `total_loss_batch_size`."""
    logits = predict(model, data.images, batch_size)
    losses = image_losses(logits, data.labels)
    return {
        "loss": float(losses.mean()),
        "accuracy": accuracy(logits, data.labels),
        "total_loss": total_loss(losses, total_loss_batch_size),
    }
