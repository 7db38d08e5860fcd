"""Keras' `fit` on arrays, with JAX below it."""

import os

os.environ["KERAS_BACKEND"] = "jax"

import keras
from networks import Conv, Dense, Dropout, Layer, Lstm, Norm, Pool, Simple, layers
from task import Epoch, Task


def prepare(task: Task) -> Epoch:
    """The images in memory, channels last as Keras has them, and the compiled model."""
    _, height, width = task.settings["image_shape"]
    parts = [part for layer in layers(task.settings) for part in _parts(layer, (height, width))]
    model = keras.Sequential([keras.Input((height, width, 1)), *parts])
    model.compile(
        optimizer=keras.optimizers.Adam(task.adam["lr"], epsilon=task.adam["eps"]),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    images, labels = task.pixels.permute(0, 2, 3, 1).numpy(), task.bytes_and_labels[1].numpy()
    return lambda: model.fit(images, labels, batch_size=task.settings["batch_size"], epochs=1, verbose=0)


def _parts(layer: Layer, rows: tuple[int, int]) -> list[keras.layers.Layer]:
    kinds = keras.layers
    match layer:
        case Conv() if layer.kernel == 2 * layer.padding + 1:
            return [kinds.Conv2D(layer.outputs, layer.kernel, padding="same")]
        case Conv():
            padding = [kinds.ZeroPadding2D(layer.padding)] if layer.padding else []
            return [*padding, kinds.Conv2D(layer.outputs, layer.kernel)]
        case Norm():
            return [kinds.BatchNormalization(momentum=1 - layer.momentum, epsilon=layer.eps)]
        case Pool():
            return [{"max": kinds.MaxPooling2D, "average": kinds.AveragePooling2D}[layer.kind](layer.size)]
        case Dense():
            return [kinds.Dense(layer.outputs)]
        case Dropout():
            return [kinds.Dropout(layer.share)]
        case Lstm():
            return [kinds.LSTM(layer.units, return_sequences=not layer.last)]
        case Simple():
            return [{"relu": kinds.ReLU, "flatten": kinds.Flatten, "rows": lambda: kinds.Reshape(rows)}[layer.kind]()]
