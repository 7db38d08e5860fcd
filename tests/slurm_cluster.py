"""A SLURM cluster of the tests' own on this machine: two nodes, each with two GPUs that are only names."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
import pytest

from slurm_settings import WHERE, program, write_settings

PROGRAMS = ("slurmctld", "slurmd", "munged", "sbatch", "srun", "squeue", "scancel", "scontrol")
# Snakemake's plugin, in a folder of its own: each start of Snakemake loads all that it finds.
PLUGINS = Path(sys.prefix) / "slurm"
NODES = ("n1", "n2")
PATIENCE_SECONDS = 120.0
POLL_SECONDS = 0.1


def path_with_plugins(environment: Mapping[str, str]) -> str:
    """PYTHONPATH of a process that is to find Snakemake's plugin, beside what it has."""
    return os.pathsep.join([environment["PYTHONPATH"], str(PLUGINS)])


@dataclass(frozen=True)
class Task:
    """A job's training or evaluation, as its node saw it.

    Attributes:
        job: SLURM's number of the job.
        node: its name.
        gpu: CUDA_VISIBLE_DEVICES, "-" if not set.
        begin: seconds since 1970.
        end: likewise.
    """

    job: str
    node: str
    gpu: str
    begin: float
    end: float


@dataclass
class SlurmCluster:
    """A running cluster; all it leaves is in its folder."""

    folder: Path
    daemons: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def settings(self) -> Path:
        """What SLURM_CONF names."""
        return self.folder / "slurm.conf"

    def variables(self, environment: Mapping[str, str]) -> dict[str, str]:
        """What a process needs in its environment to use the cluster, beside what it has."""
        return {
            "SLURM_CONF": str(self.settings),
            "PATH": os.pathsep.join([str(self.folder / "bin"), environment["PATH"]]),
            "PYTHONPATH": path_with_plugins(environment),
        }

    def call(self, name: str, *arguments: str) -> str:
        """What one of SLURM's programs prints."""
        command, variables = [program(name), *arguments], os.environ | {"SLURM_CONF": str(self.settings)}
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=True, timeout=60)
        return done.stdout

    def running(self) -> dict[str, tuple[str, str]]:
        """Number to node and comment of each job that runs; the comment names the job's rule and wildcards."""
        lines = self.call("squeue", "--noheader", "--states=RUNNING", "--format=%A %N %k").splitlines()
        return {number: (node, comment) for number, node, comment in (line.split(" ", 2) for line in lines)}

    def ended(self) -> list[dict[str, str]]:
        """What SLURM wrote down of each job that ended, once for each time that it did."""
        lines = (self.folder / "jobs").read_text(encoding="utf-8").splitlines()
        return [dict(word.split("=", 1) for word in line.split() if "=" in word) for line in lines]

    def tasks(self) -> list[Task]:
        """The tasks that have ended."""
        begun, tasks = dict[str, Task](), list[Task]()
        for line in (self.folder / "tasks").read_text(encoding="utf-8").splitlines():
            word, job, node, gpu, clock = line.split()
            if word == "begins":
                begun[job] = Task(job, node, gpu, float(clock), float("inf"))
            else:
                tasks.append(replace(begun[job], end=float(clock)))
        return tasks

    def start(self, name: str, *command: str) -> None:
        """Start a daemon in the foreground, under a name."""
        with (self.folder / f"{name}.log").open("ab") as log:
            variables = os.environ | {"SLURM_CONF": str(self.settings)}
            self.daemons[name] = subprocess.Popen(
                [program(command[0]), *command[1:]], env=variables, stdout=log, stderr=log
            )

    def start_node(self, node: str, setting: str = "true", *kinds: str) -> None:
        """Start a node's daemon, in namespaces of its own of some kinds in which a shell command was run before."""
        daemon = f"exec {program('slurmd')} -D -N {node}"
        self.start(node, "unshare", *(f"--{kind}" for kind in kinds), "sh", "-c", f"{setting} && {daemon}")

    def start_controller(self) -> None:
        """Start SLURM's controller."""
        self.start("slurmctld", "slurmctld", "-D")

    def stop_controller(self) -> None:
        """Stop it; it writes down what it knows of."""
        self.daemons["slurmctld"].terminate()
        self.daemons.pop("slurmctld").wait(PATIENCE_SECONDS)

    @contextmanager
    def nodes(self, setting: str, *kinds: str, names: tuple[str, ...] = NODES) -> Iterator[None]:
        """Nodes in namespaces of their own, within the `with` block; see `start_node`."""
        try:
            for name in names:
                self.kill_node(name)
                self.start_node(name, setting, *kinds)
            wait_until(self.is_up, "the nodes are not up")
            yield
        finally:
            for name in names:
                self.kill_node(name)
                self.start_node(name)
            wait_until(self.is_up, "the nodes are not up again")

    def kill_node(self, node: str) -> None:
        """Kill a node's daemon, and nothing that it started."""
        self.daemons[node].kill()
        self.daemons.pop(node).wait(PATIENCE_SECONDS)

    def is_up(self) -> bool:
        """Whether all nodes take jobs."""
        for name, daemon in self.daemons.items():
            assert daemon.poll() is None, (self.folder / f"{name}.log").read_text(encoding="utf-8")
        try:
            states = self.call("sinfo", "--noheader", "--Node", "--partition=gpu", "--format=%T").split()
        except subprocess.CalledProcessError:
            return False
        return len(states) == len(NODES) and set(states) <= {"idle", "mixed", "allocated"}

    def stop(self) -> None:
        """Stop the daemons, then whatever is left of their jobs."""
        for daemon in self.daemons.values():
            daemon.terminate()
        for daemon in self.daemons.values():
            try:
                daemon.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                daemon.kill()
        for process in self._left():
            process.kill()

    def _left(self) -> Iterator[psutil.Process]:
        for process in psutil.process_iter():
            try:
                variables = process.environ()
            except psutil.Error:
                continue
            if variables.get("SLURM_CONF") == str(self.settings):
                yield process


def wait_until(condition: Callable[[], object], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until a condition holds, or fail."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"after {seconds} s: {what}"
        time.sleep(POLL_SECONDS)


@contextmanager
def _running(folder: Path) -> Iterator[SlurmCluster]:
    write_settings(folder)
    cluster = SlurmCluster(folder)
    munge = [f"--{name}-file={folder}/munge.{name}" for name in ("key", "pid", "log", "seed")]
    try:
        cluster.start("munged", "munged", "--foreground", "--force", f"--socket={folder}/munge.socket", *munge)
        wait_until((folder / "munge.socket").exists, "munged did not start")
        cluster.start_controller()
        for node in NODES:
            cluster.start_node(node)
        wait_until(cluster.is_up, "the nodes are not up")
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def slurm_cluster() -> Iterator[SlurmCluster]:
    """A cluster for all tests of a process; needs root, for devices, and SLURM's programs."""
    missing = [name for name in PROGRAMS if shutil.which(name, path=WHERE) is None]
    if missing:
        pytest.skip(f"no {', '.join(missing)} here; Debian's slurmctld, slurmd, slurm-client and munge have them")
    if os.getuid() != 0:
        pytest.skip("only root can make the devices that stand for GPUs")
    # The path of a socket must be short.
    with tempfile.TemporaryDirectory(prefix="slurm-") as folder, _running(Path(folder)) as cluster:
        yield cluster
