"""Papers as files: what they may hold, where a mistake is said to stand, and studies without one."""

from pathlib import Path
from typing import Any

import pytest

from restudy.errors import UserError
from restudy.papers.items import Claim
from restudy.papers.paper import Paper
from restudy.papers.reading import parse_paper, read_paper, read_papers
from restudy.params.params import parse_params
from restudy.plan.plan import Plan, StudyPlan, make_plan
from results_fixture import PARAMS, STUDY, of_run, paper_of, parsed, plan_study, small_plan

PAPER = """\
# What was published.
title: Three networks
dataset: mnist

source:
  authors: Ada Author
  year: 2020
  title: On networks

titles: {one: The first}
protocols:
  published: By the test images.

headline:
- {title: One, cell: one, metric: test_accuracy, published: 0.9}

tables:
  T1:
    kind: summary
    title: Two of them
    cells: [one, two]
    columns: [test_accuracy]
    published: [[0.9], [0.8]]

claims:
  A1:
    kind: value
    text: It reaches 90 %.
    cell: one
    metric: test_accuracy
    published: 0.9
  A2: {kind: order, text: The second is better., metrics: [test_accuracy], ascending: [one, two]}

contradictions:
- text: It says one thing.
- text: It says two.
  readings:
    first: {kind: value, text: t, cell: one, metric: test_loss, published: 0.1}
"""
# A hypothesis of one's own, of no work and about no data set.
OWN = """\
claims:
  H1: {kind: order, text: Wider is better., metrics: [test_accuracy], ascending: [one, three]}
"""


@pytest.fixture
def plan() -> Plan:
    """A plan of two studies, `first` and `second`."""
    study = of_run(parsed(STUDY))
    return make_plan(parse_params(parsed(PARAMS) | {"studies": {"first": study, "second": study}}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def write(folder: Path, text: str, study: str = "first") -> None:
    (folder / f"{study}.yaml").write_text(text, encoding="utf-8")


def message(folder: Path, plan: Plan, text: str) -> str:
    write(folder, text)
    with pytest.raises(UserError) as caught:
        read_papers(plan, folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_paper_is_read(plan: Plan, folder: Path) -> None:
    write(folder, PAPER)
    paper = read_papers(plan, folder)["first"]
    assert paper.title == "Three networks"
    assert paper.source and paper.source.year == 2020
    assert list(paper.claims) == ["A1", "A2"]
    assert paper.claims["A2"].named_cells() == ["one", "two"]
    assert isinstance(paper.contradictions[1].readings["first"], Claim)
    assert "T1" in paper.tables


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "title: Three",
            "titel: Three",
            "papers/first.yaml:2: titel: unknown key (did you mean title?); allowed: alternatives, claims, ",
        ),
        (
            "dataset: mnist",
            "dataset: on\ntitle: again",
            "papers/first.yaml:4: title: this key stands here a second time, first",
        ),
        ("year: 2020", "year: '2020'", "papers/first.yaml:7: source.year: '2020' is text; write 2020 without quotes"),
        (
            "title: On networks",
            "title: 2020",
            "papers/first.yaml:8: source.title: 2020 is a number; put it in quotes if it is",
        ),
        (
            "{one: The first}",
            "{one: true}",
            "papers/first.yaml:10: titles.one: true is no text; put it in quotes if it is text",
        ),
        (
            "{one: The first}",
            "{won: t}",
            "papers/first.yaml:10: titles.won: the study has no such variant (did you mean two?); al",
        ),
        (
            "  published: By",
            "  held_out: By",
            "papers/first.yaml:12: protocols.held_out: the study has no such protocol; allo",
        ),
        (
            "accuracy, published: 0.9}",
            "accuracy, published: 90 percent}",
            "headline.0.published: '90 percent' is not allowed: write a number such as 0.991",
        ),
        (
            "- {title: One, cell: one",
            "- {title: One, cell: on",
            "papers/first.yaml:15: headline.0: no cell 'on' (did you mean",
        ),
        (
            "kind: summary",
            "kind: sumary",
            "papers/first.yaml:18: tables.T1: 'sumary' is not known (did you mean summary?); al",
        ),
        (
            "    kind: summary\n",
            "",
            "papers/first.yaml:18: tables.T1: 'kind' is missing: it says which of the kinds this is",
        ),
        (
            "columns: [test_accuracy]",
            "columns: [accuracy]",
            "papers/first.yaml:22: tables.T1.columns.0: 'accuracy' is not kn",
        ),
        ("[[0.9], [0.8]]", "[[0.9]]", "papers/first.yaml:23: tables.T1.published: expected 2 rows of 1 values"),
        (
            "[[0.9], [0.8]]",
            "[[0.9], [1:30]]",
            "papers/first.yaml:23: tables.T1.published.1.0: 1:30: readers differ on it",
        ),
        (
            "[[0.9], [0.8]]",
            "[[0.9], [true]]",
            "papers/first.yaml:23: tables.T1.published.1.0: true is no number; write one",
        ),
        ("    text: It reaches 90 %.\n", "", "papers/first.yaml:26: claims.A1.text: this key is missing"),
        (
            "published: 0.9\n  A2",
            "published: ninety\n  A2",
            "papers/first.yaml:31: claims.A1.published: 'ninety' is not allowed: write a number such as 0.991",
        ),
        (
            "ascending: [one, two]}",
            "ascending: [one]}",
            "claims.A2.ascending: ['one'] has too few items; give at least 2",
        ),
        (
            "ascending: [one, two]}",
            "ascending: [one, tow]}",
            "papers/first.yaml:32: claims.A2: no cell 'tow' (did you mean two?)",
        ),
        ("  A1:", "  1A:", "papers/first.yaml:26: claims.1A: '1A' is not allowed: String should match pattern"),
        ("  A1:", "  1.1:", "papers/first.yaml:26: claims: '1.1' is no key; write a word, in quotes if need be"),
        (
            "- text: It says two.",
            "- text: 2",
            "papers/first.yaml:36: contradictions.1.text: 2 is a number; put it in quotes",
        ),
        (
            "metric: test_loss",
            "metric: loss",
            "papers/first.yaml:38: contradictions.1.readings.first.metric: 'loss' is not known",
        ),
        ("dataset: mnist", "dataset: [mnist", "not YAML: "),
    ],
)
def test_a_mistake_is_one_line_with_file_line_key_value_and_what_to_write(
    plan: Plan, folder: Path, old: str, new: str, line: str
) -> None:
    assert PAPER.count(old) == 1
    said = message(folder, plan, PAPER.replace(old, new))
    assert said.startswith("papers/first.yaml:")
    assert line in said


OTHER = "alternatives: {large: {infers: batch_size, cells: [one], settings: {batch_size: 16}}}\n"
WITH_ALTERNATIVE = "titles: {large: Large}\ninferred: {batch_size: a guess}\nalternatives: {large: it is as usual}\n"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("{large: Large}", "{lage: t}", "small.yaml: titles.lage: the study has no such variant (did you mean large?)"),
        ("{large: it", "{lage: it", "small.yaml: alternatives.lage: the study has no such alternative (did you mean"),
        (
            "{batch_size: a",
            "{batch-size: a",
            "small.yaml: inferred: the setting that alternative large infers, batch_size, has no reason here (did you",
        ),
    ],
)
def test_alternatives_are_those_of_the_study_and_what_they_infer_has_a_reason(old: str, new: str, line: str) -> None:
    plan = plan_study(OTHER)
    assert parse_paper(parsed(WITH_ALTERNATIVE), plan).alternatives == {"large": "it is as usual"}
    with pytest.raises(UserError) as caught:
        parse_paper(parsed(WITH_ALTERNATIVE.replace(old, new)), plan)
    assert str(caught.value).startswith(line)


@pytest.mark.parametrize(
    ("text", "line"), [("- a\n", "papers/first.yaml: expected keys such as title"), ("3", "papers/first.yaml: exp")]
)
def test_a_file_without_keys_is_a_mistake(plan: Plan, folder: Path, text: str, line: str) -> None:
    assert message(folder, plan, text).startswith(line)


@pytest.mark.parametrize("text", ["", "# To be written.\n"], ids=["empty", "a comment"])
def test_an_empty_file_is_an_empty_paper(plan: Plan, folder: Path, text: str) -> None:
    write(folder, text)
    papers = read_papers(plan, folder)
    assert papers["first"] == papers["second"]


def test_a_file_without_a_study_is_a_mistake(plan: Plan, folder: Path) -> None:
    write(folder, PAPER, "frist")
    with pytest.raises(UserError) as caught:
        read_papers(plan, folder)
    said = f"{folder}/frist.yaml: params.yaml has no study 'frist' (did you mean first?); allowed: first, second"
    assert str(caught.value) == said


def test_a_study_needs_no_file(plan: Plan, folder: Path) -> None:
    papers = read_papers(plan, folder / "nowhere")
    assert list(papers) == ["first", "second"]
    for paper in papers.values():
        assert (paper.title, paper.source, paper.dataset, paper.claims) == ("", None, None, {})
        assert list(paper.tables) == ["quality", "comparisons"]
        assert list(paper.figures) == ["reliability"]


def test_hypotheses_need_no_source_and_no_data_set(plan: Plan, folder: Path) -> None:
    write(folder, OWN)
    paper = read_paper(plan.studies["first"], folder)
    assert list(paper.claims) == ["H1"]
    assert (paper.source, paper.dataset) == (None, None)
    assert {"quality", "reliability"} <= {*paper.tables, *paper.figures}


def test_content_alone_is_named_by_its_study() -> None:
    with pytest.raises(UserError, match=r"^small\.yaml: titel: unknown key"):
        parse_paper({"titel": "A"}, small_plan())


def test_what_the_study_has_is_added_to_what_a_paper_has_and_does_not_change_it() -> None:
    content: dict[str, Any] = parsed(PAPER)
    plan: StudyPlan = small_plan()
    own = Paper.model_validate(content)
    paper = parse_paper(content, plan)
    assert list(paper.tables)[:1] == list(own.tables)
    assert {name: item for name, item in paper.tables.items() if name in own.tables} == own.tables
    added = {"tables", "figures"}
    assert paper.model_dump(exclude=added) == own.model_dump(exclude=added)


def test_the_repository_s_papers_are_of_its_studies(mnist_plan: Plan, mnist_papers: dict[str, Paper]) -> None:
    assert list(mnist_papers) == list(mnist_plan.studies)
    assert all(paper.source and paper.claims and paper.headline for paper in mnist_papers.values())


GRID_MEASURE = """
base: {split: parted}
variants: {one: {settings: {model: {name: mlp, hidden: [1]}}}}
alternatives: {large: {infers: metric of the grid, cells: [one-bs32-lr0.1], settings: {batch_size: 16}}}
grid: {batch_size: [32, 8], optimizer.lr: [0.1]}
titles: {one: One}
inferred: {metric of the grid: A guess.}
tables:
  T1: {kind: grid, title: A grid, variant: one, rows: batch_size, columns: optimizer.lr, metric: average_accuracy}
  T2: {kind: summary, title: A summary, cells: [one-bs32-lr0.1], columns: [test_accuracy]}
measures:
  of-test: {title: Test, infers: metric of the grid, tables: [T1], metric: test_accuracy, why: It may be.}
"""


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "infers: metric of the grid, tables",
            "infers: batch_size, tables",
            "of-test.infers: 'batch_size' has no reason",
        ),
        ("tables: [T1]", "tables: [T2]", "of-test.tables.0: 'T2' is no grid of the paper; allowed: T1"),
        ("tables: [T1]", "tables: [T3]", "of-test.tables.0: 'T3' is no grid of the paper; allowed: T1"),
        (
            "metric: test_accuracy, why",
            "metric: average_accuracy, why",
            "of-test.tables.0: T1 is of average_accuracy already; name another metric, or other tables",
        ),
        (
            "metric: test_accuracy, why",
            "metric: best_test_accuracy, why",
            "of-test.metric: best_test_accuracy is no number of a whole run; name one that is",
        ),
        ("  of-test:", "  large:", "measures.large: an alternative of the study has this name; give another one"),
    ],
)
def test_a_measure_that_cannot_be_tried_is_one_line(old: str, new: str, line: str) -> None:
    plan = plan_study(GRID_MEASURE)
    assert paper_of(plan, GRID_MEASURE).measures["of-test"].metric == "test_accuracy"
    assert GRID_MEASURE.count(old) == 1
    with pytest.raises(UserError) as caught:
        paper_of(plan, GRID_MEASURE.replace(old, new))
    assert line in str(caught.value)
