"""The record of which code unpacked a data set."""

from pathlib import Path

import pytest

from restudy.data.origin import ORIGIN_FILE, check_origin, write_origin
from restudy.errors import UserError


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """A folder with images."""
    (tmp_path / "train.safetensors").touch()
    return tmp_path


def test_images_of_this_code_pass(images: Path) -> None:
    write_origin(images, "digits")
    check_origin(images, "digits")


def test_before_anything_is_unpacked_there_is_nothing_to_check(tmp_path: Path) -> None:
    check_origin(tmp_path, "digits")


def test_images_without_a_record_are_an_error(images: Path) -> None:
    with pytest.raises(UserError, match=r"train\.safetensors: unpacked by other code .* remove"):
        check_origin(images, "digits")


def test_splits_without_images_are_checked_too(tmp_path: Path) -> None:
    (tmp_path / "splits").mkdir()
    (tmp_path / "splits/all.safetensors").touch()
    with pytest.raises(UserError, match=r"all\.safetensors: unpacked by other code .*splits"):
        check_origin(tmp_path, "digits")


def test_images_of_other_code_are_an_error(images: Path) -> None:
    write_origin(images, "digits")
    record = images / ORIGIN_FILE
    record.write_text(record.read_text().replace('"code": "', '"code": "0'))
    with pytest.raises(UserError, match="unpacked by other code"):
        check_origin(images, "digits")
