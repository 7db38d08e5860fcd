"""Every figure as files: whole, the same twice, and without a date; its numbers are those that it was drawn from."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
import pytest
import yaml

from report_fixture import REPORTED, leave_records, leave_study, reported_paper, reported_plan
from restudy.drawing.draw import draw
from restudy.errors import UserError
from restudy.evidence.evidence import Evidence
from restudy.evidence.material import Material
from restudy.figures.dots import Dots
from restudy.layout import NOT_DRAWN, Results
from restudy.papers.items import FIGURES
from restudy.plan.plan import write_study_plan
from restudy.records import write_text
from results_fixture import of_paper, study_content

SVG = "{http://www.w3.org/2000/svg}"
IDENTIFIERS = list(reported_paper().figures)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def material(results: Path) -> Material:
    return leave_study(results, reported_plan())


@pytest.fixture(scope="module")
def folders(material: Material, results: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All figures, written here and by the step in a process with other hashes of text and another clock."""
    here = Results(tmp_path_factory.mktemp("here"))
    draw(material, here)
    leave_records(results, reported_plan())
    write_study_plan(results / "plan.json", reported_plan())
    write_text(results / "papers/reported.yaml", yaml.safe_dump(of_paper(study_content(REPORTED))))
    command = [sys.executable, "-m", "restudy", "draw", "--plan", "plan.json", "--results", "."]
    environment = os.environ | {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "0"}
    subprocess.run(command, cwd=results, env=environment, check=True)
    return [files.figure("reported", "any", "svg").parent for files in (here, Results(results))]


def test_every_kind_of_figure_is_among_these() -> None:
    assert {figure.kind for figure in reported_paper().figures.values()} == set(FIGURES.names())


@pytest.mark.slow
def test_three_files_are_left_for_each_figure_and_no_other(folders: list[Path]) -> None:
    expected = {f"{identifier}.{ending}" for identifier in IDENTIFIERS for ending in ("svg", "pdf", "csv")}
    assert {path.name for path in folders[0].iterdir()} == expected


@pytest.mark.slow
@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_a_figure_is_an_svg_that_shows_something(folders: list[Path], identifier: str) -> None:
    root = ElementTree.parse(folders[0] / f"{identifier}.svg").getroot()
    assert root.tag == f"{SVG}svg"
    # A picture, or more lines than those of the page and the axes.
    assert next(root.iter(f"{SVG}image"), None) is not None or len(list(root.iter(f"{SVG}path"))) > 3


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["svg", "pdf", "csv"])
@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_a_figure_written_twice_has_equal_bytes(folders: list[Path], identifier: str, ending: str) -> None:
    first, second = (folder / f"{identifier}.{ending}" for folder in folders)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_a_figure_has_no_date_and_needs_nothing_from_elsewhere(folders: list[Path], identifier: str) -> None:
    """Only names of XML's vocabularies look like addresses."""
    text = re.sub(r'data:[^"]*', "data:", (folders[0] / f"{identifier}.svg").read_text())
    assert "date" not in text.lower()
    assert not re.search(r"\b20[2-9]\d-\d\d-\d\d", text)
    assert not re.search(r"href=\"(?!#|data:)", text)
    assert "<script" not in text


@pytest.mark.slow
@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_a_file_holds_the_numbers_that_are_shown(folders: list[Path], material: Material, identifier: str) -> None:
    """And says in words the same as they do, since the page reads them from it."""
    figure = material.paper.figures[identifier]
    kept, rows = pd.read_csv(folders[0] / f"{identifier}.csv"), figure.rows(material)
    assert list(kept) == list(rows)
    assert kept.to_csv(index=False) == rows.to_csv(index=False)
    assert figure.words(kept, material.plan, material.paper) == figure.words(rows, material.plan, material.paper)


@pytest.mark.slow
def test_words_are_text_and_not_shapes(folders: list[Path]) -> None:
    root = ElementTree.parse(folders[0] / "F-confusion.svg").getroot()
    words = {"".join(element.itertext()).strip() for element in root.iter(f"{SVG}text")}
    assert {"label", "prediction", "5.5"} <= words


def test_the_style_is_left_as_it_was(material: Material, tmp_path: Path) -> None:
    dots = {"F-dots": material.paper.figures["F-dots"]}
    before = mpl.rcParams.copy()
    draw(replace(material, paper=material.paper.model_copy(update={"figures": dots})), Results(tmp_path))
    assert {path.name for path in (tmp_path / "figures/reported").iterdir()} == {
        f"F-dots.{ending}" for ending in ("svg", "pdf", "csv")
    }
    assert mpl.rcParams == before


class BrokenError(Exception):
    """Whatever a figure's own code may raise."""


@pytest.mark.parametrize("step", ["rows", "draw", "words"])
@pytest.mark.parametrize("error", [BrokenError("of its own"), ZeroDivisionError(), KeyError("a\nb"), IndexError("$x$")])
def test_a_figure_that_fails_takes_no_other_with_it(
    material: Material,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    step: str,
    error: Exception,
) -> None:
    """All files are there, its place says why in one line, and the log has the traceback."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Dots, step, fail)
    figures = {name: material.paper.figures[name] for name in ("F-dots", "F-confusion")}
    draw(replace(material, paper=material.paper.model_copy(update={"figures": figures})), Results(tmp_path))
    folder = tmp_path / "figures/reported"
    assert {path.name for path in folder.iterdir()} == {f"{n}.{e}" for n in figures for e in ("svg", "pdf", "csv")}
    rows = pd.read_csv(folder / "F-dots.csv")
    assert list(rows) == [NOT_DRAWN]
    assert rows[NOT_DRAWN][0].startswith(type(error).__name__)
    assert "Not drawn: " in (folder / "F-dots.svg").read_text()
    assert list(pd.read_csv(folder / "F-confusion.csv")) == ["label", "prediction", "images"]
    printed = capsys.readouterr()
    assert "Traceback" in printed.err
    assert f"figure F-dots of reported could not be drawn: {type(error).__name__}" in printed.out


@pytest.mark.parametrize("error", [OSError("no space left on device"), UserError("a file is damaged"), MemoryError()])
def test_what_is_not_the_figure_s_fault_ends_the_step(
    material: Material, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Dots, "rows", fail)
    dots = {"F-dots": material.paper.figures["F-dots"]}
    with pytest.raises(type(error)):
        draw(replace(material, paper=material.paper.model_copy(update={"figures": dots})), Results(tmp_path))
    assert not (tmp_path / "figures").exists()


def test_a_figure_of_which_every_run_diverged_says_so(
    material: Material, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Evidence, "diverged", lambda self, cell: dict.fromkeys(self.plan.seeds, 1))
    evidence = Evidence(material.plan, material.evidence.results)
    draw(replace(material, evidence=evidence), Results(tmp_path))
    without_runs = {
        name for name, figure in material.paper.figures.items() if figure.cells_behind(material.plan, material.paper)
    }
    for name in material.paper.figures:
        rows = pd.read_csv(tmp_path / f"figures/reported/{name}.csv")
        assert (list(rows) == [NOT_DRAWN]) == (name in without_runs), name
