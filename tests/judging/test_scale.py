"""From probabilities to words."""

import numpy as np
import pytest

from restudy.judging.findings import Limit, Margin, Side
from restudy.judging.scale import Chances, mattering, scale_of
from restudy.params.params import Limits
from restudy.quantity import Quantity
from restudy.statistics.contrasts import Runs

LIMITS = Limits()
IMAGES = 10_000


@pytest.mark.parametrize(
    ("so", "clearly", "clearly_not", "word"),
    [
        (0.99, 0.95, 0.001, "holds"),
        (0.975, 0.975, 0.025, "holds"),
        (0.95, 0.90, 0.01, "leans true"),
        (0.99, 0.60, 0.001, "open"),
        (0.70, 0.60, 0.10, "open"),
        (0.50, 0.01, 0.01, "tied"),
        (0.99, 0.02, 0.0, "tied"),
        (0.05, 0.01, 0.90, "leans false"),
        (0.01, 0.001, 0.60, "open"),
        (0.01, 0.001, 0.95, "does not hold"),
    ],
)
def test_a_word_needs_to_be_probable_and_to_matter(so: float, clearly: float, clearly_not: float, word: str) -> None:
    assert Chances(so, clearly, clearly_not).verdict(LIMITS) == word


@pytest.mark.parametrize(
    ("so", "word"),
    [
        (0.98, "holds"),
        (0.94, "leans true"),
        (0.8, "leans true"),
        (0.79, "open"),
        (0.2, "leans false"),
        (0.02, "does not hold"),
    ],
)
def test_where_any_difference_matters_the_probability_decides(so: float, word: str) -> None:
    assert Chances.of_share(so).verdict(LIMITS) == word


def test_all_must_be_above_and_one_below_is_enough() -> None:
    drawn = np.array([[1.0, 3.0], [0.5, 3.0], [3.0, -1.5], [-0.5, 3.0]])
    chances = Chances.of(drawn, np.array([0.8, 1.0]))
    assert (chances.so, chances.clearly, chances.clearly_not) == (0.5, 0.25, 0.25)
    assert chances.within == 0.5


def margin(quantity: Quantity, values: list[float], limit: Limit | None = None) -> Margin:
    runs = Runs("a", np.array(values))
    return Margin(Side("a", quantity), Side("b", quantity), [(1.0, runs), (-1.0, runs)], limit=limit)


@pytest.mark.parametrize(
    ("quantity", "values", "size"),
    [
        (Quantity("test_accuracy"), [0.9, 0.9], 0.001),
        (Quantity(score="recall", label=3), [0.9, 0.9], 0.001),
        (Quantity("test_loss"), [0.05, 0.15], 0.002),
        (Quantity("test_errors"), [80.0, 90.0], 10.0),
        (Quantity("epochs_run"), [10.0, 12.0], 0.5),
        (Quantity("val_loss", epoch_of="lowest"), [10.0, 12.0], 0.5),
        (Quantity(label=4, prediction=9), [8.0, 3.0], 0.5),
    ],
)
def test_what_matters_goes_by_the_unit(quantity: Quantity, values: list[float], size: float) -> None:
    assert mattering(margin(quantity, values), LIMITS, IMAGES) == pytest.approx(size)
    assert scale_of(margin(quantity, values), LIMITS, IMAGES) == pytest.approx(size)


def test_a_limit_is_kept_or_not() -> None:
    """Nothing is too small to matter; a distance to it is measured as other differences are."""
    limited = margin(Quantity("test_accuracy"), [0.9], Limit("above", 0.8))
    assert mattering(limited, LIMITS, IMAGES) == 0
    assert scale_of(limited, LIMITS, IMAGES) == 0.001


def test_what_is_the_same_in_every_run_matters_however_small_and_has_a_scale() -> None:
    runs = Runs("a", np.array([0.0]), exact=True)
    side = Side("a", Quantity("test_loss"))
    nothing = Margin(side, side, [(1.0, runs), (-1.0, runs)])
    assert mattering(nothing, LIMITS, IMAGES) == 0
    assert scale_of(nothing, LIMITS, IMAGES) > 0
