"""Early stopping on a monitored quantity, with the best state kept."""

from copy import deepcopy
from math import inf
from typing import Any

from torch import nn


class EarlyStopping:
    """Remembers the epoch with the lowest monitored value and says when patience is spent.

    Args:
        patience: epochs without a lower value after which training stops.
    """

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.best_value = inf
        self.best_epoch = 0
        self.best_state: dict[str, Any] = {}
        self.epoch = 0

    def update(self, value: float, model: nn.Module) -> None:
        """Take the value of the epoch that just ended; a value that is not a number is no improvement."""
        self.epoch += 1
        if value < self.best_value:
            self.best_value, self.best_epoch = value, self.epoch
            self.best_state = deepcopy(model.state_dict())

    @property
    def should_stop(self) -> bool:
        """Whether `patience` epochs have gone by without a lower value."""
        return self.epoch - self.best_epoch >= self.patience

    def restore(self, model: nn.Module) -> int:
        """Give the model its best weights, and return their epoch; the last epoch if none was best."""
        if not self.best_state:
            return self.epoch
        model.load_state_dict(self.best_state)
        return self.best_epoch

    def state_dict(self) -> dict[str, Any]:
        """What the epochs so far have left; `patience` is a setting and no part of it."""
        return {
            "epoch": self.epoch,
            "best_value": self.best_value,
            "best_epoch": self.best_epoch,
            "best_state": self.best_state,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave."""
        self.epoch = state["epoch"]
        self.best_value, self.best_epoch = state["best_value"], state["best_epoch"]
        self.best_state = state["best_state"]
