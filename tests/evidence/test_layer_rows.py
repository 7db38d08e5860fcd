"""A model's layers, with shapes worked out by hand and parameters counted by PyTorch."""

from typing import Any

import pytest

from blocks_fixture import build
from restudy.evidence.layers import layer_rows
from restudy.plan.plan import Plan
from restudy.training.trial import count_parameters


def rows_of(**model: Any) -> list[tuple[str, str, int]]:
    """The layers of a network for 28×28 images of ten classes."""
    settings = {"model": model, "image_shape": [1, 28, 28], "classes": 10}
    return [(row["layer"], row["output"], row["parameters"]) for row in layer_rows(settings)]


def test_an_mlp_begins_by_flattening() -> None:
    assert rows_of(name="mlp", hidden=[5]) == [
        ("Flatten", "784", 0),
        ("Linear", "5", 785 * 5),
        ("ReLU", "5", 0),
        ("Linear", "10", 60),
    ]


def test_a_cnn_is_flattened_between_its_maps_and_its_dense_layers() -> None:
    """Batch norm counts its two weights and two running statistics for each filter, as Keras does."""
    assert rows_of(
        name="cnn",
        channels=[3],
        kernel=3,
        padding=[0],
        pool="average",
        pool_size=2,
        batch_norm={"position": "after_relu", "momentum": 0.1, "eps": 1e-5},
        hidden=[5],
        dropout=0.5,
        initialisation="pytorch",
    ) == [
        ("Conv2d", "3 × 26 × 26", 30),
        ("ReLU", "3 × 26 × 26", 0),
        ("BatchNorm2d", "3 × 26 × 26", 12),
        ("AvgPool2d", "3 × 13 × 13", 0),
        ("Flatten", "507", 0),
        ("Linear", "5", 508 * 5),
        ("ReLU", "5", 0),
        ("Dropout", "5", 0),
        ("Linear", "10", 60),
    ]


def test_an_lstm_gives_its_last_step_to_the_dense_layer() -> None:
    """Four gates, each with weights for 28 inputs and 6 units and two biases."""
    assert rows_of(name="lstm", hidden=6, layers=1) == [
        ("LSTM", "28 × 6", 4 * 6 * (28 + 6 + 2)),
        ("Last step", "6", 0),
        ("Linear", "10", 70),
    ]


@pytest.mark.parametrize(
    "study", ["cnn-lstm-grid", "batchnorm-cnn", "mlp-optimizers", "dropout-cnn", "cnn-architectures"]
)
def test_layers_have_all_parameters_of_the_network(mnist_plan: Plan, study: str) -> None:
    for cell in {cell.variant: cell for cell in mnist_plan.studies[study].cells}.values():
        settings = cell.settings
        counts = count_parameters(build(settings["model"], settings["image_shape"], settings["classes"]))
        assert sum(row["parameters"] for row in layer_rows(settings)) == sum(counts.values())
