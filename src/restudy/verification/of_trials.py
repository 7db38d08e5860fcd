"""What is expected of trials: those of the plan, and those of other plans that have a record."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from restudy.checksums import sound_record
from restudy.layout import CONFIG_FILE, LAST_FILE, TRIAL_FILES, Results
from restudy.plan.plan import Plan
from restudy.records import read_json
from restudy.store.trial_files import OTHERS
from restudy.verification.gathered import Gathered
from restudy.verification.of_data import ending_of


def gather_trials(plan: Plan, trained: Collection[str], gathered: Gathered) -> None:
    """Gather what is expected of the plan's trials; those of `trained` studies have been there."""
    results = Results.of(plan.params.dataset)
    for cell in plan.cells.values():
        for seed in plan.params.seeds:
            folder = results.trial(cell.study, cell.name, seed)
            files = [folder / name for name in TRIAL_FILES]
            gathered.known.update(files)
            if any(file.exists() for file in files):
                _gather_trial(folder, cell.digest, seed, gathered)
            elif cell.study in trained and not gathered.is_elsewhere(folder):
                gathered.find(folder, "missing", f"all {len(files)} files of the trial")
            else:
                gathered.lack(files)


def _gather_trial(folder: Path, digest: str, seed: int, gathered: Gathered) -> None:
    record = folder / LAST_FILE
    content = gathered.read(record, [folder / name for name in OTHERS])
    if content is None:
        return
    if (content.get("digest"), content.get("seed")) != (digest, seed):
        gathered.find(record, "foreign", "of another trial")
        gathered.unrecorded.update(folder / name for name in OTHERS)
        return
    gathered.trials += 1
    gathered.expect_all(content, record, folder)


def gather_other_trials(dataset: str, gathered: Gathered) -> dict[str, Mapping[str, int]]:
    """Gather trials of cells that the plan does not have, by their own records.

    Returns:
        The divisions of training images that they were trained on, by how the names of their files end.
    """
    divisions = {}
    for record in sorted(Results.of(dataset).root.glob(f"cells/*/*/seed*/{LAST_FILE}")):
        folder, content = record.parent, sound_record(record)
        if record not in gathered.known and content and _is_of(folder, content):
            gathered.trials += 1
            gathered.expect_unwanted(content, record, folder)
            division = _division_of(folder)
            divisions[ending_of(division)] = division
    return divisions


def _is_of(folder: Path, content: Mapping[str, Any]) -> bool:
    """Whether a record is of the trial that its folder is named after."""
    cell = str(content.get("digest"))
    return folder.name == f"seed{content.get('seed')}" and cell.startswith(folder.parent.name.rpartition("-")[2])


def _division_of(folder: Path) -> Mapping[str, int]:
    try:
        division = read_json(folder / CONFIG_FILE)["split"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return division if isinstance(division, dict) else {}
