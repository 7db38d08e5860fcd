"""A split made again from its seed and compared with its file, which no record speaks of."""

from collections.abc import Mapping
from pathlib import Path

from safetensors.numpy import save

from restudy.checksums import DamageError
from restudy.data.split import split_indices


def check_split(file: Path, division: Mapping[str, int], images: int) -> None:
    """Compare a split's file with the division of so many training images by its sizes and seed.

    Raises:
        DamageError: it is not there, or another one.
    """
    train, val = split_indices(images, (division["train"], division["val"]), division["seed"])
    made_again = save({"train": train, "val": val})
    if not file.is_file():
        raise DamageError(file, "missing")
    if file.read_bytes() != made_again:
        raise DamageError(file, f"damaged: seed {division['seed']} gives another split")
