"""One trial: a cell's settings and a seed in, a trained model and its records out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from restudy.augmentations import AugmentationBlock
from restudy.data.arrays import read_images, to_pixels, write_tensors
from restudy.losses import LossBlock
from restudy.models import ModelBlock, Precision
from restudy.optimizers import OptimizerBlock
from restudy.records import write_csv, write_json
from restudy.schedules import ScheduleBlock
from restudy.seeding import Streams, order_generator, streams
from restudy.training.checkpoints import NO_CHECKPOINTS, Checkpoints
from restudy.training.divergence import Divergence
from restudy.training.learner import Augment, Learner
from restudy.training.loop import HISTORY_COLUMNS, Fit, Images, Observer, fit, measure
from restudy.training.loop_settings import LoopSettings
from restudy.training.precision import in_precision


@dataclass(frozen=True)
class Recipe:
    """What a trial needs of a cell's settings.

    Attributes:
        image_shape: channels, height and width.
        classes: number of classes.
        model: the network.
        optimizer: how it learns.
        schedule: how the learning rate changes, or None.
        loss: what training makes small.
        augmentation: how training images are changed, or None.
        precision: what the network computes in.
        loop: how long it trains, and what it keeps.
        threads: CPU threads.
        seeds_vary: the sources of chance that a trial's seed decides.
    """

    image_shape: Sequence[int]
    classes: int
    model: ModelBlock
    optimizer: OptimizerBlock
    schedule: ScheduleBlock | None
    loss: LossBlock
    augmentation: AugmentationBlock | None
    precision: Precision
    loop: LoopSettings
    threads: int
    seeds_vary: Sequence[str]


@dataclass(frozen=True)
class Trial:
    """A finished trial.

    Attributes:
        fit: history and what else training kept.
        metrics: the trial's numbers on training and validation images, the final weights in place; of one that
            diverged `diverged_in_epoch`, from 1, and its numbers of parameters alone.
        model: the trained network, of no use where training diverged.
    """

    fit: Fit
    metrics: dict[str, Any]
    model: nn.Module


def load_split(
    train_file: Path, indices: Mapping[str, Tensor], pixels: Mapping[str, float], device: str
) -> tuple[Images, Images | None]:
    """The training and validation images of a split's `train` and `val`; no validation where it has none."""
    images, labels = read_images(train_file)
    parts = [
        Images(to_pixels(images[part], **pixels).to(device), labels[part].to(device))
        for part in (indices["train"], indices["val"])
    ]
    return parts[0], parts[1] if len(parts[1]) else None


def run_trial(
    recipe: Recipe,
    seed: int,
    train: Images,
    val: Images | None,
    observer: Observer,
    checkpoints: Checkpoints = NO_CHECKPOINTS,
) -> Trial:
    """Train one model from fresh weights, or from where an earlier run of the same trial came to.

    Args:
        recipe: what to train.
        seed: the trial's seed, an integer >= 0.
        train: images to learn from; their device is the trial's.
        val: images to validate on, or None.
        observer: is told of each step and epoch.
        checkpoints: has the trial's state, if it was begun before, and is given it after each epoch.
    """
    torch.set_num_threads(recipe.threads)
    # As `use_deterministic_algorithms(True)` does, which also imports torch's compiler, for two seconds.
    torch.set_deterministic_debug_mode("error")
    # A GPU's convolutions would round their factors to ten bits, which no other device does.
    torch.backends.cudnn.allow_tf32 = False
    # Adam's moments of border pixels decay into denormals, which are many times slower.
    torch.set_flush_denormal(True)
    seeds = streams(seed, recipe.seeds_vary)
    learner = _learner(recipe, seeds, train)
    result = fit(learner, train, val, recipe.loop, order_generator(seeds), observer, checkpoints)
    metrics = {} if result.divergence else _metrics(recipe.loop, learner.model, result, train, val)
    if metrics and not isfinite(metrics["train_loss"]):
        # The last step of all, after which no other loss follows where there is no validation.
        result.divergence = Divergence(result.best_epoch, None, "train", metrics["train_loss"])
    if result.divergence:
        observer.on_divergence(result.divergence)
        metrics = {"diverged_in_epoch": result.divergence.epoch}
    known = {"diverged_in_epoch": None, "parameters": count_parameters(learner.model)}
    return Trial(result, known | metrics, learner.model)


def _learner(recipe: Recipe, seeds: Streams, train: Images) -> Learner:
    """What the recipe describes, with fresh weights, where the images are; dropout is drawn from here on."""
    device, loop, schedule = train.labels.device, recipe.loop, recipe.schedule
    torch.manual_seed(seeds.weights)
    model = in_precision(recipe.model.build(recipe.image_shape, recipe.classes).to(device), recipe.precision)
    torch.manual_seed(seeds.dropout)
    optimizer = recipe.optimizer.build(model.parameters())
    by_step = schedule is not None and schedule.by == "step"
    total = loop.epochs * (loop.steps(len(train)) if by_step else 1)
    augment = None
    if recipe.augmentation:
        chance = torch.Generator(device).manual_seed(seeds.augmentation)
        augment = Augment(recipe.augmentation.build(), chance)
    scheduler = schedule.build(optimizer, total) if schedule else None
    return Learner(model, optimizer, recipe.loss.build(), scheduler, by_step, augment)


def count_parameters(model: nn.Module) -> dict[str, int]:
    """`trainable` parameters, and `non_trainable`: the running statistics of batch norms."""
    statistics = (buffer.numel() for name, buffer in model.named_buffers() if "running" in name)
    return {
        "trainable": sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad),
        "non_trainable": sum(statistics),
    }


def _metrics(loop: LoopSettings, model: nn.Module, result: Fit, train: Images, val: Images | None) -> dict[str, Any]:
    """The numbers of the final weights; the training images' total loss is in training batches."""
    metrics: dict[str, Any] = {f"train_{k}": v for k, v in measure(model, train, loop, loop.batch_size).items()}
    if val is not None:
        metrics |= {f"val_{k}": v for k, v in measure(model, val, loop).items()}
    return metrics | {
        "best_epoch": result.best_epoch,
        "epochs_run": len(result.history),
        "stopped_early": result.stopped_early,
    }


def write_trial(folder: Path, given: Mapping[str, Any], seed: int, trial: Trial) -> None:
    """Write config.json, history.csv, steps.csv, metrics.json, checkpoint.safetensors and epochs.safetensors.

    steps.csv and epochs.safetensors are empty unless the cell's `keep` asks for them, so that every
    trial leaves the same files. One that diverged leaves no weights.
    """
    write_json(folder / "config.json", {**given, "seed": seed})
    write_csv(folder / "history.csv", trial.fit.history, HISTORY_COLUMNS)
    steps = [{"step": step, "train_loss": loss} for step, loss in enumerate(trial.fit.step_losses, start=1)]
    write_csv(folder / "steps.csv", steps, ("step", "train_loss"))
    write_json(folder / "metrics.json", trial.metrics)
    diverged = trial.fit.divergence is not None
    write_tensors(folder / "checkpoint.safetensors", {} if diverged else trial.model.state_dict())
    write_tensors(folder / "epochs.safetensors", {} if diverged else _by_epoch(trial.fit.epoch_weights))


def _by_epoch(weights: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    return {f"{epoch}/{name}": tensor for epoch, state in enumerate(weights, start=1) for name, tensor in state.items()}
