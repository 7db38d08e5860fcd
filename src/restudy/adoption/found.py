"""Finished trials wherever they lie, and what their records prove."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from restudy.checksums import DamageError, check_against, sound_record
from restudy.datasets import Dataset
from restudy.layout import CONFIG_FILE, LAST_FILE, Results
from restudy.plan.cells import cell_digest
from restudy.plan.plan import Plan
from restudy.provenance import digest
from restudy.records import read_json
from restudy.store.store import is_finished
from restudy.store.training_evidence import CONTENT
from restudy.store.trial_files import OTHERS, read_run


@dataclass(frozen=True)
class FoundTrial:
    """A finished trial.

    Attributes:
        place: the folder of its files; of a trial whose weights are not here, the file of its evidence.
        seed: its seed.
        settings: those of its settings that do not equal their defaults.
        record: its run.json.
        code: digest of the training code that its `digest` speaks of; None where that is not known.
    """

    place: Path
    seed: int
    settings: Mapping[str, Any]
    record: Mapping[str, Any]
    code: str | None

    @property
    def has_weights(self) -> bool:
        """Whether all of its files are here, and not its evidence alone."""
        return self.place.suffix != ".json"

    @property
    def digest(self) -> str:
        """The digest of the cell that it is a trial of."""
        return str(self.record["digest"])

    @property
    def is_adopted(self) -> bool:
        """Whether other code trained it than its `digest` speaks of."""
        return bool(self.record.get("adopted"))

    @property
    def settings_digest(self) -> str:
        """What equal settings have in common, numbers such as 1 and 1.0 told apart."""
        return digest(self.settings)

    @property
    def seconds(self) -> float:
        """How long it trained."""
        return float(self.record.get("seconds", "inf"))

    @property
    def started(self) -> str:
        """When it was trained: ISO 8601 in UTC, so that words sort as times do."""
        return str(self.record.get("started", ""))


def finished_folders(root: Path) -> list[Path]:
    """The folders of finished trials at any depth under `root`, be it results or a store."""
    return sorted(record.parent for record in root.rglob(f"seed*/{LAST_FILE}") if is_finished(record.parent))


def evidence_files(results: Results) -> list[Path]:
    """The evidence of trials of any study that training left, without their weights."""
    return sorted(results.training_evidence("*", "*", 0).parents[1].glob("*/*.json"))


def first_of_evidence(results: Results) -> list[FoundTrial]:
    """One trial of each cell of which there is evidence; the others have the same settings and code."""
    cells = {(file.parent, cell_of_evidence(file)): file for file in reversed(evidence_files(results))}
    return [trial for trial in map(read_evidence, cells.values()) if trial]


def cell_of_evidence(file: Path) -> str:
    """The name of the cell whose evidence a file is."""
    return file.name.rpartition(".seed")[0]


def read_evidence(file: Path) -> FoundTrial | None:
    """A trial of which evidence is here; None where that is damaged."""
    content = sound_record(file)
    if content is None or not content.keys() >= CONTENT:
        return None
    record = {**content["run"], "digest": content["digest"], "seed": content["seed"]}
    return FoundTrial(file, content["seed"], content["settings"], record, _recorded_code(record))


def first_trials(root: Path) -> list[FoundTrial]:
    """One finished trial of each cell at any depth under `root`; the others have the same settings and code."""
    cells = dict[Path, Path]()
    for record in sorted(root.rglob(f"seed*/{LAST_FILE}")):
        if record.parent.parent not in cells and is_finished(record.parent):
            cells[record.parent.parent] = record.parent
    return [trial for trial in map(read_found, cells.values()) if trial]


def read_found(folder: Path) -> FoundTrial | None:
    """Read one finished trial's settings and record; None where one of the two is damaged."""
    try:
        return _read([CONFIG_FILE], folder)
    except DamageError:
        return None


def read_whole(folder: Path) -> FoundTrial:
    """Read one finished trial's settings and record, all of its files compared with that.

    Raises:
        DamageError: one of them is damaged.
    """
    return _read(OTHERS, folder)


def _read(names: Iterable[str], folder: Path) -> FoundTrial:
    record = read_run(folder)
    check_against(record, (folder / name for name in names), folder / LAST_FILE, folder)
    settings = read_json(folder / CONFIG_FILE)
    return FoundTrial(folder, settings.pop("seed"), settings, record, _recorded_code(record))


def _recorded_code(record: Mapping[str, Any]) -> str | None:
    """An adopted trial's digest is of the code that it was adopted for last."""
    adoptions = record.get("adopted")
    return adoptions[-1]["code"] if adoptions else record.get("code")


def present_codes(plan: Plan) -> list[str]:
    """The codes of a plan's cells, each once."""
    return list(dict.fromkeys(cell.code for cell in plan.cells.values()))


def with_codes(trials: Iterable[FoundTrial], dataset: Dataset, present: Iterable[str]) -> list[FoundTrial]:
    """The trials, those without a recorded code having the one of all known codes that gives their digest.

    Args:
        trials: finished trials.
        dataset: what they may have learned from.
        present: the codes of the plan's cells.
    """
    trials = list(trials)
    codes = list(dict.fromkeys([*present, *sorted({trial.code for trial in trials if trial.code})]))

    def told(trial: FoundTrial) -> str | None:
        return next((code for code in codes if cell_digest(trial.settings, dataset, code) == trial.digest), None)

    return [trial if trial.code else replace(trial, code=told(trial)) for trial in trials]


def proves_data(trial: FoundTrial, dataset: Dataset) -> bool | None:
    """Whether it learned from this data, by its digest; None where its code, and so its data, is not known."""
    if trial.code is None:
        return None
    return cell_digest(trial.settings, dataset, trial.code) == trial.digest
