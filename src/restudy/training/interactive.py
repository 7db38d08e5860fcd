"""One configuration trained while a person watches, and measured on all parts of the data at the end."""

from pathlib import Path

from rich.console import Console
from torch import Tensor

from restudy.data.arrays import read_images, to_pixels
from restudy.data.origin import check_images
from restudy.data.split import split_indices
from restudy.errors import UserError
from restudy.params.settings import TrialSettings
from restudy.plan.configuration import Configuration
from restudy.training.allocator import keep_freed_memory
from restudy.training.device import available_device
from restudy.training.epoch_display import EpochDisplay, ending, results_table
from restudy.training.loop import Images, measure
from restudy.training.recipe import division, recipe
from restudy.training.trial import Trial, run_trial


def fit(configuration: Configuration, data: Path, console: Console) -> Trial:
    """Train one configuration, showing each epoch, then measure it on training, validation and test images.

    Args:
        configuration: what to train.
        data: folder with the data set's train.safetensors and test.safetensors.
        console: where to show it; nothing is written elsewhere.

    Raises:
        UserError: the data or the device is not there, or the data is damaged.
    """
    train_file, test_file = data_files(data, configuration.dataset)
    device = available_device(configuration.device, "--device")
    keep_freed_memory()
    settings = configuration.settings
    train, val = read_split(train_file, settings, configuration.seed, device)
    console.print(_heading(configuration, device, train, val), soft_wrap=True)
    with EpochDisplay(console, settings.epochs) as display:
        trial = run_trial(recipe(settings), configuration.seed, train, val, display)
    if trial.fit.divergence:
        return trial
    patience = settings.early_stopping.patience if settings.early_stopping else None
    result = trial.fit
    console.print(f"\n{ending(result.history, result.best_epoch, result.stopped_early, patience)}\n", soft_wrap=True)
    _show_results(console, settings, trial, (train, val, read_test(test_file, settings, device)))
    return trial


def data_files(data: Path, dataset: str) -> tuple[Path, Path]:
    """The files with training and test images.

    Raises:
        UserError: one of them is not there.
    """
    files = data / "train.safetensors", data / "test.safetensors"
    for file in files:
        if not file.is_file():
            raise UserError(
                f"{file}: no such file; make it with: "
                f"snakemake --cores 2 {files[0]} {files[1]} --config dataset={dataset}"
            )
    return files


def read_split(file: Path, settings: TrialSettings, seed: int, device: str) -> tuple[Images, Images | None]:
    """The training and validation images of a trial's split, which is drawn anew; None for no validation."""
    images, labels = _whole_images(file)
    drawn = division(settings, seed)
    train, val = split_indices(len(labels), (drawn.train, drawn.val), drawn.seed)
    return (
        _on_device(images[train], labels[train], settings, device),
        _on_device(images[val], labels[val], settings, device) if len(val) else None,
    )


def read_test(file: Path, settings: TrialSettings, device: str) -> Images:
    """The test images; no one may ask for them before training is over."""
    return _on_device(*_whole_images(file), settings, device)


def _whole_images(file: Path) -> tuple[Tensor, Tensor]:
    check_images(file)
    return read_images(file)


def _on_device(images: Tensor, labels: Tensor, settings: TrialSettings, device: str) -> Images:
    return Images(to_pixels(images, **settings.pixels.model_dump()).to(device), labels.to(device))


def _heading(configuration: Configuration, device: str, train: Images, val: Images | None) -> str:
    """What is about to be trained, in two lines."""
    settings = configuration.settings
    optimizer, stopping = settings.given["optimizer"], settings.early_stopping
    validation = f"{len(val):,} validation images" if val else "no validation images"
    return (
        f"[bold]{settings.model.name}[/] of {configuration.study}/{configuration.variant} on "
        f"{configuration.dataset}: {len(train):,} training and {validation}, seed {configuration.seed}, {device}\n"
        f"{' '.join(f'{key} {value}' if key != 'name' else value for key, value in optimizer.items())}, "
        f"batch size {settings.batch_size}, at most {settings.epochs} epochs, "
        f"{'patience ' + str(stopping.patience) if stopping else 'no early stopping'}\n"
    )


def _show_results(
    console: Console, settings: TrialSettings, trial: Trial, parts: tuple[Images, Images | None, Images]
) -> None:
    """Print the table of all parts; only the test images are still to be measured."""
    train, val, test = parts
    size = settings.evaluation_batch_size
    rows = [("training", len(train), settings.batch_size, _numbers(trial, "train"))]
    if val:
        rows.append(("validation", len(val), size, _numbers(trial, "val")))
    rows.append(("test", len(test), size, measure(trial.model, test, recipe(settings).loop)))
    console.print(results_table(console, rows))
    console.print("\nTotal loss is the sum of the batches' mean losses, so it grows with their number.", soft_wrap=True)


def _numbers(trial: Trial, part: str) -> dict[str, float]:
    return {name: trial.metrics[f"{part}_{name}"] for name in ("loss", "accuracy", "total_loss")}
