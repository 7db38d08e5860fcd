"""The numbers behind figures, one frame for each kind, in which rows of any study have the same columns.

Figures are drawn from them, and they are left as CSV, from which DVC plots them and overlays revisions.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from restudy.claims.evidence import Evidence
from restudy.plan.cells import Cell
from restudy.records import write_text

CURVES = ("train_loss", "train_accuracy", "val_loss", "val_accuracy", "test_loss", "test_accuracy")
GRIDS = ("val_accuracy", "test_accuracy")


def write_numbers(evidence: Evidence, folder: Path) -> None:
    """Write `folder`/KIND/STUDY.csv for each kind; cells go by names without digest, as in other revisions."""
    for kind, frame in (("curves", curves(evidence)), ("grids", grids(evidence)), ("confusion", confusions(evidence))):
        named = frame.assign(cell=frame["cell"].str.rpartition("-")[0])
        write_text(folder / kind / f"{evidence.plan.name}.csv", named.to_csv(index=False, lineterminator="\n"))


def curves(evidence: Evidence) -> pd.DataFrame:
    """Numbers by epoch: a row for each cell, metric and epoch, with mean, lowest and highest over seeds."""
    parts = [over_seeds(evidence, cell, metric) for cell in evidence.plan.cells for metric in CURVES]
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def over_seeds(evidence: Evidence, cell: Cell, metric: str) -> pd.DataFrame:
    """A metric of a cell by epoch; no rows where no trial has it."""
    by_seed = evidence.epochs.loc[cell.name][metric].unstack("seed").dropna(how="all")
    numbers = {"mean": by_seed.mean(axis=1), "lowest": by_seed.min(axis=1), "highest": by_seed.max(axis=1)}
    return pd.DataFrame({"cell": cell.name, "metric": metric, "epoch": by_seed.index, **numbers})


def grids(evidence: Evidence) -> pd.DataFrame:
    """Accuracies of the final weights: a row for each cell and metric, with mean, lowest and highest over seeds."""
    numbers = evidence.trials[list(GRIDS)].melt(ignore_index=False, var_name="metric").dropna().reset_index()
    groups = numbers.groupby(["cell", "metric"], sort=True)["value"]
    return groups.agg(mean="mean", lowest="min", highest="max").reset_index()


def confusions(evidence: Evidence) -> pd.DataFrame:
    """Test images of each label and prediction: a row for each cell and pair, with the mean over seeds."""
    return pd.concat([_pairs(evidence, cell) for cell in evidence.plan.cells], ignore_index=True)


def _pairs(evidence: Evidence, cell: Cell) -> pd.DataFrame:
    counts = mean_confusion(evidence, cell)
    labels, predictions = (part.ravel() for part in np.indices(counts.shape))
    numbers = {"label": labels, "prediction": predictions, "images": counts.ravel()}
    return pd.DataFrame({"cell": cell.name, **numbers})


def mean_confusion(evidence: Evidence, cell: Cell) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Mean counts over seeds, [label, prediction]."""
    return np.mean([evidence.confusion(cell, seed) for seed in evidence.plan.seeds], axis=0)
