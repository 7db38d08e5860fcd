"""From a claim of any kind to the function that looks at the results."""

from collections.abc import Callable
from typing import Any

from restudy.claims import cells, classes, epochs
from restudy.claims.evidence import Evidence
from restudy.claims.findings import Finding

KINDS: dict[str, Callable[[Any, Evidence], Finding]] = {
    "value": cells.value,
    "order": cells.order,
    "extreme": cells.extreme,
    "row_extreme": cells.row_extreme,
    "threshold": cells.threshold,
    "gap": cells.gap,
    "class_threshold": classes.class_threshold,
    "class_extreme": classes.class_extreme,
    "lowest_scores": classes.lowest_scores,
    "confusion": classes.confusion,
    "second_guess": classes.second_guess,
    "monotone": epochs.monotone,
    "different_epochs": epochs.different_epochs,
}


def verify(claim: Any, evidence: Evidence) -> Finding:
    """What the results say of a claim, and in which seeds it holds."""
    return KINDS[claim.kind](claim, evidence)
