"""A split compared with what its seed gives."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from restudy.checksums import DamageError
from restudy.data.check_split import check_split
from restudy.data.split import split, split_indices

DIVISION = {"train": 40, "val": 20, "seed": 3}


def test_a_split_of_the_same_seed_and_sizes_passes(tmp_path: Path, train_file: Path) -> None:
    split(train_file, (40, 20), 3, tmp_path / "split")
    check_split(tmp_path / "split", DIVISION, 64)


@pytest.mark.parametrize("change", [{"seed": 4}, {"train": 39}, {"val": 21}, {"train": 20, "val": 40}])
def test_another_division_does_not(tmp_path: Path, train_file: Path, change: dict[str, int]) -> None:
    split(train_file, (40, 20), 3, tmp_path / "split")
    with pytest.raises(DamageError, match=r"split: damaged: seed \d gives another split; .* rm "):
        check_split(tmp_path / "split", DIVISION | change, 64)


@pytest.mark.parametrize("names", [("val", "train"), ("train", "train")])
def test_indices_under_the_wrong_name_do_not(tmp_path: Path, names: tuple[str, str]) -> None:
    parts = dict(zip(("train", "val"), split_indices(64, (40, 20), 3), strict=True))
    content = {"train": parts[names[0]], "val": parts[names[1]].copy()}
    save_file(content, tmp_path / "split")
    with pytest.raises(DamageError):
        check_split(tmp_path / "split", DIVISION, 64)


def test_one_index_changed_does_not(tmp_path: Path) -> None:
    train, val = split_indices(64, (40, 20), 3)
    train = np.where(np.arange(40) == 7, 63 - train, train)
    save_file({"train": train, "val": val}, tmp_path / "split")
    with pytest.raises(DamageError):
        check_split(tmp_path / "split", DIVISION, 64)


def test_a_split_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DamageError, match="nowhere: missing; to make it again: run Snakemake as before"):
        check_split(tmp_path / "nowhere", DIVISION, 64)
