"""Digests of what decides a result: values, files and code."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from restudy.datasets import dataset_named
from restudy.own_code import PACKAGE as OWN
from restudy.sources import Source, distributions, read_own_sources, read_sources

PACKAGE_FOLDER = Path(__file__).parent
# What every trial's content follows from: these modules, the modules of its own blocks, and what all of them import.
TRIAL_CODE = ("restudy.training.trial", "restudy.data.unpack", "restudy.data.split")
# The same of what the test images give of a trial, and of what is taken out of the data.
EVALUATION_CODE = "restudy.evaluation.trial"
EXCERPT_CODE = "restudy.data.excerpt"


def digest(value: Any) -> str:
    """Hexadecimal SHA-256 of a value's canonical JSON."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def trial_code(blocks: Iterable[str], dataset: str) -> str:
    """Digest of the code that training a cell can reach, so that what other cells are made of has no part in it.

    Args:
        blocks: the modules of the blocks that its settings name.
        dataset: the data set's name.
    """
    return code_digest([*TRIAL_CODE, *blocks, type(dataset_named(dataset)).__module__])


def evaluation_code(model: str) -> str:
    """Digest of the code that evaluating a network can reach; `model` is the module of its block."""
    return code_digest([EVALUATION_CODE, model])


def excerpt_code(data: Any) -> str:
    """Digest of the code that takes labels and images out of a data set, and of what tells the data set's content."""
    return digest({"code": code_digest([EXCERPT_CODE]), "data": data})


def code_digest(roots: Iterable[str]) -> str:
    """Digest of the modules that `roots` can import, comments and docstrings left out.

    Modules are those of this package and of the folder `custom`; of other packages that the latter import, the
    version counts.
    """
    reachable = _reachable(roots)
    own = [source for module, source in reachable.items() if module.startswith(f"{OWN}.")]
    versions = {"versions": distributions(own)} if own else {}
    return digest({module: reachable[module].digest for module in sorted(reachable)} | versions)


def imported_modules(roots: Iterable[str]) -> set[str]:
    """The modules of this package that `roots` import, directly or not, wherever the import stands."""
    return set(_reachable(roots))


def _reachable(roots: Iterable[str]) -> dict[str, Source]:
    sources = read_sources(PACKAGE_FOLDER)
    found: dict[str, Source] = {}
    pending = list(roots)
    if any(name.startswith(f"{OWN}.") for name in pending):
        sources = sources | read_own_sources()
    while pending:
        module = pending.pop()
        if module in found:
            continue
        if module not in sources:
            raise ImportError(f"no source for module {module}")
        found[module] = sources[module]
        pending += [name for name in found[module].imports if name in sources]
        if "." in module and module.rpartition(".")[0] != OWN:
            pending.append(module.rpartition(".")[0])
    return found
