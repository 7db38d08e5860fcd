"""One trial: a cell's settings and a seed in, a trained model and its records out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from restudy.data.arrays import read_images, read_tensors, to_pixels, write_tensors
from restudy.models.build import build, count_parameters
from restudy.records import write_csv, write_json
from restudy.seeding import order_generator, streams
from restudy.training.checkpoints import NO_CHECKPOINTS, Checkpoints
from restudy.training.loop import HISTORY_COLUMNS, Fit, Images, LoopSettings, Observer, fit, measure
from restudy.training.optimizers import make_optimizer


@dataclass(frozen=True)
class Trial:
    """A finished trial.

    Attributes:
        fit: history and what else training kept.
        metrics: the trial's numbers on training and validation images, the final weights in place.
        model: the trained network.
    """

    fit: Fit
    metrics: dict[str, Any]
    model: nn.Module


def load_split(
    train_file: Path, split_file: Path, pixels: Mapping[str, float], device: str
) -> tuple[Images, Images | None]:
    """The training and validation images of a split; no validation where the split has none."""
    images, labels = read_images(train_file)
    indices = read_tensors(split_file)
    parts = [
        Images(to_pixels(images[part], **pixels).to(device), labels[part].to(device))
        for part in (indices["train"], indices["val"])
    ]
    return parts[0], parts[1] if len(parts[1]) else None


def run_trial(
    settings: Mapping[str, Any],
    seed: int,
    train: Images,
    val: Images | None,
    observer: Observer,
    checkpoints: Checkpoints = NO_CHECKPOINTS,
) -> Trial:
    """Train one model from fresh weights, or from where an earlier run of the same trial came to.

    Args:
        settings: a cell's resolved settings, as `config.json` holds them.
        seed: the trial's seed, an integer >= 0.
        train: images to learn from; their device is the trial's.
        val: images to validate on, or None.
        observer: is told of each step and epoch.
        checkpoints: has the trial's state, if it was begun before, and is given it after each epoch.
    """
    torch.set_num_threads(settings["threads"])
    # As `use_deterministic_algorithms(True)` does, which also imports torch's compiler, for two seconds.
    torch.set_deterministic_debug_mode("error")
    # A GPU's convolutions would round their factors to ten bits, which no other device does.
    torch.backends.cudnn.allow_tf32 = False
    # Adam's moments of border pixels decay into denormals, which are many times slower.
    torch.set_flush_denormal(True)
    seeds = streams(seed)
    torch.manual_seed(seeds.weights)
    model = build(settings["model"], settings["image_shape"], settings["classes"]).to(train.images.device)
    torch.manual_seed(seeds.dropout)
    optimizer = make_optimizer(settings["optimizer"], model)
    loop = _loop_settings(settings)
    result = fit(model, optimizer, train, val, loop, order_generator(seeds), observer, checkpoints)
    return Trial(result, _metrics(settings, model, result, train, val), model)


def _loop_settings(settings: Mapping[str, Any]) -> LoopSettings:
    stopping = settings["early_stopping"]
    return LoopSettings(
        epochs=settings["epochs"],
        batch_size=settings["batch_size"],
        evaluation_batch_size=settings["evaluation_batch_size"],
        patience=stopping["patience"] if stopping else None,
        keep_epoch_weights="epoch_weights" in settings["keep"],
        keep_first_epoch_steps="first_epoch_steps" in settings["keep"],
    )


def _metrics(
    settings: Mapping[str, Any], model: nn.Module, result: Fit, train: Images, val: Images | None
) -> dict[str, Any]:
    """The numbers of the final weights; the training images' total loss is in training batches."""
    size = settings["evaluation_batch_size"]
    metrics: dict[str, Any] = {f"train_{k}": v for k, v in measure(model, train, size, settings["batch_size"]).items()}
    if val is not None:
        metrics |= {f"val_{k}": v for k, v in measure(model, val, size, size).items()}
    return metrics | {
        "best_epoch": result.best_epoch,
        "epochs_run": len(result.history),
        "stopped_early": result.stopped_early,
        "parameters": count_parameters(model),
    }


def write_trial(folder: Path, settings: Mapping[str, Any], seed: int, trial: Trial) -> None:
    """Write config.json, history.csv, steps.csv, metrics.json, checkpoint.safetensors and epochs.safetensors.

    steps.csv and epochs.safetensors are empty unless the cell's `keep` asks for them, so that every
    trial leaves the same files.
    """
    write_json(folder / "config.json", {**settings, "seed": seed})
    write_csv(folder / "history.csv", trial.fit.history, HISTORY_COLUMNS)
    steps = [{"step": step, "train_loss": loss} for step, loss in enumerate(trial.fit.step_losses, start=1)]
    write_csv(folder / "steps.csv", steps, ("step", "train_loss"))
    write_json(folder / "metrics.json", trial.metrics)
    write_tensors(folder / "checkpoint.safetensors", trial.model.state_dict())
    write_tensors(folder / "epochs.safetensors", _by_epoch(trial.fit.epoch_weights))


def _by_epoch(weights: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    return {f"{epoch}/{name}": tensor for epoch, state in enumerate(weights, start=1) for name, tensor in state.items()}
