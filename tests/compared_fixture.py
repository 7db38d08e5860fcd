"""Small sets of results to compare, in memory, in a folder, and in a repository of Git."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import yaml

from restudy.comparison.result_set import ResultSet

WHO = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b"}
DATE = "2020-01-01T00:00:00Z"
REPRODUCIBLE = WHO | {"GIT_AUTHOR_DATE": DATE, "GIT_COMMITTER_DATE": DATE, "GIT_CONFIG_GLOBAL": os.devnull}
STUDY = "small"
SUMMARY = """title,cell,test_accuracy_published,test_accuracy_mean,test_accuracy_sd,test_accuracy_seeds
One,one-11111111,0.5,0.75,0.01,3
Two,two-22222222,0.5,0.5,,1
"""


def judged(verdict: str | None = "holds", mean: float = 0.75, cell: str = "one-11111111") -> dict[str, Any]:
    """What `judge` writes of a study with one claim, one headline number and one cell."""
    outcome = {"verdict": verdict, "reason": "a reason"} if verdict else {}
    return {
        "claims": {"A1": {"observed": [{"cell": cell}], **outcome}},
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


def results(name: str = "old", **parts: Any) -> ResultSet:
    """A set of results of one study, with some of its parts replaced."""
    default: dict[str, Any] = {
        "dataset": "mnist",
        "params": {"dataset": "mnist", "studies": {STUDY: {"claims": {"A1": {"text": "One is [best]."}}}}},
        "claims": {STUDY: judged()},
        "metrics": {},
        "tables": {(STUDY, "T1"): SUMMARY},
    }
    return ResultSet(name=name, **(default | parts))


def leave(folder: Path, content: ResultSet) -> Path:
    """Write a set of results under `folder` as a project has them; returns the data set's folder."""
    place = folder / "results" / content.dataset
    for kind, parts in (("claims", content.claims), ("metrics", content.metrics)):
        for study, value in parts.items():
            _write(place / kind / f"{study}.json", json.dumps(value))
    for (study, table), text in content.tables.items():
        _write(place / "tables" / study / f"{table}.csv", text)
    if content.params is not None:
        _write(folder / "params.yaml", yaml.safe_dump(dict(content.params)))
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
