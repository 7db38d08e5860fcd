"""Model families: the papers' parameter counts, and the arithmetic of each against torch's functions."""

from math import sqrt
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from blocks_fixture import build
from restudy.plan.plan import Plan
from restudy.training.trial import count_parameters

CONV_1_A = 8 * (1 * 3 * 3) + 8
CONV_2_A = 16 * (8 * 3 * 3) + 16
OUTPUT_A = 784 * 10 + 10
# Four gates, each with weights of the inputs and of the last state, and two biases.
LSTM_1 = 4 * (128 * (28 + 128) + 2 * 128)
LSTM_2 = 4 * (128 * (128 + 128) + 2 * 128)
LSTM_OUTPUT = 128 * 10 + 10

PUBLISHED_COUNTS = [
    ("cnn-lstm-grid", "cnn", CONV_1_A + CONV_2_A + OUTPUT_A, 0),
    ("cnn-lstm-grid", "lstm", LSTM_1 + LSTM_2 + LSTM_OUTPUT, 0),
    ("batchnorm-cnn", "cnn", 25_386, 2 * (16 + 32)),
    ("batchnorm-cnn", "mlp", 109_386, 0),
    ("mlp-optimizers", "adam", 109_386, 0),
    ("dropout-cnn", "normalised", 320 + 18_496 + 401_536 + 1_290, 0),
    ("dropout-cnn", "normalised", 421_642, 0),
    ("cnn-architectures", "experiment-4", 131_210, 320),
]
PLAIN_CNN: dict[str, Any] = {
    "name": "cnn",
    "channels": [3],
    "kernel": 3,
    "padding": [1],
    "pool": "max",
    "pool_size": 2,
    "batch_norm": None,
    "hidden": [],
    "dropout": 0.0,
    "initialisation": "pytorch",
}


def model_of(plan: Plan, study: str, variant: str) -> nn.Module:
    """The network of a study's variant, as its first cell has it."""
    cell = next(cell for cell in plan.studies[study].cells if cell.variant == variant)
    return build(cell.settings["model"], cell.settings["image_shape"], cell.settings["classes"])


def images(count: int = 2, side: int = 28) -> Tensor:
    """Random images, float32 [count, 1, side, side]."""
    return torch.rand(count, 1, side, side, generator=torch.Generator().manual_seed(0))


def make_cnn(side: int = 28, **arguments: Any) -> Any:
    """A small CNN that differs from PLAIN_CNN in `arguments`."""
    return build(PLAIN_CNN | arguments, [1, side, side], 10)


@pytest.mark.parametrize(("study", "variant", "trainable", "non_trainable"), PUBLISHED_COUNTS)
def test_parameters_are_as_many_as_published(
    mnist_plan: Plan, study: str, variant: str, trainable: int, non_trainable: int
) -> None:
    counts = count_parameters(model_of(mnist_plan, study, variant))
    assert counts == {"trainable": trainable, "non_trainable": non_trainable}


def test_study_a_s_counts_by_hand() -> None:
    assert CONV_1_A + CONV_2_A + OUTPUT_A == 9_098
    assert LSTM_1 + LSTM_2 + LSTM_OUTPUT == 214_282


def test_frozen_parameters_are_not_counted_as_trainable() -> None:
    model = build({"name": "mlp", "hidden": [4]}, [1, 2, 2], 3)
    next(model.parameters()).requires_grad_(False)
    assert count_parameters(model) == {"trainable": 4 + 4 * 3 + 3, "non_trainable": 0}


def test_every_cell_s_model_gives_a_logit_for_each_class(mnist_plan: Plan) -> None:
    for study, variant in {(cell.study, cell.variant) for cell in mnist_plan.cells.values()}:
        logits = model_of(mnist_plan, study, variant)(images(3))
        assert (logits.shape, logits.dtype) == ((3, 10), torch.float32)


def test_parts_have_the_names_that_checkpoints_keep() -> None:
    norm = {"position": "after_relu", "momentum": 0.3, "eps": 0.01}
    cnn = make_cnn(channels=[3, 4], padding=[1, 1], batch_norm=norm, hidden=[6])
    assert {"blocks.0.0.weight", "blocks.0.2.running_mean", "blocks.1.0.bias", "head.0.weight", "head.2.bias"} <= set(
        cnn.state_dict()
    )
    lstm = build({"name": "lstm", "hidden": 6, "layers": 1}, [1, 5, 4], 3)
    assert set(lstm.state_dict()) == {
        *(f"lstm.{part}_l0" for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")),
        *("output.weight", "output.bias"),
    }


def test_mlp_by_hand() -> None:
    model = build({"name": "mlp", "hidden": [5, 4]}, [1, 3, 3], 2)
    values = images(4, 3).reshape(4, 9)
    weights = list(model.parameters())
    for weight, bias in zip(weights[0:4:2], weights[1:4:2], strict=True):
        values = (values @ weight.T + bias).clamp(min=0)
    torch.testing.assert_close(model(images(4, 3)), values @ weights[4].T + weights[5])


def test_lstm_takes_a_row_of_pixels_at_each_step_and_its_last_step_decides() -> None:
    model: Any = build({"name": "lstm", "hidden": 6, "layers": 2}, [1, 5, 4], 3)
    data = torch.rand(2, 1, 5, 4, generator=torch.Generator().manual_seed(0))
    steps = [data[:, 0, row] for row in range(5)]
    for layer in range(2):
        steps = lstm_steps(model.lstm, layer, steps)
    torch.testing.assert_close(model(data), functional.linear(steps[-1], model.output.weight, model.output.bias))


def lstm_steps(lstm: nn.LSTM, layer: int, inputs: list[Tensor]) -> list[Tensor]:
    """A layer's output at each step, by Hochreiter and Schmidhuber's gates in PyTorch's order."""
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    input_weight, state_weight, input_bias, state_bias = (getattr(lstm, f"{name}_l{layer}") for name in names)
    output = memory = torch.zeros(len(inputs[0]), lstm.hidden_size)
    outputs = []
    for step in inputs:
        gates = step @ input_weight.T + input_bias + output @ state_weight.T + state_bias
        take, keep, new, show = gates.chunk(4, dim=1)
        memory = keep.sigmoid() * memory + take.sigmoid() * new.tanh()
        output = show.sigmoid() * memory.tanh()
        outputs.append(output)
    return outputs


@pytest.mark.parametrize("pool", ["max", "average"])
@pytest.mark.parametrize("position", [None, "before_relu", "after_relu"])
@pytest.mark.parametrize("training", [True, False])
def test_cnn_block_by_torch_s_functions(pool: str, position: str | None, training: bool) -> None:
    batch_norm = position and {"position": position, "momentum": 0.3, "eps": 0.01}
    model = make_cnn(side=7, pool=pool, batch_norm=batch_norm).train(training)
    values = functional.conv2d(images(4, 7), *convolution_of(model), padding=1)
    values = normalised(values, training) if position == "before_relu" else values
    values = normalised(functional.relu(values), training) if position == "after_relu" else functional.relu(values)
    values = functional.max_pool2d(values, 2) if pool == "max" else functional.avg_pool2d(values, 2)
    output = model.head[0]
    assert isinstance(output, nn.Linear)
    torch.testing.assert_close(model(images(4, 7)), functional.linear(values.flatten(1), output.weight, output.bias))


def convolution_of(model: nn.Module) -> tuple[Tensor, Tensor]:
    """Weight and bias of the model's first convolution."""
    layer = next(module for module in model.modules() if isinstance(module, nn.Conv2d))
    assert layer.bias is not None
    return layer.weight, layer.bias


def normalised(values: Tensor, training: bool) -> Tensor:
    """Batch norm with fresh statistics and weights."""
    mean, variance = torch.zeros(values.shape[1]), torch.ones(values.shape[1])
    return functional.batch_norm(values, mean, variance, training=training, momentum=0.3, eps=0.01)


def test_batch_norm_has_its_momentum() -> None:
    model = make_cnn(side=7, batch_norm={"position": "before_relu", "momentum": 0.3, "eps": 0.01})
    model.train()(images(4, 7))
    maps = functional.conv2d(images(4, 7), *convolution_of(model), padding=1)
    expected = 0.3 * maps.mean((0, 2, 3))
    torch.testing.assert_close(dict(model.named_buffers())["blocks.0.1.running_mean"], expected)


def test_making_a_cnn_leaves_its_batch_norms_fresh_and_the_model_in_training_mode() -> None:
    model = make_cnn(batch_norm={"position": "after_relu", "momentum": 0.3, "eps": 0.01})
    buffers = dict(model.named_buffers())
    assert buffers["blocks.0.2.running_mean"].tolist() == [0, 0, 0]
    assert buffers["blocks.0.2.num_batches_tracked"] == 0
    assert all(module.training for module in model.modules())


def test_dropout_follows_each_hidden_layer() -> None:
    layers = [type(layer) for layer in make_cnn(hidden=[6, 5], dropout=0.5).head]
    assert layers == [nn.Linear, nn.ReLU, nn.Dropout, nn.Linear, nn.ReLU, nn.Dropout, nn.Linear]
    assert [type(layer) for layer in make_cnn(hidden=[6]).head] == [nn.Linear, nn.ReLU, nn.Linear]


def test_keras_initialisation_is_glorot_s_with_zero_biases() -> None:
    model = make_cnn(channels=[16, 24], padding=[1, 1], hidden=[64], initialisation="keras")
    layers = [module for module in model.modules() if isinstance(module, (nn.Conv2d, nn.Linear))]
    fans = [(9, 16 * 9), (16 * 9, 24 * 9), (24 * 49, 64), (64, 10)]
    for layer, (fan_in, fan_out) in zip(layers, fans, strict=True):
        bound = sqrt(6 / (fan_in + fan_out))
        assert layer.bias is not None
        assert layer.bias.count_nonzero() == 0
        assert 0.95 * bound < layer.weight.abs().max() <= bound
        assert layer.weight.std().item() == pytest.approx(bound / sqrt(3), rel=0.15)


def test_pytorch_initialisation_is_pytorch_s_own() -> None:
    torch.manual_seed(3)
    model = make_cnn()
    torch.manual_seed(3)
    weight, bias = convolution_of(model)
    reference = nn.Conv2d(1, 3, 3, padding=1)
    assert reference.bias is not None
    assert torch.equal(weight, reference.weight)
    assert torch.equal(bias, reference.bias)


def test_the_same_random_state_makes_the_same_weights(mnist_plan: Plan) -> None:
    states = []
    for _ in range(2):
        torch.manual_seed(1)
        states.append(model_of(mnist_plan, "cnn-architectures", "experiment-4").state_dict())
    assert [name for name, value in states[0].items() if not torch.equal(value, states[1][name])] == []
