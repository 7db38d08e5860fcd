"""Copies of the project in temporary folders, with params.yaml of one's own and without papers."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from task import ROOT

from restudy import layout
from restudy.core_yaml import read_yaml

PARTS = ("Snakefile", "workflow", "profiles", "src", "custom")
STUDY = "cnn-lstm-grid"
BESIDE_RESULTS = shutil.ignore_patterns("__pycache__", "*.egg-info")


def params(epochs: int, grid: Mapping[str, Any]) -> dict[str, Any]:
    """The content of params.yaml with one study: the first study's CNN over a grid, on digits, with one seed."""
    content: dict[str, Any] = read_yaml(ROOT / layout.PARAMS).content
    study = {
        "base": {"split": "all", "epochs": epochs},
        "variants": {"cnn": content["studies"][STUDY]["variants"]["cnn"]},
        "grid": dict(grid),
        "protocols": {"published": {"choose_by": "test_accuracy"}},
        "choose_within": "study",
    }
    return content | {"dataset": "digits", "seeds": [0], "studies": {STUDY: study}}


def make_project(folder: Path, content: Mapping[str, Any]) -> None:
    """A project in which nothing has run."""
    folder.mkdir(parents=True)
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=BESIDE_RESULTS)
        else:
            shutil.copy2(source, folder / part)
    (folder / layout.PARAMS).write_text(yaml.safe_dump(dict(content), sort_keys=False), encoding="utf-8")


def environment(folder: Path) -> dict[str, str]:
    """For commands of the project: this Python's programs, and the copy's package before the installed one."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("SNAKEMAKE")}
    path = os.pathsep.join([str(Path(sys.executable).parent), own.get("PATH", "")])
    # Peers find the modules beside them, in processes of their own too.
    beside = os.pathsep.join([str(folder / "src"), str(Path(__file__).parent)])
    return own | {"PATH": path, "PYTHONPATH": beside}


def snakemake(*arguments: str) -> list[str]:
    """Snakemake's command line."""
    return [sys.executable, "-m", "snakemake", *arguments]
