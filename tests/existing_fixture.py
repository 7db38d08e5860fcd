"""Finished trials made by hand, as far as anyone looks who takes them from elsewhere."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from evidence_fixture import leave_training_evidence
from restudy.layout import TRIAL_FILES
from restudy.params.params import parse_params
from restudy.plan.cells import Cell
from restudy.plan.plan import Plan, make_plan
from restudy.provenance import digest, trial_code
from restudy.store.trial_files import read_run, write_run
from results_fixture import PARAMS, of_run, parsed, study_content

PRESENT = trial_code(["restudy.models.mlp", "restudy.optimizers", "restudy.losses.cross_entropy"], "mnist")
ARCHIVES = {
    "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
    "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
    "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
}
STUDY = """
variants:
  adam: {settings: {model: {name: mlp, hidden: [8]}}}
  sgd: {settings: {model: {name: mlp, hidden: [8]}, optimizer: {name: sgd, lr: 0.1}}}
"""


def two_cells(
    store: Path, seeds: tuple[int, ...] = (0,), study: str = "small", variants: str = STUDY, **defaults: Any
) -> Plan:
    """The plan of one study with the cells `adam` and `sgd`, or of other variants."""
    content = parsed(PARAMS) | {"seeds": list(seeds), "store": str(store)}
    content["defaults"] |= defaults
    content["studies"] = {study: of_run(study_content(variants))}
    return make_plan(parse_params(content))


def cell_of(plan: Plan, variant: str) -> Cell:
    """The one cell of a variant."""
    (cell,) = (cell for cell in plan.cells.values() if cell.variant == variant)
    return cell


def digest_of(settings: Mapping[str, Any], code: str, archives: Mapping[str, str] = ARCHIVES) -> str:
    """A cell's digest by what design says that it covers."""
    return digest({"settings": settings, "data": {"dataset": "mnist", "archives": archives}, "code": code})


def leave(cell: Path, settings: Mapping[str, Any], record: Mapping[str, Any], seed: int = 0, content: str = "") -> Path:
    """A finished trial in a cell's folder; each file but the two JSON ones holds its name and `content`."""
    trial = cell / f"seed{seed}"
    trial.mkdir(parents=True)
    for name in TRIAL_FILES:
        (trial / name).write_text(f"{name} {content}")
    (trial / "config.json").write_text(json.dumps({**settings, "seed": seed}))
    write_run(trial, record["digest"], seed, record)
    return trial


def leave_cell(
    cell: Cell, results: Path, code: str = PRESENT, seed: int = 0, *, content: str = "", **record: Any
) -> Path:
    """A trial of a cell that some code trained, where that code's results stand."""
    whole = digest_of(cell.given, code)
    name = f"{cell.name[:-8]}{whole[:8]}"
    folder = results / "mnist/cells" / cell.study / name
    trial = leave(folder, cell.given, {"digest": whole, "code": code, **record}, seed, content)
    leave_evidence(cell, results, name, read_run(trial), seed)
    return trial


def leave_evidence(cell: Cell, results: Path, name: str, record: Mapping[str, Any], seed: int = 0) -> None:
    """The evidence of such a trial, in a cell of this name."""
    known = replace(cell, name=name, digest=record["digest"])
    run = {key: value for key, value in record.items() if key not in ("digest", "seed")}
    leave_training_evidence(results / "mnist", known, seed, run)
