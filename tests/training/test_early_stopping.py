"""Early stopping against sequences written by hand."""

from math import inf, nan

import pytest
import torch
from torch import nn

from restudy.training.early_stopping import EarlyStopping

# Values epoch by epoch, patience, the epoch after which training stops (None: it never does), the best epoch.
SEQUENCES: list[tuple[list[float], int, int | None, int]] = [
    ([5, 4, 3, 2], 1, None, 4),
    ([5, 4, 3, 4, 5, 6], 3, 6, 3),
    ([5, 4, 3, 4, 5, 2, 3, 3, 3], 3, 9, 6),
    ([3, 3, 3], 2, 3, 1),
    ([2, 3, 2, 2], 3, 4, 1),
    ([1, 2], 1, 2, 1),
    ([nan, nan], 2, 2, 2),
    ([nan, 1, 2, nan], 2, 4, 2),
    ([inf, inf], 2, 2, 2),
    ([2, nan, 1, nan, nan], 2, 5, 3),
    ([5, 4.999999999999999, 5, 5], 2, 4, 2),
]


def small_model(value: float) -> nn.Module:
    """A model with parameters, running statistics and a counter, all of them made from `value`."""
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    fill(model, value)
    return model


def fill(model: nn.Module, value: float) -> None:
    """Change every tensor of the model in place, as training does."""
    with torch.no_grad():
        for tensor in model.state_dict().values():
            tensor.fill_(value)


@pytest.mark.parametrize(("values", "patience", "stop", "best"), SEQUENCES)
def test_sequences_by_hand(values: list[float], patience: int, stop: int | None, best: int) -> None:
    model, stopping = small_model(0), EarlyStopping(patience)
    stopped = []
    for epoch, value in enumerate(values, start=1):
        fill(model, epoch)
        stopping.update(value, model)
        stopped.append(stopping.should_stop)
    assert stopped == [epoch == stop for epoch in range(1, len(values) + 1)]
    assert stopping.restore(model) == best
    expected = small_model(best).state_dict()
    assert [name for name, tensor in model.state_dict().items() if not torch.equal(tensor, expected[name])] == []


def test_restored_weights_are_bit_equal() -> None:
    torch.manual_seed(0)
    model, stopping = nn.Linear(20, 20), EarlyStopping(2)
    stopping.update(1.0, model)
    best = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    for value in (2.0, 3.0):
        optimizer.zero_grad()
        model(torch.ones(1, 20)).sum().backward()
        optimizer.step()
        stopping.update(value, model)
    assert not torch.equal(model.weight, best["weight"])
    stopping.restore(model)
    assert torch.equal(model.weight, best["weight"])
    assert torch.equal(model.bias, best["bias"])
