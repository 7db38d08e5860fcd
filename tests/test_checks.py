"""What no single key shows: splits against the data, filters against the image."""

from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from restudy.errors import UserError
from restudy.models.build import build
from restudy.params.params import parse_params
from restudy.plan.cells import Cell
from restudy.plan.checks import check_cell, check_splits
from restudy.plan.plan import Plan

SIDES = st.integers(1, 12)


def cell(model: dict[str, Any], image_shape: list[int]) -> Cell:
    """A cell with a model on images of a shape, [C, H, W]."""
    settings = {"model": model, "image_shape": image_shape, "early_stopping": None, "split": {"val": 0}}
    return Cell("study", "cnn", {}, ("published",), "all", settings, "digest", "name")


def cnn(kernel: int, padding: list[int], pool: str, pool_size: int) -> dict[str, Any]:
    """Settings of a CNN with two filters in each convolution."""
    return {
        "name": "cnn",
        "channels": [2] * len(padding),
        "kernel": kernel,
        "padding": padding,
        "pool": pool,
        "pool_size": pool_size,
        "batch_norm": None,
        "hidden": [],
        "dropout": 0.0,
        "initialisation": "pytorch",
    }


def is_accepted(cell: Cell) -> bool:
    """Whether the check lets the cell pass."""
    try:
        check_cell(cell)
    except UserError:
        return False
    return True


def torch_can_run(model: dict[str, Any], image_shape: list[int]) -> bool:
    """Whether torch makes such a network and runs it on an image."""
    try:
        logits = build(model, image_shape, 10)(torch.zeros(1, *image_shape))
    except RuntimeError:
        return False
    return logits.shape == (1, 10)


@given(
    kernel=st.integers(1, 9),
    padding=st.lists(st.integers(0, 3), min_size=1, max_size=3),
    pool=st.sampled_from(["max", "average"]),
    pool_size=st.integers(1, 5),
    height=SIDES,
    width=SIDES,
)
def test_filters_are_refused_exactly_where_torch_refuses_them(
    kernel: int, padding: list[int], pool: str, pool_size: int, height: int, width: int
) -> None:
    model, image_shape = cnn(kernel, padding, pool, pool_size), [1, height, width]
    assert is_accepted(cell(model, image_shape)) == torch_can_run(model, image_shape)


@pytest.mark.parametrize(
    ("kernel", "padding", "pool_size", "line"),
    [
        (7, [0], 1, "params.yaml: studies.study: cnn: model.kernel: 7 is larger than the 6 pixels"),
        (3, [0, 0], 2, "params.yaml: studies.study: cnn: model.kernel: 3 is larger than the 2 pixels"),
        (1, [0], 7, "params.yaml: studies.study: cnn: model.pool_size: 7 is larger than the 6 pixels"),
    ],
)
def test_the_smaller_side_counts(kernel: int, padding: list[int], pool_size: int, line: str) -> None:
    with pytest.raises(UserError) as caught:
        check_cell(cell(cnn(kernel, padding, "max", pool_size), [1, 9, 6]))
    assert str(caught.value).startswith(line)


def test_early_stopping_needs_validation_images() -> None:
    model = {"name": "mlp", "hidden": [4]}
    stopping = cell(model, [1, 8, 8])
    stopping = Cell(**{**vars(stopping), "settings": {**stopping.settings, "early_stopping": {"patience": 3}}})
    with pytest.raises(UserError, match="early_stopping needs a split with validation images"):
        check_cell(stopping)
    check_cell(Cell(**{**vars(stopping), "settings": {**stopping.settings, "split": {"val": 1}}}))


@pytest.mark.parametrize(("train", "accepted"), [(50_000, True), (50_001, False)])
def test_a_split_may_take_every_image_and_no_more(params_content: dict[str, Any], train: int, accepted: bool) -> None:
    params_content["splits"]["all"] = {"dataset": "mnist", "train": train, "validation": 10_000, "seed": 0}
    params = parse_params(params_content)
    if accepted:
        check_splits(params)
    else:
        with pytest.raises(UserError, match=r"^params\.yaml: splits\.all: train 50001 \+ validation 10000 = 60001"):
            check_splits(params)


def test_the_repository_s_cells_pass(mnist_plan: Plan) -> None:
    assert [each.name for each in mnist_plan.cells.values() if not is_accepted(each)] == []
