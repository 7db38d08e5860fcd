"""What `judge` wrote of a study, for commands that plan by it."""

from pathlib import Path
from typing import Any

from restudy.errors import UserError
from restudy.layout import Results
from restudy.plan.plan import StudyPlan
from restudy.records import read_json


class NotJudgedError(UserError):
    """A study was not judged as it is planned."""


def read_judged(plan: StudyPlan, results: Path) -> dict[str, Any]:
    """A study's claims with their verdicts.

    Args:
        plan: the study.
        results: the data set's results.

    Raises:
        NotJudgedError: nothing was judged, or by other cells than the plan has.
    """
    file = Results(results).claims(plan.name)
    if not file.is_file():
        raise NotJudgedError(f"{file}: not there; run snakemake, which makes it")
    judged: dict[str, Any] = read_json(file)
    known = {cell.name for cell in plan.cells}
    about = {name for claim in judged["claims"].values() for name in claim["cells"]}
    tried = {name for other in judged.get("alternatives", {}).values() for name in other["cells"].values()}
    gone = sorted((about | tried) - known)
    if gone:
        raise NotJudgedError(f"{file}: is of {gone[0]}, which the plan no longer has; run snakemake, which judges anew")
    return judged
