"""All files of the report, written together from the same results."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from restudy.plan.plan import StudyPlan
from restudy.records import write_json, write_text
from restudy.report.origins import report_hashes
from restudy.report.page import report
from restudy.report.paper import paper
from restudy.report.rubric import rubric
from restudy.report.verdicts import verdicts


def write_report(plans: Iterable[StudyPlan], results: Path, folder: Path, commit: str | None) -> None:
    """Write the page, the paper's source, verdicts and rubric.

    Args:
        plans: the studies.
        results: the data set's results.
        folder: where to.
        commit: the commit whose code and settings make these results; None if they were not committed.
    """
    plans = list(plans)
    hashes = asdict(report_hashes(plans))
    report(plans, results, folder / "report.html", commit)
    write_text(folder / "report.tex", paper(plans, results, commit))
    write_json(folder / "verdicts.json", verdicts(plans, results, hashes))
    write_json(folder / "rubric.json", rubric(plans, results, hashes, commit))
