"""Lightning's Trainer on a DataLoader of tensors, without log, checkpoint and progress bar."""

import logging
import warnings

import torch
from networks import papers_network
from task import Epoch, Task
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

from restudy.data.torchvision_import import import_torchvision

# Lightning imports it where it is installed, which this lets go through.
import_torchvision()

from lightning.pytorch import LightningModule, Trainer  # noqa: E402


class Classifier(LightningModule):  # type: ignore[misc]
    """The network as its paper prints it."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self.network, self.adam = papers_network(task.settings), task.adam

    def training_step(self, batch: tuple[torch.Tensor, torch.Tensor], _: int) -> torch.Tensor:
        """The loss of one batch."""
        images, labels = batch
        return cross_entropy(self.network(images), labels)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """The paper's."""
        return torch.optim.Adam(self.parameters(), **self.adam)


def prepare(task: Task) -> Epoch:
    """The images in memory, and a module that each epoch goes on with."""
    torch.set_num_threads(1)
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", module="lightning")
    data = TensorDataset(task.pixels, task.bytes_and_labels[1])
    loader = DataLoader(data, batch_size=task.settings["batch_size"], shuffle=True)
    module = Classifier(task)
    off = dict.fromkeys(("logger", "enable_checkpointing", "enable_progress_bar", "enable_model_summary"), False)
    return lambda: Trainer(max_epochs=1, accelerator="cpu", devices=1, **off).fit(module, loader)
