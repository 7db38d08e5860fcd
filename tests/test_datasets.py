"""The data sets' constants."""

import hashlib
from importlib.resources import files

import pytest
from sklearn.datasets import load_digits

from restudy.data.datasets import DATASETS, DIGITS, MNIST
from restudy.data.torchvision_import import import_torchvision


@pytest.mark.slow
def test_mnist_s_checksums_are_torchvision_s() -> None:
    assert dict(MNIST.archives) == dict(import_torchvision().datasets.MNIST.resources)


def test_the_digits_checksum_is_the_installed_file_s() -> None:
    ((name, md5),) = DIGITS.archives.items()
    content = (files("sklearn.datasets.data") / name).read_bytes()
    assert hashlib.md5(content, usedforsecurity=False).hexdigest() == md5


def test_the_digits_are_as_many_as_scikit_learn_has() -> None:
    digits = load_digits()
    assert DIGITS.train_size + DIGITS.test_size == len(digits.target)
    assert digits.target.min() == 0
    assert digits.target.max() == DIGITS.classes - 1


def test_a_data_set_is_found_by_its_name() -> None:
    assert {name: dataset.name for name, dataset in DATASETS.items()} == {"mnist": "mnist", "digits": "digits"}


def test_the_digits_are_shaped_like_mnist() -> None:
    """A study's models fit both."""
    assert (DIGITS.image_shape, DIGITS.classes) == (MNIST.image_shape, MNIST.classes) == ((1, 28, 28), 10)
