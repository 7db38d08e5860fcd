"""`restudy fit`: one configuration, watched and measured."""

import io
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from rich.console import Console
from sklearn.metrics import accuracy_score
from torch.nn.functional import cross_entropy

from restudy.checksums import DamageError
from restudy.data.arrays import read_images, read_tensors, write_images
from restudy.data.origin import ORIGIN_FILE, write_origin
from restudy.data.split import split
from restudy.errors import UserError
from restudy.plan.configuration import Configuration, Start, configure
from restudy.training.interactive import data_files, fit
from restudy.training.loop import Observer
from restudy.training.recipe import recipe
from restudy.training.trial import Trial, load_split, run_trial
from terminal import shown_on

NUMBER = re.compile(r"\d+\.\d+|\d[\d,]*")
EPOCHS = 3
DIGITS = {"dataset": "digits", "device": "cpu", "seeds": [0]}
COMMAND = [sys.executable, "-m", "restudy", "fit", "--dataset", "digits", "--device", "cpu"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """params.yaml, and as many images as digits has, whose labels can be learned from them."""
    folder = tmp_path_factory.mktemp("fit")
    shutil.copy(repository / "params.yaml", folder)
    generator = torch.Generator().manual_seed(0)
    for name, size in (("train", 1540), ("test", 257)):
        labels = torch.randint(10, (size,), generator=generator)
        images = torch.randint(0, 200, (size, 1, 28, 28), generator=generator, dtype=torch.uint8)
        images[torch.arange(size), 0, 2 * labels] = 220
        write_images(folder / f"data/digits/{name}.safetensors", images, labels)
    write_origin(folder / "data/digits", "digits")
    return folder


def configured(folder: Path, model: str, epochs: int = EPOCHS) -> Configuration:
    return configure(folder / "params.yaml", Start(model=model), DIGITS, {"epochs": epochs})


def run(folder: Path, configuration: Configuration) -> tuple[Trial, list[str]]:
    """The trial, and the lines that were shown."""
    console = Console(file=io.StringIO(), width=100)
    trial = fit(configuration, folder / "data/digits", console)
    return trial, shown_on(console).splitlines()


def numbers_of(lines: list[str], name: str) -> list[float]:
    line = next(line for line in lines if line.startswith(name))
    return [float(number.replace(",", "")) for number in NUMBER.findall(line)]


def test_it_trains_just_what_the_workflow_trains(folder: Path, tmp_path: Path) -> None:
    """The same cell from the split's file, as a job reads it."""
    configuration = configured(folder, "cnn")
    shown_trial, lines = run(folder, configuration)
    settings = configuration.settings
    train_file, split_file = folder / "data/digits/train.safetensors", tmp_path / "split.safetensors"
    division = settings.split
    split(train_file, (division.train, division.val), division.seed, split_file)
    train, val = load_split(train_file, read_tensors(split_file), settings.pixels.model_dump(), "cpu")
    trial = run_trial(recipe(settings), 0, train, val, Observer())
    assert shown_trial.fit.history == trial.fit.history
    assert shown_trial.metrics == trial.metrics
    for row in trial.fit.history:
        expected = [row["epoch"], row["train_loss"], 100 * row["train_accuracy"], row["val_loss"]]
        assert numbers_of(lines, f"{row['epoch']:5}")[:4] == pytest.approx(expected, abs=0.006)


def test_the_test_row_is_of_the_kept_weights(folder: Path) -> None:
    configuration = configured(folder, "cnn")
    trial, lines = run(folder, configuration)
    images, labels = read_images(folder / "data/digits/test.safetensors")
    with torch.no_grad():
        logits = trial.model.eval()((images / 255 - 0.1307) / 0.3081)
    loss = cross_entropy(logits, labels).item()
    accuracy = accuracy_score(labels, logits.argmax(1))
    # One batch holds all 257 images, so their total loss is their mean.
    assert numbers_of(lines, "test") == pytest.approx([257, loss, 100 * accuracy, loss, 1000], abs=0.006)


def test_each_row_of_the_final_table_names_its_batch_size(folder: Path) -> None:
    trial, lines = run(folder, configured(folder, "cnn"))
    metrics = trial.metrics
    assert numbers_of(lines, "training ")[-2:] == pytest.approx([metrics["train_total_loss"], 64], abs=6e-4)
    assert numbers_of(lines, "validation ")[-2:] == pytest.approx([metrics["val_total_loss"], 1000], abs=6e-4)


def test_a_study_without_validation_has_no_such_row(folder: Path) -> None:
    _, lines = run(folder, configured(folder, "mlp"))
    assert "no early stopping" in "\n".join(lines)
    assert [line.split()[0] for line in lines if line.startswith(("training ", "validation ", "test "))] == [
        "training",
        "test",
    ]


def test_training_is_over_before_the_test_images_are_read(folder: Path, tmp_path: Path) -> None:
    """With a test file that is damaged, every epoch is still shown."""
    for name in ("train.safetensors", ORIGIN_FILE):
        shutil.copy(folder / "data/digits" / name, tmp_path)
    (tmp_path / "test.safetensors").write_bytes(b"no images")
    console = Console(file=io.StringIO())
    with pytest.raises(DamageError, match=r"test\.safetensors: damaged"):
        fit(configured(folder, "mlp"), tmp_path, console)
    shown = shown_on(console)
    assert f"Ended after epoch {EPOCHS}" in shown


@pytest.mark.parametrize("there", [[], ["train"], ["test"]])
def test_missing_data_says_which_command_makes_it(tmp_path: Path, there: list[str]) -> None:
    for name in there:
        (tmp_path / f"{name}.safetensors").touch()
    with pytest.raises(UserError) as raised:
        data_files(tmp_path, "digits")
    command = f"snakemake --cores 2 {tmp_path}/train.safetensors {tmp_path}/test.safetensors --config dataset=digits"
    assert str(raised.value).endswith(f": no such file; make it with: {command}")


@pytest.fixture
def started(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A run of more epochs than anyone waits for, as a shell starts it."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [*COMMAND, "--model", "mlp", "--epochs", "100000"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.slow
def test_control_c_is_one_line_and_exit_status_130(started: subprocess.Popen[str]) -> None:
    assert started.stdout is not None
    while not re.match(r" +2 ", started.stdout.readline()):
        assert started.poll() is None
    started.send_signal(signal.SIGINT)
    _, error = started.communicate(timeout=300)
    assert started.returncode == 130
    assert error == "restudy: fit: interrupted; nothing was kept\n"


@pytest.mark.slow
def test_the_command_line_prints_plain_lines_into_a_pipe(folder: Path) -> None:
    done = subprocess.run([*COMMAND, "--model", "cnn", "--epochs", "2"], cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    lines = done.stdout.splitlines()
    assert lines[0].startswith("cnn of cnn-lstm-grid/cnn on digits: 1,283 training and 257 validation images")
    assert [numbers_of(lines, f"{epoch:5}")[0] for epoch in (1, 2)] == [1, 2]
    assert len(numbers_of(lines, "test")) == 5


def test_the_command_line_answers_a_bad_option_with_one_line(folder: Path) -> None:
    done = subprocess.run([*COMMAND, "--patience", "0"], cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"restudy: --patience: 0 is not allowed: .* 1\n", done.stderr)


def test_a_training_that_diverges_is_said_to_and_shows_no_table(folder: Path) -> None:
    steep = {"optimizer.name": "sgd", "optimizer.lr": 1e6}
    trial, lines = run(folder, configure(folder / "params.yaml", Start(model="mlp"), DIGITS, steep))
    assert trial.fit.divergence is not None
    assert lines[-1].startswith(f"Diverged in epoch {trial.fit.divergence.epoch} (step ")
    assert not any("accuracy" in line for line in lines)
