"""Why training is planned: each cell that lacks trials, the nearest one that exists, and what differs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from rich import box
from rich.console import Console
from rich.table import Table

from restudy.adoption.found import (
    FoundTrial,
    cell_of_evidence,
    first_of_evidence,
    first_trials,
    present_codes,
    proves_data,
    with_codes,
)
from restudy.datasets import Dataset, dataset_named
from restudy.formats import ranges
from restudy.layout import Results
from restudy.plan.cells import DIGEST_LENGTH, Cell
from restudy.plan.chosen import chosen_name
from restudy.plan.plan import Plan
from restudy.store.store import Store, is_finished

Kind = Literal["seed", "store", "code", "data", "settings", "new"]
CODE = "training code"
# A cell in the store has no study: one with three other settings is taken for a relative, each being two bits.
FEW_BITS = 6


@dataclass(frozen=True)
class Reason:
    """Why a cell lacks trials.

    Attributes:
        cell: the cell.
        kind: seeds are missing; everything stands in the store; only the code differs; the data; settings; or
            nothing to compare with exists.
        text: what differs, old → new.
        nearest: the existing cell that is compared with, or "".
    """

    cell: Cell
    kind: Kind
    text: str
    nearest: str = ""


@dataclass(frozen=True)
class Existing:
    """A cell that has a finished trial.

    Attributes:
        name: the name of its folder, or of the store with the beginning of its digest.
        study: its study; a cell in the store has none.
        trial: one of its trials.
        settings: its settings as a set of bits.
        same_data: whether it learned from the plan's data; None where that is not known.
    """

    name: str
    study: str | None
    trial: FoundTrial
    settings: int
    same_data: bool | None


class Explainer:
    """Compares a plan's cells with what exists.

    Args:
        plan: what is wanted.
        results: the folder `results`, which has a folder for each data set.
    """

    def __init__(self, plan: Plan, results: Path) -> None:
        self.plan = plan
        self.there = Results(results / plan.params.dataset)
        self.store = Store(Path(plan.params.store))
        self.bits = dict[tuple[str, str], int]()

    def reasons(self, cells: Sequence[Cell]) -> Iterator[Reason]:
        """Why the cells that lack trials lack them; nothing is read where none does."""
        for cell in cells:
            missing = [seed for seed in cell.seeds if not self.is_trained(cell, seed)]
            if missing:
                yield self._reason(cell, missing)

    def is_trained(self, cell: Cell, seed: int) -> bool:
        """Whether there is evidence of a trial, so that nothing is trained."""
        return self.there.training_evidence(cell.study, cell.name, seed).is_file()

    def is_ready(self, cell: Cell, seed: int) -> bool:
        """Whether a trial stands finished under results or in the store, so that only its evidence is to be taken."""
        places = self.there.trial(cell.study, cell.name, seed), self.store.folder(cell.digest, seed)
        return any(map(is_finished, places))

    def _reason(self, cell: Cell, missing: Sequence[int]) -> Reason:
        untrained = [seed for seed in missing if not self.is_ready(cell, seed)]
        if not untrained:
            return Reason(cell, "store", "finished in the store, so placed and not trained")
        if len(untrained) < len(cell.seeds):
            return Reason(cell, "seed", f"missing: seed {ranges(untrained)}", cell.name)
        nearest = self.nearest(cell)
        return self._compare(cell, nearest) if nearest else Reason(cell, "new", "nothing has been trained")

    def nearest(self, cell: Cell) -> Existing | None:
        """The cell with the fewest other settings; of those that of the study, newest and no longer wanted."""
        settings = self._as_bits(cell.given)
        changes = [(settings ^ other.settings).bit_count() for other in self.existing]
        related = [
            (number, other)
            for number, other in zip(changes, self.existing, strict=True)
            if other.study == cell.study or not number or (other.study is None and number <= FEW_BITS)
        ]
        fewest = min((number for number, _ in related), default=0)
        nearest = [other for number, other in related if number == fewest]
        return min(nearest, key=lambda other: self._distance(cell, other), default=None)

    def _distance(self, cell: Cell, other: Existing) -> tuple[bool, ...]:
        return (
            other.same_data is False,
            other.trial.code != cell.code,
            other.study != cell.study,
            (other.study, other.name) in self.plan.cells,
        )

    def _as_bits(self, settings: Mapping[str, Any]) -> int:
        """Settings as a set of bits, one for each key and value, since all cells are compared with all."""
        items = ((key, json.dumps(value)) for key, value in _flat(settings))
        return sum(1 << self.bits.setdefault(item, len(self.bits)) for item in items)

    @cached_property
    def existing(self) -> list[Existing]:
        """The cells of which results have evidence and those that only the store has, by one trial, newest first."""
        dataset = dataset_named(self.plan.params.dataset)
        placed, stored = first_of_evidence(self.there), first_trials(self.store.root)
        known = {trial.digest for trial in placed}
        trials = with_codes(
            [*placed, *(trial for trial in stored if trial.digest not in known)], dataset, present_codes(self.plan)
        )
        newest_first = sorted(trials, key=lambda trial: trial.started, reverse=True)
        return [self._existing(trial, dataset) for trial in newest_first]

    def _existing(self, trial: FoundTrial, dataset: Dataset) -> Existing:
        bits, same = self._as_bits(trial.settings), proves_data(trial, dataset)
        if not trial.has_weights:
            return Existing(cell_of_evidence(trial.place), trial.place.parent.name, trial, bits, same)
        return Existing(f"store {trial.digest[:DIGEST_LENGTH]}", None, trial, bits, same)

    def _compare(self, cell: Cell, other: Existing) -> Reason:
        settings = differences(other.trial.settings, cell.given)
        data = ["data"] if other.same_data is False else []
        code = [] if other.trial.code == cell.code else [_code_text(other.trial.code)]
        kind: Kind = "settings" if settings else "data" if data else "code"
        text = ", ".join([*settings, *data, *code]) or "nothing but its name"
        return Reason(cell, kind, f"{text} alone" if text == CODE else text, other.name)


def _code_text(code: str | None) -> str:
    return CODE if code else f"{CODE}, which its record does not name"


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What changed, as `optimizer.lr 0.001 → 0.003`; of a block whose `name` changed only the name."""
    before, after = dict(_flat(old)), dict(_flat(new))
    changed = [key for key in {**before, **after} if json.dumps(before.get(key)) != json.dumps(after.get(key))]
    renamed = [key.removesuffix("name") for key in changed if key.endswith(".name")]
    shown = [key for key in changed if key.endswith(".name") or not key.startswith(tuple(renamed))]
    return [f"{key} {_text(before.get(key))} → {_text(after.get(key))}" for key in sorted(shown)]


def _flat(block: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in block.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _text(value: Any) -> str:
    return "none" if value is None else str(value)


def show_reasons(reasons: Sequence[Reason], console: Console) -> None:
    """Print a line for each cell, as a table in a terminal, and what can be done about it."""
    if console.is_terminal:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for heading in ("cell", "what differs", "from"):
            table.add_column(heading, overflow="fold")
        for reason in reasons:
            table.add_row(chosen_name(reason.cell), reason.text, reason.nearest)
        console.print(table)
    else:
        for reason in reasons:
            nearest = f" (from {reason.nearest})" if reason.nearest else ""
            console.print(f"{chosen_name(reason.cell)}: {reason.text}{nearest}", soft_wrap=True, markup=False)
    console.print(f"\n{_ending(reasons)}" if reasons else _ending(reasons), soft_wrap=True, markup=False)


def _ending(reasons: Sequence[Reason]) -> str:
    trained = [reason for reason in reasons if reason.kind != "store"]
    code = sum(reason.kind == "code" for reason in reasons)
    if not trained:
        return "No training is planned."
    ending = f"{_cells(len(trained))} to be trained"
    if code:
        ending += f", {code} of them for changed code and no other reason; if they learn the same: restudy adopt"
    return ending


def _cells(number: int) -> str:
    return f"{number} cell{'' if number == 1 else 's'}"
