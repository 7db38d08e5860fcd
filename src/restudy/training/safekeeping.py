"""Bringing finished trials to safety before the workflow engine deletes them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from restudy.plan.cells import Cell
from restudy.training.store import Store, is_finished


def take_unfinished(store: Store, cells_folder: Path, cells: Iterable[Cell], seeds: Sequence[int]) -> None:
    """Take the finished trials of cells that lack some into the store, since their jobs are about to run.

    Args:
        store: the store.
        cells_folder: folder of studies' folders of cells.
        cells: the plan's cells.
        seeds: the plan's seeds.
    """
    for cell in cells:
        trials = {seed: cells_folder / cell.study / cell.name / f"seed{seed}" for seed in seeds}
        finished = [seed for seed, trial in trials.items() if is_finished(trial)]
        if len(finished) < len(seeds):
            for seed in finished:
                store.take(cell.digest, seed, trials[seed])
