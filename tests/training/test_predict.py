"""Predictions and what follows from them, against scikit-learn and by hand."""

from math import log

import pytest
import torch
from sklearn.metrics import accuracy_score, log_loss
from torch import Tensor, nn

from restudy.models import Size
from restudy.training.predict import (
    CACHED_VALUES,
    accuracy,
    image_losses,
    images_in_cache,
    predict,
    total_loss,
)


@pytest.fixture
def logits() -> Tensor:
    """Random logits, float32 [50, 10]."""
    return 3 * torch.randn(50, 10, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def labels() -> Tensor:
    """Labels, int64 [50], each class five times."""
    return torch.arange(50) % 10


def test_losses_are_scikit_learn_s(logits: Tensor, labels: Tensor) -> None:
    losses = image_losses(logits, labels)
    probabilities = logits.double().softmax(1)
    assert losses.dtype == torch.float64
    assert float(losses.mean()) == pytest.approx(log_loss(labels, probabilities), rel=1e-12)
    one = log_loss(labels[7:8], probabilities[7:8], labels=range(10))
    assert float(losses[7]) == pytest.approx(one, rel=1e-12)


def test_a_loss_stays_finite_where_its_probability_is_too_small_to_write() -> None:
    assert image_losses(torch.tensor([[0.0, 2000.0]]), torch.tensor([0])).item() == 2000


def test_accuracy_is_scikit_learn_s(logits: Tensor, labels: Tensor) -> None:
    logits[:20] += 9 * torch.eye(10)[labels[:20]]
    expected = accuracy_score(labels, logits.argmax(1))
    assert 0.3 < expected < 1
    assert accuracy(logits, labels) == expected


def test_total_loss_by_hand() -> None:
    losses = torch.tensor([1.0, 3.0, 5.0, 7.0, 10.0], dtype=torch.float64)
    assert total_loss(losses, 2) == 2 + 6 + 10
    assert total_loss(losses, 5) == 26 / 5
    assert total_loss(losses, 100) == 26 / 5
    assert total_loss(losses, 1) == 26


def test_total_loss_of_guessing_counts_the_batches() -> None:
    losses = image_losses(torch.zeros(10_000, 10), torch.zeros(10_000, dtype=torch.int64))
    assert total_loss(losses, 1000) == pytest.approx(10 * log(10))
    assert total_loss(losses, 64) == pytest.approx(157 * log(10))


@pytest.mark.parametrize("batch_size", [1, 7, 50, 1000])
def test_predictions_do_not_depend_on_the_batch_size(batch_size: int) -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 3))
    images = torch.rand(50, 6)
    torch.testing.assert_close(predict(model, images, batch_size), model.eval()(images).detach())


class Counting(nn.Module):
    """A network that remembers how many images came at once."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[int] = []

    def forward(self, images: Tensor) -> Tensor:
        self.seen.append(len(images))
        return images.flatten(1)


@pytest.mark.parametrize(
    ("size", "passes"),
    [
        (None, [40, 10]),
        (Size(weights=1, values=10), [40, 10]),
        (Size(weights=1, values=CACHED_VALUES // 20), [20, 20, 10]),
        (Size(weights=1, values=10 * CACHED_VALUES), [1] * 50),
    ],
)
def test_a_pass_has_as_many_images_as_caches_hold_and_no_more_than_a_batch(
    size: Size | None, passes: list[int]
) -> None:
    model, images = Counting(), torch.rand(50, 6)
    assert torch.equal(predict(model, images, 40, images_in_cache(size, 40)), images)
    assert model.seen == passes


def test_prediction_learns_nothing() -> None:
    model = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8)).train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    predictions = predict(model, torch.rand(20, 6), 5)
    assert not predictions.requires_grad
    assert [name for name, value in model.state_dict().items() if not torch.equal(value, before[name])] == []
