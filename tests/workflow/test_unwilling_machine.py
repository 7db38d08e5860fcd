"""What the machine refuses, through Snakemake: one line at last, and the same command goes on afterwards."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from restudy.ending import INTERRUPTED
from unwilling_machine import NO_LINKS, in_own_mounts, read_only, without_privileges
from workflow_project import REPOSITORY, Outcome, Project, finished, new_project, project, trained_mark

pytestmark = pytest.mark.slow
__all__ = ["finished", "project"]

GOES_ON = "then the same command goes on"
# Between what a run shows and its status.
SPLIT = "@@@@"
# The command on a disk that is too small, and again on one that has room.
FULL_THEN_ROOM = """
mkdir -p "$2" && mount -t tmpfs -o "size=$1" tmpfs "$2" && cd "$PWD"
folder=$2; shift 2
"$@"; echo "$SPLIT$?"
mount -o remount,size=200m "$folder"
"$@"; echo "$SPLIT$?"
find . -name '.*.*-*-*'
"""


def trial(project: Project) -> str:
    """One trial, whose job needs all the steps before it."""
    return trained_mark(project.planned_cell("mlp-optimizers", "sgd"))


def refused(outcome: Outcome, *words: str) -> None:
    """It ended with one line, which has these words, and no traceback."""
    assert outcome.status != 0, outcome.text
    assert "Traceback" not in outcome.text, outcome.text
    last = outcome.text.rstrip().splitlines()[-1]
    assert last.startswith("restudy: "), outcome.text
    assert [word for word in words if word not in last] == []


def refused_at_first(both: Outcome, *words: str) -> None:
    """The first of two runs was refused for a full disk, the second came to its end, and left nothing half written."""
    first, second, left = both.text.split(SPLIT)
    status, _, second = second.partition("\n")
    refused(Outcome(int(status), first), f"No space left on device; make room there, {GOES_ON}", *words)
    assert left == "0\n", second


@pytest.mark.tried(
    "Disks, rights and networks",
    "a full disk under one folder of the project",
    "one line; the same command goes on when there is room",
)
@pytest.mark.parametrize(
    ("folder", "size"),
    [
        (".restudy/store", "96k"),
        (".restudy/store", "500k"),
        ("results", "300k"),
        ("data", "600k"),
        ("logs", "16k"),
        (".snakemake", "12k"),
        (".restudy", "16k"),
    ],
)
def test_a_full_disk(tmp_path: Path, folder: str, size: str) -> None:
    project = new_project(tmp_path / "project")
    # As `make report` calls it, which shows no log.
    command = project.command("--cores", "2", trial(project), "--quiet", "rules")
    shell = in_own_mounts(FULL_THEN_ROOM, size, str(project.folder / folder), *command)
    refused_at_first(project.call(*shell, SPLIT=SPLIT), folder.split("/")[0])


@pytest.mark.tried(
    "Disks, rights and networks",
    "a full disk under the whole project",
    "one line; the same command goes on when there is room",
)
def test_a_full_disk_for_everything(tmp_path: Path) -> None:
    made = new_project(tmp_path / "made")
    folder = tmp_path / "project"
    script = (
        'mkdir -p "$2" && mount -t tmpfs -o "size=$1" tmpfs "$2" && cp -a "$3/." "$2" && cd "$2"; shift 3\n'
        '"$@"; echo "$SPLIT$?"; mount -o remount,size=200m "$PWD"; "$@"; echo "$SPLIT$?"'
    )
    size = sum(path.stat().st_blocks for path in made.folder.rglob("*")) * 512 + 3_000_000
    command = made.command("--cores", "2", trial(made))
    shell = in_own_mounts(script, str(size), str(folder), str(made.folder), *command)
    refused_at_first(made.call(*shell, PYTHONPATH=str(folder / "src"), SPLIT=SPLIT))


@pytest.mark.tried("Disks, rights and networks", "a project of another user", "one line")
@pytest.mark.parametrize("dry", [["--dry-run"], ["--cores", "1"]], ids=["dry run", "run"])
def test_a_project_of_another_user(project: Project, dry: list[str]) -> None:
    subprocess.run(["chown", "-R", "65534", str(project.folder)], check=True)
    refused(project.call(*without_privileges(*project.command(*dry))), "Permission denied; make it yours", GOES_ON)


@pytest.mark.tried("Disks, rights and networks", "a read-only project", "one line")
@pytest.mark.parametrize("dry", [["--dry-run"], ["--cores", "1"]], ids=["dry run", "run"])
def test_a_read_only_project(project: Project, dry: list[str]) -> None:
    outcome = project.call(*read_only(project.folder, *project.command(*dry)))
    refused(outcome, "Read-only file system; make it writable", GOES_ON)


@pytest.mark.tried("Disks, rights and networks", "results that may not be written", "one line before any job")
@pytest.mark.parametrize("dry", [["--dry-run"], ["--cores", "1"]], ids=["dry run", "run"])
@pytest.mark.parametrize("whose", ["another user's", "read-only"])
def test_results_that_may_not_be_written_where_some_are_to_be_made(
    project: Project, whose: str, dry: list[str]
) -> None:
    (project.folder / "results/digits/report/report.html").unlink()
    command, results = project.command(*dry), project.folder / "results"
    if whose == "read-only":
        command = read_only(results, *command)
    else:
        subprocess.run(["chown", "-R", "65534", str(results)], check=True)
        command = without_privileges(*command)
    refused(project.call(*command), "results/digits/", GOES_ON)
    subprocess.run(["chown", "-R", str(os.geteuid()), str(results)], check=True)
    assert project.run().counts.keys() <= {"report", "typeset", "all"}


def test_results_that_may_not_be_written_where_nothing_is_to_be_made(project: Project) -> None:
    outcome = project.call(*read_only(project.folder / "results", *project.command("--dry-run")))
    assert (outcome.status, outcome.jobs) == (0, [])


@pytest.mark.tried("Disks, rights and networks", "a home that takes no files", "the run ends well")
def test_a_home_that_takes_no_files(project: Project) -> None:
    (project.folder / "results/digits/report/report.html").unlink()
    outcome = project.call(*project.command("--cores", "1"), HOME="/proc", XDG_CACHE_HOME="")
    assert outcome.status == 0, outcome.text
    assert "Traceback" not in outcome.text


@pytest.mark.tried("Disks, rights and networks", "a disk without symbolic links", "the run ends well")
def test_no_symbolic_links(tmp_path: Path) -> None:
    project = new_project(tmp_path / "project")
    (tmp_path / "sitecustomize.py").write_text(NO_LINKS, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(project.folder / "src")])
    outcome = project.call(*project.command("--cores", "2", trial(project)), PYTHONPATH=path)
    assert outcome.status == 0, outcome.text
    assert "Using workflow specific profile profiles/default" in outcome.text


def test_the_repository_has_no_symbolic_links() -> None:
    listed = subprocess.run(["git", "ls-files", "-s"], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert [line for line in listed.stdout.splitlines() if line.startswith("120000")] == []


@pytest.mark.tried("Settings and command lines", "the profile for SLURM without its plugin", "one line")
@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_the_cluster_s_profile_without_its_plugin(tmp_path: Path, more: list[str]) -> None:
    project = new_project(tmp_path / "project")
    outcome = project.snakemake("--profile", "workflow/profiles/slurm", *more)
    refused(outcome, "workflow/profiles/slurm", "plugin for SLURM is not installed", "make slurm")
    assert len(outcome.text.splitlines()) <= 2


def interrupted(project: Project, until: str, *arguments: str) -> Outcome:
    """Press Ctrl-C, which reaches the whole group of processes, once Snakemake has shown a text."""
    shown = project.folder / "shown.txt"
    with shown.open("w") as stream:
        run = subprocess.Popen(
            project.command(*arguments),
            cwd=project.folder,
            env=project.environment,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    while until not in shown.read_text():
        assert run.poll() is None, shown.read_text()
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGINT)
    return Outcome(run.wait(), shown.read_text())


@pytest.mark.tried(
    "Killed, interrupted, begun again",
    "Ctrl-C while planning, unpacking and training",
    "the last line says that the same command goes on, and it does",
    4,
)
def test_ctrl_c_says_that_the_same_command_goes_on(tmp_path: Path) -> None:
    project = new_project(tmp_path / "project")
    run = ("--cores", "2", trial(project))
    for until, arguments in [
        ("Building DAG", ("--dry-run",)),
        ("Building DAG", run),
        ("rule unpack", run),
        ("rule train", (*run, "--quiet", "progress")),
    ]:
        outcome = interrupted(project, until, *arguments)
        refused(outcome, INTERRUPTED)
    assert project.run(trial(project)).status == 0
