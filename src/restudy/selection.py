"""The choice of the best cell, from validation alone where the criterion allows it."""

from collections.abc import Iterable, Mapping, Sequence
from math import inf, isfinite
from statistics import fmean
from typing import Any

from restudy.layout import Results
from restudy.metrics import METRICS
from restudy.params.study import Protocol, ProtocolName
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.records import write_json
from restudy.store.training_evidence import read_training_evidence

WHOLE_STUDY = "study"


def select(plan: StudyPlan, results: Results) -> None:
    """Write which cell each protocol chooses; what needs the test set is left to be judged later.

    Raises:
        DamageError: what training left of a trial is not there or damaged.
    """
    choices, metrics = {}, _metrics(plan, results)
    for name, protocol in plan.study.protocols.items():
        if METRICS[protocol.choose_by].before_test:
            choices[name] = choose(plan, name, _values(metrics, protocol.choose_by))
        else:
            choices[name] = _left_open(protocol)
    write_json(
        results.selection(plan.name),
        {"study": plan.name, "dataset": plan.dataset, "seeds": plan.seeds, "protocols": choices},
    )


def _metrics(plan: StudyPlan, results: Results) -> dict[str, list[dict[str, Any]]]:
    """What training measured: cell to a trial for each seed."""
    return {
        cell.name: [
            read_training_evidence(results.training_evidence(plan.name, cell.name, seed), cell.digest, seed)["metrics"]
            for seed in cell.seeds
        ]
        for cell in plan.cells
    }


def _values(metrics: Mapping[str, Sequence[Mapping[str, Any]]], name: str) -> dict[str, list[float | None]]:
    return {cell: [trial.get(name) for trial in trials] for cell, trials in metrics.items()}


def choose(plan: StudyPlan, protocol: ProtocolName, values: Mapping[str, Sequence[float | None]]) -> dict[str, Any]:
    """The best cell of each group under a protocol: the best mean over seeds, the first of equals.

    A cell of which a run diverged is not chosen while there is one of which fewer did, as a share of its runs: the
    fewest come first, and among these the best mean of the runs that ended. So none is the best by what it lacks.

    Args:
        plan: the study's plan.
        protocol: name of the protocol, whose `choose_by` says which number `values` holds.
        values: cell to that number, one per seed; None or NaN where a trial has none, as where it diverged.

    Returns:
        By group `cell`, None where no candidate has a number; its mean; the `candidates` with their means over the
        runs that have a number; and `without_number`, the cells of which some runs have none, with how many.
    """
    criterion = plan.study.protocols[protocol].choose_by
    chosen = {}
    for group, cells in groups(plan, protocol).items():
        means = {cell.name: _mean(values[cell.name]) for cell in cells}
        best = best_of(cells, values, criterion)
        chosen[group] = {
            "cell": None if means[best] is None else best,
            criterion: means[best],
            "candidates": means,
            "without_number": {name: number for name in means if (number := _without(values[name]))},
        }
    return {"choose_by": criterion, "decided_on": METRICS[criterion].decided_on, "chosen": chosen}


def best_of(cells: Iterable[Cell], values: Mapping[str, Sequence[float | None]], criterion: str) -> str:
    """The name of the best cell, as `choose` says; the first where none has a number."""
    return max((cell.name for cell in cells), key=lambda name: _rank(values[name], criterion))


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
    """The mean over the runs that have a number; None where none has."""
    numbers = _numbers(values)
    return fmean(numbers) if numbers else None


def _numbers(values: Sequence[float | None]) -> list[float]:
    return [value for value in values if value is not None and isfinite(value)]


def _without(values: Sequence[float | None]) -> int:
    """How many runs have no number."""
    return len(values) - len(_numbers(values))


def _rank(values: Sequence[float | None], criterion: str) -> tuple[float, float]:
    """What the chosen cell has most of: as small a share of runs as may be without a number, then the better mean."""
    mean = _mean(values)
    if mean is None:
        return -1.0, -inf
    return -_without(values) / len(values), -mean if METRICS[criterion].better == "lower" else mean
