"""A model's layers with their output shapes and numbers of parameters."""

from collections.abc import Mapping
from typing import Any


def layer_rows(settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row for each layer in the order in which an image passes them.

    Args:
        settings: a cell's resolved settings.

    Returns:
        Rows of `layer`, `output` (without the batch) and `parameters`, running statistics counted in.
    """
    # Only tables of layers need torch, whose import takes longer than the rest of the report's.
    import torch
    from torch import nn

    from restudy.models.build import build

    model = build(settings["model"], settings["image_shape"], settings["classes"]).eval()
    rows: list[dict[str, Any]] = []

    def record(module: nn.Module, _: Any, output: Any) -> None:
        tensor = output[0] if isinstance(output, tuple) else output
        statistics = sum(buffer.numel() for name, buffer in module.named_buffers() if "running" in name)
        parameters = sum(parameter.numel() for parameter in module.parameters()) + statistics
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
