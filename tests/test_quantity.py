"""What a number is of, in words and units."""

import pytest

from restudy.formats import Unit
from restudy.quantity import Quantity, errors_title

QUANTITIES = [
    (Quantity("val_accuracy"), "validation accuracy", Unit.SHARE),
    (Quantity("val_accuracy", epoch=3), "validation accuracy after epoch 3", Unit.SHARE),
    (Quantity("test_errors"), "test errors", Unit.COUNT),
    (Quantity("val_total_loss", epoch_of="lowest"), "epoch of lowest validation total loss", Unit.COUNT),
    (Quantity(score="recall", label=4), "recall of 4", Unit.SCORE),
    (Quantity(score="f1", label=0), "F1 of 0", Unit.SCORE),
    (Quantity(label=4, prediction=9), "4 taken for 9", Unit.COUNT),
    (Quantity(label=0, prediction=9, directed=False), "errors between 0 and 9", Unit.COUNT),
    (Quantity(label=4, prediction=9, second=True), "of these with 4 second", Unit.COUNT),
]


@pytest.mark.parametrize(("quantity", "title", "unit"), QUANTITIES, ids=[title for _, title, _ in QUANTITIES])
def test_a_quantity_has_words_and_a_unit(quantity: Quantity, title: str, unit: Unit) -> None:
    assert (quantity.title, quantity.unit) == (title, unit)


@pytest.mark.parametrize("quantity", [quantity for quantity, _, _ in QUANTITIES])
def test_a_quantity_is_read_as_it_was_written(quantity: Quantity) -> None:
    assert Quantity.read(quantity.plain()) == quantity


def test_the_class_zero_is_written() -> None:
    assert Quantity(label=0, prediction=6).plain() == {"label": 0, "prediction": 6}


def test_errors_have_a_direction_or_none() -> None:
    assert errors_title(3, 5, directed=True) == "3 taken for 5"
    assert errors_title(3, 5, directed=False) == "errors between 3 and 5"
