"""A cluster that is less kind: SLURM is out of reach or takes no more jobs, nodes see nothing, clocks are off."""

import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from restudy.layout import TRIAL_FILES
from slurm_cluster import NODES, SlurmCluster, slurm_cluster, wait_until
from slurm_gates import Gates
from slurm_runs import (
    COMMAND,
    LIMIT_SECONDS,
    PROFILE,
    asked,
    assert_trained_once,
    at_work,
    first_trial,
    label,
    prolonged,
    states,
    submitted,
    suspended,
)
from workflow_project import CELLS, Project, finished, project, trained_mark

pytestmark = pytest.mark.slow
__all__ = ["finished", "project", "slurm_cluster"]

STUDY = "mlp-optimizers"
EVALUATION = [f"results/digits/evaluation/{STUDY}/{name}" for name in ("trials.csv", "epochs.csv")]
SILENT = "SLURM does not answer"
REFUSED = "SLURM takes no further job now (AssocMaxSubmitJobLimit)"
# Of SIGTERM, until the run has ended.
END_SECONDS = 60
# A node whose clock is two hours behind, and whose files have the times of a server's clock.
OTHER_CLOCK = """
import os, time
if os.environ.get("SLURMD_NODENAME") == "n2":
    real, real_ns = time.time, time.time_ns
    time.time = lambda: real() - 7200
    time.time_ns = lambda: real_ns() - 7200 * 10**9
"""


@pytest.fixture
def gates(tmp_path: Path) -> Gates:
    return Gates.made(tmp_path / "gates")


def untrained(project: Project) -> Project:
    """The project with its data and nothing else of a run."""
    subprocess.run(["rm", "-r", "results", ".restudy", ".snakemake"], cwd=project.folder, check=True)
    return project


@contextmanager
def out_of_reach(kind: str, cluster: SlurmCluster, gates: Gates) -> Iterator[None]:
    """SLURM's controller is away for a time; or squeue fails, until the run has ended."""
    if kind == "squeue":
        gates.close("squeue")
        yield
    else:
        cluster.stop_controller()
        try:
            yield
        finally:
            cluster.start_controller()


@pytest.mark.tried(
    "Clusters",
    "SLURM out of reach while jobs run, or refusing jobs",
    "the run says so and goes on; no attempt is lost; results equal to the byte",
)
@pytest.mark.parametrize(("kind", "limit"), [("squeue", 2), ("slurmctld", 100)])
def test_a_run_ends_though_slurm_is_out_of_reach_or_takes_few_jobs(
    slurm_cluster: SlurmCluster, project: Project, finished: Project, gates: Gates, kind: str, limit: int
) -> None:
    """Each job is submitted once, its results are those of a local run; a refusal is no attempt."""
    gates.limit(limit)
    variables = gates.variables(slurm_cluster, project)
    with at_work(untrained(project), slurm_cluster, EVALUATION, variables) as run:
        wait_until(lambda: len(submitted(run.text)) == min(limit, len(CELLS[STUDY])), "jobs are not submitted")
        with out_of_reach(kind, slurm_cluster, gates):
            wait_until(lambda: SILENT in run.text, "nobody says so")
        text = run.end()
    assert text.count(REFUSED) == (limit < len(CELLS[STUDY]))
    assert "Trying to restart" not in text
    jobs = submitted(text)
    assert {len(numbers) for numbers in jobs.values()} == {1}
    for name in CELLS[STUDY]:
        assert asked(slurm_cluster, jobs[f"{STUDY}_{name}"][0]) == ("4000M", "120")
    for file in (*EVALUATION, *(file for file in finished_cells(finished) if not file.endswith("run.json"))):
        assert (project.folder / file).read_bytes() == (finished.folder / file).read_bytes(), file


def finished_cells(finished: Project) -> list[str]:
    return [str(file.relative_to(finished.folder)) for file in finished.files(f"results/digits/cells/{STUDY}")]


@pytest.mark.tried(
    "Clusters", "SIGTERM to Snakemake, with SLURM in reach and out of it", "the run ends; jobs that are left are named"
)
@pytest.mark.parametrize("reachable", [True, False])
def test_sigterm_ends_the_run_and_its_jobs_or_says_which_are_left(
    slurm_cluster: SlurmCluster, project: Project, gates: Gates, reachable: bool
) -> None:
    (cell,) = prolonged(project, "sgd")
    variables = gates.variables(slurm_cluster, project)
    with at_work(project, slurm_cluster, [trained_mark(cell)], variables) as run:
        process = suspended(project, cell)
        (number,) = submitted(run.text)[label(cell)]
        if not reachable:
            gates.close("squeue")
            gates.close("scancel")
            wait_until(lambda: SILENT in run.text, "nobody says so")
        run.process.send_signal(signal.SIGTERM)
        assert run.process.wait(END_SECONDS) != 0
        order = f"these may wait or run: {number}. What they finish is kept. To end them: scancel --name=restudy_"
        assert (order in run.text) == (not reachable)
        assert "restudy: interrupted; the same command goes on" in run.text
    if not reachable:
        process.resume()
        slurm_cluster.call("scancel", run.text.partition("To end them: scancel ")[2].split()[0])
    wait_until(lambda: states(slurm_cluster, number) == ["CANCELLED"], "the job still runs")
    assert not list((project.folder / ".snakemake/locks").glob("*"))


@pytest.mark.tried(
    "Clusters", "nodes that do not see the project, the store or Python", "one line before jobs are submitted"
)
def test_nodes_that_do_not_see_a_folder_are_named_before_jobs_are_submitted(
    slurm_cluster: SlurmCluster, project: Project, tmp_path: Path
) -> None:
    (cell,) = prolonged(project, "sgd")
    hidden, store = project.copy(tmp_path / "hidden"), tmp_path / "store"
    store.mkdir()
    nodes = "nodes that jobs run on (--partition=gpu --gpus=1)"
    said = {
        hidden: f"{hidden.folder}: {nodes} do not see this folder; move the project to a disk that they share",
        project: f"params.yaml: store: {nodes} do not see {store}; name a folder on a disk that they share",
    }
    blind = " && ".join(f"mount -t tmpfs none {folder}" for folder in (hidden.folder, store))
    command = [*COMMAND, "--config", "device=auto", f"store={store}", "--", trained_mark(cell)]
    with slurm_cluster.nodes(blind, "mount"):
        outcomes = {one: one.call(*command, **slurm_cluster.variables(one.environment)) for one in said}
    for one, outcome in outcomes.items():
        assert (outcome.status, outcome.complaints) == (2, [f"restudy: {said[one]}"]), outcome.text
        assert outcome.text.rstrip().endswith(said[one])
        assert submitted(outcome.text) == {}
    assert list(store.iterdir()) == []


@pytest.mark.tried("Clusters", "a lost node", "`status` says waiting, and SLURM runs the trial again")
def test_a_trial_whose_node_is_lost_is_not_called_failed_while_slurm_will_run_it_again(
    slurm_cluster: SlurmCluster, project: Project
) -> None:
    """All processes of its node are killed; both nodes stay away until it was looked at."""
    (cell,) = prolonged(project, "sgd")
    variables = slurm_cluster.variables(project.environment)
    with at_work(project, slurm_cluster, [trained_mark(cell)]) as run:
        process = suspended(project, cell)
        (number,) = submitted(run.text)[label(cell)]
        for node in NODES:
            slurm_cluster.kill_node(node)
        for daemon in process.parents():
            if daemon.name() == "slurmstepd":
                daemon.kill()
        process.kill()
        wait_until(lambda: number not in slurm_cluster.running(), "the nodes are still counted on")
        waiting = project.call("restudy", "status", "--failed", **variables)
        slurm_cluster.call("scancel", number)
        failed = project.call("restudy", "status", "--failed", **variables)
        for node in NODES:
            slurm_cluster.start_node(node)
    assert waiting.text.endswith("\n0 failed trials\n")
    assert f"{cell.study}/{cell.name}/seed0" in failed.text
    assert "1 failed trial\n" in failed.text


@pytest.mark.tried(
    "Two at once",
    "two runs with one store on two nodes, one clock two hours off",
    "each trial is trained once; results equal to the byte",
)
def test_two_runs_share_a_store_on_nodes_of_which_one_has_another_clock(
    slurm_cluster: SlurmCluster, project: Project, tmp_path: Path
) -> None:
    """They want the same trials at once, each on a node of its own; the nodes share nothing but a disk."""
    cells = prolonged(project, "sgd", "adam")
    runs = {"n1": project, "n2": project.copy(tmp_path / "other")}
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock/sitecustomize.py").write_text(OTHER_CLOCK)
    (tmp_path / "hosts").write_text("127.0.0.1 localhost elsewhere\n")

    def run(node: str) -> str:
        partition = "    slurm_partition: gpu\n"
        runs[node].edit(f"{PROFILE}/config.yaml", partition, f"{partition}    slurm_extra: \"'--nodelist={node}'\"\n")
        targets = ["--config", "device=auto", f"store={tmp_path}/store", "--", *map(trained_mark, cells)]
        variables = slurm_cluster.variables(runs[node].environment)
        variables["PYTHONPATH"] += f":{tmp_path}/clock"
        outcome = runs[node].call("timeout", str(LIMIT_SECONDS), *COMMAND, *targets, **variables)
        assert outcome.status == 0, outcome.text
        return outcome.text

    elsewhere = f"hostname elsewhere && mount --bind {tmp_path}/hosts /etc/hosts"
    with slurm_cluster.nodes(elsewhere, "uts", "mount", names=("n2",)), ThreadPoolExecutor() as pool:
        texts = list(pool.map(run, runs))
    assert all({len(numbers) for numbers in submitted(text).values()} == {1} for text in texts)
    logs = [one.folder / f"logs/digits/train/{cell.study}/{cell.name}.log" for one in runs.values() for cell in cells]
    assert sum("finished earlier, taken from" in log.read_text(encoding="utf-8") for log in logs) == len(cells)
    for cell in cells:
        assert_trained_once(project, cell)
        folders = [first_trial(one, cell) for one in runs.values()]
        for name in TRIAL_FILES:
            assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name
