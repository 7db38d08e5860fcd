"""The twelve small cells that orchestration is measured with, and how a peer trains one of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from project import STUDY, params

from restudy.data.arrays import read_tensors
from restudy.layout import Data
from restudy.params.params import parse_params
from restudy.params.settings import TrialSettings
from restudy.plan.cells import Cell
from restudy.plan.plan import make_plan
from restudy.training.allocator import keep_freed_memory
from restudy.training.loop import Observer
from restudy.training.recipe import recipe
from restudy.training.trial import load_split, run_trial

GRID: dict[str, list[float]] = {"batch_size": [64, 128, 256], "optimizer.lr": [0.001, 0.002, 0.005, 0.01]}
EPOCHS = 5
# As many at once as Snakemake is given cores.
AT_ONCE = 2


def cells() -> tuple[Cell, ...]:
    """One for each point of the grid."""
    return make_plan(parse_params(params(EPOCHS, GRID))).studies[STUDY].cells


def settings_by_point() -> dict[tuple[float, float], Mapping[str, Any]]:
    """Batch size and learning rate to a cell's settings."""
    return {(cell.settings["batch_size"], cell.settings["optimizer"]["lr"]): cell.settings for cell in cells()}


def images_and_split(project: Path) -> tuple[Path, Path]:
    """The files of a project that training reads."""
    data = Data.of("digits")
    (split,) = (project / data.split("any")).parent.glob("*.safetensors")
    return project / data.images("train"), split


def train(project: Path, settings: Mapping[str, Any]) -> float:
    """Train one cell by the function that a job of this project trains it by; its accuracy on training images."""
    keep_freed_memory()
    given = TrialSettings.model_validate(settings)
    file, split = images_and_split(project)
    images, val = load_split(file, read_tensors(split), given.pixels.model_dump(), "cpu")
    metrics = run_trial(recipe(given), 0, images, val, Observer()).metrics
    return float(metrics["train_accuracy"])
