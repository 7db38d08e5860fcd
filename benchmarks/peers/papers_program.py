"""The kind of program that papers have: torchvision's data set with ToTensor, a DataLoader, `.item()` at each step."""

import tempfile
from pathlib import Path
from typing import Any

import torch
from networks import papers_network
from task import Epoch, Task
from torch.nn.functional import cross_entropy
from torch.optim import Adam
from torch.utils.data import DataLoader

from restudy.data.torchvision_import import import_torchvision


def prepare(task: Task) -> Epoch:
    """The data set in memory, as torchvision reads it, and the network as it is printed."""
    torch.set_num_threads(1)
    loader = DataLoader(_data_set(task), batch_size=task.settings["batch_size"], shuffle=True)
    model = papers_network(task.settings)
    optimizer = Adam(model.parameters(), **task.adam)

    def epoch() -> tuple[float, float]:
        total_loss, correct = 0.0, 0.0
        for pixels, labels in loader:
            optimizer.zero_grad()
            logits = model(pixels)
            loss = cross_entropy(logits, labels)
            loss.backward()
            optimizer.step()
            total_loss += loss.item()
            correct += (logits.argmax(1) == labels).sum().item()
        return total_loss, correct

    return epoch


def _data_set(task: Task) -> Any:
    torchvision = import_torchvision()
    steps = [torchvision.transforms.ToTensor()]
    pixels = task.settings["pixels"]
    if (pixels["mean"], pixels["std"]) != (0, 1):
        steps.append(torchvision.transforms.Normalize((pixels["mean"],), (pixels["std"],)))
    images, labels = task.bytes_and_labels
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder, "MNIST", "raw")
        raw.mkdir(parents=True)
        for part in ("train", "t10k"):
            _write_idx(raw / f"{part}-images-idx3-ubyte", images.squeeze(1))
            _write_idx(raw / f"{part}-labels-idx1-ubyte", labels.to(torch.uint8))
        return torchvision.datasets.MNIST(folder, train=True, transform=torchvision.transforms.Compose(steps))


def _write_idx(path: Path, values: torch.Tensor) -> None:
    """As MNIST's archives are once they are unpacked: type and number of dimensions, their sizes, then the bytes."""
    sizes = b"".join(size.to_bytes(4, "big") for size in values.shape)
    path.write_bytes(bytes([0, 0, 8, values.ndim]) + sizes + values.numpy().tobytes())
