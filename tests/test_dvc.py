"""DVC's view and Snakemake's agree, whichever of the two ran: what is planned, what runs, what is recorded."""

import json
import os
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
import yaml

from dvc_project import VersionedProject, first_version, tracked
from workflow_project import CELLS, DIGEST, finished

pytestmark = pytest.mark.slow
__all__ = ["finished", "first_version", "tracked"]

ADAM_CELLS = {"mlp-optimizers": {"adam", "adam-held-out"}}
NO_OP_SECONDS = 2.0  # of processor time, which on an idle machine is the time on the clock
CELLS_FOLDER = "results/digits/cells"
QUEUE_SECONDS = 300.0
PATIENCE_SECONDS = 120.0
LONG_TRAINING = 400  # epochs: seconds, so that a run can be killed in the middle


def lock(project: VersionedProject) -> dict[str, str]:
    """Output to its hash, as dvc.lock has them."""
    content = yaml.safe_load((project.folder / "dvc.lock").read_text(encoding="utf-8"))
    return {out["path"]: out["md5"] for out in content["stages"]["studies"]["outs"]}


def set_rate(project: VersionedProject, rate: float) -> None:
    with project.params() as content:
        content["studies"]["mlp-optimizers"]["variants"]["adam"]["settings"]["optimizer"]["lr"] = rate


def test_a_run_leaves_everything_versioned(first_version: VersionedProject) -> None:
    assert first_version.is_clean
    paths = {file.relative_to(first_version.folder) for file in first_version.files("data", "results")}
    outs = [Path(out) for out in lock(first_version)]
    assert [path for path in paths if not any(path.is_relative_to(out) for out in outs)] == []
    in_git = {path.parts[2] for path in map(Path, first_version.git("ls-files", "results").split())}
    assert in_git == {"claims", "figures", "made_from", "metrics", "plots", "report", "selection", "tables"}


def test_a_second_run_does_nothing_and_is_quick(tracked: VersionedProject) -> None:
    tracked.dvc("status")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    outcome = tracked.dvc("repro")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert outcome.jobs == []
    assert "didn't change, skipping" in outcome.text
    assert seconds < NO_OP_SECONDS


def test_a_rate_changed_and_put_back(tracked: VersionedProject) -> None:
    """Its cells alone are trained; those of the old rate leave the folder, and come back without training."""
    before = lock(tracked)
    set_rate(tracked, 0.003)
    outcome = tracked.dvc("repro")
    assert outcome.trained == ADAM_CELLS
    assert [job for job in outcome.jobs if job.wildcards.get("study") == "cnn-lstm-grid"] == []
    assert lock(tracked)[CELLS_FOLDER] != before[CELLS_FOLDER]
    folders = [DIGEST.sub("", path.name) for path in (tracked.folder / CELLS_FOLDER / "mlp-optimizers").iterdir()]
    assert sorted(folders) == sorted(CELLS["mlp-optimizers"])
    set_rate(tracked, 0.001)
    again = tracked.dvc("repro")
    logs = tracked.files("logs/digits/train/mlp-optimizers")
    assert again.trained == ADAM_CELLS
    assert [log for log in logs if "adam" in log.name and " epoch " not in log.read_text(encoding="utf-8")]
    assert lock(tracked) == before
    assert tracked.is_clean


def test_a_seed_added_trains_that_seed_alone(tracked: VersionedProject) -> None:
    with tracked.params() as content:
        content["seeds"] = [0, 1, 2]
    tracked.dvc("repro")
    for log in tracked.files("logs/digits/train"):
        text = log.read_text(encoding="utf-8")
        assert {line.split()[1] for line in text.splitlines() if " epoch " in line} <= {"2"}, log
    assert tracked.call("dvc", "status", "--quiet").status == 0


def test_snakemake_first_and_dvc_after_it(tracked: VersionedProject) -> None:
    set_rate(tracked, 0.003)
    assert tracked.run().trained == ADAM_CELLS
    outcome = tracked.dvc("repro")
    assert outcome.jobs == []
    assert tracked.call("dvc", "status", "--quiet").status == 0


def test_the_edited_code_of_training_trains_everything(tracked: VersionedProject) -> None:
    with (tracked.folder / "src/restudy/training/loop.py").open("a", encoding="utf-8") as stream:
        stream.write("\n\nEDITED = True\n")
    trained = tracked.dvc("repro").trained
    assert trained == {study: set(cells) for study, cells in CELLS.items()}


@pytest.mark.parametrize(
    ("file", "addition", "rules"),
    [
        ("src/restudy/training/loop.py", "\n# A remark.\n", set()),
        ("src/restudy/report/templates/report.html.j2", "<!-- A remark. -->\n", {"report", "all"}),
        ("src/restudy/claims/judge.py", "\n\nEDITED = True\n", {"judge", "report", "all"}),
    ],
    ids=["a comment", "a template", "a step after training"],
)
def test_another_edit_trains_nothing(tracked: VersionedProject, file: str, addition: str, rules: set[str]) -> None:
    with (tracked.folder / file).open("a", encoding="utf-8") as stream:
        stream.write(addition)
    assert set(tracked.dvc("repro").counts) == rules
    assert tracked.call("dvc", "status", "--quiet").status == 0


@pytest.mark.parametrize("way", ["dvc checkout", "dvc repro"])
def test_a_deleted_checkpoint_comes_back(tracked: VersionedProject, way: str) -> None:
    cell = tracked.cell_folder("mlp-optimizers", "adam")
    checkpoint = cell / "seed0/checkpoint.safetensors"
    before = checkpoint.read_bytes()
    checkpoint.unlink()
    outcome = tracked.dvc(*way.split()[1:])
    assert checkpoint.read_bytes() == before
    assert outcome.trained in ({}, {"mlp-optimizers": {"adam"}})
    assert tracked.is_clean


def test_after_a_crash_the_rest_is_trained(tracked: VersionedProject) -> None:
    """A cell whose training cannot begin: its folder in the store is a file."""
    set_rate(tracked, 0.003)
    planned = {job.wildcards["cell"] for job in tracked.plan().jobs if job.rule == "train"}
    (broken,) = (cell for cell in planned if "held-out" not in cell)
    digest = _whole_digest(tracked, broken)
    obstacle = tracked.folder / ".restudy/store" / digest
    obstacle.write_text("in the way", encoding="utf-8")
    failed = tracked.call("dvc", "repro")
    assert failed.status != 0
    (other,) = planned - {broken}
    finished_trial = tracked.folder / CELLS_FOLDER / "mlp-optimizers" / other / "seed0/metrics.json"
    written = finished_trial.stat().st_mtime_ns
    obstacle.unlink()
    assert tracked.dvc("repro").trained == {"mlp-optimizers": {DIGEST.sub("", broken)}}
    assert finished_trial.stat().st_mtime_ns == written


def _whole_digest(project: VersionedProject, cell: str) -> str:
    command = project.plan("--printshellcmds").jobs
    (job,) = (job for job in command if job.wildcards.get("cell") == cell)
    words = job.command.split()
    return words[words.index("--digest") + 1]


def test_two_runs_at_once_and_one_that_is_killed(tracked: VersionedProject) -> None:
    """The second one stops and changes nothing; what a killed one leaves is a lock that the message says to remove."""
    set_rate(tracked, 0.003)
    with tracked.params() as content:
        content["studies"]["mlp-optimizers"]["base"]["epochs"] = LONG_TRAINING
    first = subprocess.Popen(
        ["dvc", "repro"], cwd=tracked.folder, env=tracked.environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    _wait_for_an_epoch(tracked)
    for second in (tracked.call("dvc", "repro"), tracked.snakemake("--cores", "1"), tracked.restudy("prune")):
        assert second.status != 0
        assert "lock" in second.text or "blocked by" in second.text
    os.killpg(first.pid, signal.SIGKILL)
    assert first.wait() != 0
    blocked = tracked.call("dvc", "repro")
    assert (blocked.status != 0, "--unlock" in blocked.text) == (True, True), blocked.text
    pruned = tracked.restudy("prune")
    assert (pruned.status, ["--unlock" in line for line in pruned.complaints]) == (2, [True])
    assert tracked.call("snakemake", "--unlock").status == 0
    with tracked.params() as content:
        content["studies"]["mlp-optimizers"]["base"]["epochs"] = 2
    assert tracked.dvc("repro").trained == ADAM_CELLS
    assert tracked.call("dvc", "status", "--quiet").status == 0


def _wait_for_an_epoch(project: VersionedProject) -> None:
    """Until a job's log says that an epoch of a long training is over."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    logs = project.folder / "logs/digits/train/mlp-optimizers"
    while not any(" epoch 4 " in log.read_text(encoding="utf-8") for log in logs.iterdir()):
        assert time.monotonic() < deadline, "training did not begin"
        time.sleep(0.1)


def test_what_the_plan_does_not_want_is_pruned(tracked: VersionedProject) -> None:
    before = lock(tracked)
    stray = tracked.folder / "results/digits/tables/cnn-lstm-grid/T9.csv"
    stray.write_text("a\n", encoding="utf-8")
    shutil.copytree(tracked.folder / CELLS_FOLDER / "mlp-optimizers", tracked.folder / CELLS_FOLDER / "no-study")
    outcome = tracked.dvc("repro", "--force")
    assert not stray.exists()
    assert "results/digits/tables: 1 files removed" in outcome.text
    assert not (tracked.folder / CELLS_FOLDER / "no-study").exists()
    assert lock(tracked) == before


def test_an_experiment_with_another_data_set_and_a_number_as_text(tracked: VersionedProject) -> None:
    """`-S` writes 1e-05, which YAML reads as text; the data set is a setting like any other."""
    with tracked.params() as content:
        content["dataset"] = "mnist"
    tracked.commit("MNIST, which has not run")
    rate = "studies.mlp-optimizers.variants.adam.settings.optimizer.lr=0.00001"
    outcome = tracked.dvc("exp", "run", "--set-param", "dataset=digits", "--set-param", rate)
    assert outcome.trained == ADAM_CELLS
    assert "1e-05" in (tracked.folder / "params.yaml").read_text(encoding="utf-8")
    rows = tracked.dvc("metrics", "diff", "v1", "--md").text.splitlines()
    changed = [row for row in rows if "results/digits/metrics/mlp-optimizers.json" in row]
    assert any("test_accuracy" in row for row in changed)
    assert not any("cnn-lstm-grid" in row for row in rows)


def test_plots_of_two_revisions(tracked: VersionedProject) -> None:
    """Each kind and study has a plot of its own, with the rows of both."""
    set_rate(tracked, 0.003)
    tracked.dvc("repro")
    plots = json.loads(tracked.dvc("plots", "diff", "v1", "workspace", "--json", "--split").text)["data"]
    names = {f"results/digits/plots/{kind}/{study}.csv" for kind in ("curves", "grids", "confusion") for study in CELLS}
    assert set(plots) == names
    assert all({tuple(part["revisions"]) for part in parts} for parts in plots.values())
    revisions = {revision for parts in plots.values() for part in parts for revision in part["revisions"]}
    assert revisions == {"v1", "workspace"}


def test_a_queue_of_experiments_with_two_workers(tracked: VersionedProject) -> None:
    """Each runs in a folder of its own and ends as an ordinary experiment, whose numbers can be compared."""
    rates = (0.002, 0.003, 0.004, 0.005)
    key = "studies.mlp-optimizers.variants.sgd.settings.optimizer.lr"
    for number, rate in enumerate(rates):
        tracked.dvc("exp", "run", "--queue", "--name", f"rate-{number}", "--set-param", f"{key}={rate}")
    tracked.dvc("queue", "start", "--jobs", "2")
    deadline = time.monotonic() + QUEUE_SECONDS
    while (states := _queue_states(tracked)) and not states <= {"Success", "Failed"}:
        assert time.monotonic() < deadline, states
        time.sleep(1)
    assert states == {"Success"}, tracked.dvc("queue", "logs", "rate-0").text
    assert tracked.is_clean
    tracked.dvc("exp", "apply", "rate-2")
    assert f"lr: {rates[2]}" in (tracked.folder / "params.yaml").read_text(encoding="utf-8")
    assert tracked.plan().jobs == []
    numbers = "results/digits/plots/grids/mlp-optimizers.csv"
    assert (tracked.folder / numbers).read_text(encoding="utf-8") != tracked.git("show", f"v1:{numbers}")


def _queue_states(project: VersionedProject) -> set[str]:
    """The words in the status column of `dvc queue status`."""
    words = {word for line in project.dvc("queue", "status").text.splitlines() for word in line.split()}
    return words & {"Queued", "Running", "Success", "Failed"}
