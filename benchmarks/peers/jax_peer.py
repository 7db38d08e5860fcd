"""A loop in plain JAX: one compiled function takes a batch by its indices, and makes a step of Adam.

Running statistics of batch norm are not kept, which training does not need.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.example_libraries.optimizers import adam
from networks import Conv, Dense, Dropout, Layer, Lstm, Norm, Pool, Simple, layers
from task import Epoch, Task

Array = Any


def prepare(task: Task) -> Epoch:
    """The images on JAX's device, channels last, and the step, which is compiled when it is first called."""
    images, labels = jnp.asarray(task.pixels.permute(0, 2, 3, 1).numpy()), jnp.asarray(task.bytes_and_labels[1].numpy())
    found, size = layers(task.settings), task.settings["batch_size"]
    begin, update, weights_of = adam(task.adam["lr"], eps=task.adam["eps"])
    order, key = np.random.default_rng(0), jax.random.key(0)
    state = begin([_weights(layer, each) for layer, each in zip(found, jax.random.split(key, len(found)), strict=True)])

    def loss(weights: Array, pixels: Array, wanted: Array, chance: Array) -> tuple[Array, Array]:
        logits = _forward(found, weights, pixels, chance)
        likely = jax.nn.log_softmax(logits)
        return -jnp.take_along_axis(likely, wanted[:, None], 1).mean(), (logits.argmax(1) == wanted).sum()

    @partial(jax.jit, donate_argnums=1)
    def step(number: int, state: Array, batch: Array) -> tuple[Array, Array, Array]:
        chance = jax.random.fold_in(key, number)
        values, gradients = jax.value_and_grad(loss, has_aux=True)(
            weights_of(state), images[batch], labels[batch], chance
        )
        return update(number, gradients, state), *values

    def epoch() -> None:
        nonlocal state
        drawn = order.permutation(task.images)
        batches = [drawn[start : start + size] for start in range(0, task.images, size)]
        kept = []
        for number, batch in enumerate(batches):
            state, *values = step(number, state, batch)
            kept.append(values)
        jax.block_until_ready((state, kept))

    return epoch


def _weights(layer: Layer, key: Array) -> Array:
    """Fresh weights of a layer, as a tuple of arrays; empty for one that learns nothing."""
    draw: Callable[..., Array] = jax.nn.initializers.glorot_uniform()
    match layer:
        case Conv():
            return draw(key, (layer.kernel, layer.kernel, layer.inputs, layer.outputs)), jnp.zeros(layer.outputs)
        case Norm():
            return jnp.ones(layer.features), jnp.zeros(layer.features)
        case Dense():
            return draw(key, (layer.inputs, layer.outputs)), jnp.zeros(layer.outputs)
        case Lstm():
            shapes = (layer.inputs, 4 * layer.units), (layer.units, 4 * layer.units)
            return *(draw(key, shape) for shape in shapes), jnp.zeros(4 * layer.units)
    return ()


def _forward(found: Sequence[Layer], weights: Array, values: Array, key: Array) -> Array:
    for number, (layer, own) in enumerate(zip(found, weights, strict=True)):
        values = _through(layer, own, values, jax.random.fold_in(key, number))
    return values


def _through(layer: Layer, weights: Array, values: Array, key: Array) -> Array:
    match layer:
        case Conv():
            names, sides = ("NHWC", "HWIO", "NHWC"), (layer.padding, layer.padding)
            if layer.kernel != 2 * layer.padding + 1:
                values = jnp.pad(values, ((0, 0), sides, sides, (0, 0)))
            way = "SAME" if layer.kernel == 2 * layer.padding + 1 else "VALID"
            return jax.lax.conv_general_dilated(values, weights[0], (1, 1), way, dimension_numbers=names) + weights[1]
        case Norm():
            mean, variance = values.mean((0, 1, 2)), values.var((0, 1, 2))
            return (values - mean) * jax.lax.rsqrt(variance + layer.eps) * weights[0] + weights[1]
        case Pool():
            return _pooled(layer, values)
        case Dense():
            return values @ weights[0] + weights[1]
        case Dropout():
            return jnp.where(jax.random.bernoulli(key, 1 - layer.share, values.shape), values / (1 - layer.share), 0)
        case Lstm():
            return _lstm(layer, weights, values)
        case Simple("relu"):
            return jax.nn.relu(values)
        case Simple("rows"):
            return values.squeeze(3)
    return values.reshape(len(values), -1)


def _pooled(layer: Pool, values: Array) -> Array:
    """By reshaping, since XLA's own windows are several times as slow on their way back."""
    images, height, width, channels = values.shape
    high, wide, size = height // layer.size, width // layer.size, layer.size
    windows = values[:, : high * size, : wide * size].reshape(images, high, size, wide, size, channels)
    return windows.max((2, 4)) if layer.kind == "max" else windows.mean((2, 4))


def _lstm(layer: Lstm, weights: Array, values: Array) -> Array:
    """The products with the inputs of all steps at once, then step by step."""
    inputs, hidden, bias = weights
    given = (values @ inputs + bias).swapaxes(0, 1)

    def step(state: Array, each: Array) -> tuple[Array, Array]:
        output, cell = state
        enter, forget, new, leave = jnp.split(each + output @ hidden, 4, axis=1)
        cell = jax.nn.sigmoid(forget) * cell + jax.nn.sigmoid(enter) * jnp.tanh(new)
        output = jax.nn.sigmoid(leave) * jnp.tanh(cell)
        return (output, cell), output

    nothing = jnp.zeros((len(values), layer.units))
    (last, _), steps = jax.lax.scan(step, (nothing, nothing), given)
    return last if layer.last else steps.swapaxes(0, 1)
