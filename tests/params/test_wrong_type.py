"""What is said where a value is of another type than the one that is meant."""

from typing import Any

import pytest
from pydantic import Field, ValidationError

from restudy.blocks import Block
from restudy.core_yaml import Document
from restudy.params.messages import one_line


class Inner(Block):
    """A block within."""

    share: float = 0.5


class Typed(Block):
    """Keys of many types."""

    title: str = ""
    early: bool = False
    sizes: list[int] = Field([], min_length=1)
    pair: tuple[int, int] = (1, 2)
    inner: Inner = Inner()
    either: float | list[float] = 1.0
    names: dict[str, int] = Field({}, min_length=1)
    epochs: dict[int, float] = Field({}, min_length=2)


def complaint(content: dict[str, Any]) -> str:
    """What is said of a wrong `Typed`."""
    with pytest.raises(ValidationError) as caught:
        Typed.model_validate(content)
    return one_line(caught.value, Document("file", content, {}), Typed, content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"title": 2020}, "title: 2020 is a number; put it in quotes if it is text"),
        ({"title": True}, "title: true is no text; put it in quotes if it is text"),
        ({"title": None}, "title: null is no text; write one"),
        ({"title": ["a"]}, "title: ['a'] is a list; write one text"),
        ({"early": "on"}, "early: 'on' is text; write true without quotes"),
        ({"early": "No"}, "early: 'No' is text; write false without quotes"),
        ({"early": "true"}, "early: 'true' is text; write true without quotes"),
        ({"early": 1}, "early: 1 is neither true nor false; write one of the two"),
        ({"sizes": 64}, "sizes: 64 is no list; put it in [ ] if it is the only item"),
        ({"sizes": None}, "sizes: null is no list; write - before each item, or [] where there is none"),
        ({"sizes": {"a": 1}}, "sizes: {'a': 1} is no list; write - before each item, or [] where there is none"),
        ({"sizes": []}, "sizes: [] is empty; give at least 1"),
        ({"pair": 1}, "pair: 1 is no list; put it in [ ] if it is the only item"),
        ({"either": "much"}, "either: 'much' is no number; write one"),
        ({"either": [1, "2"]}, "either.1: '2' is text; write 2 without quotes"),
        ({"inner": {"share": []}}, "inner.share: [] is a list; write one number"),
        ({"inner": 3}, "inner: 3 is no block of keys; write its keys below it"),
        ({"inner": None}, "inner: null is no block of keys; write its keys below it, or {} where there is none"),
        ({"names": []}, "names: [] is no block of keys; write its keys below it"),
        ({"names": {}}, "names: {} is empty; give at least 1"),
        ({"epochs": {1: 1.0}}, "epochs: {1: 1.0} has too few items; give at least 2"),
        ({"names": {4: 1}}, "names.4: 4 is a number; put it in quotes if it is text"),
        ({"epochs": {"4": 1}}, "epochs.4: '4' is text; write 4 without quotes"),
    ],
)
def test_a_value_of_another_type_says_what_to_write(content: dict[str, Any], words: str) -> None:
    assert complaint(content) == f"file: {words}"
