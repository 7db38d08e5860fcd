"""Damage through the real Snakemake: one line, nothing left, and after what the line says the same command goes on."""

import shutil
from pathlib import Path

import pytest

from damage import DAMAGES, KINDS, RM, inflict
from finished_run import DATA, RESULTS, STUDY, Run
from workflow_project import Project, finished, project

pytestmark = pytest.mark.slow
__all__ = ["finished", "project"]

EVIDENCE = f"{RESULTS}/evidence/test/{STUDY}/*.seed0.*.npz"
# A kind of file, and what is taken away so that a job reads it.
READ_FOR = {
    "archive": f"{DATA}/test.safetensors",
    "training images": f"{DATA}/splits/all-*",
    "split": f"{RESULTS}/cells/{STUDY}/sgd-????????/seed1/metrics.json",
    "test images": EVIDENCE,
    "record of images": EVIDENCE,
    "checkpoint": EVIDENCE,
    "run.json": EVIDENCE,
    "evidence of training": f"{RESULTS}/selection/{STUDY}.json",
    "evidence on test images": f"{RESULTS}/evaluation/{STUDY}/trials.csv",
    "evidence of the data": f"{RESULTS}/evaluation/{STUDY}/epochs.csv",
    "numbers of trials": f"{RESULTS}/claims/{STUDY}.json",
    "selection": f"{RESULTS}/metrics/{STUDY}.json",
    "claims": f"{RESULTS}/report/report.html",
    "table": f"{RESULTS}/report/verdicts.json",
    "figure in the paper": f"{RESULTS}/report/report.pdf",
    "paper's source": f"{RESULTS}/report/report.pdf",
}


def contents(project: Project) -> dict[str, bytes]:
    files = project.files("data", "results")
    return {file.relative_to(project.folder).as_posix(): file.read_bytes() for file in files}


@pytest.mark.tried(
    "Damaged files",
    "what the line says to do, through Snakemake",
    "the same command goes on; results equal to the byte",
)
@pytest.mark.parametrize("kind", READ_FOR)
def test_after_what_the_line_says_the_same_command_goes_on(project: Project, kind: str) -> None:
    """Results are byte for byte what they were, and nothing is trained: finished trials come from the store."""
    before = contents(project)
    if kind == "split":
        shutil.rmtree(project.folder / ".restudy/store" / project.planned_cell(STUDY, "sgd").digest)
    file = inflict(Run(project.folder), DAMAGES["flipped"], kind)
    asked = sorted(project.folder.glob(READ_FOR[kind]))[0]
    asked.unlink()
    refused = project.snakemake("--cores", "2", "--keep-going", "weights")
    assert refused.status != 0
    assert "Traceback" not in refused.text
    (line,) = set(refused.complaints)
    assert str(file.relative_to(project.folder)) in line
    assert not asked.exists()
    remedy = RM.search(line)
    assert remedy and remedy[1]
    (project.folder / remedy[1]).unlink()
    said = project.run("weights")
    assert "restudy: " not in said.text
    after = contents(project)
    # Evidence of a trial that learned the same again stays as it was.
    trained_anew = {file for file in before if kind == "split" and Path(file).name == "run.json"}
    assert {file for file in before if after.get(file) != before[file]} <= trained_anew
    assert after.keys() == before.keys()
    assert project.plan().jobs == []


@pytest.mark.tried(
    "Damaged files", "images or their record lost, through Snakemake", "they are made again, and nothing is trained"
)
@pytest.mark.parametrize("store", ["kept", "emptied"])
@pytest.mark.parametrize("damage", ["missing", "record"])
def test_images_made_again_train_nothing(project: Project, store: str, damage: str) -> None:
    """What there is evidence of is not trained, whatever becomes of the images."""
    before = contents(project)
    if store == "emptied":
        shutil.rmtree(project.folder / ".restudy/store")
    (project.folder / DATA / ("train.safetensors" if damage == "missing" else "unpacked_by.json")).unlink()
    assert project.plan().jobs == [], "nothing is made of images"
    assert project.run("weights").trained == {}
    assert contents(project) == before


@pytest.mark.tried(
    "Damaged files",
    "a trial damaged in the results, the store or both, through Snakemake",
    "it comes from where it is whole, else it is trained again",
)
@pytest.mark.parametrize("where", ["results", "store", "both"])
def test_a_damaged_trial_comes_from_where_it_is_whole(project: Project, where: str) -> None:
    """A cell's job runs again for a seed of which a file was lost; of the other seed one is damaged."""
    before, run = contents(project), Run(project.folder)
    cell = run.cell()
    placed = project.folder / f"{RESULTS}/cells/{STUDY}/{cell.name}"
    stored = project.folder / f".restudy/store/{cell.digest}"
    for folder in {"results": [placed], "store": [stored], "both": [placed, stored]}[where]:
        file = folder / "seed0/checkpoint.safetensors"
        file.write_bytes(DAMAGES["flipped"](file.read_bytes(), b"") or b"")
    (placed / "seed1/history.csv").unlink()
    assert project.plan().jobs == [], "nothing is made of weights"
    assert project.run("weights").counts["retrain"] == 1
    log = (project.folder / f"logs/digits/retrain/{STUDY}/{cell.name}.log").read_text(encoding="utf-8")
    assert ("seed 0 epoch 1 " in log) == (where == "both")
    assert "seed 1 epoch" not in log
    changed = {file for file, content in contents(project).items() if content != before[file]}
    assert changed <= ({f"{RESULTS}/cells/{STUDY}/{cell.name}/seed0/run.json"} if where == "both" else set())


@pytest.mark.tried("Damaged files", "all records at once, `snakemake -n`", "the plan is shown")
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "flipped", "foreign"])
def test_damaged_records_do_not_stop_a_dry_run(project: Project, finished: Project, damage: str) -> None:
    """All of them at once; what the steps left is made again, byte for byte."""
    before, run = contents(project), Run(project.folder)
    kinds = [name for name in KINDS if name.startswith(("record of", "description", "plan", "run", "config"))]
    for kind in kinds:
        inflict(run, DAMAGES[damage], kind, whole=Run(finished.folder))
    planned = project.plan()
    assert planned.complaints == []
    assert {"judge", "report", f"draw_{STUDY.replace('-', '_')}"} <= planned.counts.keys()
    assert before.keys() >= contents(project).keys()
