"""The paper in the workflow: typeset where LaTeX is installed, and no obstacle where it is not."""

import re
import sys
from pathlib import Path

import pytest

from restudy.records import read_json
from restudy.report.typesetting import PROGRAM
from workflow_project import Outcome, Project, finished, project

pytestmark = pytest.mark.slow
__all__ = ["finished", "project"]

REPORT = "results/digits/report"
OVERFULL = re.compile(r"Overfull \\[hv]box \(([\d.]+)pt too (?:wide|high)\).*")
WIDEST = 5.0


@pytest.fixture
def path_without_latex(project: Project, tmp_path: Path) -> str:
    """A PATH with every program of this machine but one."""
    programs, python = tmp_path / "programs", Path(sys.executable).parent
    programs.mkdir()
    for folder in map(Path, project.environment["PATH"].split(":")):
        for program in folder.iterdir() if folder.is_dir() and folder != python else ():
            link = programs / program.name
            if program.name != PROGRAM and not link.is_symlink():
                link.symlink_to(program)
    return f"{python}:{programs}"


def snakemake(project: Project, path: str, *arguments: str) -> Outcome:
    outcome = project.call(*project.command(*arguments), PATH=path)
    assert outcome.status == 0, outcome.text
    return outcome


def test_the_paper_is_typeset_without_a_box_that_is_overfull(finished: Project) -> None:
    log = (finished.folder / "logs/digits/typeset.log").read_text(encoding="utf-8")
    assert "Output written" in log
    assert [found[0] for found in OVERFULL.finditer(log) if float(found[1]) > WIDEST] == []
    assert (finished.folder / REPORT / "report.pdf").read_bytes().startswith(b"%PDF")


def test_the_report_s_data_is_of_both_studies(finished: Project) -> None:
    for name in ("verdicts.json", "rubric.json"):
        assert set(read_json(finished.folder / REPORT / name)["studies"]) == {"cnn-lstm-grid", "mlp-optimizers"}


def test_without_latex_nothing_is_planned_and_a_new_source_has_no_old_paper(
    project: Project, path_without_latex: str
) -> None:
    paper = project.folder / REPORT / "report.pdf"
    assert snakemake(project, path_without_latex, "--dry-run").jobs == []
    snakemake(project, path_without_latex, "--cores", "1", "--forcerun", "report")
    assert paper.is_file(), "the source is the same"

    with (project.folder / "src/restudy/report/templates/report.tex.j2").open("a", encoding="utf-8") as stream:
        stream.write("% A remark.\n")
    outcome = snakemake(project, path_without_latex, "--cores", "1")
    assert outcome.counts == {"report": 1, "all": 1}
    assert not paper.exists()
    assert outcome.complaints == [
        f"restudy: no {REPORT}/report.pdf, since latexmk is missing; "
        "install latexmk texlive-latex-recommended and run the same command again"
    ]
    assert project.plan().counts == {"typeset": 1, "all": 1}
