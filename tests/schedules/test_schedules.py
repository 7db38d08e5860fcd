"""Schedules of the learning rate, and what a trial makes of them."""

import inspect
from itertools import pairwise
from typing import Any

import pytest
import torch
from torch import nn
from torch.optim import lr_scheduler

from blocks_fixture import make_optimizer, trained
from restudy.schedules import SCHEDULES
from restudy.training.loop import Images, Observer

REQUIRED: dict[str, dict[str, Any]] = {
    "cosineannealinglr": {"T_max": 4},
    "cosineannealingwarmrestarts": {"T_0": 2},
    "cycliclr": {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 2},
    "exponentiallr": {"gamma": 0.5},
    "multisteplr": {"milestones": [1, 3]},
    "onecyclelr": {"max_lr": 0.1},
    "steplr": {"step_size": 2},
}
REFUSED = {"lambdalr", "multiplicativelr", "sequentiallr", "chainedscheduler"}


def settings_of(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, **REQUIRED.get(name, {}), **more}


def test_every_schedule_of_torch_is_accepted_or_refused() -> None:
    kinds = [
        kind for kind in vars(lr_scheduler).values() if inspect.isclass(kind) and not kind.__name__.startswith("_")
    ]
    offered = {kind.__name__.lower() for kind in kinds if issubclass(kind, lr_scheduler.LRScheduler)}
    assert offered - {"lrscheduler"} == {*SCHEDULES.built_in(), *REFUSED}
    for name in REFUSED:
        with pytest.raises(ValueError, match=f"^{name} is made of .* write one in custom/"):
            SCHEDULES.parse({"name": name})


@pytest.mark.parametrize("name", SCHEDULES.built_in())
def test_defaults_are_torch_s(name: str) -> None:
    block = SCHEDULES.parse(settings_of(name))
    parameters = inspect.signature(getattr(lr_scheduler, type(block).__name__)).parameters
    given = block.model_dump(exclude={"name", "by", *REQUIRED.get(name, {})})
    assert given == {key: parameters[key].default for key in given}
    assert parameters.keys() - given.keys() - REQUIRED.get(name, {}).keys() <= {
        *("optimizer", "last_epoch", "scale_fn", "epochs", "steps_per_epoch")
    }


def rates(name: str, steps: int, **more: Any) -> list[float]:
    """The learning rate at each of some steps."""
    optimizer = make_optimizer({"name": "sgd", "lr": 0.1}, nn.Linear(1, 1))
    schedule = SCHEDULES.parse(settings_of(name, **more)).build(optimizer, steps)
    found = []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return found


def test_rates_follow_the_formulas() -> None:
    assert rates("steplr", 5) == pytest.approx([0.1, 0.1, 0.01, 0.01, 0.001])
    assert rates("exponentiallr", 3) == pytest.approx([0.1, 0.05, 0.025])
    assert rates("multisteplr", 4) == pytest.approx([0.1, 0.01, 0.01, 0.001])


def test_one_cycle_is_as_long_as_the_training() -> None:
    found = rates("onecyclelr", 10)
    assert found.index(max(found)) == 2
    assert max(found) == pytest.approx(0.1)
    assert found[-1] == pytest.approx(0.1 / 25 / 10_000)


@pytest.mark.parametrize("by", ["epoch", "step"])
def test_a_trial_goes_by_epochs_or_by_steps(
    trial_settings: dict[str, Any], train_images: Images, val_images: Images, by: str
) -> None:
    """A schedule whose factor is tiny stops all learning at its first change."""
    schedule = {"name": "steplr", "step_size": 1, "gamma": 1e-30, "by": by}
    changes = {"schedule": schedule, "early_stopping": None, "model": {"name": "mlp", "hidden": [4]}, "epochs": 2}
    fit = trained(trial_settings | changes, 0, train_images, val_images, Observer()).fit
    one, two = fit.epoch_weights
    assert all(torch.equal(one[name], two[name]) for name in one)
    plain = trained(trial_settings | changes | {"schedule": None}, 0, train_images, val_images, Observer()).fit
    same = all(torch.equal(one[name], plain.epoch_weights[0][name]) for name in one)
    assert same == (by == "epoch")


def test_one_schedule_follows_the_validation_loss(
    trial_settings: dict[str, Any], train_images: Images, val_images: Images
) -> None:
    """With a threshold that nothing passes the rate falls after each epoch but the first."""
    schedule = {"name": "reducelronplateau", "patience": 0, "factor": 1e-30, "threshold": 1e9, "threshold_mode": "abs"}
    changes = {"early_stopping": None, "model": {"name": "mlp", "hidden": [4]}, "epochs": 3, "schedule": schedule}
    weights = trained(trial_settings | changes, 0, train_images, val_images, Observer()).fit.epoch_weights
    same = [all(torch.equal(one[name], two[name]) for name in one) for one, two in pairwise(weights)]
    assert same == [False, True]
