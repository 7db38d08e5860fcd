"""The numbers behind figures, one frame for each kind, in which rows of any study have the same columns.

Figures are drawn from them, and they are left as CSV, from which DVC plots them and overlays revisions.
"""

import numpy as np
import pandas as pd

from restudy.drawing.frames import long, write_frame
from restudy.evidence.divergence import mark
from restudy.evidence.evidence import Evidence
from restudy.formats import Unit
from restudy.layout import PLOTS, Results
from restudy.metrics import EPOCH_METRICS, METRICS
from restudy.plan.cells import Cell
from restudy.plan.names import readable_name

# By epoch, without total losses, which repeat the mean ones; of final weights, accuracies on images not learned from.
CURVES = [name for name in EPOCH_METRICS if METRICS[name].unit != Unit.TOTAL]
OVER_RUNS = ("mean", "lowest", "highest")
GRIDS = [name for name in CURVES if METRICS[name].unit == Unit.SHARE and METRICS[name].parts != ("train",)]


def write_plots(evidence: Evidence, results: Results) -> None:
    """Write the file of each kind; cells go by names without digest, as in other revisions."""
    names = {cell.name: _name(evidence, cell) for cell in evidence.plan.cells}
    for kind, frame in zip(PLOTS, (curves(evidence), grids(evidence), confusions(evidence)), strict=True):
        write_frame(results.plot(kind, evidence.plan.name), frame.assign(cell=frame["cell"].map(names)))


def _name(evidence: Evidence, cell: Cell) -> str:
    return ", ".join(filter(None, (readable_name(cell), mark(evidence, cell))))


def curves(evidence: Evidence) -> pd.DataFrame:
    """Numbers by epoch: a row for each cell, metric and epoch, with mean, lowest and highest over runs that ended.

    A cell of which none ended has one row without numbers, so that a plot names it.
    """
    parts = [over_seeds(evidence, cell, metric) for cell in evidence.plan.cells for metric in CURVES]
    lost = [{"cell": cell.name, "metric": CURVES[0], "epoch": 1} for cell in _lost(evidence)]
    columns = ["cell", "metric", "epoch", *OVER_RUNS]
    known = [part for part in (*parts, pd.DataFrame(lost)) if len(part)]
    return pd.concat(known, ignore_index=True).reindex(columns=columns) if known else pd.DataFrame(columns=columns)


def _lost(evidence: Evidence) -> list[Cell]:
    return [cell for cell in evidence.plan.cells if not evidence.ended(cell)]


def over_seeds(evidence: Evidence, cell: Cell, metric: str) -> pd.DataFrame:
    """A metric of a cell by epoch, over runs that ended; no rows where none has it."""
    curves = {seed: evidence.curve(cell, seed, metric) for seed in evidence.ended(cell)}
    by_seed = pd.DataFrame(curves).dropna(how="all")
    numbers = {"mean": by_seed.mean(axis=1), "lowest": by_seed.min(axis=1), "highest": by_seed.max(axis=1)}
    return pd.DataFrame({"cell": cell.name, "metric": metric, "epoch": by_seed.index, **numbers})


def grids(evidence: Evidence) -> pd.DataFrame:
    """Accuracies of the final weights: a row for each cell and metric, with mean, lowest and highest over runs.

    A cell of which no run ended has one row without numbers, so that a plot names it.
    """
    numbers = evidence.trials[GRIDS].melt(ignore_index=False, var_name="metric").dropna().reset_index()
    groups = numbers.groupby(["cell", "metric"], sort=True)["value"]
    known = groups.agg(mean="mean", lowest="min", highest="max").reset_index()
    lost = pd.DataFrame([{"cell": cell.name, "metric": GRIDS[-1]} for cell in _lost(evidence)])
    return pd.concat([part for part in (known, lost) if len(part)]).reindex(columns=known.columns)


def confusions(evidence: Evidence) -> pd.DataFrame:
    """Test images of each label and prediction: a row for each cell and pair, with the mean over runs that ended."""
    columns = ["cell", "label", "prediction", "images"]
    pairs = [_pairs(evidence, cell) for cell in evidence.plan.cells if evidence.ended(cell)]
    return pd.concat(pairs, ignore_index=True) if pairs else pd.DataFrame(columns=columns)


def _pairs(evidence: Evidence, cell: Cell) -> pd.DataFrame:
    pairs = long(mean_confusion(evidence, cell), "label", "prediction", "images")
    pairs.insert(0, "cell", cell.name)
    return pairs


def mean_confusion(evidence: Evidence, cell: Cell) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Mean counts over runs that ended, of which there is one, [label, prediction]."""
    return np.mean([evidence.confusion(cell, seed) for seed in evidence.ended(cell)], axis=0)
