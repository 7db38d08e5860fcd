"""Comparison of a trial that was trained again with the one that other code trained."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from existing_fixture import cell_of, leave, two_cells
from restudy.adoption.sample import Sampler, differing_file, epoch_bar, reason
from restudy.checksums import read_record, write_record
from restudy.data.origin import IMAGE_FILES, ORIGIN_FILE, write_origin
from restudy.errors import UserError
from restudy.records import write_text
from restudy.store.store import Store
from restudy.store.trial_files import read_run, write_run
from terminal import shown_on

RESULTS = ["history.csv", "steps.csv", "metrics.json", "checkpoint.safetensors", "epochs.safetensors"]
RECORD = {
    "host": "a",
    "processor": "X",
    "device": "cpu",
    "python": "3.11.7",
    "torch_threads": 1,
    "versions": {"torch": "2.13.0"},
    "seconds": 3.5,
    "started": "2026",
}


@pytest.mark.parametrize("name", RESULTS)
def test_the_file_that_differs_is_named_whatever_its_time_and_size(tmp_path: Path, name: str) -> None:
    one, other = (leave(tmp_path / place, {}, {"digest": "d", "seconds": place}) for place in ("one", "other"))
    assert differing_file(read_run(one), read_run(other)) is None
    (other / name).write_text((other / name).read_text().upper())
    write_run(other, "d", 0, {})
    assert differing_file(read_run(one), read_run(other)) == name


def test_where_surroundings_are_the_same_the_code_decides() -> None:
    assert reason(RECORD, RECORD | {"seconds": 1, "started": "2027"}) == (
        "machine and versions are the same, so the code changes what is learned"
    )


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"processor": "Y"}, "processor 'X', here 'Y'"),
        ({"versions": {"torch": "2.14.0"}}, "torch '2.13.0', here '2.14.0'"),
        ({"device": "cuda", "gpu": {"name": "H"}}, "device 'cpu', here 'cuda'; GPU None, here 'H'"),
    ],
)
def test_another_machine_is_said_to_give_other_bytes(change: dict[str, object], text: str) -> None:
    assert reason(RECORD, RECORD | change) == f"it was trained elsewhere, which alone gives other bytes ({text})"


@pytest.fixture
def sampler(tmp_path: Path) -> Sampler:
    return Sampler(tmp_path / "data/mnist", Store(tmp_path / "store"), "cpu", tmp_path)


def test_images_that_other_code_unpacked_are_refused(tmp_path: Path, sampler: Sampler) -> None:
    for name in IMAGE_FILES:
        write_text(tmp_path / "data/mnist" / name, "images")
    write_origin(tmp_path / "data/mnist", "mnist")
    record = tmp_path / "data/mnist" / ORIGIN_FILE
    write_record(record, read_record(record) | {"code": "other"})
    with pytest.raises(UserError, match="unpacked by other code than this one"):
        sampler.train(cell_of(two_cells(tmp_path), "sgd"), 0, print)


@pytest.mark.slow
def test_a_job_that_fails_is_named_with_its_last_line(tmp_path: Path, sampler: Sampler) -> None:
    for name in IMAGE_FILES:
        write_text(tmp_path / "data/mnist" / name, "images")
    write_origin(tmp_path / "data/mnist", "mnist")
    (tmp_path / "data/mnist/train.safetensors").write_text("other images")
    heard: list[str] = []
    with pytest.raises(UserError, match=r"^split: exit status 2: .*train\.safetensors: damaged") as error:
        sampler.train(cell_of(two_cells(tmp_path), "sgd"), 0, heard.append)
    assert str(error.value).endswith(heard[-1].strip().removeprefix("restudy: "))


def test_the_bar_moves_with_the_log_s_epochs() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=80, no_color=True, legacy_windows=False)
    with epoch_bar(console, 7) as listen:
        for line in ("epochs ahead\n", "seed 3 epoch 1 train_loss=0.1\n", "seed 3 epoch 2 train_loss=0.1\n"):
            listen(line)
    assert "2/7 epochs" in shown_on(console)
