"""Snakemake's own report of a finished run: what it shows, how that is described, and that it changes no plan."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from workflow_project import CELLS, Project, finished, project

pytestmark = pytest.mark.slow
__all__ = ["finished", "project"]

RESULTS = "results/digits"


def content_of(page: Path, name: str) -> Any:
    """The value of a variable of the page's scripts."""
    text = page.read_text(encoding="utf-8")
    (start,) = [match.end() for match in re.finditer(rf"var {name} = (?={{)", text)]
    return json.JSONDecoder().raw_decode(text, start)[0]


def made(project: Project) -> Path:
    """Snakemake's report of a project, made without a run."""
    outcome = project.snakemake("--report", "out.html")
    assert outcome.status == 0, outcome.text
    return project.folder / "out.html"


@pytest.fixture(scope="module")
def page(finished: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(finished.copy(tmp_path_factory.mktemp("reported") / "project"))


def test_every_study_has_its_parts_and_the_page_stands_beside_them(page: Path) -> None:
    categories = content_of(page, "categories")
    assert set(categories) == {*CELLS, "Report"}
    assert categories["Report"] == {"Page": [f"{RESULTS}/report/report.html"]}
    for study in CELLS:
        assert set(categories[study]) == {"Tables", "Figures", "Choices and claims"}
        assert {Path(file).parent.name for file in categories[study]["Choices and claims"]} == {
            "selection",
            "claims",
            "metrics",
        }


def test_all_tables_and_figures_are_shown_by_the_papers_numbering(page: Path, finished: Project) -> None:
    results = content_of(page, "results")
    files = [
        file
        for part in ("tables", "figures")
        for study in CELLS
        for file in finished.files(f"{RESULTS}/{part}/{study}")
    ]
    assert {file.suffix for file in files} == {".csv", ".pdf", ".svg"}
    for file in files:
        labels = results[str(file.relative_to(finished.folder))]["labels"]
        assert f"{labels['name']}.{labels['format']}" == file.name
        assert labels["shows"]


def test_every_caption_names_what_it_is_about(page: Path) -> None:
    """Snakemake's templates render a missing name as nothing."""
    for file, shown in content_of(page, "results").items():
        words = re.sub(r"<[^>]+>", "", shown["caption"])
        assert "``" not in words
        study = next((study for study in CELLS if study in file), "digits")
        assert study in words, f"{file}: {words}"


def test_it_begins_with_what_the_workflow_is(page: Path) -> None:
    assert "Published studies of small image classifiers, run again." in page.read_text(encoding="utf-8")


def test_results_that_came_without_their_jobs_are_shown_too(project: Project) -> None:
    """As after `git clone`: neither what Snakemake keeps of its jobs nor what DVC has."""
    for folder in (".snakemake", "logs", "data", f"{RESULTS}/cells", f"{RESULTS}/evaluation"):
        shutil.rmtree(project.folder / folder)
    assert set(content_of(made(project), "categories")) == {*CELLS, "Report"}


def test_what_the_report_shows_changes_no_plan(project: Project) -> None:
    project.edit("workflow/rules/paths.smk", "    return report(file, ", "    return file or dict(")
    outcome = project.snakemake("--report", "out.html")
    assert content_of(project.folder / "out.html", "categories") == {}, outcome.text
    assert project.plan().jobs == []
