"""The loop, against a plain one written by hand."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
import torch
from sklearn.metrics import accuracy_score, log_loss
from torch import Tensor, nn
from torch.nn import functional

from restudy.training.learner import Learner
from restudy.training.loop import HISTORY_COLUMNS, Fit, Images, Observer, fit, measure
from restudy.training.loop_settings import LoopSettings
from restudy.training.predict import predict

ORDER_SEED = 5
PLAIN = LoopSettings(
    epochs=3,
    batch_size=16,
    drop_last=False,
    evaluation_batch_size=10,
    patience=None,
    keep_epoch_weights=False,
    keep_first_epoch_steps=False,
)
MakeOptimizer = Callable[[nn.Module], torch.optim.Optimizer]
OPTIMIZERS: dict[str, MakeOptimizer] = {
    "sgd": lambda model: torch.optim.SGD(model.parameters(), lr=0.1),
    "momentum": lambda model: torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9),
    "adam": lambda model: torch.optim.Adam(model.parameters(), lr=0.01),
}


def small_model() -> nn.Module:
    """A network with batch norm and dropout, which tell training from evaluation."""
    torch.manual_seed(1)
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.3), nn.Linear(16, 10)
    )


def settings(**changes: Any) -> LoopSettings:
    """PLAIN with changes."""
    return LoopSettings(**{**vars(PLAIN), **changes})


def train(model: nn.Module, optimizer: MakeOptimizer, data: Images, val: Images | None, loop: LoopSettings) -> Fit:
    """Fit the model with the batch order and the dropout of every test here."""
    torch.manual_seed(2)
    order = torch.Generator().manual_seed(ORDER_SEED)
    return fit(Learner(model, optimizer(model)), data, val, loop, order, Observer())


def plain_loop(
    model: nn.Module, make_optimizer: MakeOptimizer, data: Images, epochs: int, size: int, drop_last: bool = False
) -> Iterator[tuple[list[float], list[int], int]]:
    """For each epoch the loss and size of each batch and the count of right answers, as a tutorial would have it."""
    torch.manual_seed(2)
    order, optimizer = torch.Generator().manual_seed(ORDER_SEED), make_optimizer(model)
    for _ in range(epochs):
        model.train()
        indices = torch.randperm(len(data), generator=order).tolist()
        losses, sizes, correct = [], [], 0
        for start in range(0, len(data), size):
            batch = indices[start : start + size]
            if drop_last and len(batch) < size:
                break
            images = torch.stack([data.images[index] for index in batch])
            labels = torch.tensor([int(data.labels[index]) for index in batch])
            optimizer.zero_grad()
            output = model(images)
            loss = nn.CrossEntropyLoss()(output, labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            sizes.append(len(batch))
            correct += int((output.argmax(1) == labels).sum())
        yield losses, sizes, correct


@pytest.mark.parametrize(("drop_last", "expected_sizes"), [(False, [16, 16, 8]), (True, [16, 16])])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_losses_are_those_of_a_plain_loop(
    name: str, drop_last: bool, expected_sizes: list[int], train_images: Images, val_images: Images
) -> None:
    model, reference = small_model(), small_model()
    loop = settings(keep_first_epoch_steps=True, drop_last=drop_last)
    result = train(model, OPTIMIZERS[name], train_images, val_images, loop)
    epochs = plain_loop(reference, OPTIMIZERS[name], train_images, PLAIN.epochs, PLAIN.batch_size, drop_last)
    for row, (losses, sizes, correct) in zip(result.history, epochs, strict=True):
        assert sizes == expected_sizes
        per_image = sum(loss * size for loss, size in zip(losses, sizes, strict=True)) / sum(sizes)
        assert row["train_loss"] == pytest.approx(per_image, rel=1e-5)
        assert row["train_accuracy"] == correct / sum(sizes)
        assert row["val_loss"] == pytest.approx(evaluation_loss(reference, val_images), rel=1e-4)
        if row["epoch"] == 1:
            assert result.step_losses == pytest.approx(losses, rel=1e-5)
    for found, expected in zip(model.parameters(), reference.parameters(), strict=True):
        torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


def evaluation_loss(model: nn.Module, data: Images) -> float:
    """Loss per image without dropout."""
    model.eval()
    with torch.no_grad():
        return float(functional.cross_entropy(model(data.images), data.labels))


def test_history_has_a_row_for_each_epoch(train_images: Images, val_images: Images) -> None:
    result = train(small_model(), OPTIMIZERS["adam"], train_images, val_images, PLAIN)
    assert [row["epoch"] for row in result.history] == [1, 2, 3]
    assert {tuple(row) for row in result.history} == {HISTORY_COLUMNS}
    assert (result.best_epoch, result.stopped_early) == (3, False)
    assert (result.step_losses, result.epoch_weights) == ([], [])


def test_without_validation_images_its_columns_are_empty(train_images: Images) -> None:
    result = train(small_model(), OPTIMIZERS["adam"], train_images, None, PLAIN)
    for row in result.history:
        assert tuple(row) == HISTORY_COLUMNS
        assert [name for name, value in row.items() if value is None] == ["val_loss", "val_accuracy", "val_total_loss"]


def test_the_last_row_s_validation_is_the_final_model_s(train_images: Images, val_images: Images) -> None:
    model = small_model()
    row = train(model, OPTIMIZERS["adam"], train_images, val_images, PLAIN).history[-1]
    probabilities = predict(model, val_images.images, 24).double().softmax(1)
    labels = val_images.labels
    assert row["val_loss"] == pytest.approx(log_loss(labels, probabilities, labels=range(10)), rel=1e-6)
    assert row["val_accuracy"] == accuracy_score(labels, probabilities.argmax(1))
    batches = zip(labels.split(10), probabilities.split(10), strict=True)
    total = sum(log_loss(*batch, labels=range(10)) for batch in batches)
    assert row["val_total_loss"] == pytest.approx(total, rel=1e-6)


def test_measure_tells_forward_passes_from_the_batches_of_the_total_loss(val_images: Images) -> None:
    model = small_model()
    by_images, by_batches = measure(model, val_images, PLAIN, 1), measure(model, val_images, PLAIN, 24)
    assert by_batches["total_loss"] == pytest.approx(by_batches["loss"])
    assert by_images["total_loss"] == pytest.approx(24 * by_images["loss"])


def test_step_losses_are_kept_for_the_first_epoch_only(train_images: Images) -> None:
    loop = settings(keep_first_epoch_steps=True, batch_size=7)
    result = train(small_model(), OPTIMIZERS["adam"], train_images, None, loop)
    assert len(result.step_losses) == 6
    first, sizes = result.history[0], [7, 7, 7, 7, 7, 5]
    mean = sum(loss * size for loss, size in zip(result.step_losses, sizes, strict=True)) / 40
    assert first["train_loss"] == pytest.approx(mean)


def test_weights_are_kept_after_each_epoch(train_images: Images, val_images: Images) -> None:
    model, loop = small_model(), settings(keep_epoch_weights=True)
    result = train(model, OPTIMIZERS["adam"], train_images, val_images, loop)
    assert len(result.epoch_weights) == len(result.history) == 3
    assert not any(torch.equal(one["1.weight"], two["1.weight"]) for one, two in pairwise(result.epoch_weights))
    assert same_state(result.epoch_weights[-1], model.state_dict())
    for row, state in zip(result.history, result.epoch_weights, strict=True):
        model.load_state_dict(state)
        assert measure(model, val_images, loop)["loss"] == row["val_loss"]


def same_state(one: dict[str, Tensor], two: dict[str, Tensor]) -> bool:
    """Whether two states are bit-equal."""
    return one.keys() == two.keys() and all(torch.equal(one[name], two[name]) for name in one)


def test_early_stopping_ends_with_the_weights_of_the_lowest_validation_loss(
    train_images: Images, val_images: Images
) -> None:
    shuffled = Images(val_images.images, val_images.labels.roll(1))
    loop = settings(epochs=30, patience=2, keep_epoch_weights=True)
    model = small_model()
    result = train(model, OPTIMIZERS["adam"], train_images, shuffled, loop)
    losses = [row["val_loss"] for row in result.history]
    best = losses.index(min(losses)) + 1
    assert result.stopped_early
    assert (result.best_epoch, len(losses)) == (best, best + 2)
    assert same_state(result.epoch_weights[best - 1], model.state_dict())
    assert measure(model, shuffled, loop)["loss"] == min(losses)


def test_early_stopping_that_never_stops_still_restores_the_best(train_images: Images, val_images: Images) -> None:
    result = train(small_model(), OPTIMIZERS["adam"], train_images, val_images, settings(patience=3))
    losses = [row["val_loss"] for row in result.history]
    assert result.best_epoch == losses.index(min(losses)) + 1
    assert (len(losses), result.stopped_early) == (3, False)


def test_validation_changes_nothing_in_training(train_images: Images, val_images: Images) -> None:
    with_validation, without = small_model(), small_model()
    train(with_validation, OPTIMIZERS["adam"], train_images, val_images, PLAIN)
    train(without, OPTIMIZERS["adam"], train_images, None, PLAIN)
    assert same_state(with_validation.state_dict(), without.state_dict())


def test_another_order_trains_another_model(train_images: Images) -> None:
    models = [small_model(), small_model()]
    for seed, model in enumerate(models):
        order = torch.Generator().manual_seed(seed)
        fit(Learner(model, OPTIMIZERS["sgd"](model)), train_images, None, PLAIN, order, Observer())
    assert not same_state(models[0].state_dict(), models[1].state_dict())


class Recorder(Observer):
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int, int]] = []
        self.rows: list[dict[str, Any]] = []

    def on_step(self, epoch: int, step: int, steps: int) -> None:
        self.steps.append((epoch, step, steps))

    def on_epoch(self, row: dict[str, Any]) -> None:
        self.rows.append(dict(row))


def test_an_observer_is_told_of_each_step_and_epoch(train_images: Images, val_images: Images) -> None:
    model, recorder = small_model(), Recorder()
    order = torch.Generator().manual_seed(ORDER_SEED)
    result = fit(
        Learner(model, OPTIMIZERS["sgd"](model)), train_images, val_images, settings(epochs=2), order, recorder
    )
    assert recorder.steps == [(1, 1, 3), (1, 2, 3), (1, 3, 3), (2, 1, 3), (2, 2, 3), (2, 3, 3)]
    assert recorder.rows == result.history
