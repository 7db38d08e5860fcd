"""What several test modules share: params.yaml, tiny images, and torch's global state put back after each test."""

import os
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import settings
from torch import Tensor

from reliability import (
    _tried,
    pytest_addoption,
    pytest_configure,
    pytest_sessionfinish,
    pytest_sessionstart,
)
from restudy.core_yaml import read_yaml
from restudy.data.arrays import write_images
from restudy.data.origin import IMAGE_FILES, write_origin
from restudy.data.split import split
from restudy.layout import PAPERS
from restudy.papers.paper import Paper
from restudy.papers.reading import read_papers
from restudy.params.params import PARAMS_FILE, parse_params
from restudy.plan.plan import Plan, make_plan
from restudy.training.loop import Images

__all__ = ["_tried", "pytest_addoption", "pytest_configure", "pytest_sessionfinish", "pytest_sessionstart"]

REPOSITORY = Path(__file__).parents[1]
TRAIN_IMAGES, VAL_IMAGES = 40, 24

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")
# Where Snakemake's plugin for SLURM is installed, each start asks for a cluster's settings: there are none.
os.environ["SLURM_CONF"] = os.devnull
# Cores are used by tests side by side.
torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def _torch_as_it_was() -> Iterator[None]:
    """Give each test the same random numbers, and put back what a trial changes for its whole process."""
    deterministic = torch.are_deterministic_algorithms_enabled()
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield
    if torch.are_deterministic_algorithms_enabled() != deterministic:
        torch.use_deterministic_algorithms(deterministic)
    torch.set_flush_denormal(False)
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds params.yaml."""
    return REPOSITORY


@pytest.fixture(scope="session")
def _params_as_read() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(REPOSITORY / PARAMS_FILE).content
    return content | {"dataset": "mnist"}


@pytest.fixture
def params_content(_params_as_read: dict[str, Any]) -> dict[str, Any]:
    """The content of the repository's params.yaml for MNIST; a test may change it."""
    return deepcopy(_params_as_read)


@pytest.fixture(scope="session")
def mnist_plan(_params_as_read: dict[str, Any]) -> Plan:
    """The plan of the repository's params.yaml for MNIST."""
    return make_plan(parse_params(_params_as_read))


@pytest.fixture(scope="session")
def mnist_papers(mnist_plan: Plan) -> dict[str, Paper]:
    """The repository's papers."""
    return read_papers(mnist_plan, REPOSITORY / PAPERS)


@pytest.fixture
def stored_images() -> tuple[Tensor, Tensor]:
    """Images, uint8 [64, 1, 28, 28], whose labels, int64 [64] of ten classes, can be learned from them."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(TRAIN_IMAGES + VAL_IMAGES) % 10
    images = torch.randint(0, 100, (len(labels), 1, 28, 28), generator=generator, dtype=torch.uint8)
    for image, label in zip(images, labels.tolist(), strict=True):
        image[:, 2 * label : 2 * label + 2] += 150
    return images, labels


@pytest.fixture
def train_images(stored_images: tuple[Tensor, Tensor]) -> Images:
    """The first 40 of `stored_images`, pixels in [0, 1]."""
    images, labels = stored_images
    return Images(images[:TRAIN_IMAGES] / 255, labels[:TRAIN_IMAGES])


@pytest.fixture
def val_images(stored_images: tuple[Tensor, Tensor]) -> Images:
    """The other 24 of `stored_images`, pixels in [0, 1]."""
    images, labels = stored_images
    return Images(images[TRAIN_IMAGES:] / 255, labels[TRAIN_IMAGES:])


@pytest.fixture
def train_file(tmp_path: Path, stored_images: tuple[Tensor, Tensor]) -> Path:
    """`stored_images` as a file, with the record of it and of test images that are the same."""
    for name in IMAGE_FILES:
        write_images(tmp_path / name, *stored_images)
    write_origin(tmp_path, "mnist")
    return tmp_path / IMAGE_FILES[0]


@pytest.fixture
def split_file(tmp_path: Path, train_file: Path) -> Path:
    """A split of `stored_images` into 40 to train and 24 to validate on."""
    split(train_file, (TRAIN_IMAGES, VAL_IMAGES), 0, tmp_path / "split.safetensors")
    return tmp_path / "split.safetensors"


@pytest.fixture
def trial_settings() -> dict[str, Any]:
    """Resolved settings, as a cell's config.json holds them, of a trial that takes milliseconds."""
    return {
        "dataset": "mnist",
        "split": {"train": TRAIN_IMAGES, "val": VAL_IMAGES, "seed": 0},
        "pixels": {"scale": 255.0, "mean": 0.5, "std": 0.5},
        "model": {
            "name": "cnn",
            "channels": [4],
            "kernel": 3,
            "padding": [1],
            "pool": "max",
            "pool_size": 4,
            "batch_norm": {"position": "before_relu", "momentum": 0.1, "eps": 1e-5},
            "hidden": [16],
            "dropout": 0.5,
            "initialisation": "pytorch",
        },
        "optimizer": {"name": "adam", "lr": 0.01, "eps": 1e-8},
        "batch_size": 16,
        "evaluation_batch_size": 10,
        "epochs": 3,
        "early_stopping": {"patience": 3},
        "keep": ["epoch_weights", "first_epoch_steps"],
        "threads": 1,
        "image_shape": [1, 28, 28],
        "classes": 10,
    }
