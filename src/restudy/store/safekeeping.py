"""Bringing finished trials to safety before the workflow engine deletes them."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from restudy.checksums import DamageError
from restudy.plan.cells import Cell
from restudy.store.store import Store, is_finished


def take_finished(store: Store, cells_folder: Path, cells: Iterable[Cell], seeds: Sequence[int]) -> None:
    """Take the finished trials of cells whose jobs are about to run into the store, and say which are damaged.

    Args:
        store: the store.
        cells_folder: folder of studies' folders of cells.
        cells: the cells.
        seeds: the plan's seeds.
    """
    for cell in cells:
        for seed in seeds:
            trial = cells_folder / cell.study / cell.name / f"seed{seed}"
            if is_finished(trial):
                try:
                    store.take(cell.digest, seed, trial)
                except DamageError as error:
                    print(f"restudy: not brought to safety: {error.finding}", file=sys.stderr, flush=True)
