"""The record of which code unpacked a data set."""

from pathlib import Path

import pytest

from restudy.checksums import DamageError, read_record, write_record
from restudy.data.origin import IMAGE_FILES, ORIGIN_FILE, check_images, check_origin, write_origin
from restudy.errors import UserError


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """A folder with images."""
    for name in IMAGE_FILES:
        (tmp_path / name).write_text(name)
    return tmp_path


def test_images_of_this_code_pass(images: Path) -> None:
    write_origin(images, "digits")
    check_origin(images, "digits")


def test_before_anything_is_unpacked_there_is_nothing_to_check(tmp_path: Path) -> None:
    check_origin(tmp_path, "digits")


def record_other_code(images: Path) -> None:
    write_origin(images, "digits")
    record = images / ORIGIN_FILE
    write_record(record, read_record(record) | {"code": "other"})


def test_images_of_other_code_are_an_error(images: Path) -> None:
    record_other_code(images)
    with pytest.raises(UserError, match=r"train\.safetensors: unpacked by other code .* remove"):
        check_origin(images, "digits")


def test_splits_small_material_are_checked_too(images: Path) -> None:
    record_other_code(images)
    for name in IMAGE_FILES:
        (images / name).unlink()
    (images / "splits").mkdir()
    (images / "splits/all.safetensors").touch()
    with pytest.raises(UserError, match=r"all\.safetensors: unpacked by other code .*splits"):
        check_origin(images, "digits")


@pytest.mark.parametrize("content", [None, b"", b"{", b"\xff", b"[]", b"{}"])
def test_a_record_that_is_missing_or_damaged_stops_no_plan_but_who_reads_images(
    images: Path, content: bytes | None
) -> None:
    if content is not None:
        (images / ORIGIN_FILE).write_bytes(content)
    check_origin(images, "digits")
    with pytest.raises(DamageError, match=r"unpacked_by\.json: (missing|empty|damaged)"):
        check_images(images / "train.safetensors")


def test_a_record_of_other_data_stops_no_plan(images: Path) -> None:
    write_origin(images, "mnist")
    check_origin(images, "digits")


@pytest.mark.parametrize("name", IMAGE_FILES)
def test_images_are_compared_with_their_record(images: Path, name: str) -> None:
    write_origin(images, "digits")
    check_images(images / name)
    (images / name).write_text("others")
    with pytest.raises(
        DamageError, match=rf"{name}: damaged: it differs from its SHA-256 in .*{ORIGIN_FILE}.*; .* rm "
    ):
        check_images(images / name)
