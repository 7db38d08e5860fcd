"""Content as it was probably meant, with which further mistakes are looked for."""

from typing import Any

import pytest

from restudy.params.meant import validated
from restudy.params.params import SPARE, Params
from schema_fixture import put
from tiny_studies import repository_params


@pytest.mark.parametrize(
    ("place", "value", "meant"),
    [
        ("dataset", "mnits", "mnist"),
        ("seeds", [1, "2", -2, 3.0], [1, 2, 0, 3]),
        ("seeds", 4, [4]),
        ("statistics.resamples", 10**6, 20_000),
        ("statistics.calibration_bins", "ten", 10),
        ("splits.all.train", "60000", 60_000),
        ("device", "cpuu", "cpu"),
    ],
)
def test_the_nearest_value_is_taken(place: str, value: Any, meant: Any) -> None:
    content = repository_params()
    put(content, place, value)
    params, wrong = validated(Params, content, SPARE)
    assert params is not None
    found: Any = params.model_dump()
    for key in place.split("."):
        found = found[key]
    assert found == meant
    assert wrong


def test_a_key_is_taken_for_the_one_that_is_spelled_alike() -> None:
    content = repository_params()
    content["sedes"], content["nonsense"] = content.pop("seeds"), 1
    params, wrong = validated(Params, content, SPARE)
    assert params is not None
    assert params.seeds == [0, 1, 2]
    assert len(wrong) == 2


def test_where_nobody_can_tell_there_is_nothing() -> None:
    assert validated(Params, {"studies": 3}, {})[0] is None
    assert validated(Params, [], SPARE)[0] is None


def test_what_has_no_mistake_is_as_it_is() -> None:
    params, wrong = validated(Params, repository_params(), SPARE)
    assert params is not None
    assert params.model_dump() == Params.model_validate(repository_params()).model_dump()
    assert wrong == []
