"""Files beside data and results that no plan and no record knows."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from restudy.layout import Data, Results, versioned_folders
from restudy.verification.finding import Finding


def unknown(dataset: str, known: Collection[Path]) -> list[Finding]:
    """A finding for each such file, or for the highest folder that has no other; hidden files are the system's."""
    inside = [*known, *(folder / "*" for folder in versioned_folders(dataset))]
    homes = {parent for path in inside for parent in path.parents}
    found: dict[Path, int] = {}
    for root in (Data.of(dataset).root, Results.of(dataset).root):
        for file in _files(root):
            if file not in known:
                top = next(path for path in (file, *file.parents) if path.parent in homes)
                found[top] = found.get(top, 0) + 1
    return [Finding(path, "foreign", _told(path, count)) for path, count in found.items()]


def _told(path: Path, files: int) -> str:
    folder = f"a folder of {files} file{'s' * (files > 1)} " if path.is_dir() else ""
    return f"{folder}of no plan and no record"


def _files(root: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent) / name for name in sorted(names) if not name.startswith("."))
