"""Twelve small cells through Snakemake as this project starts it, against Optuna with joblib and Ray Tune.

All train the same cells by the same function, two at a time, from the state in which images and split are there.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from grid import AT_ONCE, EPOCHS, GRID, cells
from peers import BASELINE, ORCHESTRATION, installed, left_out
from project import STUDY, environment, make_project, params, snakemake
from table import Table, of, spread
from timed import seconds
from turns import Both

from restudy.layout import Data, done_file


def measure(rounds: int) -> dict[str, Any]:
    """Seconds of each program in some rounds, and processor seconds of the training in them."""
    taken: dict[str, list[Both]] = {}
    training = []
    with tempfile.TemporaryDirectory() as folder:
        prepared = _prepared(Path(folder, "prepared"))
        for number in range(rounds):
            training.append(_training_alone(prepared))
            for name, each in _once(prepared, Path(folder, str(number))).items():
                taken.setdefault(name, []).append(each)
    rows = [
        {
            "program": name,
            "clock": spread([each.clock for each in values]),
            "processor": spread([each.processor for each in values]),
            "clock_ratio": median(ours.clock / each.clock for ours, each in zip(taken[BASELINE], values, strict=True)),
            "beyond_training": spread(
                [(each.processor - alone) / len(cells()) for each, alone in zip(values, training, strict=True)]
            ),
        }
        for name, values in taken.items()
    ]
    return {"rows": rows, "training": spread(training), "rounds": rounds, "left_out": left_out(ORCHESTRATION)}


def _prepared(folder: Path) -> Path:
    """A project that has its images and its split."""
    make_project(folder, params(EPOCHS, GRID))
    data, (first, *_) = Data.of("digits"), cells()
    targets = [str(data.images("train")), str(data.split(first.split))]
    seconds(snakemake("--cores", "1", *targets), folder, environment(folder))
    return folder


def _once(prepared: Path, folder: Path) -> dict[str, Both]:
    """One round; this project trains in a fresh copy."""
    shutil.copytree(prepared, folder, symlinks=True)
    targets = [str(done_file("digits", f"train/{STUDY}/{cell.name}")) for cell in cells()]
    own = environment(folder)
    taken = {BASELINE: seconds(snakemake("--cores", str(AT_ONCE), *targets), folder, own)}
    assert all((folder / target).is_file() for target in targets)
    shutil.rmtree(folder)
    for program in installed(ORCHESTRATION):
        command = [sys.executable, "-m", f"peers.{program.module}", str(prepared)]
        taken[program.name] = seconds(command, prepared, environment(prepared))
    return taken


def _training_alone(prepared: Path) -> float:
    """Processor seconds of training all cells in one process."""
    command = [sys.executable, "-m", "peers.plain_loop", str(prepared)]
    done = subprocess.run(
        command, cwd=prepared, env=environment(prepared), stdout=subprocess.PIPE, text=True, check=True
    )
    return float(done.stdout)


def table(part: dict[str, Any]) -> Table:
    """A row for each program."""
    columns = ("program", "seconds", "this project, times as long", "processor seconds", "a cell beyond its training")
    rows = [
        (
            row["program"],
            of(row["clock"], 1),
            f"{row['clock_ratio']:.2f}",
            of(row["processor"], 1),
            of(row["beyond_training"], 2),
        )
        for row in part["rows"]
    ]
    title = (
        f"{len(cells())} cells of {EPOCHS} epochs on {AT_ONCE} cores; training them takes "
        f"{of(part['training'], 1)} processor seconds (rounds: {part['rounds']})"
    )
    return Table(title, columns, rows)
