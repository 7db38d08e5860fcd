"""Arrays in compressed npz files, of equal bytes for equal arrays, which NumPy reads without this project."""

import bz2
import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from restudy.checksums import DamageError
from restudy.records import replacing

Arrays = dict[str, NDArray[Any]]
LEVEL = 9


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write named arrays as one npz file, in one step; it holds no time."""
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, np.asarray(array, order="C"), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue(), _smallest(content.getvalue()), LEVEL)


def _smallest(content: bytes) -> int:
    """The kind of compression that takes the least room."""
    deflated, sorted_ = len(zlib.compress(content, LEVEL)), len(bz2.compress(content, LEVEL))
    return zipfile.ZIP_BZIP2 if sorted_ < deflated else zipfile.ZIP_DEFLATED


def read_arrays(path: Path) -> Arrays:
    """All arrays of an npz file.

    Raises:
        DamageError: it is not there, or no such file.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        raise DamageError(path, "missing") from None
    except (ValueError, EOFError, zipfile.BadZipFile, zlib.error, OSError):
        raise DamageError(path, "damaged: no npz file") from None
