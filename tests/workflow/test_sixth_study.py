"""A study more is YAML alone, with a paper or without one: no code knows a study by its name."""

import csv
from pathlib import Path
from typing import Any

import pytest

from restudy.records import read_json
from results_fixture import parsed
from workflow_project import CELLS, Outcome, Project, finished

pytestmark = pytest.mark.slow
__all__ = ["finished"]

NAME, OWN = "mlp-widths", "own-try"
PARAMS: dict[str, Any] = parsed(f"""
{NAME}:
  base:
    split: train-50000
    model:
      name: mlp
      hidden: [16]
    epochs: 2
  variants:
    narrow: {{}}
    wide:
      settings:
        model:
          hidden: [64]
  grid:
    optimizer.lr: [0.001, 0.01]
  cells:
    best:
      variant: wide
      grid:
        optimizer.lr: 0.01
  protocols:
    published:
      choose_by: val_accuracy
  choose_within: study
{OWN}:
  base:
    epochs: 1
  variants:
    shallow:
      settings:
        model:
          name: mlp
          hidden: [8]
  grid:
    batch_size: [64, 128]
  protocols:
    held_out:
      choose_by: val_accuracy
      settings:
        split: held-out-6000
  choose_within: study
""")
PAPER: dict[str, Any] = parsed("""
title: Two widths of an MLP
dataset: mnist
source:
  authors: Nobody in particular
  year: 2024
  title: On widths
summary: An MLP of two widths is trained under two learning rates.
titles:
  narrow: Narrow
  wide: Wide
protocols:
  published: On 10,000 validation images.
headline:
  - title: Wide
    cell: best
    metric: test_accuracy
    published: 0.9
tables:
  W1:
    kind: summary
    title: Test accuracy of the two widths
    cells: [narrow-lr0.01, best]
    columns: [test_accuracy, trainable_parameters]
    published: [[0.85, 12730], [0.9, 50890]]
figures:
  W2:
    kind: dots
    title: The two widths side by side
    table: W1
    column: test_accuracy
claims:
  W3:
    kind: order
    text: The wide network has more parameters than the narrow one.
    metrics: [trainable_parameters]
    ascending: [narrow-lr0.01, best]
""")


@pytest.fixture(scope="module")
def extended(finished: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Outcome]:
    """The finished project, run once more with two studies added and a paper on one, and what that run did."""
    project = finished.copy(tmp_path_factory.mktemp("sixth_study") / "project")
    with project.params() as content:
        content["studies"] |= PARAMS
    with project.paper(NAME) as paper:
        paper |= PAPER
    return project, project.run()


@pytest.fixture
def results(extended: tuple[Project, Outcome]) -> Path:
    return extended[0].folder / "results/digits"


def page(results: Path) -> str:
    return (results / "report/report.html").read_text(encoding="utf-8")


def test_only_their_own_cells_are_trained(extended: tuple[Project, Outcome]) -> None:
    _, outcome = extended
    assert outcome.trained == {
        NAME: {f"{width}-lr{rate}" for width in ("narrow", "wide") for rate in (0.001, 0.01)},
        OWN: {f"shallow-bs{size}-held-out" for size in (64, 128)},
    }


def test_of_the_other_studies_nothing_runs(extended: tuple[Project, Outcome]) -> None:
    _, outcome = extended
    assert [job for job in outcome.jobs if job.wildcards.get("study") in CELLS] == []
    assert outcome.counts == {
        "train": 6,
        "select": 2,
        "evaluate": 2,
        "measure": 2,
        "judge": 2,
        "tabulate_mlp_widths": 1,
        "tabulate_own_try": 1,
        "draw_mlp_widths": 1,
        "draw_own_try": 1,
        "report": 1,
        "typeset": 1,
        "all": 1,
    }


def test_its_table_has_published_and_reproduced_values(results: Path) -> None:
    with (results / "tables" / NAME / "W1.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["test_accuracy_published"] for row in rows] == ["0.85", "0.9"]
    assert [float(row["trainable_parameters_mean"]) for row in rows] == [
        784 * width + width + width * 10 + 10 for width in (16, 64)
    ]


def test_its_claim_is_judged(results: Path) -> None:
    claims = read_json(results / "claims" / f"{NAME}.json")["claims"]
    assert {name: claim["holds"] for name, claim in claims.items()} == {"W3": {"0": True, "1": True}}


@pytest.mark.parametrize(("study", "protocol", "cells"), [(NAME, "published", 4), (OWN, "held_out", 2)])
def test_a_choice_is_made(results: Path, study: str, protocol: str, cells: int) -> None:
    chosen = read_json(results / "selection" / f"{study}.json")["protocols"][protocol]["chosen"]["study"]
    assert len(chosen["candidates"]) == cells
    assert chosen["val_accuracy"] == max(chosen["candidates"].values())


@pytest.mark.parametrize(
    "text",
    [
        PAPER["title"],
        PAPER["source"]["title"],
        PAPER["tables"]["W1"]["title"],
        PAPER["figures"]["W2"]["title"],
        PAPER["claims"]["W3"]["text"],
        f'id="{NAME}-figure-W2"',
    ],
)
def test_a_paper_s_parts_stand_on_the_page(results: Path, text: str) -> None:
    assert text in page(results)


def test_without_a_paper_there_is_what_every_study_has(results: Path) -> None:
    """Numbers of the study's own, tables, figures and its place on the page, under its own name."""
    assert f'id="{OWN}"' in page(results)
    with (results / "tables" / OWN / "quality.csv").open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) > 0
    assert (results / "figures" / OWN / "reliability.svg").is_file()
    metrics = read_json(results / "metrics" / f"{OWN}.json")
    assert metrics["held_out"]["study"]["test_accuracy"] > 0.1
    judged = read_json(results / "claims" / f"{OWN}.json")
    assert judged["claims"] == {}


def test_without_a_paper_it_is_in_the_report_s_data(results: Path) -> None:
    for name in ("verdicts", "rubric"):
        assert OWN in read_json(results / "report" / f"{name}.json")["studies"]


def test_then_nothing_is_to_be_done(extended: tuple[Project, Outcome]) -> None:
    assert extended[0].plan().jobs == []
