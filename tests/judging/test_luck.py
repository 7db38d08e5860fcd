"""Whether more numbers of a table lie outside than luck puts there."""

from typing import Any

import pytest
from scipy.stats import binom

from restudy.judging.luck import luck


def number(verdict: str, row: str = "", **more: Any) -> dict[str, Any]:
    known = {"verdict": verdict, "row": row, "quantity": "test_accuracy", "interval": [0, 1]}
    return known | {"is_fixed": False, "is_fitted": False} | more


def test_it_counts_those_that_vary_and_were_compared() -> None:
    numbers = [number("does not hold", "epoch 1"), number("holds"), number("open"), number("holds", is_fixed=True)]
    numbers += [number("does not hold", is_fitted=True)]
    numbers += [number("not comparable"), number("open", interval=[None, None])]
    found = luck(numbers, 0.95)
    assert found is not None
    assert (found.compared, found.outside, found.expected) == (3, 1, 0.15)
    assert found.where == ["epoch 1, test accuracy"]


@pytest.mark.parametrize(("outside", "inside"), [(0, 20), (1, 19), (5, 15), (3, 0)])
def test_its_chance_is_the_binomial_distribution_s(outside: int, inside: int) -> None:
    found = luck([number("does not hold")] * outside + [number("holds")] * inside, 0.95)
    assert found is not None
    assert found.p_value == pytest.approx(binom.sf(outside - 1, outside + inside, 0.05), abs=1e-6)


def test_of_nothing_nothing_is_said() -> None:
    assert luck([number("not comparable")], 0.95) is None
