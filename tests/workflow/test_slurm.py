"""The workflow on a SLURM cluster, through the profile as it is: what runs where, and what faults and kills do."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import combinations

import pytest

from dvc_project import VersionedProject, first_version, tracked
from restudy.layout import KINDS, LAST_FILE
from restudy.plan.cells import Cell
from restudy.records import read_json
from slurm_cluster import NODES, SlurmCluster, Task, slurm_cluster, wait_until
from slurm_runs import (
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
from slurm_settings import GPUS
from workflow_project import CELLS, Outcome, Project, finished, project, timeless, trained_mark

pytestmark = pytest.mark.slow
__all__ = ["finished", "first_version", "project", "slurm_cluster", "tracked"]


@pytest.fixture(scope="module")
def repro(
    slurm_cluster: SlurmCluster, first_version: VersionedProject, tmp_path_factory: pytest.TempPathFactory
) -> tuple[VersionedProject, Outcome, list[Task]]:
    """A project of which only data was left, what `dvc repro` said on the cluster, and what its nodes did."""
    project = first_version.copy(tmp_path_factory.mktemp("repro") / "project")
    for folder in ("results", ".restudy", ".snakemake"):
        shutil.rmtree(project.folder / folder)
    variables = slurm_cluster.variables(project.environment)
    outcome = project.call("timeout", str(LIMIT_SECONDS), "dvc", "repro", SNAKEMAKE_PROFILE=PROFILE, **variables)
    assert outcome.status == 0, outcome.text
    return project, outcome, slurm_cluster.tasks()


def test_every_cell_and_evaluation_is_a_job(repro: tuple[VersionedProject, Outcome, list[Task]]) -> None:
    _, outcome, tasks = repro
    cells = {f"{study}_{cell}" for study in CELLS for cell in CELLS[study]}
    jobs = submitted(outcome.text)
    assert set(jobs) == cells | set(CELLS)
    assert {task.job for task in tasks} == {number for numbers in jobs.values() for number in numbers}


def test_each_training_job_has_a_gpu_of_its_own(repro: tuple[VersionedProject, Outcome, list[Task]]) -> None:
    _, _, tasks = repro
    training = [task for task in tasks if task.gpu != "-"]
    assert len(training) == sum(map(len, CELLS.values()))
    assert {task.node for task in training} == set(NODES)
    assert {task.gpu for task in training} == set(map(str, range(GPUS)))
    for one, other in combinations(training, 2):
        if (one.node, one.gpu) == (other.node, other.gpu):
            assert one.end <= other.begin


def test_results_are_those_of_a_local_run(
    repro: tuple[VersionedProject, Outcome, list[Task]], finished: Project
) -> None:
    """All but when and on what trials ran, which the report shows too, and what is made from it."""
    project, _, _ = repro
    compared = [
        file.relative_to(finished.folder)
        for file in finished.files("results")
        if file.name != LAST_FILE and {"report", "typeset"}.isdisjoint((file.parent.name, file.stem))
    ]
    assert {path.parts[2] for path in compared} == set(KINDS) - {"report"}
    for path in compared:
        assert timeless(project.folder / path) == timeless(finished.folder / path), path


def test_after_it_nothing_is_to_be_done(repro: tuple[VersionedProject, Outcome, list[Task]]) -> None:
    project, _, _ = repro
    assert project.plan().jobs == []
    assert project.call("dvc", "status", "--quiet").status == 0


@pytest.mark.tried(
    "Clusters", "jobs out of memory, out of time, cancelled, preempted", "they are run again; results equal to the byte"
)
def test_jobs_that_end_before_their_time(slurm_cluster: SlurmCluster, project: Project) -> None:
    """One is cancelled, one is out of time, one's node is lost and comes back, one has too little memory at first."""
    cells = prolonged(project, "sgd", "adam", "adam-held-out")
    greedy = project.planned_cell("mlp-optimizers", "sgd-held-out")
    little = f"(150 if wildcards.cell == '{greedy.name}' else 4000) * attempt ** 3"
    project.edit(f"{PROFILE}/config.yaml", "mem_mb: 4000 * attempt", f"mem_mb: {little}")
    with at_work(project, slurm_cluster, [trained_mark(cell) for cell in (*cells, greedy)]) as run:
        with ThreadPoolExecutor() as pool:
            list(pool.map(partial(suspended, project), cells))
        cancelled, late, lost = sorted_by_node(slurm_cluster, cells)
        slurm_cluster.call("scancel", cancelled)
        slurm_cluster.call("scontrol", "update", f"JobId={late}", "EndTime=now")
        lose_node_of(slurm_cluster, lost)
        jobs = submitted(run.end())
    assert states(slurm_cluster, cancelled) == ["CANCELLED"]
    assert states(slurm_cluster, late) == ["TIMEOUT"]
    assert states(slurm_cluster, lost) == ["NODE_FAIL", "COMPLETED"]
    first, second = jobs[label(greedy)]
    assert states(slurm_cluster, first) == ["FAILED"]
    assert (asked(slurm_cluster, first)[0], asked(slurm_cluster, second)) == ("150M", ("1200M", "240"))
    for cell in (*cells, greedy):
        assert_trained_once(project, cell)
        assert states(slurm_cluster, jobs[label(cell)][-1])[-1] == "COMPLETED"


def sorted_by_node(cluster: SlurmCluster, cells: list[Cell]) -> list[str]:
    """The numbers of three cells' jobs: two on one node, then the one on the other."""
    names = [cell.name for cell in cells]
    running = cluster.running().items()
    jobs = {number: node for number, (node, comment) in running if any(name in comment for name in names)}
    assert len(jobs) == len(cells)
    return sorted(jobs, key=lambda number: list(jobs.values()).count(jobs[number]), reverse=True)


def lose_node_of(cluster: SlurmCluster, job: str) -> None:
    """Kill the daemon of a job's node, and start it again when SLURM has given the node up."""
    node = cluster.running()[job][0]
    cluster.kill_node(node)
    wait_until(lambda: job not in cluster.running(), f"{node} is still counted on")
    cluster.start_node(node)


@pytest.mark.tried(
    "Clusters", "Snakemake killed while its jobs run on", "a second run waits for them; nothing is trained twice"
)
def test_snakemake_is_killed_and_run_again(slurm_cluster: SlurmCluster, project: Project) -> None:
    """What is finished stays; for what still runs a second job is submitted, which waits and takes the first one's."""
    done, going = prolonged(project, "sgd", "adam")
    targets = [trained_mark(cell) for cell in (done, going)]
    with at_work(project, slurm_cluster, targets) as first:
        orphan = suspended(project, going)
        wait_until(lambda: "(Rule: train)" in first.text, "no cell was finished", LIMIT_SECONDS)
    before = content(project, done)
    assert project.call("snakemake", "--unlock").status == 0
    with at_work(project, slurm_cluster, targets) as second:
        waits = f"waits for process {orphan.pid} on "
        wait_until(lambda: waits in train_log(project, going), "no job waits for the first one", LIMIT_SECONDS)
        orphan.resume()
        text = second.end()
    assert content(project, done) == before
    assert set(submitted(text)) == {label(going)}
    assert "seed 0: finished earlier, taken from" in train_log(project, going)
    assert_trained_once(project, going)
    assert read_json(first_trial(project, going) / LAST_FILE)["interruptions"] == 0


def train_log(project: Project, cell: Cell) -> str:
    """What the cell's last job has said; Snakemake deletes what the one before it said."""
    log = project.folder / f"logs/digits/train/{cell.study}/{cell.name}.log"
    try:
        return log.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def content(project: Project, cell: Cell) -> dict[str, bytes]:
    folder = first_trial(project, cell)
    return {path.name: path.read_bytes() for path in folder.iterdir()}
