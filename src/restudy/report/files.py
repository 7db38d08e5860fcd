"""All files of the report, rendered from the same contents."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from restudy.layout import PAGE, PAPER, PAPER_SOURCE, RUBRIC, VERDICTS, Results
from restudy.papers.paper import Paper
from restudy.plan.plan import StudyPlan
from restudy.records import write_json, write_text
from restudy.report.origins import report_hashes
from restudy.report.page import page
from restudy.report.paper import paper
from restudy.report.rubric import rubric
from restudy.report.studies import StudyContents
from restudy.report.typesetting import remove_outdated
from restudy.report.verdicts_json import verdicts


def write_report(studies: Iterable[tuple[StudyPlan, Paper]], results: Path, commit: str | None) -> None:
    """Write the page, the paper's source, verdicts and rubric, and remove a paper of another source.

    Args:
        studies: the studies and what is said of them.
        results: the data set's results.
        commit: the commit whose code, settings and papers make these results; None if they were not committed.
    """
    studies, files = list(studies), Results(results)
    contents = [StudyContents(plan, paper, results) for plan, paper in studies]
    hashes = report_hashes(studies)
    write_text(files.report(PAGE), page(contents, hashes, commit))
    write_text(files.report(PAPER_SOURCE), paper(contents, hashes, commit))
    write_json(files.report(VERDICTS), verdicts(contents, asdict(hashes)))
    write_json(files.report(RUBRIC), rubric(contents, asdict(hashes), commit))
    remove_outdated(files.report(PAPER_SOURCE), files.report(PAPER))
