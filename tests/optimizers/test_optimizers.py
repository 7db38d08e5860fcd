"""Optimizers against their published formulas."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from torch import Tensor, nn

from blocks_fixture import make_optimizer
from restudy.optimizers import OPTIMIZERS

REFUSED = {"sparseadam": "sparse gradients alone", "muon": "matrices alone"}
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


ACCEPTED = OPTIMIZERS.built_in()


def loss_of(model: nn.Module) -> Tensor:
    """A loss that all of a model's weights decide."""
    inputs = torch.linspace(-1, 1, 12).reshape(4, 3)
    return nn.functional.cross_entropy(model(inputs), torch.tensor([0, 1, 1, 0]))


@pytest.mark.parametrize("name", ACCEPTED)
@given(lr=st.floats(1e-5, 1e-2))
def test_every_optimizer_of_torch_steps_a_model(name: str, lr: float) -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 2))
    optimizer = make_optimizer({"name": name, "lr": lr}, model)
    before = [parameter.detach().clone() for parameter in model.parameters()]

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = loss_of(model)
        loss.backward()
        return loss

    for _ in range(3):
        optimizer.step(closure)
    assert all(parameter.isfinite().all() for parameter in model.parameters())
    assert not all(torch.equal(old, new) for old, new in zip(before, model.parameters(), strict=True))


@pytest.mark.parametrize("name", ACCEPTED)
def test_settings_are_torch_s_arguments_with_torch_s_defaults(name: str) -> None:
    block = OPTIMIZERS.parse({"name": name, "lr": 0.25})
    kind = getattr(torch.optim, type(block).__name__)
    parameters = inspect.signature(kind).parameters
    settings = block.model_dump(exclude={"name", "lr"})
    assert settings == {key: parameters[key].default for key in settings}
    left_out = parameters.keys() - settings.keys() - {"lr"}
    assert left_out <= {"params", "foreach", "fused", "capturable", "differentiable"}
    group = make_optimizer(block.model_dump(), nn.Linear(1, 1)).param_groups[0]
    given = {key: group[key] for key, value in settings.items() if value is not None}
    assert given == {key: settings[key] for key in given}
    assert bool(group.get("fused")) == ("fused" in parameters)


def test_every_optimizer_of_torch_is_accepted_or_refused_with_a_reason() -> None:
    offered = {
        name.lower(): kind
        for name, kind in vars(torch.optim).items()
        if isinstance(kind, type) and issubclass(kind, torch.optim.Optimizer) and kind is not torch.optim.Optimizer
    }
    assert offered.keys() == {*ACCEPTED, *REFUSED}
    for name, reason in REFUSED.items():
        with pytest.raises(ValueError, match=f"^{name} takes {reason}"):
            OPTIMIZERS.parse({"name": name, "lr": 0.1})


@pytest.mark.parametrize(
    ("settings", "key", "message"),
    [
        ({"name": "sgd"}, ("lr",), "Field required"),
        ({"name": "sgd", "lr": 0.0}, ("lr",), "greater than 0"),
        ({"name": "sgd", "lr": True}, ("lr",), "valid number"),
        ({"name": "sgd", "lr": 0.1, "momentum": 1.0}, ("momentum",), "less than 1"),
        ({"name": "rmsprop", "lr": 0.1, "momentum": -0.1}, ("momentum",), "greater than or equal to 0"),
        ({"name": "adam", "lr": 0.1, "eps": 0.0}, ("eps",), "greater than 0"),
        ({"name": "adam", "lr": 0.1, "betas": [0.9]}, ("betas", 1), "Field required"),
        ({"name": "adam", "lr": 0.1, "beta": 0.9}, ("beta",), "not permitted"),
        ({"name": "adam", "lr": 0.1, "fused": True}, ("fused",), "not permitted"),
        ({"name": "adamw", "lr": 0.1, "amsgrad": 1}, ("amsgrad",), "valid boolean"),
    ],
)
def test_a_wrong_argument_is_found_without_torch(settings: dict[str, Any], key: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        OPTIMIZERS.parse(settings)
    (error,) = caught.value.errors()
    assert error["loc"] == key
    assert message in error["msg"]


def test_every_parameter_is_learned() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    optimizer = make_optimizer({"name": "sgd", "lr": 0.1}, model)
    learned = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    assert learned == {id(parameter) for parameter in model.parameters()}
