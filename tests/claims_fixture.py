"""What claims come to, on numbers and predictions made by hand."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from restudy.judging.findings import Finding
from restudy.papers.items import CLAIMS, Misfit
from restudy.papers.paper import Paper
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity
from results_fixture import CLASSES, find, images_with, logits_of, parsed, small_plan

Errors = Mapping[tuple[int, int], int]

HELD_OUT = """
protocols:
  published: {choose_by: test_accuracy}
  held_out: {choose_by: val_accuracy, settings: {split: parted}}
"""
# One error in every class but 1, and two in 5.
ONE_EACH = {(label, (label + 1) % CLASSES): 1 for label in range(CLASSES) if label != 1}
WORST_IS_5 = ONE_EACH | {(5, 6): 2}


def outcome(folder: Path, claim: str, *numbers: float | None) -> bool:
    """Whether a claim about STUDY's cells holds, given one seed's test accuracy of the first of them."""
    filled = [[number] for number in (*numbers, *[0.5] * (4 - len(numbers)))]
    return in_first_seed(find(folder, small_plan(), claim, trials={"test_accuracy": filled}))


def in_first_seed(finding: Finding) -> bool:
    """Whether a claim that is tested holds in the first seed."""
    assert finding.holds is not None
    return next(iter(finding.holds.values()))


def shown(finding: Finding) -> list[tuple[str, Quantity, list[float]]]:
    """What was observed, a cell by its name without digest."""
    return [(item.cell.rpartition("-")[0], item.quantity, list(item.values.values())) for item in finding.observed]


def of_errors(folder: Path, claim: str, *by_cell: Sequence[Errors] | Errors) -> Finding:
    """What a claim comes to for the errors of the study's first cells, in each seed, ten images of each class."""
    by_seed = [[errors] if isinstance(errors, Mapping) else errors for errors in by_cell]
    labels, _ = images_with({})
    logits = [[logits_of(images_with(errors)[1]) for errors in cell] for cell in by_seed]
    return find(folder, small_plan(seeds=tuple(range(len(by_seed[0])))), claim, labels=labels, logits=logits)


def holds(folder: Path, claim: str, *by_cell: Errors) -> bool:
    """Whether a claim holds for the errors of the study's first cells in one seed."""
    return in_first_seed(of_errors(folder, claim, *by_cell))


def observed(folder: Path, claim: str, *by_cell: Errors) -> dict[str, float]:
    """The numbers that a claim is shown with, by what they are of in words."""
    return {item.quantity.title: item.values[0] for item in of_errors(folder, claim, *by_cell).observed}


def misfit(claim: str, plan: StudyPlan | None = None) -> tuple[str, tuple[str | int, ...]]:
    """What is said of a claim, given as YAML without its text, that its study does not fit, and of which key."""
    content = {"text": "It is so."} | parsed(claim)
    with pytest.raises(Misfit) as caught:
        CLAIMS.parse(content).check(plan or small_plan(), Paper())
    return str(caught.value), caught.value.keys
