"""scikit-learn's digits, which come with the package and need no network."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from restudy.datasets import Dataset

if TYPE_CHECKING:
    from torch import Tensor

DIVISION_SEED = 0
LARGEST_VALUE = 16


class Digits(Dataset):
    """scikit-learn's digits: the test part of the UCI set of optically recognised digits."""

    title = "scikit-learn digits"
    image_shape = (1, 28, 28)
    classes = 10
    train_size = 1_540
    test_size = 257
    archives: ClassVar = {"digits.csv.gz": "9b335364a7bfd63947c7480a5bd51f2d"}
    carried_by = "sklearn.datasets.data"

    def read(self, raw: Path) -> "list[tuple[Tensor, Tensor]]":
        """Both parts, scaled from 8×8 to 28×28, in a seeded, stratified 6:1 division."""
        import numpy as np
        import torch
        from sklearn.model_selection import train_test_split

        table = torch.from_numpy(np.loadtxt(raw / "digits.csv.gz", delimiter=",", dtype=np.float32))
        images, labels = _enlarged(table[:, :-1].reshape(-1, 1, 8, 8)), table[:, -1].long()
        parts = train_test_split(np.arange(len(labels)), test_size=1 / 7, stratify=labels, random_state=DIVISION_SEED)
        return [(images[part], labels[part]) for part in map(torch.from_numpy, parts)]


def _enlarged(images: "Tensor") -> "Tensor":
    """28×28 uint8 images in 0 to 255 from 8×8 ones in 0 to 16, by bilinear interpolation."""
    import torch
    from torch.nn import functional

    large = functional.interpolate(images, size=(28, 28), mode="bilinear", align_corners=False)
    return large.mul(255 / LARGEST_VALUE).round().to(torch.uint8)
