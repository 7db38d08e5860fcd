"""The numbers behind figures, one frame for each kind, in which rows of any study have the same columns.

Figures are drawn from them, and they are left as CSV, from which DVC plots them and overlays revisions.
"""

import numpy as np
import pandas as pd

from restudy.drawing.frames import long
from restudy.evidence.evidence import Evidence
from restudy.formats import Unit
from restudy.layout import PLOTS, Results
from restudy.metrics import EPOCH_METRICS, METRICS
from restudy.plan.cells import Cell
from restudy.records import write_text

# By epoch, without total losses, which repeat the mean ones; of final weights, accuracies on images not learned from.
CURVES = [name for name in EPOCH_METRICS if METRICS[name].unit != Unit.TOTAL]
GRIDS = [name for name in CURVES if METRICS[name].unit == Unit.SHARE and METRICS[name].parts != ("train",)]


def write_plots(evidence: Evidence, results: Results) -> None:
    """Write the file of each kind; cells go by names without digest, as in other revisions."""
    for kind, frame in zip(PLOTS, (curves(evidence), grids(evidence), confusions(evidence)), strict=True):
        named = frame.assign(cell=frame["cell"].str.rpartition("-")[0])
        write_text(results.plot(kind, evidence.plan.name), named.to_csv(index=False, lineterminator="\n"))


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
    numbers = evidence.trials[GRIDS].melt(ignore_index=False, var_name="metric").dropna().reset_index()
    groups = numbers.groupby(["cell", "metric"], sort=True)["value"]
    return groups.agg(mean="mean", lowest="min", highest="max").reset_index()


def confusions(evidence: Evidence) -> pd.DataFrame:
    """Test images of each label and prediction: a row for each cell and pair, with the mean over seeds."""
    return pd.concat([_pairs(evidence, cell) for cell in evidence.plan.cells], ignore_index=True)


def _pairs(evidence: Evidence, cell: Cell) -> pd.DataFrame:
    pairs = long(mean_confusion(evidence, cell), "label", "prediction", "images")
    pairs.insert(0, "cell", cell.name)
    return pairs


def mean_confusion(evidence: Evidence, cell: Cell) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Mean counts over seeds, [label, prediction]."""
    return np.mean([evidence.confusion(cell, seed) for seed in evidence.plan.seeds], axis=0)
