"""What planning costs: `snakemake -n`, `dvc repro` and `dvc status` on a finished plan of many cells.

A project with one study over a grid of learning rates is made in a temporary folder, with files of a few bytes in
the place of results, so nothing is trained. The first `dvc repro` also hashes every file; the second finds nothing to
do. Nothing is left.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import chdir
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from restudy import layout
from restudy.core_yaml import read_yaml
from restudy.data.origin import write_origin
from restudy.freshness.jobs import jobs, versioned_files
from restudy.papers.reading import read_papers
from restudy.params.params import parse_params
from restudy.plan.plan import Plan, make_plan, write_study_plan
from restudy.records import write_json

ROOT = Path(__file__).parents[1]
PARTS = (
    *("Snakefile", "workflow", "profiles", "src", "custom", "dvc.yaml"),
    *(".dvcignore", ".gitignore", "requirements.lock"),
)
STUDY = "mlp-optimizers"
COMMANDS = ("snakemake -n", "dvc repro", "dvc repro", "dvc status")


def grid_of(cells: int, seeds: int) -> dict[str, Any]:
    """The content of a params.yaml with one study of so many cells."""
    content: dict[str, Any] = read_yaml(ROOT / layout.PARAMS).content
    study = content["studies"][STUDY]
    study["variants"] = {"sgd": study["variants"]["sgd"]}
    study["protocols"] = {"published": study["protocols"]["published"]}
    study["grid"] = {"optimizer.lr": [round(0.001 + 1e-5 * number, 5) for number in range(cells)]}
    return content | {"dataset": "digits", "seeds": list(range(seeds)), "studies": {STUDY: study}}


def leave_results(plan: Plan) -> int:
    """Write every versioned file of a finished run, as small as can be; how many there are."""
    papers = read_papers(plan)
    files = versioned_files(plan, papers, jobs(plan, papers))
    for number, path in enumerate(files):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(number), encoding="utf-8")
    write_origin(layout.Data.of("digits").root, "digits")
    for study in plan.studies.values():
        write_study_plan(layout.plan_file("digits", study.name), study)
    for job in jobs(plan, papers):
        write_json(job.record, job.description)
    return len(files)


def make_project(folder: Path, content: dict[str, Any]) -> int:
    """A finished project under Git and DVC; how many versioned files it has."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir() and not source.is_symlink():
            shutil.copytree(source, folder / part)
        else:
            shutil.copy2(source, folder / part, follow_symlinks=False)
    (folder / "params.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    (folder / layout.PAPERS).mkdir()
    for command in ("git init --quiet", "dvc init --quiet"):
        subprocess.run(command.split(), cwd=folder, check=True)
    with chdir(folder):
        for kind in layout.versioned_folders("digits"):
            kind.mkdir(parents=True)
        return leave_results(make_plan(parse_params(content)))


def seconds(command: str, folder: Path) -> float:
    """Seconds on the clock of a command that must succeed."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = os.environ | {"PATH": path, "PYTHONPATH": str(folder / "src"), "DVC_NO_ANALYTICS": "1"}
    started = time.perf_counter()
    subprocess.run(command.split(), cwd=folder, env=environment, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=int, default=1000)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    console, table = Console(highlight=False), Table(box=None, pad_edge=False)
    table.add_column("command")
    table.add_column("seconds", justify="right")
    with tempfile.TemporaryDirectory() as folder:
        files = make_project(Path(folder), grid_of(options.cells, options.seeds))
        console.print(f"{options.cells:,} cells of {options.seeds} seeds, {files:,} versioned files")
        for command in COMMANDS:
            table.add_row(command, f"{seconds(command, Path(folder)):.1f}")
    console.print(table)


if __name__ == "__main__":
    main()
