"""What is expected of trials: those of the plan, and those of other plans that have a record."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from restudy.checksums import FILES, sound_record
from restudy.layout import CONFIG_FILE, LAST_FILE, TRIAL_FILES, WEIGHTS_FILES, Results
from restudy.plan.cells import Cell
from restudy.plan.plan import Plan, StudyPlan
from restudy.records import read_json
from restudy.store.trial_files import OTHERS
from restudy.verification.gathered import Gathered
from restudy.verification.of_data import ending_of


def gather_trials(plan: Plan, trained: Collection[str], gathered: Gathered) -> None:
    """Gather what is expected of the plan's trials; those of `trained` studies have been there."""
    results = Results.of(plan.params.dataset)
    for cell in plan.cells.values():
        for seed in cell.seeds:
            evidence = _gather_evidence(results, cell, seed, cell.study in trained, gathered)
            folder = results.trial(cell.study, cell.name, seed)
            files = [folder / name for name in TRIAL_FILES]
            gathered.known.update(files)
            if any(file.exists() for file in files):
                _gather_trial(folder, cell.digest, seed, evidence, gathered)
            elif evidence:
                gathered.elsewhere.update(files)
            else:
                gathered.lack(files)
    for study in plan.studies.values():
        _gather_predictions(study, results, gathered)


def _gather_evidence(
    results: Results, cell: Cell, seed: int, was_there: bool, gathered: Gathered
) -> Mapping[str, Any] | None:
    """What training left of a trial, where it is whole."""
    file = results.training_evidence(cell.study, cell.name, seed)
    if not file.exists() and not was_there:
        gathered.lack([file])
        return None
    content = gathered.read(file, [])
    if content is None:
        return None
    if (content.get("digest"), content.get("seed")) != (cell.digest, seed):
        gathered.find(file, "foreign", "of another trial")
        return None
    gathered.trials += 1
    test = results.test_evidence(cell.study, cell.name, seed, cell.evaluation)
    gathered.weights[test] = content["run"][FILES][WEIGHTS_FILES[0]]
    return content


def _gather_trial(folder: Path, digest: str, seed: int, evidence: Mapping[str, Any] | None, gathered: Gathered) -> None:
    record = folder / LAST_FILE
    content = gathered.read(record, [folder / name for name in OTHERS])
    if content is None:
        return
    is_other = evidence is not None and evidence["run"][FILES] != content.get(FILES)
    if (content.get("digest"), content.get("seed")) != (digest, seed) or is_other:
        gathered.find(record, "foreign", "of another training than its evidence" if is_other else "of another trial")
        gathered.unrecorded.update(folder / name for name in OTHERS)
        return
    gathered.expect_all(content, record, folder)


def _gather_predictions(study: StudyPlan, results: Results, gathered: Gathered) -> None:
    """The logits of each trial, where they are."""
    record = results.predictions_record(study.name)
    files = [results.predictions(study.name, cell.name, seed) for cell in study.cells for seed in cell.seeds]
    there = [file for file in files if file.exists()]
    gathered.known.update([*files, record])
    gathered.elsewhere.update({*files, record} - {*there} if gathered.is_elsewhere(record) else ())
    if there or record.exists():
        content = gathered.read(record, there)
        if content is None:
            return
        if content.get("study") != study.name:
            gathered.find(record, "foreign", f"it does not speak of {study.name}")
            gathered.unrecorded.update(there)
            return
        gathered.expect_all(content, record, results.root)


def gather_other_trials(dataset: str, gathered: Gathered) -> dict[str, Mapping[str, int]]:
    """Gather trials of cells that the plan does not have, by their own records.

    Returns:
        The divisions of training images that they were trained on, by how the names of their files end.
    """
    _gather_other_evidence(Results.of(dataset), gathered)
    divisions = {}
    for record in sorted(Results.of(dataset).root.glob(f"cells/*/*/seed*/{LAST_FILE}")):
        folder, content = record.parent, sound_record(record)
        if record not in gathered.known and content and _is_of(folder, content):
            gathered.expect_unwanted(content, record, folder)
            division = _division_of(folder)
            divisions[ending_of(division)] = division
    return divisions


def _gather_other_evidence(results: Results, gathered: Gathered) -> None:
    """What training left of such trials, and the predictions of other studies."""
    for file in sorted(results.root.glob("evidence/training/*/*.seed*.json")):
        content, (cell, _, seed) = sound_record(file), file.stem.rpartition(".seed")
        if file in gathered.known or not content:
            continue
        if seed == str(content.get("seed")) and str(content.get("digest")).startswith(cell.rpartition("-")[2]):
            gathered.trials += 1
            gathered.expect_unwanted({}, file, file.parent)
    for record in sorted(results.predictions_record("*").parent.glob("*.json")):
        content = sound_record(record)
        if record not in gathered.known and content and content.get("study") == record.stem:
            gathered.expect_unwanted(content, record, results.root)


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
