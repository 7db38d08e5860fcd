"""Optimizers against their published formulas."""

import inspect
from collections.abc import Callable
from typing import Any, get_args

import pytest
import torch
from torch import Tensor, nn

from restudy.params.settings import SGD, Adam, Block, Optimizer
from restudy.training.optimizers import OPTIMIZERS, make_optimizer

Rule = Callable[[Tensor, list[Tensor]], Tensor]


def sgd(lr: float, momentum: float) -> Rule:
    """The weight after steps of gradient descent whose velocity keeps a share of the last."""

    def after(weight: Tensor, gradients: list[Tensor]) -> Tensor:
        velocity = torch.zeros_like(weight)
        for gradient in gradients:
            velocity = momentum * velocity + gradient
            weight = weight - lr * velocity
        return weight

    return after


def adam(lr: float, eps: float) -> Rule:
    """The weight after steps of Kingma and Ba's algorithm 1."""

    def after(weight: Tensor, gradients: list[Tensor]) -> Tensor:
        first, second = torch.zeros_like(weight), torch.zeros_like(weight)
        for step, gradient in enumerate(gradients, start=1):
            first = 0.9 * first + 0.1 * gradient
            second = 0.999 * second + 0.001 * gradient**2
            corrected, scale = first / (1 - 0.9**step), second / (1 - 0.999**step)
            weight = weight - lr * corrected / (scale.sqrt() + eps)
        return weight

    return after


CASES: list[tuple[dict[str, Any], Rule]] = [
    ({"name": "sgd", "lr": 0.1, "momentum": 0.0}, sgd(0.1, 0.0)),
    ({"name": "sgd", "lr": 0.01, "momentum": 0.9}, sgd(0.01, 0.9)),
    ({"name": "adam", "lr": 0.001, "eps": 1e-8}, adam(0.001, 1e-8)),
    ({"name": "adam", "lr": 0.01, "eps": 0.5}, adam(0.01, 0.5)),
]


@pytest.mark.parametrize(("settings", "rule"), CASES, ids=["sgd", "momentum", "adam", "adam with a large eps"])
def test_steps_follow_the_formula(settings: dict[str, Any], rule: Rule) -> None:
    torch.manual_seed(0)
    model = nn.Linear(4, 3, bias=False).double()
    before, gradients = model.weight.detach().clone(), list(torch.randn(5, 3, 4).double())
    optimizer = make_optimizer(settings, model)
    for gradient in gradients:
        model.weight.grad = gradient.clone()
        optimizer.step()
    torch.testing.assert_close(model.weight.detach(), rule(before, gradients), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(("name", "block"), [("sgd", SGD), ("adam", Adam)], ids=["sgd", "adam"])
def test_params_describe_arguments_that_the_optimizer_has(name: str, block: type[Block]) -> None:
    arguments = block.model_fields.keys() - {"name"}
    assert get_args(block.model_fields["name"].annotation) == (name,)
    assert arguments <= inspect.signature(OPTIMIZERS[name]).parameters.keys()
    settings = block.model_validate({"name": name, "lr": 0.25}).model_dump()
    group = make_optimizer(settings, nn.Linear(1, 1)).param_groups[0]
    assert {argument: group[argument] for argument in arguments} == {key: settings[key] for key in arguments}


def test_params_describe_every_optimizer() -> None:
    options = get_args(get_args(Optimizer)[0])
    assert {get_args(block.model_fields["name"].annotation)[0] for block in options} == OPTIMIZERS.keys()


def test_every_parameter_is_learned() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    optimizer = make_optimizer({"name": "sgd", "lr": 0.1}, model)
    learned = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    assert learned == {id(parameter) for parameter in model.parameters()}
