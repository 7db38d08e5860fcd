"""Where a training's state goes between epochs, as the loop sees it."""

from typing import Any, Protocol


class Checkpoints(Protocol):
    """Keeps a training's state from one epoch to the next."""

    def load(self) -> dict[str, Any] | None:
        """The state to go on from, as `save` was given it, or None to begin at the first epoch."""

    def save(self, state: dict[str, Any]) -> None:
        """An epoch is done; `state` shares its tensors with the training, so it is to be written at once."""


class NoCheckpoints:
    """Keeps nothing."""

    def load(self) -> dict[str, Any] | None:
        """Nothing to go on from."""
        return None

    def save(self, state: dict[str, Any]) -> None:
        """Nothing is kept."""


NO_CHECKPOINTS = NoCheckpoints()
