"""What no single key shows: splits against the data, filters against the image, choices against what cells have."""

from collections.abc import Iterable, Mapping
from typing import Any

from restudy.data.datasets import DATASETS
from restudy.errors import UserError
from restudy.params.messages import hint
from restudy.params.params import PARAMS_FILE, Params
from restudy.params.study import Study
from restudy.plan.cells import Cell, split_on

# Criteria that cells have only with validation images, or only if they keep the weights of each epoch.
OF_VALIDATION = frozenset({"val_accuracy", "val_loss", "average_accuracy"})
OF_EPOCHS = frozenset({"best_test_accuracy"})


def check_splits(params: Params) -> None:
    """Raise UserError where a split names an unknown data set or asks for more images than there are."""
    for name, split in params.splits.items():
        place = f"{PARAMS_FILE}: splits.{name}"
        if split.dataset not in DATASETS:
            raise UserError(f"{place}.dataset: {split.dataset!r} is not known{hint(split.dataset, list(DATASETS))}")
        asked, there = split.train + split.validation, DATASETS[split.dataset].train_size
        if asked > there:
            raise UserError(
                f"{place}: train {split.train} + validation {split.validation} = {asked} images; "
                f"{split.dataset} has {there} to train on, so give at most that many"
            )
        sizes = split_on(split, DATASETS[params.dataset])
        if sizes["train"] < 1 or (split.validation and sizes["val"] < 1):
            raise UserError(
                f"{place}: train {split.train} and validation {split.validation} come to {sizes['train']} and "
                f"{sizes['val']} images of {params.dataset}; give shares of at least one image each"
            )


def check_choices(name: str, study: Study, cells: Iterable[Cell]) -> None:
    """Raise UserError where a protocol chooses by a number that one of its cells will not have."""
    cells = [cell for cell in cells if not study.variants[cell.variant].comparison]
    for protocol, content in study.protocols.items():
        place = f"{PARAMS_FILE}: studies.{name}.protocols.{protocol}.choose_by: {content.choose_by}"
        for cell in cells:
            if protocol not in cell.protocols:
                continue
            if content.choose_by in OF_VALIDATION and not cell.settings["split"]["val"]:
                raise UserError(
                    f"{place} needs validation images, and the split of {cell.variant} has none; "
                    f"set {protocol}.settings.split to one that has, or choose by test_accuracy"
                )
            if content.choose_by in OF_EPOCHS and "epoch_weights" not in cell.settings["keep"]:
                raise UserError(
                    f"{place} needs the weights of each epoch, which {cell.variant} does not keep; "
                    f"add epoch_weights to its keep, or choose by test_accuracy"
                )


def check_cell(cell: Cell) -> None:
    """Raise UserError where a cell's filters do not fit its images, or it stops early on nothing."""
    place = f"{PARAMS_FILE}: studies.{cell.study}: {cell.variant}"
    if cell.settings["early_stopping"] and not cell.settings["split"]["val"]:
        raise UserError(f"{place}: early_stopping needs a split with validation images, and this one has none")
    if cell.settings["model"]["name"] == "cnn":
        _check_cnn(cell.settings["model"], cell.settings["image_shape"], place)


def _check_cnn(model: Mapping[str, Any], image_shape: list[int], place: str) -> None:
    """Follow the smaller side of the maps through the blocks."""
    side = min(image_shape[1:])
    for number, padding in enumerate(model["padding"], start=1):
        padded = side + 2 * padding
        if model["kernel"] > padded:
            raise UserError(_too_large(place, "kernel", model["kernel"], number, padded))
        side = padded - model["kernel"] + 1
        if model["pool_size"] > side:
            raise UserError(_too_large(place, "pool_size", model["pool_size"], number, side))
        side //= model["pool_size"]


def _too_large(place: str, key: str, value: int, block: int, side: int) -> str:
    return (
        f"{place}: model.{key}: {value} is larger than the {side} pixels that reach block {block}; allowed: 1 to {side}"
    )
