"""Experiments of DVC: in the folder itself, and in folders of their own by two workers."""

import time

import pytest

from dvc_project import ADAM_CELLS, VersionedProject, first_version, tracked
from workflow_project import finished

pytestmark = pytest.mark.slow
__all__ = ["finished", "first_version", "tracked"]

QUEUE_SECONDS = 300.0


def test_an_experiment_with_another_data_set_and_a_number_as_text(tracked: VersionedProject) -> None:
    """`-S` writes 1e-05, which YAML 1.1 reads as text; the data set is a setting like any other."""
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


def test_a_queue_of_experiments_with_two_workers(tracked: VersionedProject) -> None:
    """Each runs in a folder of its own and ends as an ordinary experiment, whose numbers can be compared.

    Two of them train; the others only judge what was trained with another confidence.
    """
    rate, measure = "studies.mlp-optimizers.variants.sgd.settings.optimizer.lr", "statistics.confidence"
    changes = (f"{rate}=0.002", f"{measure}=0.9", f"{rate}=0.004", f"{measure}=0.8")
    names = {f"change-{number}" for number in range(len(changes))}
    for name, change in zip(sorted(names), changes, strict=True):
        tracked.dvc("exp", "run", "--queue", "--name", name, "--set-param", change)
    tracked.dvc("queue", "start", "--jobs", "2")
    deadline = time.monotonic() + QUEUE_SECONDS
    # Git is asked, since it takes no time to answer.
    while not names <= _ended_experiments(tracked):
        assert time.monotonic() < deadline, tracked.dvc("queue", "status").text
        time.sleep(0.5)
    while (states := _queue_states(tracked)) != {"Success"}:
        assert time.monotonic() < deadline, states
    assert tracked.is_clean
    tracked.dvc("exp", "apply", "change-2")
    assert "lr: 0.004" in (tracked.folder / "params.yaml").read_text(encoding="utf-8")
    assert tracked.plan().jobs == []
    numbers = "results/digits/plots/grids/mlp-optimizers.csv"
    assert (tracked.folder / numbers).read_text(encoding="utf-8") != tracked.git("show", f"v1:{numbers}")


def _ended_experiments(project: VersionedProject) -> set[str]:
    """Names of the experiments that left a commit."""
    return {reference.rpartition("/")[2] for reference in project.git("for-each-ref", "refs/exps").split()}


def _queue_states(project: VersionedProject) -> set[str]:
    """The words in the status column of `dvc queue status`."""
    words = {word for line in project.dvc("queue", "status").text.splitlines() for word in line.split()}
    return words & {"Queued", "Running", "Success", "Failed"}
