"""A model's layers with their output shapes and numbers of parameters."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from restudy.models import MODELS

if TYPE_CHECKING:
    from torch import nn

Row = dict[str, Any]


def layer_rows(settings: Mapping[str, Any]) -> list[Row]:
    """A row for each layer in the order in which an image passes them.

    Args:
        settings: a cell's resolved settings.

    Returns:
        Rows of `layer`, `output` (without the batch) and `parameters`, running statistics counted in.
    """
    # Only tables of layers need torch, whose import takes longer than the rest of the judging and the report.
    import torch
    from torch import nn

    from restudy.training.trial import count_parameters

    model = _network(settings).eval()
    rows: list[Row] = []

    def record(module: nn.Module, _: Any, output: Any) -> None:
        tensor = output[0] if isinstance(output, tuple) else output
        parameters = sum(count_parameters(module).values())
        shape = " × ".join(str(size) for size in tensor.shape[1:])
        if isinstance(module, nn.Linear) and rows and "×" in rows[-1]["output"]:
            name = "Last step" if rows[-1]["layer"] == "LSTM" else "Flatten"
            rows.append({"layer": name, "output": str(module.in_features), "parameters": 0})
        rows.append({"layer": module._get_name(), "output": shape, "parameters": parameters})

    for module in model.modules():
        if not list(module.children()):
            module.register_forward_hook(record)
    with torch.no_grad():
        model(torch.zeros(1, *settings["image_shape"]))
    return rows


def parameter_totals(settings: Mapping[str, Any]) -> dict[str, int]:
    """Parameters of a cell's whole model: `trainable`, `non_trainable` (running statistics) and their `total`."""
    from restudy.training.trial import count_parameters

    counts = count_parameters(_network(settings))
    return {**counts, "total": sum(counts.values())}


def _network(settings: Mapping[str, Any]) -> "nn.Module":
    return MODELS.parse(settings["model"]).build(settings["image_shape"], settings["classes"])


def covered_by(covers: Sequence[int], ours: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """For each published row as many of our layers as it covers, put together; and our layers that none covers."""
    together, first = [], 0
    for number in covers:
        together.append(_together(ours[first : first + number]))
        first += number
    return together, list(ours[first:])


def _together(layers: Sequence[Row]) -> Row:
    return {
        "layer": " + ".join(layer["layer"] for layer in layers),
        "output": layers[-1]["output"] if layers else None,
        "parameters": sum(layer["parameters"] for layer in layers),
    }


def same_shape(published: str, ours: str) -> bool:
    """Whether two output shapes have equal sizes, the published one's channels first or last: '26 x 26 x 32'."""
    sizes = _sizes(published)
    return _sizes(ours) in (sizes, [*sizes[-1:], *sizes[:-1]])


def _sizes(shape: str) -> list[str]:
    return [size.strip() for size in shape.replace(",", "").replace("x", "×").split("×")]
