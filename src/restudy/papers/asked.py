"""Metrics that a paper asks for, held against what they can be and against what training leaves."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from restudy.core_yaml import Key
from restudy.formats import Unit
from restudy.metrics import METRICS
from restudy.plan.checks import KEPT_TITLES
from restudy.plan.plan import StudyPlan

LARGEST_PERCENT = 100
OF_THE_TARGET = "first_epoch_at_target"


@dataclass(frozen=True)
class Asked:
    """A metric of a cell, perhaps with a number that was published or claimed of it.

    Attributes:
        cell: a name of the cell; None where only the number is meant.
        metric: the metric's name.
        keys: where it stands, below the item.
        number: what is said of it.
        by_epoch: whether the number of each epoch is asked for.
        difference: whether the number is a difference of two such.
    """

    cell: str | None
    metric: str
    keys: tuple[Key, ...] = ()
    number: float | None = None
    by_epoch: bool = False
    difference: bool = False


def complaints(asked: Asked, plan: StudyPlan) -> Iterator[str]:
    """Why no trial can have such a number."""
    if asked.number is not None:
        yield from _out_of_bounds(asked, asked.number)
    if asked.cell is not None:
        yield from _unmeasured(asked, asked.cell, plan)


def _out_of_bounds(asked: Asked, number: float) -> Iterator[str]:
    metric = METRICS[asked.metric]
    high = 1.0 if metric.unit == Unit.SHARE else inf
    low = -high if metric.signed or asked.difference else 1.0 if metric.at_most == "epochs" else 0.0
    if not low <= number <= high:
        share = metric.unit == Unit.SHARE and 1 < number <= LARGEST_PERCENT
        words = f" (in percent? then write {number / 100:.6g})" if share else ""
        limits = f"{low:g} to {high:g}" if high < inf else f"at least {low:g}"
        yield f"{number:g} cannot be {'a difference of ' * asked.difference}{asked.metric}{words}; allowed: {limits}"


def _unmeasured(asked: Asked, name: str, plan: StudyPlan) -> Iterator[str]:
    metric, settings = METRICS[asked.metric], plan.cell(name).settings
    keep = "epoch_weights" if asked.by_epoch and "test" in metric.parts else metric.keep
    if keep and keep not in settings["keep"]:
        of = f"{asked.metric} of each epoch" if asked.by_epoch else asked.metric
        yield f"{of} needs {KEPT_TITLES[keep]}, which {name} does not keep; add {keep} to its keep"
    if "val" in metric.parts and not settings["split"]["val"]:
        yield f"{asked.metric} needs validation images, and the split of {name} has none; name another cell or metric"
    if asked.metric == OF_THE_TARGET and plan.study.target_accuracy is None:
        yield f"{asked.metric} needs a target_accuracy, which the study lacks; add it in params.yaml"
