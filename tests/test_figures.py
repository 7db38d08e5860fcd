"""Every figure as a file: whole, the same twice, and without a date."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import pytest

from report_fixture import leave_study, reported_plan
from restudy.claims.evidence import Evidence
from restudy.plan.plan import write_study_plan
from restudy.report.figures import FIGURES, write_figures
from restudy.report.material import Material

pytestmark = pytest.mark.slow

SVG = "{http://www.w3.org/2000/svg}"
IDENTIFIERS = list(reported_plan().study.figures)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def material(results: Path) -> Material:
    return leave_study(results, reported_plan())


@pytest.fixture(scope="module")
def folders(material: Material, results: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All figures, written here and by the step in a process with other hashes of text and another clock."""
    here = tmp_path_factory.mktemp("here")
    write_figures(material, here)
    write_study_plan(results / "plan.json", reported_plan())
    command = [sys.executable, "-m", "restudy", "draw", "--plan", "plan.json", "--results", "."]
    command += ["--data", ".", "--output", "figures/reported", "--numbers", "plots"]
    environment = os.environ | {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "0"}
    subprocess.run(command, cwd=results, env=environment, check=True)
    return [here, results / "figures" / "reported"]


def test_every_kind_of_figure_is_among_these() -> None:
    assert {spec.kind for spec in reported_plan().study.figures.values()} == set(FIGURES)


def test_three_files_are_left_for_each_figure_and_no_other(folders: list[Path]) -> None:
    expected = {f"{identifier}.{ending}" for identifier in IDENTIFIERS for ending in ("svg", "pdf", "csv")}
    assert {path.name for path in folders[0].iterdir()} == expected


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_a_figure_is_an_svg_that_shows_something(folders: list[Path], identifier: str) -> None:
    root = ElementTree.parse(folders[0] / f"{identifier}.svg").getroot()
    assert root.tag == f"{SVG}svg"
    assert len(list(root.iter(f"{SVG}path"))) + len(list(root.iter(f"{SVG}image"))) > 3


@pytest.mark.parametrize("ending", ["svg", "pdf", "csv"])
@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_a_figure_written_twice_has_equal_bytes(folders: list[Path], identifier: str, ending: str) -> None:
    first, second = (folder / f"{identifier}.{ending}" for folder in folders)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_a_figure_has_no_date_and_needs_nothing_from_elsewhere(folders: list[Path], identifier: str) -> None:
    """Only names of XML's vocabularies look like addresses."""
    text = re.sub(r'data:[^"]*', "data:", (folders[0] / f"{identifier}.svg").read_text())
    assert "date" not in text.lower()
    assert not re.search(r"\b20[2-9]\d-\d\d-\d\d", text)
    assert not re.search(r"href=\"(?!#|data:)", text)
    assert "<script" not in text


def test_words_are_text_and_not_shapes(folders: list[Path]) -> None:
    root = ElementTree.parse(folders[0] / "F-confusion.svg").getroot()
    words = {"".join(element.itertext()).strip() for element in root.iter(f"{SVG}text")}
    assert {"label", "prediction", "errors", "5.5"} <= words


def test_the_style_is_left_as_it_was(material: Material, tmp_path: Path) -> None:
    plan = reported_plan()
    one_figure = plan.study.model_copy(update={"figures": {"F-dots": plan.study.figures["F-dots"]}})
    evidence = Evidence(replace(plan, study=one_figure), material.evidence.folder)
    before = mpl.rcParams.copy()
    write_figures(replace(material, evidence=evidence), tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".svg", ".pdf", ".csv"}
    assert mpl.rcParams == before
