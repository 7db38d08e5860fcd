"""The division of the training images."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import Tensor
from torch.utils.data import random_split

from restudy.data.arrays import read_tensors
from restudy.data.split import split, split_indices


@pytest.mark.parametrize(("sizes", "seed"), [((54_000, 6_000), 42), ((50_000, 10_000), 0)])
def test_images_are_divided_as_torch_s_random_split_divides_them(sizes: tuple[int, int], seed: int) -> None:
    reference = random_split(range(60_000), sizes, torch.Generator().manual_seed(seed))  # type: ignore[arg-type, var-annotated]
    parts = split_indices(60_000, sizes, seed)
    assert [part.tolist() for part in parts] == [list(subset.indices) for subset in reference]


@given(st.integers(0, 2_000), st.integers(0, 2**63 - 1))
def test_the_order_is_that_of_torch_s_randperm(images: int, seed: int) -> None:
    order, _ = split_indices(images, (images, 0), seed)
    assert order.tolist() == torch.randperm(images, generator=torch.Generator().manual_seed(seed)).tolist()


def test_a_split_loads_no_torch(tmp_path: Path, train_file: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from restudy.data.split import split; "
        f"split(Path({str(train_file)!r}), (50, 14), 3, Path({str(tmp_path / 'split')!r})); "
        "print('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 9))
def test_parts_have_their_sizes_and_no_image_twice(train: int, val: int, rest: int, seed: int) -> None:
    images = train + val + rest
    parts = split_indices(images, (train, val), seed)
    assert [(part.dtype.name, len(part)) for part in parts] == [("int64", train), ("int64", val)]
    chosen = np.concatenate(parts).tolist()
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) <= set(range(images))


@given(st.integers(50, 60), st.integers(0, 9), st.integers(0, 9))
def test_another_seed_makes_another_division(images: int, seed: int, other: int) -> None:
    assume(seed != other)
    assert split_indices(images, (30, 20), seed)[0].tolist() != split_indices(images, (30, 20), other)[0].tolist()


def test_more_images_than_there_are_is_an_error() -> None:
    with pytest.raises(ValueError, match="11 images asked of 10"):
        split_indices(10, (8, 3), 0)


def test_a_split_is_a_file_of_indices(tmp_path: Path, train_file: Path, stored_images: tuple[Tensor, Tensor]) -> None:
    split(train_file, (50, 14), 3, tmp_path / "splits" / "parted")
    written = read_tensors(tmp_path / "splits" / "parted")
    train, val = split_indices(len(stored_images[1]), (50, 14), 3)
    assert written.keys() == {"train", "val"}
    assert written["train"].tolist() == train.tolist()
    assert written["val"].tolist() == val.tolist()


def test_a_split_without_validation_takes_every_image(tmp_path: Path, train_file: Path) -> None:
    split(train_file, (64, 0), 0, tmp_path / "all")
    written = read_tensors(tmp_path / "all")
    assert written["train"].sort().values.tolist() == list(range(64))
    assert len(written["val"]) == 0
