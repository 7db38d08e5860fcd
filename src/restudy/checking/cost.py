"""What a run of a plan would cost: trials, hours and disk, by what is recorded of earlier ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from restudy.adoption.why import Explainer
from restudy.layout import Results
from restudy.params.settings import TrialSettings
from restudy.plan.cells import Cell
from restudy.plan.plan import Plan
from restudy.records import read_json
from restudy.store.progress import SECONDS_PER_HOUR

BYTES_PER_WEIGHT = 4
BYTES_PER_MEGABYTE = 1_000_000
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Cost:
    """What is to be done of some cells.

    Attributes:
        name: of their study.
        cells: how many cells there are.
        trials: how many trials they have.
        finished: how many are finished, under results or in the store.
        hours: of training what is not, one trial after another; None where no record says anything of one of them.
        size: bytes that the weights of what is not will take; None where a network does not tell.
    """

    name: str
    cells: int
    trials: int
    finished: int
    hours: float | None
    size: int | None


def costs(plan: Plan, results: Path) -> list[Cost]:
    """Each study's cost, in the plan's order; `results` has a folder for each data set."""
    explainer = Explainer(plan, results)
    return [_cost(name, study.cells, explainer) for name, study in plan.studies.items()]


def _cost(name: str, cells: Sequence[Cell], explainer: Explainer) -> Cost:
    open_trials = {
        cell.name: [
            seed for seed in cell.seeds if not explainer.is_trained(cell, seed) and not explainer.is_ready(cell, seed)
        ]
        for cell in cells
    }
    to_train = [cell for cell in cells if open_trials[cell.name]]
    number, trials = sum(map(len, open_trials.values())), sum(len(cell.seeds) for cell in cells)
    seconds = [_seconds(cell, explainer) for cell in to_train]
    sizes = [_size(cell) for cell in to_train]
    return Cost(
        name,
        len(cells),
        trials,
        trials - number,
        _sum(seconds, [len(open_trials[cell.name]) / SECONDS_PER_HOUR for cell in to_train]),
        None if None in sizes else round(_sum(sizes, [len(open_trials[cell.name]) for cell in to_train]) or 0),
    )


def seconds_of_run(plan: Plan, results: Path) -> dict[str, float]:
    """What one run of each cell takes, by its name: half of its own took longer; 0 where there are none."""
    there = Results(results / plan.params.dataset)
    found: dict[str, float] = {}
    for cell in plan.cells.values():
        files = [there.training_evidence(cell.study, cell.name, seed) for seed in cell.seeds]
        seconds = [read_json(file)["run"]["seconds"] for file in files if file.is_file()]
        found[cell.name] = median(seconds) if seconds else 0.0
    return found


def _sum(values: Sequence[float | None], times: Sequence[float]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(value * each for value, each in zip(known, times, strict=True)) if len(known) == len(values) else None


def _seconds(cell: Cell, explainer: Explainer) -> float | None:
    """Of one trial: those of the nearest cell that has one, by the images that both learn from in all."""
    nearest = explainer.nearest(cell)
    if nearest is None or "seconds" not in nearest.trial.record:
        return None
    return nearest.trial.seconds * _learned(cell.settings) / _learned(nearest.trial.settings)


def _learned(settings: Mapping[str, Any]) -> int:
    return int(settings["epochs"] * settings["split"]["train"])


def _size(cell: Cell) -> int | None:
    settings = TrialSettings.model_validate(cell.settings)
    size = settings.model.size(settings.image_shape, settings.classes)
    copies = 1 + settings.epochs * ("epoch_weights" in settings.keep)
    return size.weights * copies * BYTES_PER_WEIGHT if size else None


def show_costs(found: Sequence[Cost], console: Console) -> None:
    """Print a row for each study and one for all, and what the numbers are made of."""
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False, show_edge=False)
    table.add_column("study", no_wrap=True)
    for heading in ("cells", "trials", "finished", "hours", "disk, MB"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in found:
        table.add_row(*_row(each), end_section=each is found[-1])
    table.add_row(*_row(_total(found)), style="bold")
    console.print(table)
    console.print(
        "\nHours: of what is not finished, one trial after another, by the records of the nearest finished cells, "
        "epochs and images taken into account; --cores N trains N side by side. Disk: weights under results; "
        "the store holds them too, and takes as much again where files cannot share blocks.",
        soft_wrap=True,
        markup=False,
    )


def _total(found: Sequence[Cost]) -> Cost:
    ones = [1.0] * len(found)
    size = _sum([each.size for each in found], ones)
    return Cost(
        "total",
        sum(each.cells for each in found),
        sum(each.trials for each in found),
        sum(each.finished for each in found),
        _sum([each.hours for each in found], ones),
        None if size is None else round(size),
    )


def _row(cost: Cost) -> list[str]:
    hours = UNKNOWN if cost.hours is None else f"{cost.hours:,.1f}"
    size = UNKNOWN if cost.size is None else f"{cost.size / BYTES_PER_MEGABYTE:,.1f}"
    return [cost.name, str(cost.cells), str(cost.trials), str(cost.finished), hours, size]
