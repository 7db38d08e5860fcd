"""Snakemake's executor for SLURM, patient where the plugin's is not.

The plugin (2.8.0) forgets all jobs when one look at them fails, and Snakemake then waits for them for ever; it waits as
long for a job that SLURM has forgotten. It counts each refusal of sbatch as a failed attempt. On Ctrl-C it may submit
jobs after it has cancelled the others. Here jobs are kept until their end is known, what sbatch refuses for a passing
reason is submitted again, and the end of a run is the end of its jobs, or says which may be left.
"""

import asyncio
import shlex
import signal
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Any

import snakemake_executor_plugin_slurm as slurm
from snakemake_interface_executor_plugins.executors.base import SubmittedJobInfo
from snakemake_interface_executor_plugins.registry import ExecutorPluginRegistry

from restudy.cluster.scheduler import OPEN, cancel, jobs_listed, keeps_accounts, passing_refusal
from restudy.cluster.sight import check_sight

# Between two submissions of jobs of which the last was refused.
REFUSED_SECONDS = 10.0
# After this a line is said again that still holds.
SILENT_SECONDS = 300.0
# Resources that decide on which nodes a job runs, and their options.
WHERE = {
    "slurm_partition": "partition",
    "slurm_account": "account",
    "qos": "qos",
    "constraint": "constraint",
    "gpu": "gpus",
}
# Resources that send a job to another cluster, whose jobs squeue does not list.
ELSEWHERE = ("cluster", "clusters", "slurm_cluster")
Stamps = tuple[tuple[int, int], ...]


def use() -> None:
    """Let `executor: slurm` mean this executor."""
    ExecutorPluginRegistry().get_plugin("slurm").executor = PatientExecutor


class PatientExecutor(slurm.Executor):  # type: ignore[misc]
    """Submits jobs, and knows of each until it has ended; see the module."""

    def __init__(self, workflow: Any, logger: Any) -> None:
        self._ending, self._has_room = Event(), Event()
        self._refused = ThreadPoolExecutor(max_workers=1)
        # Jobs by SLURM's number, with the outputs that were there before.
        self._open: dict[str, Stamps | None] = {}
        self._complete: dict[str, Stamps] = {}
        self._said: dict[str, float] = {}
        super().__init__(workflow, logger)

    def __post_init__(self, test_mode: bool = False) -> None:
        super().__post_init__(test_mode)
        settings = self.workflow.executor_settings
        settings.efficiency_report = settings.efficiency_report and keeps_accounts()

    def look(self, jobs: Iterable[Any], store: Path) -> None:
        """Let light jobs look at what these jobs need, where they will run, and say what stays unknown.

        Raises:
            UserError: the nodes cannot run them.
        """
        try:
            unknown = check_sight((_way(job.resources) for job in jobs), Path(), store)
        except BaseException:
            self.shutdown()
            raise
        if unknown:
            self.logger.warning(unknown)

    def run_jobs(self, jobs: list[Any]) -> None:
        """Submit jobs."""
        # Snakemake would wait for all jobs; a scheduler that sends this signal soon kills.
        signal.signal(signal.SIGTERM, _interrupt)
        super().run_jobs(jobs)

    def run_job(self, job: Any) -> None:
        """Submit one job, unless the run is at its end."""
        if not self._ending.is_set():
            super().run_job(job)

    def report_job_submission(self, job_info: SubmittedJobInfo, register_job: bool = True) -> None:
        """SLURM has the job."""
        self._has_room.set()
        self._open[job_info.external_jobid] = _stamps(job_info.job.output)
        super().report_job_submission(job_info, register_job)

    def report_job_success(self, job_info: SubmittedJobInfo) -> None:
        """The job's results are there."""
        self._open.pop(job_info.external_jobid, None)
        super().report_job_success(job_info)

    def report_job_error(self, job_info: SubmittedJobInfo, msg: str | None = None, **details: Any) -> None:
        """The job failed, or was not submitted: then it is later, if that may help."""
        # The plugin's message goes on with the command.
        refusal = (msg or "").partition("sbatch call:")[0] if job_info.external_jobid is None else ""
        words = passing_refusal(refusal)
        if words:
            self._has_room.clear()
            self._say(
                "refused",
                f"SLURM takes no further job now ({words}); what it refused is submitted again and again. "
                "If this is a limit on submitted jobs, let `jobs` in the profile be below it.",
            )
            self._refused.submit(self._run_again, job_info.job)
        else:
            self._open.pop(job_info.external_jobid, None)
            super().report_job_error(job_info, msg=msg, **details)

    def _run_again(self, job: Any) -> None:
        if not self._has_room.is_set():
            self._ending.wait(REFUSED_SECONDS)
        self.run_job(job)

    async def check_active_jobs(self, active_jobs: list[SubmittedJobInfo]) -> AsyncIterator[SubmittedJobInfo]:
        """Report jobs that have ended, and yield all others, whether SLURM answers or not."""
        async for _ in super().check_active_jobs(active_jobs):
            pass
        waited_for = [job for job in active_jobs if job.external_jobid in self._open]
        listed = jobs_listed(f"--name={self.run_uuid}") if waited_for else {}
        if listed is None:
            self._say(
                "silent",
                f"SLURM does not answer; {len(waited_for)} jobs are waited for, and taken for done where their "
                "results are there. Ctrl-C ends the run.",
            )
        for job in waited_for:
            if not (self._ends_unseen(job) if listed is None else self._is_forgotten(job, listed)):
                yield job

    def _ends_unseen(self, job: SubmittedJobInfo) -> bool:
        """Report a job's success while SLURM is silent, if its results were there at the last look already."""
        stamps, number = _stamps(job.job.output), job.external_jobid
        if stamps is None or stamps == self._open[number]:
            return False
        if self._complete.get(number) != stamps:
            self._complete[number] = stamps
            return False
        self.report_job_success(job)
        return True

    def _is_forgotten(self, job: SubmittedJobInfo, listed: dict[str, str]) -> bool:
        """Report a job that SLURM does not have any more, by what it left."""
        if job.external_jobid in listed or any(job.job.resources.get(name) for name in ELSEWHERE):
            return False
        if _stamps(job.job.output) in (None, self._open[job.external_jobid]):
            self.report_job_error(job, msg=f"SLURM does not know job {job.external_jobid} any more. ")
        else:
            self.report_job_success(job)
        return True

    async def sleep(self) -> None:
        """Wait until the next look, or until the run ends."""
        until = time.monotonic() + self.next_seconds_between_status_checks
        while not self._ending.is_set() and time.monotonic() < until:
            await asyncio.sleep(1)

    def shutdown(self) -> None:
        """End the run."""
        self._ending.set()
        super().shutdown()

    def cancel(self) -> None:
        """End the run and its jobs, and say which may be left."""
        self._ending.set()
        cancel(self.run_uuid)
        self.shutdown()
        # What was just being submitted, and a second try.
        cancel(self.run_uuid)
        listed = jobs_listed(f"--name={self.run_uuid}", OPEN)
        left = list(self._open) if listed is None else list(listed)
        if left:
            self.logger.warning(
                f"SLURM did not cancel all jobs; these may wait or run: {', '.join(left)}. "
                f"What they finish is kept. To end them: scancel --name={self.run_uuid}"
            )

    def _say(self, topic: str, line: str) -> None:
        """Say a line of a topic of which nothing was said for some time."""
        now = time.monotonic()
        if now - self._said.get(topic, -SILENT_SECONDS) >= SILENT_SECONDS:
            self._said[topic] = now
            self.logger.warning(line)


def _stamps(files: Iterable[str]) -> Stamps | None:
    """What tells a file from the one that was there before, of each file; None if one is missing."""
    try:
        return tuple((stat.st_ino, stat.st_mtime_ns) for stat in (Path(file).stat() for file in files))
    except FileNotFoundError:
        return None


def _interrupt(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        raise KeyboardInterrupt
    # As by Ctrl-C, which Snakemake is told of in its own way.
    signal.raise_signal(signal.SIGINT)


def _way(resources: Mapping[str, Any]) -> list[str]:
    """Options of sbatch that say on which nodes a job runs."""
    ways = [f"--{option}={resources.get(name)}" for name, option in WHERE.items() if resources.get(name)]
    return [*ways, *shlex.split(resources.get("slurm_extra") or "")]
