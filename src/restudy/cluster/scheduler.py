"""SLURM's own answers: which jobs it has, whether it ended some, and whether it will take one that it refused."""

import re
import subprocess

# As long as the executor's plugin waits for an answer.
PATIENCE_SECONDS = 60
ALL = "all"
# Jobs that run or will.
OPEN = "PENDING,CONFIGURING,RUNNING,RESIZING,SUSPENDED,STOPPED,SIGNALING,STAGE_OUT,REQUEUED,REQUEUE_FED,REQUEUE_HOLD"
# How sbatch says that there are too many jobs now, or that SLURM cannot be reached now. What it refuses for good, such
# as more memory than any node has, reads otherwise.
PASSING = re.compile(
    r"\w*SubmitJob\w*"
    r"|temporarily un\w+(?: to accept job)?"
    r"|Unable to contact slurm controller"
    r"|Socket timed out"
    r"|Connection (?:refused|timed out|reset by peer)"
    r"|Zero Bytes were transmitted"
    r"|Unexpected message received"
    r"|Communication connection failure",
    re.IGNORECASE,
)


def passing_refusal(message: str) -> str | None:
    """The words by which sbatch refused a job that it may take later, or None."""
    found = PASSING.search(message)
    return found[0] if found else None


def jobs_listed(selection: str, states: str = ALL) -> dict[str, str] | None:
    """Ask squeue for jobs.

    Args:
        selection: an option of squeue, such as `--name=RUN` or `--jobs=1,2`.
        states: in which they may be, `ALL` or `OPEN`.

    Returns:
        The jobs' numbers with their states; None if there is no answer.
    """
    done = _run("squeue", "--noheader", f"--states={states}", "--format=%i|%T", selection)
    if done is None:
        return None
    if done.returncode != 0:
        return {} if "Invalid job id specified" in done.stderr else None
    return dict(line.strip().split("|", 1) for line in done.stdout.splitlines() if "|" in line)


def submit(*options: str) -> tuple[str | None, str]:
    """Submit a job; its number, or None, and sbatch's words."""
    done = _run("sbatch", "--parsable", *options)
    if done is None:
        return None, "sbatch does not answer"
    number = done.stdout.strip().partition(";")[0]
    return number if done.returncode == 0 else None, " ".join(done.stderr.split())


def exit_status(number: str) -> int | None:
    """The exit status of a job that has ended, -1 if it was killed or is unknown; None if it has not, or no answer."""
    done = _run("scontrol", "--oneliner", "show", "job", number)
    if done is None or "Unable to contact" in done.stderr:
        return None
    state, status = re.search(r"JobState=(\w+)", done.stdout), re.search(r"ExitCode=(\d+):(\d+)", done.stdout)
    if state and state[1] in (*OPEN.split(","), "COMPLETING"):
        return None
    return int(status[1]) if state and status and state[1] in ("COMPLETED", "FAILED") and status[2] == "0" else -1


def cancel(run: str) -> bool:
    """Cancel all jobs of this name; whether SLURM took the order."""
    return _succeeds("scancel", f"--name={run}")


def keeps_accounts() -> bool:
    """Whether sacct can be asked what jobs used."""
    return _succeeds("sacct", "--noheader", "--allocations", "--name=restudy")


def _succeeds(*command: str) -> bool:
    done = _run(*command)
    return done is not None and done.returncode == 0


def _run(*command: str) -> "subprocess.CompletedProcess[str] | None":
    """What a program said; None if it isn't there or gave no answer in time."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
