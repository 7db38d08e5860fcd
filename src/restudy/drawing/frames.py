"""Arrays as frames with a row for each number."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_numeric_dtype

from restudy.layout import NOT_DRAWN
from restudy.records import no_formula, without_mark, write_text


def write_frame(path: Path, frame: pd.DataFrame) -> None:
    """Write a frame without its index as CSV, its text so that no spreadsheet takes it for a formula."""
    write_text(path, _texts(frame, no_formula).to_csv(index=False, lineterminator="\n"))


def read_frame(path: Path) -> pd.DataFrame:
    """Read what `write_frame` wrote."""
    return _texts(pd.read_csv(path), without_mark)


def why_not_drawn(path: Path) -> str:
    """Why a figure has no numbers; empty where it has some."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        return next(rows)[0] if next(rows, []) == [NOT_DRAWN] else ""


def _texts(frame: pd.DataFrame, change: Callable[[Any], Any]) -> pd.DataFrame:
    """The frame with its names and texts changed; its numbers stay."""
    columns = {name: column for name, column in frame.items() if not is_numeric_dtype(column)}
    changed = frame.assign(**{name: column.map(change) for name, column in columns.items()})
    return changed.rename(columns=change)


def long(matrix: NDArray[Any], row: str, column: str, value: str) -> pd.DataFrame:
    """A row for each number of a matrix."""
    rows, columns = (places.ravel() for places in np.indices(matrix.shape))
    return pd.DataFrame({row: rows, column: columns, value: matrix.ravel()})


def pixels(name: str, pictures: NDArray[Any], value: str) -> pd.DataFrame:
    """A row for each pixel of each picture, [n, H, W], pictures counted from 1, to 4 digits."""
    parts = [long(picture, "row", "column", value) for picture in pictures]
    frame = pd.concat(parts, keys=range(1, len(parts) + 1), names=[name]).reset_index(level=0)
    return frame.assign(**{value: [float(f"{number:.4g}") for number in frame[value]]})


def pictures_of(frame: pd.DataFrame, name: str, value: str) -> NDArray[np.float64]:
    """The pictures, [n, H, W], that `pixels` gave the frame of."""
    shape = (frame[name].nunique(), int(frame["row"].max()) + 1, int(frame["column"].max()) + 1)
    return frame[value].to_numpy(dtype=np.float64).reshape(shape)
