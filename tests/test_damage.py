"""Damaged files: each kind that a run leaves, damaged in each way, through the commands that read it.

Wanted is one line that says which file, what is wrong and what makes it again; and nothing made of it.
"""

import shutil
from fnmatch import fnmatch
from pathlib import Path

import pytest

from damage import CASES, DAMAGES, KINDS, OTHER_DAMAGES, RM, Damage, inflict, lose_trials, reader_job
from finished_run import DATA, RESULTS, STUDY, Run, Said, run, whole_run
from restudy import layout
from restudy.freshness.jobs import jobs, versioned_files
from restudy.layout import LAST_FILE, TRIAL_FILES

__all__ = ["run", "whole_run"]

OTHER_CASES = [
    (name, kind, reader)
    for name, (pattern, _) in OTHER_DAMAGES.items()
    for kind, reader in CASES
    if fnmatch(KINDS[kind].pattern, pattern) or (kind == "split" and pattern == "*.safetensors")
]
LEFT = {
    "unpack": f"{DATA}/t*.safetensors",
    "split": f"{DATA}/splits/*",
    "train": f"{RESULTS}/evidence/training/{STUDY}/*",
    "excerpt": f"{RESULTS}/evidence/*.npz",
    "select": f"{RESULTS}/selection/*",
    "evaluate": f"{RESULTS}/evidence/test/{STUDY}/*",
    "measure": f"{RESULTS}/evaluation/{STUDY}/*",
    "judge": f"{RESULTS}/[cm][le][at]*/{STUDY}.json",
    "tabulate": f"{RESULTS}/tables/{STUDY}/*",
    "draw": f"{RESULTS}/figures/{STUDY}/*",
    "report": f"{RESULTS}/report/*[!f]",
    "typeset": f"{RESULTS}/report/*.pdf",
}


def versioned(run: Run) -> list[str]:
    """The real list of files that a finished run leaves."""
    plan, papers = run.plan, run.papers
    planned = [layout.plan_file("digits", study) for study in plan.studies]
    steps = jobs(plan, papers)
    described = [job.wanted for job in steps]
    return [str(file) for file in (*versioned_files(plan, papers, steps), *planned, *described)]


def test_every_file_of_a_finished_run_is_of_one_kind(whole_run: Run) -> None:
    files = versioned(whole_run)
    assert len(files) > 150
    assert all((whole_run.folder / file).is_file() for file in files)
    kinds = {file: [name for name, kind in KINDS.items() if kind.matches(file)] for file in files}
    assert {file: found for file, found in kinds.items() if len(found) != 1} == {}
    assert {name for (name,) in kinds.values()} == set(KINDS)


def test_the_commands_make_the_same_files_again(run: Run, whole_run: Run) -> None:
    assert {job: run.step(job).status for job in run.jobs} == dict.fromkeys(run.jobs, 0)
    assert run.files() == whole_run.files()


def remove_results(run: Run, step: str, but: Path) -> None:
    """What Snakemake does before it runs a job."""
    if step == "train":
        shutil.rmtree(run.folder / f"{RESULTS}/cells/{STUDY}")
    for file in run.folder.glob(LEFT[step]):
        if file != but and file.is_file():
            file.unlink()


def assert_refused(run: Run, said: Said, file: Path) -> None:
    """One line, which names the file and a command that takes it away where it is there."""
    assert said.status == 2, said
    (line,) = said.err.splitlines()
    name = str(file.relative_to(run.folder))
    assert line.startswith("restudy: ")
    assert name in line
    remedy = RM.search(line)
    assert remedy, line
    assert (remedy[1] is not None) == (run.folder / (remedy[1] or "nothing")).exists()


def assert_damage_is_found(run: Run, damage: Damage, kind: str, reader: str) -> None:
    file = inflict(run, damage, kind)
    remove_results(run, reader, but=file)
    before = run.files()
    said = run.step(reader_job(run, reader), store="empty")
    assert_refused(run, said, file)
    assert run.files() == before


@pytest.mark.tried(
    "Damaged files",
    "each kind of file that a job reads: missing, empty, cut in half, one bit flipped, another one's",
    "one line that names the file and what to do; nothing is made of it",
)
@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(("kind", "reader"), CASES)
def test_damage_is_one_line_and_nothing_is_made_of_it(run: Run, kind: str, reader: str, damage: str) -> None:
    assert_damage_is_found(run, DAMAGES[damage], kind, reader)


@pytest.mark.tried(
    "Damaged files",
    "files of odd bytes: no UTF-8, no JSON, a record of something else, tensors whose header lies",
    "one line that names the file and what to do; nothing is made of it",
)
@pytest.mark.parametrize(("damage", "kind", "reader"), OTHER_CASES)
def test_what_is_no_text_no_record_or_no_tensors_is_found_too(run: Run, damage: str, kind: str, reader: str) -> None:
    assert_damage_is_found(run, OTHER_DAMAGES[damage][1], kind, reader)


@pytest.mark.tried(
    "Damaged files",
    "each file of a finished trial in the store",
    "it is said in the log, and the trial is trained again; results equal to the byte",
)
@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", TRIAL_FILES)
def test_a_damaged_trial_of_the_store_is_trained_again(run: Run, whole_run: Run, name: str, damage: str) -> None:
    cell = run.cell()
    stored = run.folder / f".restudy/store/{cell.digest}"
    file, other = stored / f"seed0/{name}", stored / f"seed1/{name}"
    content = DAMAGES[damage](file.read_bytes(), other.read_bytes() if name != "steps.csv" else b"another's")
    lose_trials(run)
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    said = run.step(f"train/{STUDY}/{cell.name}")
    assert said.status == 0
    assert "seed 1: finished earlier, taken from" in said.out
    assert "seed 0: finished earlier" not in said.out
    assert "seed 0 epoch 1 " in said.out
    (line,) = [line for line in said.out.splitlines() if "damaged" in line] if damage != "missing" else [None]
    assert line is None or str(file.relative_to(run.folder)) in line
    made, known = run.files(), whole_run.files()
    assert {file for file in known if made[file] != known[file]} <= {
        f"{RESULTS}/cells/{STUDY}/{cell.name}/seed0/{LAST_FILE}",
        f"{RESULTS}/evidence/training/{STUDY}/{cell.name}.seed0.json",
    }
