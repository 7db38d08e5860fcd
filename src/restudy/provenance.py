"""Digests of what decides a result: values, files and code."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from restudy.sources import Source, read_sources

PACKAGE_FOLDER = Path(__file__).parent
# What a trial's content follows from: these modules, and what they import.
TRIAL_CODE = ("restudy.training.trial", "restudy.data.unpack", "restudy.data.split")


def digest(value: Any) -> str:
    """Hexadecimal SHA-256 of a value's canonical JSON."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def code_digest(roots: Iterable[str]) -> str:
    """Digest of the package's modules that `roots` can import, comments and docstrings left out."""
    reachable = _reachable(roots)
    return digest({module: reachable[module].digest for module in sorted(reachable)})


def imported_modules(roots: Iterable[str]) -> set[str]:
    """The modules of this package that `roots` import, directly or not, wherever the import stands."""
    return set(_reachable(roots))


def _reachable(roots: Iterable[str]) -> dict[str, Source]:
    sources = read_sources(PACKAGE_FOLDER)
    found: dict[str, Source] = {}
    pending = list(roots)
    while pending:
        module = pending.pop()
        if module in found:
            continue
        if module not in sources:
            raise ImportError(f"no source for module {module}")
        found[module] = sources[module]
        pending += [name for name in found[module].imports if name in sources]
        if "." in module:
            pending.append(module.rpartition(".")[0])
    return found
