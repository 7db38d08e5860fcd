"""The whole workflow through Snakemake, on a tiny project: what is planned, what runs and what is left alone."""

import html
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from restudy.layout import TRIAL_FILES
from tiny_studies import tiny_papers
from workflow_project import CELLS, Outcome, Project, finished, new_project, project

pytestmark = pytest.mark.slow
__all__ = ["finished", "project"]

EVERY_JOB = {
    "download": 1,
    "unpack": 1,
    "excerpt": 1,
    "split": 3,
    "train": 6,
    "select": 2,
    "evaluate": 2,
    "measure": 2,
    "judge": 2,
    "tabulate_cnn_lstm_grid": 1,
    "tabulate_mlp_optimizers": 1,
    "draw_cnn_lstm_grid": 1,
    "draw_mlp_optimizers": 1,
    "report": 1,
    "typeset": 1,
    "all": 1,
}
EVERY_CELL = {study: set(cells) for study, cells in CELLS.items()}
ADAM_CELLS = {"mlp-optimizers": {"adam", "adam-held-out"}}
REPORT = "results/digits/report/report.html"
LONG_TRAINING = 60  # epochs: seconds, so that a job can be killed in the middle
PATIENCE_SECONDS = 120


def test_a_dry_run_plans_every_job(tmp_path: Path) -> None:
    assert new_project(tmp_path / "project").plan().counts == EVERY_JOB


def test_the_first_run_runs_every_job_once(finished: Project) -> None:
    outcome = Outcome(0, finished.folder.with_suffix(".txt").read_text(encoding="utf-8"))
    assert outcome.counts == EVERY_JOB
    assert outcome.trained == EVERY_CELL


def test_the_run_leaves_every_declared_file(project: Project) -> None:
    declared = {file for job in project.plan("--forceall").jobs for file in job.outputs}
    assert REPORT in declared
    assert [file for file in sorted(declared) if not (project.folder / file).is_file()] == []


def test_the_report_holds_both_studies(finished: Project) -> None:
    page = html.unescape((finished.folder / REPORT).read_text(encoding="utf-8"))
    papers = tiny_papers().values()
    texts = [claim["text"] for paper in papers for claim in paper["claims"].values()]
    texts += [paper["title"] for paper in papers]
    assert len(texts) > 4
    assert [text for text in texts if text not in page] == []


def test_a_second_run_does_nothing(project: Project) -> None:
    outcome = project.run()
    assert "Nothing to be done" in outcome.text
    assert outcome.jobs == []


def test_what_decides_no_content_runs_nothing(project: Project) -> None:
    assert project.plan("--config", "mirror=another/folder", "store=another/folder", "device=auto").jobs == []


@pytest.fixture(scope="module")
def another_rate(finished: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Outcome]:
    """A project that was trained again after one learning rate had changed, and what that run did."""
    project = finished.copy(tmp_path_factory.mktemp("another_rate") / "project")
    _set_rate(project, 0.003)
    return project, project.run("--until", "train")


def _set_rate(project: Project, rate: float) -> None:
    with project.params() as content:
        content["studies"]["mlp-optimizers"]["variants"]["adam"]["settings"]["optimizer"]["lr"] = rate


def test_a_changed_learning_rate_trains_exactly_its_cells(another_rate: tuple[Project, Outcome]) -> None:
    _, outcome = another_rate
    assert outcome.trained == ADAM_CELLS


def test_a_changed_learning_rate_leaves_the_old_cells_where_they_are(
    another_rate: tuple[Project, Outcome], finished: Project
) -> None:
    project, _ = another_rate
    for old in finished.files("results/digits/cells"):
        assert (project.folder / old.relative_to(finished.folder)).read_bytes() == old.read_bytes()


def test_a_learning_rate_put_back_runs_nothing(another_rate: tuple[Project, Outcome], tmp_path: Path) -> None:
    project = another_rate[0].copy(tmp_path / "project")
    assert project.plan("--until", "train").trained == {}
    _set_rate(project, 0.001)
    assert project.plan().jobs == []


@pytest.mark.parametrize("store", ["kept", "emptied"])
def test_a_seed_added_trains_and_evaluates_only_that_seed(project: Project, store: str) -> None:
    """What is there of the others stays, whatever the store has."""
    if store == "emptied":
        shutil.rmtree(project.folder / ".restudy/store")
    cell = project.cell_folder("mlp-optimizers", "adam").relative_to(project.folder)
    before = _content(project, f"{cell}/seed0", f"{cell}/seed1")
    with project.params() as content:
        content["seeds"] = [0, 1, 2]
    project.run("--until", "evaluate")
    assert _content(project, f"{cell}/seed0", f"{cell}/seed1") == before
    log = (project.folder / "logs/digits/train/mlp-optimizers" / f"{cell.name}.log").read_text(encoding="utf-8")
    assert [line.split(" train_loss")[0] for line in log.splitlines()] == ["seed 2 epoch 1", "seed 2 epoch 2"]
    log = (project.folder / "logs/digits/evaluate/mlp-optimizers.log").read_text(encoding="utf-8")
    cells = CELLS["mlp-optimizers"]
    assert [line.partition(":")[0].split()[1:] for line in log.splitlines()] == [["seed", "2"]] * len(cells)


def _content(project: Project, *folders: str) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in project.files(*folders)}


def test_a_seed_added_is_planned_for_every_cell(project: Project) -> None:
    with project.params() as content:
        content["seeds"] = [0, 1, 2]
    assert project.plan().trained == EVERY_CELL


def test_a_seed_removed_trains_nothing(project: Project) -> None:
    with project.params() as content:
        content["seeds"] = [0]
    outcome = project.plan()
    assert outcome.trained == {}
    assert "evaluate" not in outcome.counts
    assert outcome.counts["measure"] == len(CELLS)


@pytest.mark.parametrize("seed", range(3))
def test_a_copy_with_shuffled_times_and_no_bookkeeping_runs_nothing(project: Project, seed: int) -> None:
    """As after a clone or a checkout; the archive is made the newest file, so that all that follows looks old."""
    _forget(project, seed)
    os.utime(project.folder / "data/digits/raw/digits.csv.gz")
    assert project.plan().jobs == []


@pytest.mark.parametrize("seed", range(3))
def test_after_a_copy_an_edit_runs_what_follows_from_it(project: Project, seed: int) -> None:
    """Whatever the times say: files of the future are no newer than an edit."""
    _append(project, "src/restudy/judging/judge.py", "\n\nEDITED = True\n")
    _forget(project, seed, latest=4e9)
    assert project.plan().counts == {"judge": 2, "report": 1, "typeset": 1, "all": 1}


def _forget(project: Project, seed: int, latest: float = 1.5e9) -> None:
    """Remove what Snakemake and the project keep beside the results, and give files arbitrary times."""
    shutil.rmtree(project.folder / ".snakemake")
    shutil.rmtree(project.folder / ".restudy")
    clock = random.Random(seed)
    for path in project.files("."):
        os.utime(path, (0, clock.uniform(1e9, latest)))


def test_what_is_missing_is_made_whatever_the_times_of_data_say(project: Project) -> None:
    """With a job to run before an ancient() input, Snakemake would forget the jobs behind it."""
    for path in project.files("data"):
        os.utime(path)
    shutil.rmtree(project.folder / "results/digits/selection")
    assert project.plan().counts["select"] == EVERY_JOB["select"]


@pytest.mark.parametrize(
    ("addition", "trained"),
    [("\n# A remark.\n", {}), ("\n\nBATCHES_SEEN = 0\n", EVERY_CELL)],
    ids=["a comment", "code"],
)
def test_an_edit_of_the_training_loop(project: Project, addition: str, trained: dict[str, set[str]]) -> None:
    _append(project, "src/restudy/training/loop.py", addition)
    assert project.plan().trained == trained


def test_a_forced_job_trains_nothing_again(project: Project) -> None:
    """With the store emptied, the results are all there is."""
    shutil.rmtree(project.folder / ".restudy/store")
    cell = project.cell_folder("mlp-optimizers", "adam").relative_to(project.folder)
    before = _content(project, str(cell))
    outcome = project.run(f".restudy/steps/digits/train/mlp-optimizers/{cell.name}.done", "--force")
    assert outcome.trained == {"mlp-optimizers": {"adam"}}
    log = (project.folder / "logs/digits/train/mlp-optimizers" / f"{cell.name}.log").read_text(encoding="utf-8")
    assert " epoch " not in log
    assert _content(project, str(cell)) == before


def test_a_comment_in_the_code_of_a_step_runs_nothing(project: Project) -> None:
    _append(project, "src/restudy/judging/judge.py", "\n# A remark.\n")
    assert project.plan().jobs == []


def test_an_edited_template_makes_the_report_alone(project: Project) -> None:
    _append(project, "src/restudy/report/templates/report.html.j2", "<!-- A remark. -->\n")
    assert project.plan().counts == {"report": 1, "typeset": 1, "all": 1}


def _append(project: Project, file: str, text: str) -> None:
    with (project.folder / file).open("a", encoding="utf-8") as stream:
        stream.write(text)


@pytest.mark.tried("Killed, interrupted, begun again", "a training job of a run", "it is run again and goes on")
def test_a_killed_training_job_is_run_again(project: Project) -> None:
    """A second run of the same command ends well, and what the first one left is whole or absent."""
    # What it says of epochs, of which no weights are kept here, can't be answered.
    (project.folder / "papers/mlp-optimizers.yaml").unlink()
    with project.params() as content:
        content["seeds"] = [0]
        study = content["studies"]["mlp-optimizers"]
        study["protocols"]["published"]["choose_by"] = "test_accuracy"
        study["variants"]["adam"]["settings"] |= {"epochs": LONG_TRAINING, "keep": []}
    cell = project.planned_cell("mlp-optimizers", "adam")
    trial = f"results/digits/cells/{cell.study}/{cell.name}/seed0"
    mark = f".restudy/steps/digits/train/{cell.study}/{cell.name}.done"
    command = project.command("--cores", "1", mark)
    first = subprocess.Popen(command, cwd=project.folder, env=project.environment, stdout=subprocess.DEVNULL)
    project.in_mid_training(cell).kill()
    assert first.wait(PATIENCE_SECONDS) != 0
    work = f".restudy/store/{cell.digest}/seed0"
    assert [path.name for path in project.files(trial, work) if path.name in TRIAL_FILES] == []
    project.run(mark)
    assert {path.name for path in project.files(trial)} == set(TRIAL_FILES)
    history = (project.folder / trial / "history.csv").read_text(encoding="utf-8")
    assert len(history.splitlines()) == 1 + LONG_TRAINING
