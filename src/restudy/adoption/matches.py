"""Trials that a plan names, matched with finished ones of equal settings, data and seed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from restudy.adoption.found import (
    FoundTrial,
    cell_of_evidence,
    evidence_files,
    finished_folders,
    present_codes,
    proves_data,
    read_evidence,
    read_found,
    read_whole,
    with_codes,
)
from restudy.checksums import DamageError
from restudy.datasets import dataset_named
from restudy.errors import UserError
from restudy.layout import Results
from restudy.plan.cells import Cell
from restudy.plan.plan import Plan
from restudy.provenance import digest
from restudy.store.store import Store, is_finished


@dataclass(frozen=True)
class Match:
    """A trial that the plan names, and a finished one with the same settings and seed."""

    cell: Cell
    seed: int
    source: FoundTrial

    def __str__(self) -> str:
        return f"{self.cell.study}/{self.cell.name} seed {self.seed}"

    @property
    def network(self) -> str:
        """The kind of its network, each of which is code of its own."""
        return str(self.cell.settings["model"]["name"])

    def test_evidence(self, results: Results) -> Path:
        """What the test images gave of a trial whose weights are not here, by the present code."""
        file = self.source.place
        return results.test_evidence(file.parent.name, cell_of_evidence(file), self.seed, self.cell.evaluation)

    def can_be_taken(self, results: Results) -> bool:
        """Whether the trial is here, or at least all evidence of it."""
        return self.source.has_weights or self.test_evidence(results).is_file()


class Stock:
    """All finished trials within a project's reach.

    Args:
        plan: what is wanted.
        results: the folder `results`, which has a folder for each data set.
        other: one more folder with trials, results or a store, or None.

    Attributes:
        damaged: a line for each trial that is left out, since a file of it is damaged.

    Raises:
        UserError: no finished trial is in the other folder.
    """

    def __init__(self, plan: Plan, results: Path, other: Path | None) -> None:
        self.plan = plan
        self.there = Results(results / plan.params.dataset)
        self.store = Store(Path(plan.params.store))
        self.trials = defaultdict[tuple[str, int], list[FoundTrial]](list)
        self.damaged: list[str] = []
        # Those with weights come last, and so are taken before their own evidence.
        found = [trial for trial in map(read_evidence, evidence_files(self.there)) if trial]
        found += [*self._found(self.there.root / "cells"), *self._found(self.store.root)]
        found += self._found_there(other) if other else []
        dataset = dataset_named(plan.params.dataset)
        for trial in with_codes(found, dataset, present_codes(plan)):
            if proves_data(trial, dataset) is not False:
                self.trials[trial.settings_digest, trial.seed].append(trial)

    def finished(self, cell: Cell, seed: int) -> Path | None:
        """Where the plan's own trial stands finished, under the present code's digest."""
        folders = self.there.trial(cell.study, cell.name, seed), self.store.folder(cell.digest, seed)
        evidence = self.there.training_evidence(cell.study, cell.name, seed)
        return next(filter(is_finished, folders), evidence if evidence.is_file() else None)

    def retrained(self, cell: Cell, seed: int) -> FoundTrial | None:
        """The plan's own trial, if the present code itself trained it."""
        place = self.finished(cell, seed)
        trial = (read_found if place.is_dir() else read_evidence)(place) if place else None
        return trial if trial and trial.digest == cell.digest and not trial.is_adopted else None

    def of_present_code(self, cells: Iterable[Cell]) -> list[Match]:
        """Trials that are missing where the plan looks for them, though one of the same digest is in reach."""
        return [
            match
            for match in self._newest(cells, lambda cell: cell.code)
            if match.source.digest == match.cell.digest and not self.finished(match.cell, match.seed)
        ]

    def other_codes(self, cells: Iterable[Cell]) -> list[str | None]:
        """The codes of trials that match cells: the recorded ones from the newest on, then None for unknown."""
        latest = dict[str | None, str]()
        for cell in cells:
            for trial in self._all(cell):
                if trial.code != cell.code:
                    latest[trial.code] = max(trial.started, latest.get(trial.code, ""))
        return sorted(latest, key=lambda code: (code is not None, latest[code]), reverse=True)

    def of_code(self, cells: Iterable[Cell], code: str | None) -> list[Match]:
        """Each cell's and seed's newest trial of one other code; None is a code that is not known."""
        return self._newest([cell for cell in cells if cell.code != code], lambda _: code)

    def _all(self, cell: Cell) -> list[FoundTrial]:
        key = digest(cell.given)
        return [trial for seed in cell.seeds for trial in self.trials.get((key, seed), [])]

    def _newest(self, cells: Iterable[Cell], code: Callable[[Cell], str | None]) -> list[Match]:
        newest = dict[tuple[str, str, int], Match]()
        for cell in cells:
            for trial in self._all(cell):
                key = cell.study, cell.name, trial.seed
                match = Match(cell, trial.seed, trial)
                is_newer = key not in newest or newest[key].source.started <= trial.started
                if trial.code == code(cell) and is_newer and match.can_be_taken(self.there):
                    newest[key] = match
        return list(newest.values())

    def _found(self, root: Path) -> Iterator[FoundTrial]:
        for folder in finished_folders(root):
            try:
                yield read_whole(folder)
            except DamageError as error:
                self.damaged.append(f"adopt: left out: {error.finding}")

    def _found_there(self, root: Path) -> list[FoundTrial]:
        trials = list(self._found(root))
        if not trials:
            raise UserError(f"--from: no finished trial is under {root}; give a folder of results or a trial store")
        return trials
