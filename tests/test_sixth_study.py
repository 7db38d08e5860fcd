"""A sixth study is YAML alone: no code knows a study by its name."""

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml

from restudy.records import read_json
from workflow_project import CELLS, Outcome, Project, finished

pytestmark = pytest.mark.slow
__all__ = ["finished"]

NAME = "mlp-widths"
STUDY: dict[str, Any] = yaml.safe_load("""
title: Two widths of an MLP
dataset: mnist
source:
  authors: Nobody in particular
  year: 2024
  title: On widths
summary: An MLP of two widths is trained under two learning rates.
base:
  split: train-50000
  model:
    name: mlp
    hidden: [16]
  epochs: 2
variants:
  narrow:
    title: Narrow
  wide:
    title: Wide
    settings:
      model:
        hidden: [64]
grid:
  optimizer.lr: [0.001, 0.01]
protocols:
  published:
    choose_by: val_accuracy
    note: On 10,000 validation images.
choose_within: study
headline:
  - title: Wide
    cell: &wide {variant: wide, grid: {optimizer.lr: 0.01}}
    metric: test_accuracy
    published: 0.9
tables:
  W1:
    kind: summary
    title: Test accuracy of the two widths
    cells:
      - &narrow {variant: narrow, grid: {optimizer.lr: 0.01}}
      - *wide
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
    ascending: [*narrow, *wide]
""")


@pytest.fixture(scope="module")
def extended(finished: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Outcome]:
    """The finished project, run once more with one study added to params.yaml, and what that run did."""
    project = finished.copy(tmp_path_factory.mktemp("sixth_study") / "project")
    with project.params() as content:
        content["studies"][NAME] = STUDY
    return project, project.run()


@pytest.fixture
def results(extended: tuple[Project, Outcome]) -> Path:
    return extended[0].folder / "results/digits"


def test_only_its_own_cells_are_trained(extended: tuple[Project, Outcome]) -> None:
    _, outcome = extended
    assert outcome.trained == {NAME: {f"{width}-lr{rate}" for width in ("narrow", "wide") for rate in (0.001, 0.01)}}


def test_of_the_other_studies_nothing_runs(extended: tuple[Project, Outcome]) -> None:
    _, outcome = extended
    assert [job for job in outcome.jobs if job.wildcards.get("study") in CELLS] == []
    assert outcome.counts == {
        "train": 4,
        "select": 1,
        "evaluate": 1,
        "judge": 1,
        "tabulate_mlp_widths": 1,
        "draw_mlp_widths": 1,
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


def test_its_choice_is_made(results: Path) -> None:
    chosen = read_json(results / "selection" / f"{NAME}.json")["protocols"]["published"]["chosen"]["study"]
    assert len(chosen["candidates"]) == 4
    assert chosen["val_accuracy"] == max(chosen["candidates"].values())


@pytest.mark.parametrize(
    "text",
    [
        STUDY["title"],
        STUDY["source"]["title"],
        STUDY["tables"]["W1"]["title"],
        STUDY["figures"]["W2"]["title"],
        STUDY["claims"]["W3"]["text"],
    ],
)
def test_it_stands_on_the_page(results: Path, text: str) -> None:
    assert text in (results / "report/report.html").read_text(encoding="utf-8")


def test_its_figure_stands_on_the_page(results: Path) -> None:
    assert f'id="{NAME}-figure-W2"' in (results / "report/report.html").read_text(encoding="utf-8")
