"""One training job: all seeds of a cell, worked on in the store and placed where the plan wants them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from restudy.checksums import DamageError, sound_record
from restudy.data.arrays import read_images, read_tensors
from restudy.data.check_split import check_split
from restudy.data.origin import check_images
from restudy.data.split import split_indices
from restudy.layout import LAST_FILE, Results
from restudy.params.settings import Division, TrialSettings
from restudy.provenance import trial_code
from restudy.store.attempt import attempt
from restudy.store.sessions import Sessions
from restudy.store.state_folder import StateFolder
from restudy.store.store import Store, is_finished, place
from restudy.store.training_evidence import (
    differs,
    read_training_evidence,
    training_evidence,
    write_training_evidence,
)
from restudy.store.trial_files import check_trial, is_whole, write_run
from restudy.training.allocator import keep_freed_memory
from restudy.training.divergence import Divergence
from restudy.training.interruption import ToldToLeave, leave, leaving_when_told
from restudy.training.loop import Images, Observer
from restudy.training.recipe import division, recipe
from restudy.training.side_by_side import run_side_by_side
from restudy.training.trial import load_split, run_trial, write_trial
from restudy.training.wording import words


@dataclass
class TrialData:
    """The files that a trial learns from; checked and read when the first trial needs them.

    Attributes:
        train_file: the training images.
        split_file: indices of those to train and those to validate on.
        given: the cell's settings that do not equal their defaults, in plain types, which another process reads too.
        device: "cpu", "cuda" or "mps".
        gpu: what a trial's record says of the GPU, or None.
        checked: whether this job has found images and split whole.
    """

    train_file: Path
    split_file: Path
    given: Mapping[str, Any]
    device: str
    gpu: Mapping[str, Any] | None = None
    checked: bool = False
    _read: tuple[Division, tuple[Images, Images | None]] | None = None

    def check(self) -> None:
        """Compare the images with their record, and the split with what its seed gives, once in a job.

        Raises:
            DamageError: one of them is not there or damaged.
        """
        if not self.checked:
            check_images(self.train_file)
            check_split(self.split_file, self.given["split"], len(read_images(self.train_file)[1]))
            self.checked = True

    def images(self, seed: int) -> tuple[Images, Images | None]:
        """Training and validation images of the trial with this seed, on the device; read again for another split."""
        self.check()
        settings = TrialSettings.model_validate(self.given)
        drawn = division(settings, seed)
        if self._read is None or self._read[0] != drawn:
            indices = read_tensors(self.split_file) if drawn == settings.split else self._drawn(drawn)
            self._read = drawn, load_split(self.train_file, indices, self.given["pixels"], self.device)
        return self._read[1]

    def _drawn(self, drawn: Division) -> dict[str, Tensor]:
        images = len(read_images(self.train_file)[1])
        train, val = split_indices(images, (drawn.train, drawn.val), drawn.seed)
        return {"train": torch.from_numpy(train), "val": torch.from_numpy(val)}


def log(line: str) -> None:
    """Print a line in one piece, since processes side by side have one log."""
    print(f"{line}\n", end="", flush=True)


class EpochLog(Observer):
    """Prints a line for each epoch, which ends up in the job's log."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def on_epoch(self, row: dict[str, Any]) -> None:
        """Print the row's numbers."""
        numbers = " ".join(f"{key}={value:.4f}" for key, value in row.items() if isinstance(value, float))
        log(f"seed {self.seed} epoch {row['epoch']} {numbers}")

    def on_divergence(self, divergence: Divergence) -> None:
        """Print where it diverged."""
        _say(self.seed, words(divergence))


@dataclass(frozen=True)
class CellPlaces:
    """Where a cell's trials are worked on and where they go.

    Attributes:
        digest: the cell's.
        store: where trials are worked on.
        results: the data set's results.
        study: the study's name.
        cell: the cell's name.
        weights: whether trials that have evidence but no weights are trained too.
    """

    digest: str
    store: Store
    results: Results
    study: str
    cell: str
    weights: bool = False

    def trial(self, seed: int) -> Path:
        """The folder of a trial."""
        return self.results.trial(self.study, self.cell, seed)

    def evidence(self, seed: int) -> Path:
        """What it leaves without its weights."""
        return self.results.training_evidence(self.study, self.cell, seed)

    def is_done(self, seed: int) -> bool:
        """Whether nothing of a trial is to be done: there is evidence, and weights if they are asked for."""
        try:
            read_training_evidence(self.evidence(seed), self.digest, seed)
        except DamageError:
            return False
        return not self.weights or is_whole(self.trial(seed), self.digest, seed)


def train_cell(data: TrialData, places: CellPlaces, seeds: Sequence[int], at_once: int = 1) -> None:
    """Train every seed that is neither done nor held whole by the store, and leave its trial and its evidence.

    Args:
        data: what to train on, and how.
        places: where trials go.
        seeds: the cell's.
        at_once: how many seeds to train side by side, each in a process of its own; no file depends on it.

    Raises:
        DamageError: a seed is to be trained, and images or split are not there or damaged.
    """
    seeds = [seed for seed in seeds if not places.is_done(seed)]
    with leaving_when_told():
        if min(at_once, len(seeds)) > 1:
            if not all(is_finished(places.store.folder(places.digest, seed)) for seed in seeds):
                # Each process would do it.
                data.check()
            run_side_by_side(partial(train_seed, data, places), seeds, at_once)
        else:
            for seed in seeds:
                train_seed(data, places, seed)


def train_seed(data: TrialData, places: CellPlaces, seed: int) -> None:
    """Train one seed, unless its trial is there or the store holds it whole, and leave its trial and its evidence."""
    say, digest, trial = partial(_say, seed), places.digest, places.trial(seed)
    if not is_whole(trial, digest, seed):
        keep_freed_memory()
        with places.store.writing(digest, seed, say, partial(_lost, say)) as folder:
            if not _holds(folder, digest, seed, say):
                try:
                    with attempt(folder):
                        _work(data, digest, seed, folder)
                except ToldToLeave:
                    say("told to stop; the next run goes on after the last epoch that is finished")
                    raise
            place(folder, trial)
    _leave_evidence(places, seed, say)


def _leave_evidence(places: CellPlaces, seed: int, say: partial[None]) -> None:
    """Leave the evidence of a trial that is there; evidence of a training that learned the same stays as it is."""
    path, found = places.evidence(seed), training_evidence(places.trial(seed), places.digest, seed)
    known = sound_record(path)
    if known and not differs(known, found):
        return
    if known:
        say(f"learned something else than {path} says, as on another processor; its evidence is made anew")
    write_training_evidence(path, found)


def _holds(folder: Path, digest: str, seed: int, say: partial[None]) -> bool:
    """Whether the store has the trial whole; one that is damaged is no longer finished."""
    if not is_finished(folder):
        return False
    try:
        check_trial(folder, digest, seed)
    except DamageError as error:
        say(f"trained again, since what was finished earlier is damaged: {error.finding}")
        (folder / LAST_FILE).unlink(missing_ok=True)
        return False
    say(f"finished earlier, taken from {folder}")
    return True


def _work(data: TrialData, digest: str, seed: int, folder: Path) -> None:
    train, val = data.images(seed)
    settings = TrialSettings.model_validate(data.given)
    sessions = Sessions(data.device, data.gpu)
    identity = {"digest": digest, "seed": seed, "torch": str(torch.__version__), "device": data.device}
    with StateFolder(folder, identity, sessions, partial(_say, seed)) as state:
        trial = run_trial(recipe(settings), seed, train, val, EpochLog(seed), state)
        record = sessions.record(len(trial.fit.history))
        record["code"] = trial_code(settings.modules, settings.dataset)
        record["images_per_second"] = len(train) * len(trial.fit.history) / record["seconds"]
        write_trial(folder, data.given, seed, trial)
        write_run(folder, digest, seed, record)
        state.remove()


def _say(seed: int, line: str) -> None:
    log(f"seed {seed}: {line}")


def _lost(say: partial[None]) -> None:
    say("another process took the trial over, since this one gave no sign of life; it leaves")
    leave()
