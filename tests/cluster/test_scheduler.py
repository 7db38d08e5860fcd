"""What SLURM's programs say, by programs in their places."""

import os
from pathlib import Path

import pytest

from restudy.cluster.scheduler import OPEN, cancel, exit_status, jobs_listed, keeps_accounts, passing_refusal, submit

# Word for word as sbatch 22.05 to 24.05 prints them; the first of each are by its sources.
PASSING = {
    "sbatch: error: AssocMaxSubmitJobLimit\nsbatch: error: Batch job submission failed: Job violates "
    "accounting/QOS policy (job submit limit, user's size and/or time limits)": "AssocMaxSubmitJobLimit",
    "sbatch: error: QOSMaxSubmitJobPerUserLimit": "QOSMaxSubmitJobPerUserLimit",
    "sbatch: error: AssocGrpSubmitJobsLimit": "AssocGrpSubmitJobsLimit",
    "sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying": "temporarily unable to accept job",
    "sbatch: error: Batch job submission failed: Resource temporarily unavailable": "temporarily unavailable",
    "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)": (
        "Unable to contact slurm controller"
    ),
    "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation": "Socket timed out",
}
LASTING = [
    "sbatch: error: Batch job submission failed: Requested node configuration is not available",
    "sbatch: error: invalid partition specified: gpus",
    "sbatch: error: QOSMaxWallDurationPerJobLimit\nsbatch: error: Batch job submission failed: Job violates "
    "accounting/QOS policy (job submit limit, user's size and/or time limits)",
    "sbatch: error: AssocMaxMemPerJob",
    "",
]


@pytest.mark.parametrize("message", PASSING)
def test_a_refusal_that_passes_is_known_by_its_words(message: str) -> None:
    assert passing_refusal(message) == PASSING[message]


@pytest.mark.parametrize("message", LASTING)
def test_a_refusal_that_lasts_is_none(message: str) -> None:
    assert passing_refusal(message) is None


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose programs stand before all others."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f'#!/bin/sh\necho "$@" >>{folder}/called\n{script}\n')
    (folder / name).chmod(0o755)


def test_jobs_are_listed_with_their_states(programs: Path) -> None:
    program(programs, "squeue", "echo '12|PENDING'; echo '13|RUNNING'")
    assert jobs_listed("--jobs=12,13", OPEN) == {"12": "PENDING", "13": "RUNNING"}
    assert f"--states={OPEN} --format=%i|%T --jobs=12,13" in (programs / "called").read_text()


@pytest.mark.parametrize(
    ("script", "listed"),
    [
        ("exit 0", {}),
        ("echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1", {}),
        ("echo 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)' >&2; exit 1", None),
    ],
)
def test_no_job_is_another_answer_than_none(programs: Path, script: str, listed: dict[str, str] | None) -> None:
    program(programs, "squeue", script)
    assert jobs_listed("--jobs=12") == listed


def test_a_machine_without_slurm_gives_no_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert jobs_listed("--jobs=12") is None
    assert not cancel("restudy_1")
    assert not keeps_accounts()


@pytest.mark.parametrize("status", [0, 1])
def test_an_order_is_taken_or_not(programs: Path, status: int) -> None:
    program(programs, "scancel", f"exit {status}")
    assert cancel("restudy_1") == (status == 0)
    assert (programs / "called").read_text() == "--name=restudy_1\n"


def test_a_submitted_job_has_a_number_or_a_refusal(programs: Path) -> None:
    program(programs, "sbatch", "echo '12;cluster'")
    assert submit("--wrap=true")[0] == "12"
    program(programs, "sbatch", "echo 'sbatch: error: no' >&2; exit 1")
    assert submit("--wrap=true") == (None, "sbatch: error: no")


@pytest.mark.parametrize(
    ("script", "status"),
    [
        ("echo 'JobId=12 JobState=PENDING ExitCode=0:0'", None),
        ("echo 'JobId=12 JobState=COMPLETING ExitCode=0:0'", None),
        ("echo 'JobId=12 JobState=COMPLETED ExitCode=0:0'", 0),
        ("echo 'JobId=12 JobState=FAILED ExitCode=61:0'", 61),
        ("echo 'JobId=12 JobState=FAILED ExitCode=0:9'", -1),
        ("echo 'JobId=12 JobState=CANCELLED ExitCode=0:0'", -1),
        ("echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1", -1),
        ("echo 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)' >&2; exit 1", None),
    ],
)
def test_how_a_job_ended(programs: Path, script: str, status: int | None) -> None:
    program(programs, "scontrol", script)
    assert exit_status("12") == status
