"""The data sets that a plan can name, known before anything is downloaded."""

from collections.abc import Mapping
from dataclasses import dataclass

from restudy.errors import UserError


@dataclass(frozen=True)
class Dataset:
    """A data set's constants.

    Attributes:
        name: its name in params.yaml and in paths.
        title: its name in the report.
        image_shape: channels, height and width of an image as models see it.
        classes: number of classes, labelled 0 to classes - 1.
        train_size: images to train and validate on.
        test_size: images that only evaluation sees.
        archives: md5 sum of each file under raw/.
    """

    name: str
    title: str
    image_shape: tuple[int, int, int]
    classes: int
    train_size: int
    test_size: int
    archives: Mapping[str, str]


# md5 sums as in torchvision.datasets.MNIST.resources (a test compares them).
MNIST = Dataset(
    name="mnist",
    title="MNIST",
    image_shape=(1, 28, 28),
    classes=10,
    train_size=60_000,
    test_size=10_000,
    archives={
        "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
        "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
        "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
        "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
    },
)

# The file that scikit-learn carries: the test part of the UCI set of optically recognised digits.
DIGITS = Dataset(
    name="digits",
    title="scikit-learn digits",
    image_shape=(1, 28, 28),
    classes=10,
    train_size=1_540,
    test_size=257,
    archives={"digits.csv.gz": "9b335364a7bfd63947c7480a5bd51f2d"},
)

DATASETS: Mapping[str, Dataset] = {dataset.name: dataset for dataset in (MNIST, DIGITS)}


def dataset_named(name: str) -> Dataset:
    """The data set with this name.

    Raises:
        UserError: there is none.
    """
    if name not in DATASETS:
        raise UserError(f"data set {name!r} is not known; allowed: {', '.join(DATASETS)}")
    return DATASETS[name]
