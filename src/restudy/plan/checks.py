"""What no single key shows: splits against data, blocks against images and each other, choices against cells."""

from collections.abc import Iterable, Iterator

from restudy.datasets import Dataset, dataset_named
from restudy.metric import Keep
from restudy.metrics import METRICS
from restudy.models import Size
from restudy.params.messages import hint
from restudy.params.params import Params
from restudy.params.settings import TrialSettings
from restudy.plan.cells import Cell, split_on

KEPT_TITLES: dict[Keep, str] = {
    "epoch_weights": "the weights of each epoch",
    "first_epoch_steps": "the losses of the first epoch's steps",
}
BYTES_PER_FLOAT = 4
GIBIBYTE, MOST_SHOWN = 2**30, 10**6
MOST_WEIGHTS, MOST_VALUES, MOST_KEPT, MOST_DRAWN = (number * GIBIBYTE for number in (1, 64, 100, 4))


def data_mistakes(dataset: Dataset) -> Iterator[str]:
    """What is wrong with what a data set says of itself."""
    place = f"{type(dataset).__module__}.{type(dataset).__name__}"
    for key, smallest in (("classes", 2), ("train_size", 1), ("test_size", 1)):
        value = getattr(dataset, key, None)
        if not isinstance(value, int) or value < smallest:
            yield f"{place}: {key} is {value!r}; give a whole number, at least {smallest}"
    shape = getattr(dataset, "image_shape", None)
    if not isinstance(shape, (tuple, list)) or len(shape) != 3 or not all(isinstance(n, int) and n > 0 for n in shape):
        yield f"{place}: image_shape is {shape!r}; give channels, height and width, each at least 1"


def only_mistakes(params: Params) -> Iterator[str]:
    """Studies to be run that there are not."""
    for name in params.only or ():
        if name not in params.studies:
            yield f"{params.place('only')}: there is no study {name!r}{hint(name, list(params.studies))}"


def statistics_mistakes(params: Params) -> Iterator[str]:
    """Resamples that no memory holds."""
    images, number = dataset_named(params.dataset).test_size, params.statistics.resamples
    if images * number * BYTES_PER_FLOAT > MOST_DRAWN:
        most = MOST_DRAWN // (images * BYTES_PER_FLOAT)
        yield (
            f"{params.place('statistics', 'resamples')}: {number} draws of {images} test images take "
            f"{_size(images * number)}; allowed: {most}, which take {MOST_DRAWN // GIBIBYTE} GiB"
        )


def split_mistakes(params: Params) -> Iterator[str]:
    """Splits that ask for more images than there are, or come to none."""
    for name, split in params.splits.items():
        place = params.place("splits", name)
        asked, there = split.train + split.validation, dataset_named(split.dataset).train_size
        if asked > there:
            yield (
                f"{place}: train {split.train} + validation {split.validation} = {asked} images; "
                f"{split.dataset} has {there} to train on, so give at most that many"
            )
            continue
        sizes = split_on(split, dataset_named(params.dataset))
        if sizes["train"] < 1 or (split.validation and sizes["val"] < 1):
            yield (
                f"{place}: train {split.train} and validation {split.validation} come to {sizes['train']} and "
                f"{sizes['val']} images of {params.dataset}; give shares of at least one image each"
            )


def choice_mistakes(params: Params, name: str, cells: Iterable[Cell]) -> Iterator[str]:
    """Protocols that choose by a number that one of their cells will not have."""
    study, cells = params.studies[name], list(cells)
    for protocol, content in study.protocols.items():
        place = f"{params.place('studies', name, 'protocols', protocol, 'choose_by')}: {content.choose_by}"
        metric = METRICS[content.choose_by]
        for cell in cells:
            if protocol not in cell.protocols or study.variants[cell.variant].comparison:
                continue
            if "val" in metric.parts and not cell.settings["split"]["val"]:
                yield (
                    f"{place} needs validation images, and the split of {cell.variant} has none; "
                    f"set {protocol}.settings.split to one that has, or choose by test_accuracy"
                )
            elif metric.keep and metric.keep not in cell.settings["keep"]:
                yield (
                    f"{place} needs {KEPT_TITLES[metric.keep]}, which {cell.variant} does not keep; "
                    f"add {metric.keep} to its keep, or choose by test_accuracy"
                )


def cell_mistakes(params: Params, cell: Cell) -> Iterator[str]:
    """Blocks that do not fit the cell's images or each other or no memory, and early stopping on nothing."""
    place = f"{params.place('studies', cell.study, 'variants', cell.variant)}"
    settings = TrialSettings.model_validate(cell.settings)
    if settings.early_stopping and not settings.split.val:
        yield f"{place}: early_stopping needs a split with validation images, and this one has none"
    if settings.drop_last and settings.batch_size > settings.split.train:
        yield (
            f"{place}: drop_last leaves no batch of {settings.batch_size} of {settings.split.train} training images; "
            f"give a batch_size of at most {settings.split.train}, or drop_last: false"
        )
    try:
        settings.model.check(settings.image_shape, settings.classes)
    except ValueError as error:
        yield f"{place}: model.{error}"
    else:
        size = settings.model.size(settings.image_shape, settings.classes)
        if size:
            yield from (f"{place}: {line}" for line in _too_large(settings, size))
    if not settings.varying:
        yield (
            f"{place}: seeds_vary: {', '.join(settings.seeds_vary)}: this leaves every trial the same, since there is "
            "no such dropout, augmentation or held-out image; add weights or order"
        )
    if settings.schedule:
        try:
            settings.schedule.check(settings.optimizer, settings.split.val)
        except ValueError as error:
            yield f"{place}: schedule.{error}"


def _too_large(settings: TrialSettings, size: Size) -> Iterator[str]:
    """What a network and its training would take that no machine, or no disk, has."""
    if size.weights * BYTES_PER_FLOAT > MOST_WEIGHTS:
        yield (
            f"model: its weights take {_size(size.weights)}, training four times as much; "
            f"at most {MOST_WEIGHTS // GIBIBYTE} GiB: try smaller layers"
        )
        return
    images = min(max(settings.batch_size, settings.evaluation_batch_size), settings.split.train)
    if size.values * images * BYTES_PER_FLOAT > MOST_VALUES:
        yield (
            f"model: a batch of {images} images has {_size(size.values * images)} of values between layers; "
            f"at most {MOST_VALUES // GIBIBYTE} GiB: try smaller layers or batches"
        )
    kept = size.weights * settings.epochs * ("epoch_weights" in settings.keep)
    if kept * BYTES_PER_FLOAT > MOST_KEPT:
        yield (
            f"keep: the weights of {settings.epochs} epochs take {_size(kept)} for each seed; "
            f"at most {MOST_KEPT // GIBIBYTE} GiB: leave out epoch_weights, or train fewer epochs"
        )


def _size(floats: int) -> str:
    # Whole numbers, since these are as large as anyone writes.
    whole, rest = divmod(floats * BYTES_PER_FLOAT, GIBIBYTE)
    return f"{whole:,}.{10 * rest // GIBIBYTE} GiB" if whole < MOST_SHOWN else f"over {MOST_SHOWN:,} GiB"
