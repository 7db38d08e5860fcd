"""What every study has without asking, where it fits."""

import pytest

from restudy.errors import UserError
from restudy.freshness.files import StudyFiles
from restudy.papers.paper import Paper
from results_fixture import GRID, paper_of, plan_study, small_paper, small_plan

HEADLINE = "headline: [{title: One, cell: one, metric: test_accuracy, published: 0.9}]\n"
SEARCHED = GRID + "protocols: {held_out: {choose_by: val_accuracy}}\n"
MANY = """
variants:
  a: {settings: {model: {name: mlp, hidden: [1]}, batch_size: 8}}
  b: {settings: {model: {name: mlp, hidden: [2]}, batch_size: 8}}
  c: {settings: {model: {name: mlp, hidden: [1]}, batch_size: 16}}
  d: {settings: {model: {name: mlp, hidden: [2]}, batch_size: 16}}
"""


@pytest.mark.parametrize(
    ("changes", "figures"),
    [
        ("", ["reliability"]),
        (HEADLINE, ["further-runs", "reliability"]),
        (GRID, ["reliability", "interaction"]),
        (SEARCHED, ["reliability", "search", "interaction"]),
        (MANY, ["reliability", "parallel"]),
    ],
    ids=["four variants of one setting", "headline", "grid", "grid on validation images", "variants of two settings"],
)
def test_a_study_has_the_figures_that_fit_it(changes: str, figures: list[str]) -> None:
    assert list(small_paper(changes).figures) == figures
    files = StudyFiles.of(small_plan(changes), small_paper(changes)).figures
    assert [file.stem for file in files if file.suffix == ".svg"] == figures


def test_a_study_has_tables_of_its_scores_and_comparisons() -> None:
    files = StudyFiles.of(small_plan(), small_paper()).tables
    assert [file.name for file in files] == ["quality.csv", "comparisons.csv"]


def test_one_variant_is_compared_with_none() -> None:
    assert list(small_paper("variants: {one: {settings: {model: {name: mlp, hidden: [1]}}}}").tables) == ["quality"]


def test_what_a_paper_asks_for_itself_it_has_once() -> None:
    paper = small_paper("tables: {Q: {kind: quality, title: Mine, cells: [two]}}")
    assert list(paper.tables) == ["Q", "comparisons"]
    assert paper.tables["Q"].title == "Mine"


def test_what_is_added_has_words_for_a_reader() -> None:
    for item in (*small_paper(SEARCHED + HEADLINE.replace("one", "one-bs8-lr0.1-held-out")).figures.values(),):
        assert item.title and not item.title.endswith(".")


@pytest.mark.parametrize(
    ("part", "name", "kind"), [("figures", "reliability", "samples"), ("tables", "quality", "class_counts")]
)
def test_a_name_of_another_kind_is_one_line(part: str, name: str, kind: str) -> None:
    changes = f"{part}: {{{name}: {{kind: {kind}, title: t, part: test}}}}"
    with pytest.raises(UserError) as caught:
        paper_of(plan_study(changes), changes)
    assert str(caught.value) == (
        f"small.yaml: {part}.{name}: this name is kept for what every study has; "
        f"give it another name, or the kind {name}"
    )


def test_the_repository_s_studies(mnist_papers: dict[str, Paper]) -> None:
    figures = {name: set(paper.figures) for name, paper in mnist_papers.items()}
    assert {"search", "interaction"} <= figures["cnn-lstm-grid"]
    assert "parallel" in figures["cnn-architectures"]
    assert all({"reliability", "further-runs"} <= names for names in figures.values())
