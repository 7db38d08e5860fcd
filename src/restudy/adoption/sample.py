"""A trial trained again with the present code, and its files compared with those of other code."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from restudy.checksums import FILES
from restudy.data.origin import check_origin
from restudy.errors import UserError
from restudy.layout import CONFIG_FILE, LAST_FILE, TRIAL_FILES
from restudy.plan.cells import Cell
from restudy.records import to_json
from restudy.store.store import Store
from restudy.store.trial_files import read_run

COMPARED_FILES = tuple(name for name in TRIAL_FILES if name not in (CONFIG_FILE, LAST_FILE))
# What gives other bytes without any change of code.
SURROUNDINGS = ("device", "host", "processor", "python", "torch_threads", "versions")
EPOCH_LINE = re.compile(r"seed \d+ epoch \d+ ")
Listen = Callable[[str], None]


class Sampler:
    """Trains trials by the commands that the workflow's jobs run, into the store, where the next run finds them.

    Args:
        data: folder of the data set.
        store: the trial store.
        device: where to train: "auto", "cpu", "cuda" or "mps".
        folder: a folder that is removed afterwards.
    """

    def __init__(self, data: Path, store: Store, device: str, folder: Path) -> None:
        self.images = data / "train.safetensors"
        self.store, self.device, self.folder = store, device, folder

    def train(self, cell: Cell, seed: int, listen: Listen) -> dict[str, Any]:
        """Train one trial with the present code and return its record.

        Args:
            cell: its cell.
            seed: its seed.
            listen: is given each line of the job's log.

        Raises:
            UserError: there are no images, other code made them, or the job fails.
        """
        split = self._split(cell, listen)
        settings = to_json(cell.given)
        options = {
            "images": self.images,
            "split": split,
            "settings": settings,
            "digest": cell.digest,
            "seed": seed,
            "store": self.store.root,
            "device": self.device,
            "results": self.folder,
            "cell": f"{cell.study}/{cell.name}",
        }
        _run("train", options, listen)
        return read_run(self.store.folder(cell.digest, seed))

    def _split(self, cell: Cell, listen: Listen) -> Path:
        """The cell's division of the images, drawn by the present code, which an older file need not be."""
        check_images(self.images, cell)
        split = self.folder / f"{cell.split}.safetensors"
        if not split.exists():
            _run("split", {"train": self.images, "sizes": to_json(cell.settings["split"]), "output": split}, listen)
        return split


def check_images(images: Path, cell: Cell) -> None:
    """Raise UserError where the training images are not there, or other code unpacked them."""
    if not images.is_file():
        dataset = images.parent.name
        raise UserError(
            f"{images}: no such file, and {cell.study}/{cell.name} is to be trained again; "
            f"make it with: snakemake --cores 2 {images} --config dataset={dataset}"
        )
    check_origin(images.parent, images.parent.name)


def _run(step: str, options: Mapping[str, Any], listen: Listen) -> None:
    """Run a step as a rule does."""
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "restudy", step, *words]
    last = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                last = line.strip() or last
                listen(line)
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise UserError(f"{step}: exit status {process.returncode}: {last.removeprefix('restudy: ')}")


@contextmanager
def epoch_bar(console: Console, epochs: int) -> Iterator[Listen]:
    """In a terminal, a bar that moves with each epoch in a job's log; yields what listens to the log."""
    columns = BarColumn(), MofNCompleteColumn(), TextColumn("epochs"), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_interactive) as bar:
        task = bar.add_task("", total=epochs)
        yield lambda line: bar.advance(task) if EPOCH_LINE.match(line) else None


def differing_file(one: Mapping[str, Any], other: Mapping[str, Any]) -> str | None:
    """The first of a trial's result files that has not the same bytes by both of its records, or None."""
    return next((name for name in COMPARED_FILES if one[FILES].get(name) != other[FILES].get(name)), None)


def reason(then: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Why two trials of equal settings have other bytes, as far as their records tell."""
    old, new = (dict(_surroundings(record)) for record in (then, now))
    differing = [f"{key} {old.get(key)!r}, here {new[key]!r}" for key in new if old.get(key) != new[key]]
    if differing:
        return f"it was trained elsewhere, which alone gives other bytes ({'; '.join(differing)})"
    return "machine and versions are the same, so the code changes what is learned"


def _surroundings(record: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key in SURROUNDINGS:
        value = record.get(key)
        yield from value.items() if isinstance(value, Mapping) else [(key, value)]
    yield "GPU", (record.get("gpu") or {}).get("name")
