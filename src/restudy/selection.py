"""The choice of the best cell, from validation alone where the criterion allows it."""

from collections.abc import Iterable, Mapping, Sequence
from math import inf, isfinite
from pathlib import Path
from statistics import fmean
from typing import Any

from restudy.metrics import METRICS
from restudy.params.study import Protocol, ProtocolName
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.records import read_json, write_json

WHOLE_STUDY = "study"


def select(plan: StudyPlan, cells_folder: Path, output: Path) -> None:
    """Write which cell each protocol chooses; what needs the test set is left to be judged later."""
    choices = {}
    for name, protocol in plan.study.protocols.items():
        if METRICS[protocol.choose_by].before_test:
            choices[name] = choose(plan, name, read_metric(plan, cells_folder, protocol.choose_by))
        else:
            choices[name] = _left_open(protocol)
    write_json(output, {"study": plan.name, "dataset": plan.dataset, "seeds": plan.seeds, "protocols": choices})


def read_metric(plan: StudyPlan, cells_folder: Path, metric: str) -> dict[str, list[float | None]]:
    """A metric of training's metrics.json: cell to one value per seed."""
    return {
        cell.name: [
            read_json(cells_folder / cell.name / f"seed{seed}" / "metrics.json").get(metric) for seed in plan.seeds
        ]
        for cell in plan.cells
    }


def choose(plan: StudyPlan, protocol: ProtocolName, values: Mapping[str, Sequence[float | None]]) -> dict[str, Any]:
    """The best cell of each group under a protocol: the best mean over seeds, the first of equals.

    Args:
        plan: the study's plan.
        protocol: name of the protocol, whose `choose_by` says which number `values` holds.
        values: cell to that number, one per seed; None or NaN where a trial has none.
    """
    criterion = plan.study.protocols[protocol].choose_by
    chosen = {}
    for group, cells in groups(plan, protocol).items():
        means = means_of(cells, values)
        best = best_of(means, criterion)
        chosen[group] = {"cell": best, criterion: means[best], "candidates": means}
    return {"choose_by": criterion, "decided_on": METRICS[criterion].decided_on, "chosen": chosen}


def means_of(cells: Iterable[Cell], values: Mapping[str, Sequence[float | None]]) -> dict[str, float | None]:
    """Cells' means over seeds, by name; None where a trial has no number."""
    return {cell.name: _mean(values[cell.name]) for cell in cells}


def best_of(means: Mapping[str, float | None], criterion: str) -> str:
    """The name of the cell with the best mean, the first of equals; one without a mean comes last."""
    return max(means, key=lambda name: _rank(means[name], criterion))


def groups(plan: StudyPlan, protocol: str) -> dict[str, list[Cell]]:
    """The cells that are compared with each other: a variant's, or the whole study's."""
    found: dict[str, list[Cell]] = {}
    for cell in plan.under(protocol):
        if not plan.study.variants[cell.variant].comparison:
            group = cell.variant if plan.study.choose_within == "variant" else WHOLE_STUDY
            found.setdefault(group, []).append(cell)
    return found


def _left_open(protocol: Protocol) -> dict[str, Any]:
    return {"choose_by": protocol.choose_by, "decided_on": METRICS[protocol.choose_by].decided_on, "chosen": None}


def _mean(values: Sequence[float | None]) -> float | None:
    """The mean over seeds; None where a trial has no number, since it diverged."""
    numbers = [value for value in values if value is not None and isfinite(value)]
    return fmean(numbers) if len(numbers) == len(values) else None


def _rank(mean: float | None, criterion: str) -> float:
    """What the chosen cell has most of; a cell without a mean comes last."""
    if mean is None:
        return -inf
    return -mean if METRICS[criterion].better == "lower" else mean
