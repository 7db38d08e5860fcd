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
from restudy.papers.reading import parse_paper
from restudy.report.origins import report_hashes
from restudy.report.paper import body, paper
from restudy.report.run_context import SIGNS
from restudy.report.studies import StudyContents
from restudy.report.summary import NOT_JUDGED
from restudy.report.typesetting import typeset
from results_fixture import paper_of, plan_study

OVERFULL = re.compile(r"Overfull \\[hv]box \(([\d.]+)pt too (?:wide|high)\).*")
WIDEST = 5.0
SECTIONS = ("Introduction", "Method", "Results", "Discussion", "Conclusion")

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
    return " ".join(subprocess.check_output(("pdftotext", paper, "-"), text=True).split())


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
    fonts = subprocess.check_output(command, text=True)
    assert "Type 1" in fonts
    assert "Type 3" not in fonts


def test_every_table_and_figure_has_a_caption_of_its_own(source: str, studies: list[StudyContents]) -> None:
    labels = Counter(re.findall(r"\\label\{([^}]*)\}", source))
    assert set(labels.values()) == {1}
    for study in studies:
        for kind, items in (("table", study.paper.tables), ("figure", study.paper.figures)):
            for name in items:
                assert f"{kind}:{study.name}:{name}" in labels


def test_what_is_no_result_or_long_stands_in_the_appendix(source: str, studies: list[StudyContents]) -> None:
    before, _, after = source.partition(r"\appendix")
    for study in studies:
        inside = body(study)
        for kind, items in (("table", study.paper.tables), ("figure", study.paper.figures)):
            for name in items:
                there = before if name in getattr(inside, f"{kind}s") else after
                assert rf"\label{{{kind}:{study.name}:{name}}}" in there
    assert body(studies[0]).figures == ["F-curves", "F-steps", "F-heat", "F-dots"]
    assert {"F-samples", "further-runs"} & {*body(studies[0]).figures} == set()
    assert "T-wide" in body(studies[1]).tables


def test_it_goes_from_abstract_to_appendix(source: str) -> None:
    sections = (rf"\section{{{name}}}" for name in SECTIONS)
    parts = [r"\begin{abstract}", *sections, r"\begin{thebibliography}", r"\appendix"]
    places = [source.index(part) for part in parts]
    assert places == sorted(places)


def test_no_hash_is_in_it(source: str) -> None:
    drawn = source.partition(r"\begin{document}")[2]
    assert re.findall(r"\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{12,}\b", drawn) == []


def test_every_verdict_has_a_sign_and_they_differ(source: str) -> None:
    signs = dict(re.findall(r"\\definestate\{(\w+)\}\{\w+\}\{(.+)\}", source))
    assert [*signs] == [*SIGNS]
    assert len({*signs.values()}) == len(SIGNS)


def test_every_link_has_its_target(source: str) -> None:
    targets = set(re.findall(r"\\(?:hyperref\[|(?:page)?ref\*?\{)([^]}#]*)[]}]", source))
    assert len(targets) > 20
    assert targets <= set(re.findall(r"\\label\{([^}]*)\}", source))


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "Two studies run again",
        "Ada Author",
        "How a claim is judged",
        "How often the verdicts are wrong In ",
        "What was easy, and what was hard",
        "beside each table and figure, and in rubric.json",
        "A note on the grid.",
        "It is so in all 2 runs.",
        "It says one thing and another.",
        "Compare the networks & say what is 100 %",
        "Not answered: Future work.",
        "abc123",
        "50 % of _odd_",
    ],
)
def test_it_is_in_the_paper(words: str, text: str) -> None:
    assert text in words


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["restudy rebuild reported/T-grid --rev REVISION", "results/mnist/tables/reported/T-grid.csv"]
)
def test_it_says_how_a_table_is_made_again_in_lines_that_break_anywhere(words: str, text: str) -> None:
    assert text.replace(" ", "") in words.replace(" ", "")


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
    for text in ("The papers used another data set", "not judged", NOT_JUDGED):
        assert text in words
    assert not any(text in words for text in ("leans true", "so in", "does not hold"))


@pytest.mark.slow
def test_a_viewer_knows_its_title_its_language_and_its_bookmarks(results: Path, log: str, tmp_path: Path) -> None:
    file = results / "report/report.pdf"
    told = subprocess.check_output(("pdfinfo", file), text=True)
    assert re.search(r"Title: +Two studies run again on MNIST\n", told)
    assert re.search(r"Subject: +A CNN & an MLP; 50 % of _odd_ .*α → 中 «€ ½ ™ Ж» 🎉\n", told)
    assert b"/Lang(en)" in file.read_bytes()


@pytest.mark.slow
def test_a_study_of_which_nothing_is_said_makes_a_paper_too(tmp_path: Path) -> None:
    plan = plan_study("base: {split: parted}", (0, 3), "mnist", "plain")
    log = leave_paper(leave_drawn(leave_presented(tmp_path, plan, parse_paper({}, plan))))
    assert re.findall(r".*(?:Warning:|pdfTeX warning).*", log) == []
    words = words_of(tmp_path / "report/report.pdf")
    assert "nothing published to differ from" in words
    assert "References" not in words
