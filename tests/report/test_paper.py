"""The paper: whole, typeset without a complaint, the same twice, and silent where there is nothing to judge."""

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import pytest

from report_fixture import leave_presented, reported_plan
from restudy.drawing.printing import save
from restudy.drawing.style import STYLE, new_figure
from restudy.report.origins import report_hashes
from restudy.report.paper import paper
from restudy.report.studies import StudyContents
from restudy.report.typesetting import typeset
from results_fixture import paper_of, plan_study

OVERFULL = re.compile(r"Overfull \\[hv]box \(([\d.]+)pt too (?:wide|high)\).*")
WIDEST = 5.0

ODD = r"""
title: '50 % of _odd_ {text} & #1 $5 ~ ^ \ <b> “é” ł ß α → 中 «€ ½ ™ Ж» 🎉'
summary: A very long word, honorificabilitudinitatibusque, and Łódź.
base: {split: parted}
target_accuracy: 0.5
source: {authors: Ådne Ÿ, title: 'On \LaTeX & co.'}
tables:
  T-wide:
    kind: summary
    title: Wide
    cells: [one, two]
    columns: [test_accuracy, train_loss, test_loss, test_errors, epochs_run, average_accuracy, best_test_accuracy,
      first_epoch_at_target, loss_gap, accuracy_gap, settling_step, train_total_loss, trainable_parameters]
    published: [[0.9, 0.1, 0.2, 30, 5, 0.9, 0.9, 3, 0.1, 0.1, 7, 1.5, 1000], [0.9, 0.1, 0.2, 30, 5, 0.9, 0.9, 3, 0.1,
      0.1, 7, 1.5, 1000]]
figures:
  F-one: {kind: dots, title: Dots_of & more, table: T-wide, column: test_accuracy}
claims:
  C-one: {kind: order, text: One < two., metrics: [test_accuracy], ascending: [one, two]}
inferred: {optimizer.a_very_long_name_of_a_setting.that_goes_on.and_on: because}
headline: [{title: Two, cell: two, metric: test_accuracy, published: 0.9}]
"""


def leave_odd(folder: Path, dataset: str = "mnist") -> StudyContents:
    plan = plan_study(ODD, (0, 3), dataset, "odd")
    return leave_drawn(leave_presented(folder, plan, paper_of(plan, ODD)))


def leave_drawn(study: StudyContents) -> StudyContents:
    """Leave figures that LaTeX can read; one is wider than the page and one higher."""
    sizes = [(12, 3), (3, 14), (2, 2)]
    for place, identifier in enumerate(study.paper.figures):
        with mpl.rc_context(STYLE):
            save(new_figure(*sizes[min(place, 2)]), study.files.figure(study.name, identifier, "pdf"))
    return study


def leave_paper(*studies: StudyContents) -> str:
    """Write and typeset the paper, and return LaTeX's log."""
    source = studies[0].results / "report" / "report.tex"
    source.parent.mkdir(exist_ok=True)
    hashes = report_hashes([(study.plan, study.paper) for study in studies])
    source.write_text(paper(studies, hashes, "abc123"), encoding="utf-8")
    return typeset(source, source.with_suffix(".pdf"))


def words_of(paper: Path) -> str:
    """A PDF's text, its lines and spaces as single spaces."""
    done = subprocess.run(("pdftotext", paper, "-"), capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> list[StudyContents]:
    folder = tmp_path_factory.mktemp("results")
    return [leave_drawn(leave_presented(folder, reported_plan())), leave_odd(folder)]


@pytest.fixture(scope="module")
def results(studies: list[StudyContents]) -> Path:
    return studies[0].results


@pytest.fixture(scope="module")
def log(studies: list[StudyContents]) -> str:
    return leave_paper(*studies)


@pytest.fixture
def source(results: Path, log: str) -> str:
    return (results / "report/report.tex").read_text(encoding="utf-8")


@pytest.fixture
def words(results: Path, log: str) -> str:
    return words_of(results / "report/report.pdf")


@pytest.mark.slow
def test_no_box_is_overfull(log: str) -> None:
    assert [found[0] for found in OVERFULL.finditer(log) if float(found[1]) > WIDEST] == []


@pytest.mark.slow
def test_latex_warns_of_nothing(log: str) -> None:
    assert re.findall(r".*(?:Warning:|pdfTeX warning).*", log) == []


@pytest.mark.slow
def test_letters_are_outlines_and_no_bitmaps(results: Path, log: str) -> None:
    command = ("pdffonts", results / "report/report.pdf")
    fonts = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Type 1" in fonts
    assert "Type 3" not in fonts


def test_every_table_and_figure_has_a_caption_and_an_entry_in_the_appendix(
    source: str, studies: list[StudyContents]
) -> None:
    labels = Counter(re.findall(r"\\label\{([^}]*)\}", source))
    assert set(labels.values()) == {1}
    for study in studies:
        for kind, items in (("table", study.paper.tables), ("figure", study.paper.figures)):
            for name in items:
                assert f"{kind}:{study.name}:{name}" in labels
                assert f"origin:{study.name}:{kind}:{name}" in labels
                assert source.count(rf"\origin{{{study.name}:{kind}:{name}}}") == 1


def test_every_link_has_its_target(source: str) -> None:
    targets = set(re.findall(r"\\hyperref\[([^]#]*)\]", source)) - {"origin:"}
    assert targets <= set(re.findall(r"\\label\{([^}]*)\}", source))


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "Two studies run again",
        "Ada Author",
        "How to read this",
        "A note on the grid.",
        "so in 2 of 2 runs",
        "It says one thing and another.",
        "Compare the networks & say what is 100 %",
        "Not answered: Future work.",
        "restudy rebuild reported/T-grid --rev REVISION",
        "results/mnist/tables/reported/T-grid.csv",
        "abc123",
        "50 % of _odd_",
    ],
)
def test_it_is_in_the_paper(words: str, text: str) -> None:
    assert text in words


@pytest.mark.slow
def test_captions_are_numbered_as_they_come(words: str) -> None:
    for kind in ("Table", "Figure"):
        numbers = [int(number) for number in re.findall(rf"{kind} (\d+):", words)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) > 10


@pytest.mark.slow
def test_equal_results_make_equal_papers_wherever_they_lie(
    studies: list[StudyContents], results: Path, log: str, tmp_path: Path
) -> None:
    shutil.copytree(results, tmp_path / "copy")
    for name in ("report.tex", "report.pdf"):
        (tmp_path / "copy/report" / name).unlink()
    leave_paper(*(replace(study, results=tmp_path / "copy") for study in studies))
    for name in ("report.tex", "report.pdf"):
        assert (tmp_path / "copy/report" / name).read_bytes() == (results / "report" / name).read_bytes()


@pytest.mark.slow
def test_nothing_is_judged_on_another_data_set_and_the_paper_says_why(tmp_path: Path) -> None:
    leave_paper(leave_odd(tmp_path, "digits"))
    words = words_of(tmp_path / "report/report.pdf")
    assert "The papers used another data set" in words
    assert "not judged" in words
    assert "Claims: 0 hold" not in words
    assert "leans true" not in words
    assert "so in" not in words
