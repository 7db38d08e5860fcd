"""The benchmark in its quick form, and what is written of its last run."""

import importlib
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import partial
from operator import mul
from pathlib import Path
from types import ModuleType

import pytest
import torch

from blocks_fixture import build
from restudy.records import read_json
from restudy.training.trial import count_parameters
from workflow_project import REPOSITORY

BENCHMARKS = REPOSITORY / "benchmarks"
# Those whose weights ours and a paper's network can share.
NETWORKS = ("cnn-lstm-grid CNN", "batchnorm-cnn CNN", "mlp-optimizers MLP")


@pytest.fixture(scope="module", autouse=True)
def on_the_path() -> Iterator[None]:
    """Nothing stays of what is imported: the benchmark's modules have plain names."""
    before = {*sys.modules}
    sys.path.insert(0, str(BENCHMARKS))
    yield
    sys.path.remove(str(BENCHMARKS))
    for name in {*sys.modules} - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(BENCHMARKS)):
            del sys.modules[name]


def module(name: str) -> ModuleType:
    return importlib.import_module(name)


def bench(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BENCHMARKS / "bench.py"), *options]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | {"COLUMNS": "200"}, check=False)


def test_the_ratio_is_the_median_of_the_rounds_ratios() -> None:
    """Ratios 2, 5 and 3; the medians of the sides would give 4."""
    assert module("turns").ratio([1.0, 2.0, 3.0], [2.0, 10.0, 9.0]) == 3.0


def test_programs_take_turns_and_the_first_round_is_left_out() -> None:
    taken = module("turns").in_turns(2, {"one": partial(mul, 1.0, 2.0), "two": partial(mul, 2.0, 3.0)})
    assert taken == {"one": [2.0, 2.0], "two": [6.0, 6.0]}


def test_speed_by_the_processor_leaves_out_sleep() -> None:
    import time

    speed = module("turns").speed(10, partial(time.sleep, 0.2))
    assert speed.clock <= 50 < speed.processor


@pytest.mark.parametrize("network", [*NETWORKS, "dropout-cnn CNN", "cnn-lstm-grid LSTM"])
def test_a_paper_s_network_has_the_layers_of_ours(network: str) -> None:
    networks = module("networks")
    settings = module("task").Task(*networks.NETWORKS[network], 0).settings
    theirs, ours = networks.papers_network(settings), build(settings["model"], settings["image_shape"], 10)
    assert count_parameters(theirs)["trainable"] == count_parameters(ours)["trainable"]
    if network in NETWORKS:
        ours.load_state_dict(dict(zip(ours.state_dict(), theirs.state_dict().values(), strict=True)))
        images = torch.rand(4, 1, 28, 28)
        assert torch.allclose(ours.eval()(images), theirs.eval()(images), atol=1e-5)


def test_operations_are_counted_by_hand() -> None:
    """The MLP's three matrices; the first CNN's filters at each place and its matrix; the LSTM's gates at each row."""
    networks, task = module("networks"), module("task")
    by_hand = {
        "mlp-optimizers MLP": 784 * 128 + 128 * 64 + 64 * 10,
        "cnn-lstm-grid CNN": 28**2 * 9 * 8 + 14**2 * 9 * 8 * 16 + 7**2 * 16 * 10,
        "cnn-lstm-grid LSTM": 28 * 4 * 128 * (28 + 128 + 128 + 128) + 128 * 10,
    }
    for name, products in by_hand.items():
        settings = task.Task(*networks.NETWORKS[name], 0).settings
        assert networks.training_operations(settings) == 3 * 2 * products


@pytest.mark.slow
def test_the_quick_form_writes_a_row_for_each_program(tmp_path: Path) -> None:
    done = bench("--quick", "--only", "training", "--networks", NETWORKS[0], "--output", str(tmp_path))
    assert done.returncode == 0, done.stderr
    part, page = read_json(tmp_path / "results.json")["training"], (tmp_path / "results.md").read_text("utf-8")
    rows = {row["program"]: row for row in part["rows"]}
    peers = module("peers")
    assert [*rows] == [program.name for program in peers.installed(peers.TRAINING)]
    assert part["left_out"] == peers.left_out(peers.TRAINING)
    for name, row in rows.items():
        assert 0 < row["processor"]["low"] <= row["processor"]["median"] <= row["processor"]["high"]
        assert f"| {NETWORKS[0]} | {name} | " in page
        assert name in done.stdout
    assert all(line in page for line in part["left_out"])
    # Other tests run beside this one, so it asks for less than an idle machine shows.
    assert rows["paper's program"]["ratio"] > 1.5


@pytest.mark.slow
def test_growth_writes_a_row_for_each_state(tmp_path: Path) -> None:
    done = bench("--quick", "--only", "growth", "--output", str(tmp_path))
    assert done.returncode == 0, done.stderr
    rows = read_json(tmp_path / "results.json")["growth"]["rows"]
    assert [(row["state"], row["cells"]) for row in rows] == [("nothing has run", 50), ("all is finished", 50)]


@pytest.mark.slow
def test_without_archives_it_says_where_it_looked(tmp_path: Path) -> None:
    done = bench("--mirror", str(tmp_path))
    assert done.returncode == 2
    assert f"no MNIST archives in {tmp_path}" in done.stderr


def test_the_page_is_made_of_the_numbers() -> None:
    page = (BENCHMARKS / "results.md").read_text(encoding="utf-8")
    assert page == module("bench").markdown(read_json(BENCHMARKS / "results.json"))


def test_the_readme_quotes_the_page() -> None:
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8").partition("## How fast")[2].partition("\n## ")[0]
    page = (BENCHMARKS / "results.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + 6
    assert [line for line in rows if line not in page] == []
    results = read_json(BENCHMARKS / "results.json")
    ours, theirs, *_ = results["orchestration"]["rows"]
    growth = {
        row["cells"]: row["processor"]["median"] for row in results["growth"]["rows"] if "nothing" in row["state"]
    }
    facts = results["training"]["machine"]
    quoted = (
        f"{ours['clock']['median']:.1f} seconds, {theirs['clock_ratio']:.2f} times as long as Optuna with joblib",
        f"{ours['beyond_training']['median']:.2f} processor seconds of a cell beyond its training",
        f"{growth[50]:.1f}, {growth[400]:.1f} and {growth[2000]:.1f} processor seconds for 50, 400 and 2,000 cells",
        f"{facts['cores']} cores of {facts['processor']}",
        f"PyTorch {facts['packages']['torch']}",
    )
    assert [words for words in quoted if words not in " ".join(text.split())] == []


def test_the_extra_has_what_programs_need() -> None:
    peers = module("peers")
    extra = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    named = {re.match(r"[\w-]+", line)[0] for line in extra["bench"]}  # type: ignore[index]
    programs = (*peers.TRAINING, *peers.ORCHESTRATION)
    assert {package for program in programs for package in program.needs} <= named
