"""What no single key shows: splits against the data, filters against the image."""

from functools import partial
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from blocks_fixture import build
from restudy.params.params import parse_params
from restudy.plan.cells import Cell
from restudy.plan.checks import cell_mistakes, split_mistakes
from restudy.plan.plan import Plan
from results_fixture import PARAMS, parsed

MLP = {"name": "mlp", "hidden": [4]}
VARIANTS = {"cnn": {"settings": {"model": MLP}}}
STUDY = {"variants": VARIANTS, "protocols": {"published": {"choose_by": "test_loss"}}, "choose_within": "study"}
PARAMS_OF_ONE = parse_params(parsed(PARAMS) | {"studies": {"study": STUDY}})
SIDES = st.integers(1, 12)


REST: dict[str, Any] = {
    "dataset": "mnist",
    "split": {"train": 1, "val": 0, "seed": 0},
    "pixels": {"scale": 255, "mean": 0, "std": 1},
    "optimizer": {"name": "sgd", "lr": 0.1},
    "batch_size": 8,
    "evaluation_batch_size": 8,
    "epochs": 1,
    "classes": 10,
}


def cell(model: dict[str, Any], image_shape: list[int], **settings: Any) -> Cell:
    """A cell with a model on images of a shape, [C, H, W]."""
    settings = REST | {"model": model, "image_shape": image_shape} | settings
    return Cell(
        study="study",
        variant="cnn",
        grid={},
        alternative="",
        protocols=("published",),
        seeds=(0,),
        split="all",
        settings=settings,
        given=settings,
        code="code",
        digest="digest",
        evaluation="evaluation",
        name="name",
    )


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
    return not [*cell_mistakes(PARAMS_OF_ONE, cell)]


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
        (7, [0], 1, "params.yaml: studies.study.variants.cnn: model.kernel: 7 is larger than the 6 pixels"),
        (3, [0, 0], 2, "params.yaml: studies.study.variants.cnn: model.kernel: 3 is larger than the 2 pixels"),
        (1, [0], 7, "params.yaml: studies.study.variants.cnn: model.pool_size: 7 is larger than the 6 pixels"),
    ],
)
def test_the_smaller_side_counts(kernel: int, padding: list[int], pool_size: int, line: str) -> None:
    (said,) = cell_mistakes(PARAMS_OF_ONE, cell(cnn(kernel, padding, "max", pool_size), [1, 9, 6]))
    assert said.startswith(line)


@pytest.mark.parametrize(
    ("vary", "changes", "accepted"),
    [
        (["split"], {"split": {"train": 60000, "val": 0, "seed": 0}}, False),
        (["split"], {"split": {"train": 50000, "val": 10000, "seed": 0}}, True),
        (["augmentation"], {}, False),
        (["dropout"], {"model": cnn(3, [0, 0], "max", 1)}, False),
        (["dropout"], {"model": cnn(3, [0, 0], "max", 1) | {"dropout": 0.5}}, True),
        (["order", "split"], {"split": {"train": 60000, "val": 0, "seed": 0}}, True),
    ],
)
def test_seeds_that_leave_every_trial_the_same(vary: list[str], changes: dict[str, Any], accepted: bool) -> None:
    checked = cell(**{"model": MLP, "image_shape": [1, 8, 8], "dataset": "mnist", "seeds_vary": vary} | changes)
    lines = [line for line in cell_mistakes(PARAMS_OF_ONE, checked) if "seeds_vary" in line]
    assert (lines == []) == accepted
    assert all(f"seeds_vary: {vary[0]}: this leaves every trial the same" in line for line in lines)


@pytest.mark.parametrize(("size", "drop_last", "accepted"), [(50, True, True), (51, True, False), (51, False, True)])
def test_an_epoch_without_its_last_batch_has_a_batch(size: int, drop_last: bool, accepted: bool) -> None:
    split = {"train": 50, "val": 0, "seed": 0}
    checked = cell(MLP, [1, 8, 8], split=split, batch_size=size, drop_last=drop_last)
    line = (
        "params.yaml: studies.study.variants.cnn: drop_last leaves no batch of 51 of 50 training images; "
        "give a batch_size of at most 50, or drop_last: false"
    )
    assert list(cell_mistakes(PARAMS_OF_ONE, checked)) == ([] if accepted else [line])


def test_early_stopping_needs_validation_images() -> None:
    stopping = partial(cell, MLP, [1, 8, 8], early_stopping={"patience": 3})
    (said,) = cell_mistakes(PARAMS_OF_ONE, stopping())
    assert "early_stopping needs a split with validation images" in said
    assert is_accepted(stopping(split={"train": 1, "val": 1, "seed": 0}))


@pytest.mark.parametrize(
    ("schedule", "line"),
    [
        ({"name": "reducelronplateau"}, "schedule.name: reducelronplateau follows the validation loss; give a split"),
        ({"name": "cycliclr", "base_lr": 0.1, "max_lr": 0.2}, "schedule.cycle_momentum: adagrad has no momentum"),
    ],
)
def test_a_schedule_must_find_what_it_changes_and_follows(schedule: dict[str, Any], line: str) -> None:
    mlp = cell(MLP, [1, 8, 8], optimizer={"name": "adagrad", "lr": 0.1}, schedule=schedule)
    (said,) = cell_mistakes(PARAMS_OF_ONE, mlp)
    assert said.startswith(f"params.yaml: studies.study.variants.cnn: {line}")


def test_a_schedule_that_follows_the_validation_loss_goes_by_epochs() -> None:
    split, schedule = {"train": 1, "val": 1, "seed": 0}, {"name": "reducelronplateau", "by": "step"}
    (said,) = cell_mistakes(PARAMS_OF_ONE, cell(MLP, [1, 8, 8], split=split, schedule=schedule))
    assert "schedule.by: step" in said
    assert said.endswith("is known after an epoch: give epoch")


@pytest.mark.parametrize(("train", "accepted"), [(50_000, True), (50_001, False)])
def test_a_split_may_take_every_image_and_no_more(params_content: dict[str, Any], train: int, accepted: bool) -> None:
    params_content["splits"]["all"] = {"dataset": "mnist", "train": train, "validation": 10_000, "seed": 0}
    params = parse_params(params_content)
    said = [*split_mistakes(params)]
    assert len(said) == (not accepted)
    assert all(line.startswith("params.yaml: splits.all: train 50001 + validation 10000 = 60001") for line in said)


def test_the_repository_s_cells_pass(mnist_plan: Plan) -> None:
    assert [each.name for each in mnist_plan.cells.values() if not is_accepted(each)] == []
