"""Published numbers as they were printed."""

from copy import deepcopy

import pytest
from pydantic import TypeAdapter, ValidationError

from restudy.papers.printed import Printed
from restudy.printed_number import PrintedNumber

READ = TypeAdapter(Printed)


@pytest.mark.parametrize(
    ("text", "value", "decimals", "about"),
    [
        ("99.1 %", 0.991, 3, 0.0),
        ("98.80%", 0.988, 4, 0.0),
        ("around 96 %", 0.96, 2, 0.005),
        ("about 0.5", 0.5, 1, 0.05),
        ("12.664", 12.664, 3, 0.0),
        ("393,952", 393952, 0, 0.0),
        ("-0.10", -0.1, 2, 0.0),
    ],
)
def test_text_has_its_digits(text: str, value: float, decimals: int, about: float) -> None:
    read = READ.validate_python(text)
    assert isinstance(read, PrintedNumber)
    assert (float(read), read.decimals, read.about) == (value, decimals, about)
    assert deepcopy(read).decimals == decimals


def test_a_number_is_a_number() -> None:
    assert READ.validate_python(0.991) == 0.991
    assert not isinstance(READ.validate_python(0.991), PrintedNumber)


@pytest.mark.parametrize("value", ["", "ninety", "99.1 percent", "1e3", "about", None, [1]])
def test_anything_else_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        READ.validate_python(value)
