"""One trial on the test images: its logits, and the small evidence that all later steps read."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from restudy.data.arrays import read_images, read_tensors, to_pixels
from restudy.evaluation.rounding import rounded_losses, rounded_probabilities
from restudy.models import MODELS, Size
from restudy.pictures_kept import WRONG_PICTURES
from restudy.training.precision import in_precision
from restudy.training.predict import accuracy, image_losses, images_in_cache, predict

# Of numbers by epoch, so that they take less room.
DIGITS = 8

Arrays = dict[str, NDArray[Any]]
Epoch = tuple[int, float, float]


class TestImages(NamedTuple):
    """The test images: as they are, uint8 [N, C, H, W]; as the network gets them, float32; labels, int64 [N]."""

    pictures: Tensor
    pixels: Tensor
    labels: Tensor


class Measured(NamedTuple):
    """A trial on the test images: logits, float32 [N, classes], [0, classes] where it diverged; and its evidence."""

    logits: Tensor
    evidence: Arrays


def read_test_images(file: Path, pixels: Mapping[str, float]) -> TestImages:
    """The test images of a file; `pixels` is that part of a cell's settings."""
    images, labels = read_images(file)
    return TestImages(images, to_pixels(images, **pixels), labels)


def evaluate_trial(
    settings: Mapping[str, Any], folder: Path, diverged_in_epoch: int | None, best_epoch: int | None, test: TestImages
) -> Measured:
    """Measure a trial with its final weights and, where they were kept, those of each epoch.

    Args:
        settings: its cell's resolved settings.
        folder: where its weights lie.
        diverged_in_epoch: where training diverged, from 1; None where it did not.
        best_epoch: the epoch of its final weights; a loss that is no number on the test images alone is taken for
            a divergence in it.
        test: the images.

    Returns:
        Its evidence is `diverged_in_epoch` alone, 0 where it did not diverge, and then all that docs/data.md lists.
    """
    torch.set_num_threads(settings["threads"])
    if diverged_in_epoch:
        return _diverged(settings, diverged_in_epoch)
    block, images = MODELS.parse(settings["model"]), (settings["image_shape"], settings["classes"])
    measure = Measure(
        in_precision(block.build(*images), settings["precision"]),
        settings["evaluation_batch_size"],
        block.size(*images),
        test,
    )
    by_epoch = [(epoch, *measure.numbers(weights)) for epoch, weights in _epoch_weights(folder)]
    logits = measure.logits(read_tensors(folder / "checkpoint.safetensors"))
    if not isfinite(float(image_losses(logits, test.labels).mean())):
        return _diverged(settings, best_epoch or 1)
    return Measured(logits, evidence_of(logits, by_epoch, measure.model, test))


def evidence_of(logits: Tensor, by_epoch: Sequence[Epoch], model: nn.Module, test: TestImages) -> Arrays:
    """The evidence of a trial that ended.

    Args:
        logits: float32 [N, classes].
        by_epoch: number, loss and accuracy of each epoch whose weights were kept.
        model: the network with its final weights.
        test: the images.
    """
    of_images = _of_images(logits, image_losses(logits, test.labels), test)
    return {"diverged_in_epoch": np.array(0)} | of_images | _of_epochs(by_epoch) | _of_filters(model)


def _diverged(settings: Mapping[str, Any], epoch: int) -> Measured:
    return Measured(torch.empty(0, settings["classes"]), {"diverged_in_epoch": np.array(epoch)})


class Measure:
    """Measures a model with one set of weights after another.

    Args:
        model: the network.
        batch_size: images per forward pass.
        size: how large the network is.
        test: the images.
    """

    def __init__(self, model: nn.Module, batch_size: int, size: Size | None, test: TestImages) -> None:
        self.model, self.batch_size, self.test = model, batch_size, test
        self.in_cache = images_in_cache(size, batch_size)

    def logits(self, weights: dict[str, Tensor]) -> Tensor:
        """Logits, float32 [N, classes]; the model keeps the weights."""
        self.model.load_state_dict(weights)
        return predict(self.model, self.test.pixels, self.batch_size, self.in_cache)

    def numbers(self, weights: dict[str, Tensor]) -> tuple[float, float]:
        """Loss per image and accuracy."""
        logits = self.logits(weights)
        return float(image_losses(logits, self.test.labels).mean()), accuracy(logits, self.test.labels)


def _epoch_weights(folder: Path) -> Iterator[tuple[int, dict[str, Tensor]]]:
    """The weights of each epoch in order, from tensors named EPOCH/NAME."""
    by_epoch: dict[int, dict[str, Tensor]] = {}
    for key, tensor in read_tensors(folder / "epochs.safetensors").items():
        epoch, _, name = key.partition("/")
        by_epoch.setdefault(int(epoch), {})[name] = tensor
    yield from sorted(by_epoch.items())


def _of_images(logits: Tensor, losses: Tensor, test: TestImages) -> Arrays:
    classes = logits.shape[1]
    predicted = logits.argmax(1)
    wrong = predicted != test.labels
    probabilities = torch.softmax(logits[wrong].double(), 1)
    others = logits[wrong].scatter(1, predicted[wrong, None], -torch.inf)
    whole = np.min_scalar_type(classes - 1)
    return {
        # Of the prediction less the label, which is mostly 0, and so takes little room.
        "prediction_minus_label": ((predicted - test.labels) % classes).numpy().astype(whole),
        "loss": rounded_losses(losses.numpy()),
        "wrong_probability": rounded_probabilities(probabilities.numpy()),
        "wrong_second": others.argmax(1).numpy().astype(whole),
        "wrong_picture": test.pictures[wrong.nonzero()[:WRONG_PICTURES, 0]].numpy(),
    }


def _of_epochs(by_epoch: Sequence[Epoch]) -> Arrays:
    """An epoch whose loss is no number has no accuracy either."""
    known = [right if isfinite(loss) else np.nan for _, loss, right in by_epoch]
    return {
        "epoch": np.array([epoch for epoch, _, _ in by_epoch], dtype=np.int64),
        "epoch_loss": np.array([float(f"{loss:.{DIGITS}g}") for _, loss, _ in by_epoch]),
        "epoch_accuracy": np.array(known, dtype=np.float64),
    }


def _of_filters(model: nn.Module) -> Arrays:
    """Weights [filters, C, k, k] and biases [filters] of the first convolution, where there is one."""
    layer = next((module for module in model.modules() if isinstance(module, nn.Conv2d)), None)
    if layer is None or layer.bias is None:
        return {}
    return {
        "filter": layer.weight.detach().float().numpy().astype(np.float16),
        "filter_bias": layer.bias.detach().float().numpy().astype(np.float16),
    }
