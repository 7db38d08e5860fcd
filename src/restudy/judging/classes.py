"""What claims about classes have in common: a class as YAML writes it, and scores of classes as observations."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from restudy.judging.findings import Observed, by_seed
from restudy.papers.items import Misfit
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity, Score

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence

Label = Annotated[int, Field(ge=0)]


def check_labels(plan: StudyPlan, **labels: int) -> None:
    """Raise Misfit where a class, given by its key, is not one of the data set's."""
    classes = plan.cells[0].settings["classes"]
    for key, label in labels.items():
        if label >= classes:
            raise Misfit(f"{label} is no class of {plan.dataset}; allowed: 0 to {classes - 1}", key)


def check_error(plan: StudyPlan, label: int, prediction: int, *keys: str | int) -> None:
    """Raise Misfit where a class or the one that it is taken for is not one of the data set's, or both are one."""
    check_labels(plan, **{str(keys[0]): max(label, prediction)})
    if label == prediction:
        raise Misfit(f"{label} taken for {prediction} is no error; name two classes", *keys)


def score_of(evidence: "Evidence", cell: Cell, score: Score, label: int) -> Observed:
    """A score of a class as an observation."""
    values = by_seed(evidence, [cell], lambda seed: float(evidence.class_scores(cell, seed).at[label, score]))
    return Observed(cell.name, Quantity(score=score, label=label), values)
