"""A folder as params.yaml names it: what a person means by it, and what can be no folder."""

import os
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

LONGEST_PART, LONGEST_PATH = 255, 4095
# What looks like folders there is the system itself.
NO_DISKS, MEMORY = (("dev",), ("proc",), ("sys",)), Path("/dev/shm")


def _path(value: Any) -> Any:
    """A path as a person means it: a folder may be called 2024; `~` and `$SCRATCH` are what a shell makes of them."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return value
    try:
        path = os.path.expandvars(Path(value).expanduser()) if value.strip() else ""
    except RuntimeError:
        raise ValueError("there is no such user; write the path out") from None
    if not path.strip():
        raise ValueError("give the path of a folder")
    if "$" in path:
        raise ValueError("the environment has no such variable; set it, or write the path out")
    _check_folder(path)
    return path


def _check_folder(path: str) -> None:
    """Raise ValueError where no folder can be."""
    if not path.isprintable():
        raise ValueError("a path has no control characters; write it on one line")
    if len(os.fsencode(path)) > LONGEST_PATH or any(len(os.fsencode(part)) > LONGEST_PART for part in Path(path).parts):
        raise ValueError(f"a file system takes {LONGEST_PART} bytes for a folder's name and {LONGEST_PATH} for a path")
    real = Path(path).absolute()
    there = next(part for part in (real, *real.parents) if os.path.lexists(part))
    if not os.path.isdir(there):  # noqa: PTH112 - it also answers where one may not look
        raise ValueError(f"{there} is no folder; give a folder, which need not exist yet")
    if there.resolve().parts[1:2] in NO_DISKS and not there.resolve().is_relative_to(MEMORY):
        raise ValueError(f"{there} is no place for files; give a folder on a disk")


Folder = Annotated[str, BeforeValidator(_path)]
