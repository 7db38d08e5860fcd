"""Images, labels and indices as files that are mapped into memory."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

from restudy.data.arrays import read_images, read_tensors, to_pixels, write_images, write_tensors
from restudy.data.torchvision_import import import_torchvision


def test_images_are_read_as_they_were_written(tmp_path: Path, stored_images: tuple[Tensor, Tensor]) -> None:
    write_images(tmp_path / "images", *stored_images)
    for read, written in zip(read_images(tmp_path / "images"), stored_images, strict=True):
        assert read.dtype == written.dtype
        assert torch.equal(read, written)


def test_tensors_of_any_layout_are_written(tmp_path: Path) -> None:
    tensors = {
        "transposed": torch.arange(6.0).reshape(2, 3).T,
        "channels last": torch.arange(24.0).reshape(1, 2, 3, 4).contiguous(memory_format=torch.channels_last),
        "empty": torch.empty(0, dtype=torch.int64),
    }
    write_tensors(tmp_path / "tensors", tensors)
    read = read_tensors(tmp_path / "tensors")
    assert read.keys() == tensors.keys()
    assert [name for name in tensors if not torch.equal(read[name], tensors[name])] == []


def test_equal_tensors_make_equal_bytes(tmp_path: Path) -> None:
    tensors = {"a": torch.arange(3), "b": torch.ones(2)}
    write_tensors(tmp_path / "one", tensors)
    write_tensors(tmp_path / "two", dict(reversed(tensors.items())))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="disk"):
        write_tensors(tmp_path / "tensors", {"a": Unreadable()})
    assert list(tmp_path.iterdir()) == []


class Unreadable(Tensor):
    """A tensor whose values are not to be had."""

    def cpu(self, *args: object, **kwargs: object) -> Tensor:
        raise OSError("disk")


def test_images_are_mapped_from_the_file(tmp_path: Path, stored_images: tuple[Tensor, Tensor]) -> None:
    path = tmp_path / "images"
    write_images(path, *stored_images)
    maps = Path("/proc/self/maps")
    assert str(path) not in maps.read_text()
    images, _ = read_images(path)
    assert str(path) in maps.read_text()
    assert torch.equal(images, stored_images[0])


def test_writing_to_what_was_read_leaves_the_file_alone(tmp_path: Path, stored_images: tuple[Tensor, Tensor]) -> None:
    write_images(tmp_path / "images", *stored_images)
    before = (tmp_path / "images").read_bytes()
    read_images(tmp_path / "images")[0].zero_()
    assert (tmp_path / "images").read_bytes() == before


@pytest.mark.parametrize(("mean", "std"), [(0.0, 1.0), (0.5, 0.5), (0.1307, 0.3081)])
def test_pixels_are_those_of_torchvision_s_transforms(
    stored_images: tuple[Tensor, Tensor], mean: float, std: float
) -> None:
    import_torchvision()
    from torchvision.transforms.v2.functional import normalize, to_dtype

    images, _ = stored_images
    reference = normalize(to_dtype(images, torch.float32, scale=True), [mean], [std])
    pixels = to_pixels(images, 255, mean, std)
    assert pixels.dtype == torch.float32
    torch.testing.assert_close(pixels, reference, rtol=1e-6, atol=1e-7)


def test_pixels_may_stay_as_they_are_stored(stored_images: tuple[Tensor, Tensor]) -> None:
    images, _ = stored_images
    before = images.clone()
    assert torch.equal(to_pixels(images, 1, 0, 1), images.float())
    assert torch.equal(images, before)
