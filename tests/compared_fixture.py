"""Small sets of results to compare, in memory, in a folder, and in a repository of Git."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import yaml

from restudy.judging.rows import CELL, Row, Rows, Value, metric_column, words
from restudy.versions.compare import Comparison, compare
from restudy.versions.result_set import ResultSet

WHO = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b"}
DATE = "2020-01-01T00:00:00Z"
REPRODUCIBLE = WHO | {"GIT_AUTHOR_DATE": DATE, "GIT_COMMITTER_DATE": DATE, "GIT_CONFIG_GLOBAL": os.devnull}
STUDY = "small"
PAPER = {"claims": {"A1": {"text": "One is [best]."}}, "tables": {"T1": {"title": "Two cells"}}}


def summary(**cells: str) -> Rows:
    """A table of two cells, or of some of one's own by their titles, with a metric over three runs and over one."""
    cells = cells or {"One": "one-11111111", "Two": "two-22222222"}
    numbers = [Value(0.75, spread=0.01, runs=3, published=0.5), Value(0.5, runs=1, published=0.5)]
    rows = [
        Row({"title": Value(title), "cell": Value(cell), "test_accuracy": number})
        for (title, cell), number in zip(cells.items(), numbers, strict=True)
    ]
    return Rows([words("title", "cell"), CELL, metric_column("test_accuracy", published=True)], rows)


def layer_table(layer: str) -> Rows:
    """A table without means over runs."""
    return Rows([words("layer", "layer")], [Row({"layer": Value(layer)})])


def judged(verdict: str | None = "holds", mean: float = 0.75, cell: str = "one-11111111") -> dict[str, Any]:
    """What `judge` writes of a study with one claim, one headline number and one cell."""
    outcome = {"verdict": verdict, "reason": "a reason"} if verdict else {}
    return {
        "claims": {
            "A1": {
                "text": "One is [best].",
                "observed": [{"cell": cell, "quantity": {"metric": "test_accuracy"}, "values": {"0": mean}}],
                **outcome,
            }
        },
        "headline": [
            {
                "place": "headline",
                "row": "One",
                "quantity": "test_accuracy",
                "cell": cell,
                "mean": mean,
                "interval": [mean - 0.01, mean + 0.01],
                **outcome,
            }
        ],
        "numbers": [],
        "contradictions": [],
        "protocols": {"published": {"chosen": {"study": {"cell": cell, "candidates": {cell: mean}}}}},
    }


def params(**changes: Any) -> dict[str, Any]:
    """The content of params.yaml and of the study's paper, with top-level keys changed."""
    content = {"dataset": "mnist", "statistics": {"confidence": 0.95}, "studies": {STUDY: {}}, "papers": {STUDY: PAPER}}
    return content | changes


def results(name: str = "old", **parts: Any) -> ResultSet:
    """A set of results of one study, with some of its parts replaced."""
    default: dict[str, Any] = {
        "dataset": "mnist",
        "params": params(),
        "claims": {STUDY: judged()},
        "metrics": {},
        "tables": {(STUDY, "T1"): summary()},
    }
    return ResultSet(name=name, **(default | parts))


def compared() -> Comparison:
    """Another learning rate and caption, a better headline number, one verdict lost and one table more."""
    paper = PAPER | {"tables": {"T1": {"title": "Two small cells"}}}
    new = results(
        "new",
        params=params(studies={STUDY: {"lr": 0.1}}, papers={STUDY: paper}),
        claims={STUDY: judged("open", 0.8)},
        tables={(STUDY, "T1"): summary(), (STUDY, "T2"): layer_table("Linear")},
    )
    return compare(results(), new)


def leave(folder: Path, content: ResultSet) -> Path:
    """Write a set of results under `folder` as a project has them; returns the data set's folder."""
    place = folder / "results" / content.dataset
    for kind, parts in (("claims", content.claims), ("metrics", content.metrics)):
        for study, value in parts.items():
            _write(place / kind / f"{study}.json", json.dumps(value))
    for study in {study for study, _ in content.tables}:
        tables = {name: rows.plain() for (of, name), rows in content.tables.items() if of == study}
        _write(place / "tables" / f"{study}.json", json.dumps(tables))
    if content.params is not None:
        run = {key: value for key, value in content.params.items() if key != "papers"}
        _write(folder / "params.yaml", yaml.safe_dump(run))
        for study, paper in content.params.get("papers", {}).items():
            _write(folder / "papers" / f"{study}.yaml", yaml.safe_dump(paper))
    return place


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def git(folder: Path, *arguments: str) -> str:
    """Run Git, which must succeed."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=os.environ | REPRODUCIBLE, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def commit(folder: Path, tag: str) -> None:
    """Commit everything in a folder and tag it; the folder becomes a repository with the first commit."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", tag)
    git(folder, "tag", tag)
