"""The training loop: epoch after epoch, validation, early stopping, and a history row for each."""

from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import torch
from torch import Tensor, nn

from restudy.training.checkpoints import NO_CHECKPOINTS, Checkpoints
from restudy.training.divergence import Divergence, first_not_finite
from restudy.training.early_stopping import EarlyStopping
from restudy.training.learner import Learner
from restudy.training.loop_settings import LoopSettings
from restudy.training.predict import accuracy, image_losses, predict, total_loss
from restudy.training.random_state import random_state, set_random_state

HISTORY_COLUMNS = ("epoch", "train_loss", "train_accuracy", "val_loss", "val_accuracy", "val_total_loss")
# After so many steps their losses are looked at; a look waits for the device, and decides nothing but the time.
STEPS_BETWEEN_LOOKS = 100


@dataclass(frozen=True)
class Images:
    """Images, float32 [N, C, H, W], and labels, int64 [N], on the training device."""

    images: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)


@dataclass
class Fit:
    """What training leaves: a row per epoch, the epoch of the final weights, and what was asked to be kept.

    Where it diverged, `history` ends with the epoch before.
    """

    history: list[dict[str, Any]] = field(default_factory=list)
    best_epoch: int = 0
    stopped_early: bool = False
    step_losses: list[float] = field(default_factory=list)
    epoch_weights: list[dict[str, Tensor]] = field(default_factory=list)
    divergence: Divergence | None = None


class Observer:
    """Is told how training goes; this one does nothing with it."""

    def on_step(self, epoch: int, step: int, steps: int) -> None:
        """Step `step` of `steps` of epoch `epoch` is done (all count from 1)."""

    def on_epoch(self, row: dict[str, Any]) -> None:
        """An epoch is done; `row` is its row of the history."""

    def on_divergence(self, divergence: Divergence) -> None:
        """Training is over, since a loss is not finite."""


class Training:
    """A training between two epochs, whose state is all that its other epochs depend on.

    Args:
        learner: what learns, in place.
        train: images to learn from.
        val: images to validate on, or None.
        settings: how long, and what to keep.
        order: draws the order of the images.
        observer: is told of each step and epoch.
    """

    def __init__(
        self,
        learner: Learner,
        train: Images,
        val: Images | None,
        settings: LoopSettings,
        order: torch.Generator,
        observer: Observer,
    ) -> None:
        self.learner, self.model, self.order = learner, learner.model, order
        self.train, self.val = train, val
        self.settings, self.observer = settings, observer
        self.result = Fit()
        self.stopping = EarlyStopping(settings.patience or settings.epochs)

    @property
    def is_over(self) -> bool:
        """Whether every epoch was run, patience is spent, or a loss was not finite."""
        if self.result.divergence or len(self.result.history) >= self.settings.epochs:
            return True
        return bool(self.settings.patience) and self.stopping.should_stop

    def run_epoch(self) -> None:
        """Train for one epoch, validate, and keep what was asked for; of one that diverges only where it did."""
        settings, result = self.settings, self.result
        epoch = len(result.history) + 1
        losses, correct = self._train_epoch(epoch)
        step = first_not_finite(losses)
        if step is not None:
            result.divergence = Divergence(epoch, step, "train", float(losses[step - 1]))
            return
        row: dict[str, Any] = {"epoch": epoch, **_train_row(losses, correct, len(self.train), settings)}
        row |= validation_row(self.model, self.val, settings)
        if row["val_loss"] is not None and not isfinite(row["val_loss"]):
            result.divergence = Divergence(epoch, None, "val", row["val_loss"])
            return
        self.learner.end_epoch(row["val_loss"])
        result.history.append(row)
        self.observer.on_epoch(row)
        if epoch == 1 and settings.keep_first_epoch_steps:
            result.step_losses = losses.tolist()
        if settings.keep_epoch_weights:
            result.epoch_weights.append({name: value.clone() for name, value in self.model.state_dict().items()})
        if settings.patience:
            self.stopping.update(row["val_loss"], self.model)

    def _train_epoch(self, epoch: int) -> tuple[Tensor, int]:
        """Train for one epoch; the loss of each step, float64 [steps], and how many images were right.

        It may end soon after a loss that is not finite.
        """
        self.model.train()
        size, steps, device = self.settings.batch_size, self.settings.steps(len(self.train)), self.train.labels.device
        order = torch.randperm(len(self.train), generator=self.order)[: steps * size].to(device)
        labels = self.train.labels.index_select(0, order)
        # Kept on the device until all are there: reading a value would wait for it at every step.
        losses: list[Tensor] = []
        predicted: list[Tensor] = []
        for step, (batch, wanted) in enumerate(zip(order.split(size), labels.split(size), strict=True), start=1):
            loss, logits = self.learner.step(self.train.images.index_select(0, batch), wanted)
            losses.append(loss)
            predicted.append(logits.argmax(1))
            self.observer.on_step(epoch, step, steps)
            if step % STEPS_BETWEEN_LOOKS == 0 and not torch.stack(losses[-STEPS_BETWEEN_LOOKS:]).isfinite().all():
                break
        every = torch.cat(predicted)
        return torch.stack(losses).cpu().double(), int((every == labels[: len(every)]).sum())

    def finish(self) -> Fit:
        """What training leaves; with a patience the model gets the weights of the lowest validation loss."""
        if self.result.divergence:
            return self.result
        epochs_run = len(self.result.history)
        self.result.stopped_early = epochs_run < self.settings.epochs
        self.result.best_epoch = self.stopping.restore(self.model) if self.settings.patience else epochs_run
        return self.result

    def state_dict(self) -> dict[str, Any]:
        """The learner, generators, history, early stopping and what was kept, in tensors and plain values."""
        return {
            "learner": self.learner.state_dict(),
            "order": self.order.get_state(),
            "random": random_state(self.train.labels.device),
            "history": self.result.history,
            "step_losses": self.result.step_losses,
            "epoch_weights": self.result.epoch_weights,
            "stopping": self.stopping.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a state of the same training on the same kind of device."""
        self.learner.load_state_dict(state["learner"])
        self.order.set_state(state["order"])
        set_random_state(state["random"], self.train.labels.device)
        self.result.history = state["history"]
        self.result.step_losses = state["step_losses"]
        self.result.epoch_weights = state["epoch_weights"]
        self.stopping.load_state_dict(state["stopping"])


def fit(
    learner: Learner,
    train: Images,
    val: Images | None,
    settings: LoopSettings,
    order: torch.Generator,
    observer: Observer,
    checkpoints: Checkpoints = NO_CHECKPOINTS,
) -> Fit:
    """Train the learner's model in place; with a patience it ends with the weights of the lowest validation loss.

    It goes on from the state that `checkpoints` has, and ends as if it had never been interrupted. It ends at the
    first loss, of a training step or of validation, that is not finite; the model's weights are of no use then.
    """
    training = Training(learner, train, val, settings, order, observer)
    state = checkpoints.load()
    if state is not None:
        training.load_state_dict(state)
    while not training.is_over:
        training.run_epoch()
        if not training.result.divergence:
            checkpoints.save(training.state_dict())
    return training.finish()


def _train_row(losses: Tensor, correct: int, images: int, settings: LoopSettings) -> dict[str, float]:
    """Means per image that was learned from in the epoch, as the weights were when each batch came."""
    learned = min(images, len(losses) * settings.batch_size)
    sizes = torch.full_like(losses, settings.batch_size)
    sizes[-1] = learned - settings.batch_size * (len(losses) - 1)
    return {"train_loss": float((losses * sizes).sum() / learned), "train_accuracy": correct / learned}


def validation_row(model: nn.Module, val: Images | None, settings: LoopSettings) -> dict[str, float | None]:
    """Loss per image, accuracy and total loss on validation images; all None where there are none."""
    if val is None:
        return {"val_loss": None, "val_accuracy": None, "val_total_loss": None}
    return {f"val_{name}": value for name, value in measure(model, val, settings).items()}


def measure(
    model: nn.Module, data: Images, settings: LoopSettings, total_loss_batch_size: int | None = None
) -> dict[str, float]:
    """`loss` per image, `accuracy` in [0, 1] and `total_loss` in batches of a size, by default evaluation's."""
    size = settings.evaluation_batch_size
    logits = predict(model, data.images, size, settings.images_in_cache)
    # On the CPU, since losses are float64, which not every device has.
    logits, labels = logits.cpu(), data.labels.cpu()
    losses = image_losses(logits, labels)
    return {
        "loss": float(losses.mean()),
        "accuracy": accuracy(logits, labels),
        "total_loss": total_loss(losses, total_loss_batch_size or size),
    }
