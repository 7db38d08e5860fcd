"""A trial's state on disk, from which another process goes on."""

import hashlib
import io
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from pickle import UnpicklingError
from types import TracebackType
from typing import Any, Self

import torch

from restudy.records import replacing
from restudy.store.sessions import Sessions

STATE_FOLDER = "state"
STATE_FILE = "training"
CHECKSUM = hashlib.sha256
Say = Callable[[str], None]


class StateFolder:
    """Writes a trial's state after each epoch and reads it when the trial is begun again.

    Weights that are kept of each epoch are written once, in files of their own, so that a state costs the same after
    the last epoch as after the first. Files are written by a thread while the next epoch is trained; leaving the
    `with` block waits for it.

    Args:
        trial: the trial's folder in the store.
        identity: what a state must have in common with the trial to be gone on from.
        sessions: is told of earlier sessions, and asked for all of them.
        say: is given a line for the log.
    """

    def __init__(self, trial: Path, identity: Mapping[str, Any], sessions: Sessions, say: Say) -> None:
        self.folder = trial / STATE_FOLDER
        self.identity, self.sessions, self.say = dict(identity), sessions, say
        # The checksum of each file of weights.
        self._written_weights: list[bytes] = []
        self._writer = ThreadPoolExecutor(max_workers=1)
        self._writing: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._writer.shutdown()

    def load(self) -> dict[str, Any] | None:
        """The training's state, or None where there is none or it is not this trial's."""
        try:
            content = _read(self.folder / STATE_FILE)
            if content["identity"] != self.identity:
                raise ValueError(_difference(content["identity"], self.identity))
            state: dict[str, Any] = content["training"]
            written = content["weights"]
            state["epoch_weights"] = [_read(self._weights(place + 1), known) for place, known in enumerate(written)]
        except FileNotFoundError as error:
            self._begin_anew(None if not self.folder.exists() else f"{error.filename} is not there")
            return None
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, UnpicklingError) as error:
            self._begin_anew(str(error))
            return None
        self._written_weights = written
        self.sessions.go_on(content["sessions"])
        self.say(f"goes on after epoch {len(state['history'])}, where session {len(content['sessions'])} left it")
        return state

    def save(self, state: dict[str, Any]) -> None:
        """Hand the state to the thread that writes; waits for the state before it."""
        weights = state["epoch_weights"]
        files = {
            self._weights(epoch): _serialise(weights[epoch - 1])
            for epoch in range(len(self._written_weights) + 1, len(weights) + 1)
        }
        self._written_weights = [*self._written_weights, *(CHECKSUM(each).digest() for each in files.values())]
        content = {
            "identity": self.identity,
            "sessions": self.sessions.so_far(len(state["history"])),
            "weights": self._written_weights,
            "training": state | {"epoch_weights": []},
        }
        # Last, since it says which others there are.
        files[self.folder / STATE_FILE] = _serialise(content)
        if self._writing:
            self._writing.result()
        self._writing = self._writer.submit(_write_all, files)

    def remove(self) -> None:
        """The trial is finished."""
        if self._writing:
            self._writing.result()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _weights(self, epoch: int) -> Path:
        return self.folder / f"weights{epoch}"

    def _begin_anew(self, reason: str | None) -> None:
        if reason:
            self.say(f"begins anew: the state in {self.folder} cannot be gone on from ({reason})")
        shutil.rmtree(self.folder, ignore_errors=True)


def _difference(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    parts = (f"{key} {found.get(key)}, here {wanted[key]}" for key in wanted if found.get(key) != wanted[key])
    return "; ".join(parts)


def _serialise(value: Any) -> bytes:
    stream = io.BytesIO()
    torch.save(value, stream)
    return stream.getvalue()


def _write_all(files: Mapping[Path, bytes]) -> None:
    """Write each file in one step, behind its checksum: a machine that loses power may keep a name without its data."""
    for path, content in files.items():
        with replacing(path) as temporary, temporary.open("wb") as stream:
            stream.write(CHECKSUM(content).digest())
            stream.write(content)


def _read(path: Path, known: bytes | None = None) -> Any:
    """What `_write_all` wrote, its tensors on the CPU; with a `known` checksum only that.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is damaged.
    """
    size = CHECKSUM().digest_size
    whole = path.read_bytes()
    if CHECKSUM(whole[size:]).digest() != whole[:size] or known not in (None, whole[:size]):
        raise ValueError(f"{path.name} is damaged")
    return torch.load(io.BytesIO(whole[size:]), map_location="cpu", weights_only=True)
