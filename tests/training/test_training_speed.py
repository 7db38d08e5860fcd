"""The benchmark of training speed, on images that the test makes."""

import gzip
import importlib
import re
import struct
import subprocess
import sys
from functools import partial
from operator import mul
from pathlib import Path
from statistics import median
from types import ModuleType

import numpy as np
import pytest
import torch

from blocks_fixture import build
from restudy.plan.configuration import Start, starting_cell
from restudy.plan.plan import Plan
from restudy.training.trial import count_parameters
from workflow_project import REPOSITORY

ARCHIVES = {f"{part}-{kind}.gz" for part in ("train", "t10k") for kind in ("images-idx3-ubyte", "labels-idx1-ubyte")}
PARTS = {"train": 3000, "t10k": 10}


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four gzipped IDX files named as MNIST's, with random images."""
    folder = tmp_path_factory.mktemp("archives")
    generator = np.random.default_rng(0)
    for part, size in PARTS.items():
        images = generator.integers(0, 256, (size, 28, 28), dtype=np.uint8)
        labels = generator.integers(0, 10, size, dtype=np.uint8)
        write_idx(folder / f"{part}-images-idx3-ubyte.gz", images)
        write_idx(folder / f"{part}-labels-idx1-ubyte.gz", labels)
    return folder


def write_idx(path: Path, values: np.ndarray) -> None:
    header = struct.pack(f">BBBB{values.ndim}I", 0, 0, 8, values.ndim, *values.shape)
    path.write_bytes(gzip.compress(header + values.tobytes(), compresslevel=1))


@pytest.fixture
def turns(repository: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(repository / "benchmarks"))
    return importlib.import_module("turns")


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(REPOSITORY / "benchmarks/training_speed.py"), *options]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_ratio_is_the_median_of_the_pairs_ratios(turns: ModuleType) -> None:
    """Ratios 2, 5 and 3; the medians of the sides would give 4."""
    assert turns.ratio([(1.0, 2.0), (2.0, 10.0), (3.0, 9.0)]) == 3.0


def test_measurements_are_paired_and_the_first_pair_is_left_out(turns: ModuleType) -> None:
    assert turns.in_turns(2, partial(mul, 1.0, 2.0), partial(mul, 2.0, 3.0)) == [(2.0, 6.0), (2.0, 6.0)]


def test_processor_time_leaves_out_sleep(turns: ModuleType) -> None:
    import time

    with turns.processor_time() as idle:
        time.sleep(0.2)
    with turns.processor_time() as busy:
        sum(range(200_000))
    assert 0 <= idle.seconds < 0.1
    assert busy.seconds > 0


def test_both_sides_train_the_same_layers(turns: ModuleType, mnist_plan: Plan) -> None:
    """80 + 1,168 + 7,850 parameters, as the paper's layers have."""
    theirs = importlib.import_module("training_speed").papers_network()
    settings = starting_cell(mnist_plan, Start("cnn-lstm-grid", "cnn")).settings
    ours = build(settings["model"], settings["image_shape"], settings["classes"])
    assert count_parameters(theirs)["trainable"] == count_parameters(ours)["trainable"] == 9098
    ours.load_state_dict(dict(zip(ours.state_dict(), theirs.state_dict().values(), strict=True)))
    images = torch.rand(4, 1, 28, 28)
    assert torch.allclose(ours(images), theirs(images), atol=1e-5)


@pytest.fixture(scope="module")
def measured(archives: Path) -> subprocess.CompletedProcess[str]:
    """Three pairs."""
    return run("--mirror", str(archives), "--images", "1000", "--pairs", "3")


@pytest.mark.slow
def test_it_reports_each_pair_and_their_median(measured: subprocess.CompletedProcess[str], archives: Path) -> None:
    assert (measured.returncode, measured.stderr) == (0, "")
    *pairs, summary = [re.findall(r"\d[\d,]*\.?\d*", line) for line in measured.stdout.splitlines()[1:]]
    speeds = [[float(number.replace(",", "")) for number in pair] for pair in pairs]
    assert [pair[0] for pair in speeds] == [1, 2, 3]
    for _, theirs, ours, ratio in speeds:
        assert ratio == pytest.approx(ours / theirs, abs=0.01)
    assert float(summary[0]) == median(pair[3] for pair in speeds)
    assert {path.name for path in archives.iterdir()} == ARCHIVES


@pytest.mark.slow
def test_this_projects_loop_is_faster(measured: subprocess.CompletedProcess[str]) -> None:
    """Other tests run beside this one, so it asks for less than an idle machine shows."""
    assert float(measured.stdout.split()[-1]) > 1.5


@pytest.mark.slow
def test_without_archives_it_says_where_it_looked(tmp_path: Path) -> None:
    done = run("--mirror", str(tmp_path))
    assert done.returncode == 2
    assert f"no MNIST archives in {tmp_path}" in done.stderr
