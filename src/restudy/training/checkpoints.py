"""Where a training's state goes between epochs, as the loop sees it."""

from typing import Any


class Checkpoints:
    """Keeps a training's state from one epoch to the next; this one keeps nothing."""

    def load(self) -> dict[str, Any] | None:
        """The state to go on from, as `save` was given it, or None to begin at the first epoch."""
        return None

    def save(self, state: dict[str, Any]) -> None:
        """An epoch is done; `state` shares its tensors with the training, so it is to be written at once."""


NO_CHECKPOINTS = Checkpoints()
