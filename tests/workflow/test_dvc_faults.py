"""Crashes, kills, two runs at once, files missing or in the way: nothing finished is lost or trained again."""

import os
import shutil
import signal
import subprocess
import time

import pytest

from dvc_project import CELLS_FOLDER, VersionedProject, first_version, tracked
from workflow_project import finished

pytestmark = pytest.mark.slow
__all__ = ["finished", "first_version", "tracked"]

PATIENCE_SECONDS = 120.0
LONG_TRAINING = 400  # epochs: seconds, so that a run can be killed in the middle


@pytest.mark.parametrize("way", ["checkout", "weights"])
def test_a_deleted_checkpoint_comes_back(tracked: VersionedProject, way: str) -> None:
    """`dvc repro` records no folder without it, and trains nothing unasked: it says what to do."""
    cell = tracked.cell_folder("mlp-optimizers", "adam")
    checkpoint = cell / "seed0/checkpoint.safetensors"
    before = checkpoint.read_bytes()
    checkpoint.unlink()
    refused = tracked.call("dvc", "repro")
    assert refused.status != 0
    (line,) = refused.complaints
    assert "weights of finished trials are not here (1 of mlp-optimizers)" in line
    assert "`snakemake --cores all weights`" in line
    if way == "checkout":
        tracked.dvc("checkout")
    else:
        assert tracked.run("weights").counts["retrain"] == 1
    assert tracked.dvc("repro").trained == {}
    assert checkpoint.read_bytes() == before
    assert tracked.is_clean


@pytest.mark.tried(
    "Killed, interrupted, begun again", "a crash between Snakemake and DVC", "the rest is trained, and the two agree"
)
def test_after_a_crash_the_rest_is_trained(tracked: VersionedProject) -> None:
    """A cell whose training cannot begin: its folder in the store is a file."""
    tracked.set_rate(0.003)
    broken, other = (tracked.planned_cell("mlp-optimizers", name) for name in ("adam", "adam-held-out"))
    obstacle = tracked.folder / ".restudy/store" / broken.digest
    obstacle.write_text("in the way", encoding="utf-8")
    failed = tracked.call("dvc", "repro")
    assert failed.status != 0
    finished_trial = tracked.folder / CELLS_FOLDER / "mlp-optimizers" / other.name / "seed0/metrics.json"
    written = finished_trial.stat().st_mtime_ns
    obstacle.unlink()
    assert tracked.dvc("repro").trained == {"mlp-optimizers": {"adam"}}
    assert finished_trial.stat().st_mtime_ns == written


@pytest.mark.tried(
    "Two at once",
    "`dvc repro` beside `dvc repro`, one of them killed",
    "the second is refused in one line, and goes on later",
)
def test_two_runs_at_once_and_one_that_is_killed(tracked: VersionedProject) -> None:
    """The second one stops and changes nothing; what a killed one leaves is a lock that the message says to remove."""
    tracked.set_rate(0.003)
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
    tracked.git("checkout", "--quiet", "params.yaml")
    assert tracked.dvc("repro").trained == {}
    assert tracked.is_clean


def _wait_for_an_epoch(project: VersionedProject) -> None:
    """Until a job's log says that an epoch of a long training is over."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    logs = project.folder / "logs/digits/train/mlp-optimizers"
    while not any(" epoch 4 " in log.read_text(encoding="utf-8") for log in logs.iterdir()):
        assert time.monotonic() < deadline, "training did not begin"
        time.sleep(0.1)


def test_what_the_plan_does_not_want_is_pruned(tracked: VersionedProject) -> None:
    before = tracked.lock
    stray = tracked.folder / "results/digits/tables/cnn-lstm-grid/T9.csv"
    stray.write_text("a\n", encoding="utf-8")
    shutil.copytree(tracked.folder / CELLS_FOLDER / "mlp-optimizers", tracked.folder / CELLS_FOLDER / "no-study")
    outcome = tracked.dvc("repro", "--force")
    assert not stray.exists()
    assert "results/digits/tables: 1 files removed" in outcome.text
    assert not (tracked.folder / CELLS_FOLDER / "no-study").exists()
    assert tracked.lock == before
