"""Images, labels and split indices as files that are mapped into memory."""

from pathlib import Path

from safetensors.torch import load_file, save
from torch import Tensor

from restudy.records import replacing


def write_tensors(path: Path, tensors: dict[str, Tensor]) -> None:
    """Write named tensors as one safetensors file, in one step."""
    content = save({name: tensor.cpu().contiguous() for name, tensor in tensors.items()})
    with replacing(path) as temporary:
        # Written here, since safetensors has a temporary file of its own, which nobody clears away after a kill.
        temporary.write_bytes(content)


def read_tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file, backed by the file until they are written to."""
    # Of a file that one may not read, safetensors says that it is not there.
    path.open("rb").close()
    return load_file(path)


def write_images(path: Path, images: Tensor, labels: Tensor) -> None:
    """Write images, uint8 [N, C, H, W], and labels, int64 [N]."""
    write_tensors(path, {"images": images, "labels": labels})


def read_images(path: Path) -> tuple[Tensor, Tensor]:
    """Images, uint8 [N, C, H, W], and labels, int64 [N]."""
    tensors = read_tensors(path)
    return tensors["images"], tensors["labels"]


def to_pixels(images: Tensor, scale: float, mean: float, std: float) -> Tensor:
    """Float32 pixels (value / scale - mean) / std of uint8 images, of the same shape."""
    return images.float().div_(scale).sub_(mean).div_(std)
