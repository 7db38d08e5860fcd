"""What renames which cells, in a copy of the package."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from results_fixture import PARAMS, of_run, parsed, study_content

VARIANTS = """
variants:
  mlp: {settings: {model: {name: mlp, hidden: [8]}}}
  cnn: {settings: {model: {name: cnn, channels: [4], kernel: 3, padding: [1], pool: max}}}
  own: {settings: {model: {name: custom.wide}}}
"""
WIDE = """
from custom.sizes import WIDTH
from restudy.models import ModelBlock

class Wide(ModelBlock):
    width: int = WIDTH
"""
PROGRAM = """
import json
from pathlib import Path
from restudy.params.params import read_params
from restudy.plan.plan import make_plan
plan = make_plan(read_params(Path("params.yaml"), {}))
print(json.dumps({cell.variant: cell.name for cell in plan.cells.values()}))
"""
Change = Callable[[Path], None]


@pytest.fixture
def project(tmp_path: Path, repository: Path) -> Path:
    """A project with cells of a network of its own and of two of the package's, and with a copy of the package."""
    shutil.copytree(repository / "src/restudy", tmp_path / "restudy", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "custom").mkdir()
    (tmp_path / "custom/nets.py").write_text(WIDE)
    (tmp_path / "custom/sizes.py").write_text("WIDTH = 64\n")
    content = parsed(PARAMS) | {"studies": {"small": of_run(study_content(VARIANTS))}}
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(content))
    return tmp_path


def names(project: Path) -> dict[str, str]:
    """Variant to the name of its cell."""
    variables = os.environ | {"PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=project, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


def added(file: str, text: str) -> Change:
    """A new file."""

    def change(project: Path) -> None:
        assert not (project / file).exists()
        (project / file).write_text(text)

    return change


def edited(file: str, old: str, new: str) -> Change:
    """An edited file."""

    def change(project: Path) -> None:
        text = (project / file).read_text()
        assert text.count(old) == 1
        (project / file).write_text(text.replace(old, new))

    return change


def block(base: str, module: str, title: str) -> str:
    return f"from restudy.{module} import {base}\n\n\nclass {title}({base}):\n    size: int = 3\n"


ADDITIONS = {
    "a family": added("restudy/models/deep.py", block("ModelBlock", "models", "Deep")),
    "an optimizer": added("restudy/optimizers/signs.py", block("OptimizerBlock", "optimizers", "Signs")),
    "a schedule": added("restudy/schedules/steps.py", block("ScheduleBlock", "schedules", "Steps")),
    "a loss": added("restudy/losses/hinge.py", block("LossBlock", "losses", "Hinge")),
    "an augmentation": added("restudy/augmentations/noise.py", block("AugmentationBlock", "augmentations", "Noise")),
    "a data set": added("restudy/datasets/letters.py", block("Dataset", "datasets", "Letters")),
    "an optional key": edited(
        "restudy/params/settings.py",
        "    epochs: Epochs",
        "    clip: float | None = Field(None)\n    epochs: Epochs",
    ),
    "a module of one's own": added("custom/more.py", block("ModelBlock", "models", "More")),
    "a comment": edited("restudy/models/cnn.py", "        return model\n", "        return model  # it\n"),
    "a default that is written down": edited(
        "params.yaml", "  threads: 1", "  threads: 1\n  loss: {name: cross_entropy}"
    ),
}


@pytest.mark.parametrize("addition", ADDITIONS)
def test_an_addition_renames_no_cell(project: Path, addition: str) -> None:
    before = names(project)
    ADDITIONS[addition](project)
    assert names(project) == before


CHANGES = {
    "a family": (
        edited("restudy/models/cnn.py", "nn.ReLU()]\n        if norm", "nn.GELU()]\n        if norm"),
        {"cnn"},
    ),
    "a module of one's own": (edited("custom/nets.py", "= WIDTH", "= WIDTH + 1"), {"own"}),
    "what it imports": (edited("custom/sizes.py", "64", "65"), {"own"}),
    "the loop": (
        edited("restudy/training/learner.py", "loss.backward()", "loss.sum().backward()"),
        {"mlp", "cnn", "own"},
    ),
    "the data's reader": (
        edited("restudy/datasets/mnist.py", '(raw / f"{part}-labels', '(raw / f"{part}-LABELS'),
        {"mlp", "cnn", "own"},
    ),
    "the loss": (
        edited("restudy/losses/cross_entropy.py", "functional.cross_entropy", "functional.nll_loss"),
        {"mlp", "cnn", "own"},
    ),
}


@pytest.mark.parametrize("changed", CHANGES)
def test_changed_code_renames_the_cells_that_it_trains(project: Path, changed: str) -> None:
    change, expected = CHANGES[changed]
    before = names(project)
    change(project)
    after = names(project)
    assert {variant for variant in before if before[variant] != after[variant]} == expected
