"""A metric of a cell as a table's columns."""

from collections.abc import Iterable
from statistics import fmean, stdev
from typing import Any

import numpy as np

from restudy.claims.evidence import Evidence
from restudy.plan.cells import Cell
from restudy.statistics.intervals import Interval

# Of numbers that come from resamples; more would change with the machine's arithmetic.
DECIMALS = 6


def reproduced(evidence: Evidence, cell: Cell, metric: str) -> dict[str, Any]:
    """A metric's mean, standard deviation and number of values over seeds, as columns."""
    return over_seeds(metric, evidence.values(cell, metric).values())


def over_seeds(metric: str, each: Iterable[float]) -> dict[str, Any]:
    """The same of any numbers, one of each seed."""
    values = [float(value) for value in each if not np.isnan(value)]
    return {
        f"{metric}_mean": fmean(values) if values else None,
        f"{metric}_sd": stdev(values) if len(values) > 1 else None,
        f"{metric}_seeds": len(values),
    }


def limits(name: str, interval: Interval) -> dict[str, float]:
    """An interval's limits as columns."""
    return {f"{name}_low": round(interval.low, DECIMALS), f"{name}_high": round(interval.high, DECIMALS)}
