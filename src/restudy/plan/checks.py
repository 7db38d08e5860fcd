"""What no single key shows: splits against data, blocks against images and each other, choices against cells."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from restudy.datasets import dataset_named
from restudy.errors import UserError
from restudy.metric import Keep
from restudy.metrics import METRICS
from restudy.params.messages import hint
from restudy.params.params import Params
from restudy.params.settings import TrialSettings
from restudy.plan.cells import Cell, split_on

KEPT_TITLES: dict[Keep, str] = {
    "epoch_weights": "the weights of each epoch",
    "first_epoch_steps": "the losses of the first epoch's steps",
}


def check_only(params: Params) -> None:
    """Raise UserError where a study is to be run that there is not."""
    for name in params.only or ():
        if name not in params.studies:
            raise UserError(f"{params.place('only')}: there is no study {name!r}{hint(name, list(params.studies))}")


def check_splits(params: Params) -> None:
    """Raise UserError where a split asks for more images than there are."""
    for name, split in params.splits.items():
        place = params.place("splits", name)
        asked, there = split.train + split.validation, dataset_named(split.dataset).train_size
        if asked > there:
            raise UserError(
                f"{place}: train {split.train} + validation {split.validation} = {asked} images; "
                f"{split.dataset} has {there} to train on, so give at most that many"
            )
        sizes = split_on(split, dataset_named(params.dataset))
        if sizes["train"] < 1 or (split.validation and sizes["val"] < 1):
            raise UserError(
                f"{place}: train {split.train} and validation {split.validation} come to {sizes['train']} and "
                f"{sizes['val']} images of {params.dataset}; give shares of at least one image each"
            )


def check_choices(params: Params, name: str, cells: Iterable[Cell]) -> None:
    """Raise UserError where a protocol chooses by a number that one of its cells will not have."""
    study = params.studies[name]
    for protocol, content in study.protocols.items():
        place = f"{params.place('studies', name, 'protocols', protocol, 'choose_by')}: {content.choose_by}"
        metric = METRICS[content.choose_by]
        for cell in cells:
            if protocol not in cell.protocols or study.variants[cell.variant].comparison:
                continue
            if "val" in metric.parts and not cell.settings["split"]["val"]:
                raise UserError(
                    f"{place} needs validation images, and the split of {cell.variant} has none; "
                    f"set {protocol}.settings.split to one that has, or choose by test_accuracy"
                )
            if metric.keep and metric.keep not in cell.settings["keep"]:
                raise UserError(
                    f"{place} needs {KEPT_TITLES[metric.keep]}, which {cell.variant} does not keep; "
                    f"add {metric.keep} to its keep, or choose by test_accuracy"
                )


def check_cell(params: Params, cell: Cell) -> None:
    """Raise UserError where a cell's blocks do not fit its images or each other, or it stops early on nothing."""
    place = f"{params.place('studies', cell.study, 'variants', cell.variant)}"
    settings = TrialSettings.model_validate(cell.settings)
    if settings.early_stopping and not settings.split.val:
        raise UserError(f"{place}: early_stopping needs a split with validation images, and this one has none")
    with _named(f"{place}: model."):
        settings.model.check(settings.image_shape, settings.classes)
    if settings.schedule:
        with _named(f"{place}: schedule."):
            settings.schedule.check(settings.optimizer, settings.split.val)


@contextmanager
def _named(place: str) -> Iterator[None]:
    """Say where in params.yaml a block complains of."""
    try:
        yield
    except ValueError as error:
        raise UserError(f"{place}{error}") from None
