"""The metrics: one record each. To add one is to add a record; nothing else knows a metric by its name."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import ceil, inf
from statistics import fmean
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticKnownError

from restudy.formats import Unit
from restudy.metric import ALL_PARTS, Metric, Part, Sampling, TrialRecords

HIGHER: Final = "higher"
LOWER: Final = "lower"
# Training has settled at the first step before which this many steps' mean loss, in nats, is below the limit.
SETTLING_STEPS = 50
SETTLED_LOSS = 0.5


def roughness(values: Sequence[float]) -> float | None:
    """Mean absolute second difference, which a straight line has none of; None under three values."""
    bends = [abs(a - 2 * b + c) for a, b, c in zip(values, values[1:], values[2:], strict=False)]
    return fmean(bends) if bends else None


def settling_step(losses: Sequence[float]) -> int | None:
    """The first step at which the last SETTLING_STEPS losses average below SETTLED_LOSS; None if never."""
    for end in range(SETTLING_STEPS, len(losses) + 1):
        if fmean(losses[end - SETTLING_STEPS : end]) < SETTLED_LOSS:
            return end
    return None


def _train_total(trial: TrialRecords) -> float:
    """In batches of another size: the mean loss times their number, the last one taken for one of the mean of all."""
    if trial.train_batches is None:
        return float(trial.training["train_total_loss"])
    return float(trial.training["train_loss"]) * trial.train_batches


def _average_accuracy(trial: TrialRecords) -> float | None:
    if trial.training.get("val_accuracy") is None:
        return None
    return fmean([trial.training["train_accuracy"], trial.training["val_accuracy"], trial.test["accuracy"]])


def _best_accuracy(trial: TrialRecords) -> float | None:
    return max(trial.curve("test_accuracy"), default=None)


def _best_epoch(trial: TrialRecords) -> int | None:
    accuracies = trial.curve("test_accuracy")
    return accuracies.index(max(accuracies)) + 1 if accuracies else None


def _first_epoch_at_target(trial: TrialRecords) -> int | None:
    reached = (epoch for epoch, value in enumerate(trial.curve("test_accuracy"), 1) if value >= (trial.target or inf))
    return next(reached, None)


def _of_training(name: str) -> Callable[[TrialRecords], float | None]:
    return lambda trial: trial.training.get(name)


def _of_test(name: str) -> Callable[[TrialRecords], float | None]:
    return lambda trial: trial.test[name]


def _last(name: str) -> Callable[[TrialRecords], float | None]:
    return lambda trial: trial.epochs[-1][name]


def _roughness(name: str) -> Callable[[TrialRecords], float | None]:
    return lambda trial: roughness(trial.curve(name))


def _gap(name: str) -> Callable[[TrialRecords], float | None]:
    return lambda trial: abs(trial.test[name] - trial.epochs[-1][f"train_{name}"])


def _batches(settings: Mapping[str, Any], images: int) -> float:
    return float(ceil(images / settings["evaluation_batch_size"]))


def _val_batches(settings: Mapping[str, Any], images: int) -> float:
    return _batches(settings, settings["split"]["val"])


RIGHT, LOSSES = Sampling("right"), Sampling("losses")
VAL_RIGHT, VAL_LOSSES = Sampling("right", ("val",)), Sampling("losses", ("val",))
ERRORS = Sampling("right", scale=lambda settings, images: -float(images))
TOTAL, VAL_TOTAL = Sampling("losses", scale=_batches), Sampling("losses", ("val",), _val_batches)
# Mean over the three parts of the data, of which the test images are one and the validation images another.
AVERAGE = Sampling("right", ("test", "val"), lambda settings, images: 1 / 3)
SHARE, LOSS, COUNT = Unit.SHARE, Unit.LOSS, Unit.COUNT
TRAIN: tuple[Part, ...] = ("train",)
VAL: tuple[Part, ...] = ("val",)
TEST: tuple[Part, ...] = ("test",)
EPOCH: dict[str, Any] = {"whole": True, "at_most": "epochs"}
EACH_EPOCH: dict[str, Any] = {"keep": "epoch_weights"}
STEPS: dict[str, Any] = {"keep": "first_epoch_steps", "better": LOWER}

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("train_loss", "train loss", LOSS, _of_training("train_loss"), TRAIN, LOWER, by_epoch=True),
        Metric("train_accuracy", "train accuracy", SHARE, _of_training("train_accuracy"), TRAIN, HIGHER, by_epoch=True),
        Metric("train_total_loss", "train total loss", Unit.TOTAL, _train_total, TRAIN, LOWER),
        Metric("val_loss", "validation loss", LOSS, _of_training("val_loss"), VAL, LOWER, None, True, VAL_LOSSES),
        Metric(
            *("val_accuracy", "validation accuracy", SHARE, _of_training("val_accuracy"), VAL, HIGHER),
            by_epoch=True,
            sampling=VAL_RIGHT,
        ),
        Metric(
            *("val_total_loss", "validation total loss", Unit.TOTAL, _of_training("val_total_loss"), VAL, LOWER),
            by_epoch=True,
            sampling=VAL_TOTAL,
        ),
        Metric("test_loss", "test loss", LOSS, _of_test("loss"), TEST, LOWER, None, True, LOSSES),
        Metric("test_accuracy", "test accuracy", SHARE, _of_test("accuracy"), TEST, HIGHER, None, True, RIGHT),
        Metric("test_total_loss", "test total loss", Unit.TOTAL, _of_test("total_loss"), TEST, LOWER, sampling=TOTAL),
        Metric("average_accuracy", "average accuracy", SHARE, _average_accuracy, ALL_PARTS, HIGHER, sampling=AVERAGE),
        Metric("test_errors", "test errors", COUNT, _of_test("errors"), TEST, LOWER, sampling=ERRORS, whole=True),
        Metric("epochs_run", "epochs run", COUNT, _of_training("epochs_run"), **EPOCH),
        Metric("best_epoch", "best epoch", COUNT, _of_training("best_epoch"), **EPOCH),
        Metric(
            *("trainable_parameters", "trainable parameters", COUNT),
            lambda trial: trial.training["parameters"]["trainable"],
            exact=True,
        ),
        Metric("last_train_loss", "last train loss", LOSS, _last("train_loss"), TRAIN, LOWER),
        Metric("last_train_accuracy", "last train accuracy", SHARE, _last("train_accuracy"), TRAIN, HIGHER),
        Metric(
            "best_test_accuracy",
            "best test accuracy",
            SHARE,
            _best_accuracy,
            TEST,
            HIGHER,
            sampling=RIGHT,
            **EACH_EPOCH,
        ),
        Metric("best_test_epoch", "epoch of best test accuracy", COUNT, _best_epoch, TEST, **EACH_EPOCH, **EPOCH),
        Metric(
            "first_epoch_at_target",
            "first epoch at target",
            COUNT,
            _first_epoch_at_target,
            TEST,
            LOWER,
            **EACH_EPOCH,
            **EPOCH,
        ),
        Metric("loss_gap", "gap of test and train loss", LOSS, _gap("loss"), TEST, LOWER, sampling=LOSSES),
        Metric(
            "accuracy_gap", "gap of train and test accuracy", Unit.GAP, _gap("accuracy"), TEST, LOWER, sampling=RIGHT
        ),
        Metric(
            *("train_minus_test_accuracy", "train minus test accuracy", Unit.GAP),
            lambda trial: trial.training["train_accuracy"] - trial.test["accuracy"],
            TEST,
            sampling=RIGHT,
            signed=True,
        ),
        Metric("train_loss_roughness", "roughness of train loss", LOSS, _roughness("train_loss"), TRAIN, LOWER),
        Metric(
            "test_loss_roughness", "roughness of test loss", LOSS, _roughness("test_loss"), TEST, LOWER, **EACH_EPOCH
        ),
        Metric(
            *("test_accuracy_roughness", "roughness of test accuracy", LOSS, _roughness("test_accuracy"), TEST, LOWER),
            **EACH_EPOCH,
        ),
        Metric(
            "first_epoch_roughness", "roughness in epoch 1", LOSS, lambda trial: roughness(trial.steps), TRAIN, **STEPS
        ),
        Metric(
            "settling_step",
            "settled at step",
            COUNT,
            lambda trial: settling_step(trial.steps),
            TRAIN,
            whole=True,
            **STEPS,
        ),
    )
}
EPOCH_METRICS = [name for name, metric in METRICS.items() if metric.by_epoch]


def _known(names: Sequence[str]) -> Any:
    """The annotation of a key that takes one of these names."""
    return Annotated[str, AfterValidator(partial(_checked, names)), WithJsonSchema({"enum": list(names)})]


def _checked(names: Sequence[str], name: str) -> str:
    if name not in names:
        raise PydanticKnownError("literal_error", {"expected": ", ".join(names)})
    return name


if TYPE_CHECKING:
    MetricName = str
    EpochMetricName = str
    CriterionName = str
else:
    MetricName = _known(list(METRICS))
    EpochMetricName = _known(EPOCH_METRICS)
    CriterionName = _known([name for name, metric in METRICS.items() if metric.better])


def metric_title(name: str) -> str:
    """A metric's name in words."""
    return METRICS[name].title
