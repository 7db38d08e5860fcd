"""Data sets by name."""

import pytest

from restudy.datasets import DATASETS, dataset_named
from restudy.errors import UserError


def test_a_data_set_is_found_by_its_name() -> None:
    assert {"digits", "mnist"} <= set(DATASETS.names())
    assert [dataset_named(name).name for name in DATASETS.names()] == DATASETS.names()


def test_another_name_is_a_mistake() -> None:
    with pytest.raises(UserError, match="data set 'cifar10' is not known; allowed: digits, mnist"):
        dataset_named("cifar10")
