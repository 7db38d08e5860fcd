"""skorch's `partial_fit` on arrays, with its usual callbacks off."""

import torch
from networks import papers_network
from skorch import NeuralNetClassifier
from task import Epoch, Task


def prepare(task: Task) -> Epoch:
    """The images in memory, and the network as its paper prints it."""
    torch.set_num_threads(1)
    adam = {f"optimizer__{name}": value for name, value in task.adam.items() if name != "lr"}
    net = NeuralNetClassifier(
        papers_network(task.settings),
        criterion=torch.nn.CrossEntropyLoss,
        optimizer=torch.optim.Adam,
        lr=task.adam["lr"],
        max_epochs=1,
        batch_size=task.settings["batch_size"],
        iterator_train__shuffle=True,
        train_split=None,
        callbacks=None,
        verbose=0,
        **adam,
    ).initialize()
    images, labels = task.pixels.numpy(), task.bytes_and_labels[1].numpy()
    return lambda: net.partial_fit(images, labels)
