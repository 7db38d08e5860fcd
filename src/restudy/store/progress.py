"""How far a plan's trials are, from the files of results and of the store alone, so that any machine can tell."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any, Literal

from restudy.cluster.scheduler import OPEN, jobs_listed
from restudy.disk_clock import disk_time_ns
from restudy.layout import Results
from restudy.plan.cells import Cell
from restudy.plan.plan import Plan, StudyPlan
from restudy.records import read_json
from restudy.store.attempt import ATTEMPT_FILE, Attempt, read_attempt
from restudy.store.store import Store, is_finished

State = Literal["done", "ready", "running", "failed", "waiting"]
SECONDS_PER_HOUR = 3600


@dataclass(frozen=True)
class TrialProgress:
    """What has become of one trial.

    Attributes:
        cell: its cell.
        seed: its seed.
        state: "done" where its evidence is; "ready" where it is finished, so that the next run takes evidence from it;
            "running" while a process that lives works on it; "failed" if the last attempt ended with an error, or
            without a word and SLURM doesn't have its job any more; else "waiting".
        seconds: how long it trained, or has been running; None if that is not known.
        attempt: the attempt that goes on or that failed.
        diverged_in_epoch: where training diverged; such a trial is done and not trained again.
    """

    cell: Cell
    seed: int
    state: State
    seconds: float | None = None
    attempt: Attempt | None = None
    diverged_in_epoch: int | None = None

    @property
    def name(self) -> str:
        """STUDY/CELL/seedN, as its folder is called."""
        return f"{self.cell.study}/{self.cell.name}/seed{self.seed}"


@dataclass(frozen=True)
class StudyProgress:
    """A study's trials and what they say of time."""

    study: str
    trials: tuple[TrialProgress, ...]

    def number(self, state: State) -> int:
        """Trials in this state."""
        return sum(trial.state == state for trial in self.trials)

    @property
    def per_hour(self) -> float | None:
        """Trials that come to their end in an hour as things go; None if nothing runs or nothing is known."""
        expected = [self.expected(trial.cell) for trial in self.trials if trial.state == "running"]
        known = [seconds for seconds in expected if seconds]
        return sum(SECONDS_PER_HOUR / seconds for seconds in known) if known else None

    @property
    def seconds_left(self) -> float | None:
        """Training that is still to be done, in seconds of one trial after another; None if nothing is known."""
        open_trials = [trial for trial in self.trials if trial.state not in ("done", "ready")]
        expected = [self.expected(trial.cell) for trial in open_trials]
        if None in expected:
            return None
        return sum(
            max(0.0, (seconds or 0.0) - (trial.seconds or 0.0))
            for trial, seconds in zip(open_trials, expected, strict=True)
        )

    def expected(self, cell: Cell) -> float | None:
        """Seconds of a trial of this cell: the mean of those done, of the cell, else of its variant, else of all."""
        whole = [trial for trial in self.trials if trial.state == "done" and not trial.diverged_in_epoch]
        done = [(trial.cell, trial.seconds) for trial in whole if trial.seconds]
        for alike in (
            [seconds for other, seconds in done if other == cell],
            [seconds for other, seconds in done if other.variant == cell.variant],
            [seconds for _, seconds in done],
        ):
            if alike:
                return fmean(alike)
        return None


def progress(plan: Plan, results: Path) -> list[StudyProgress]:
    """Each study's progress, in the plan's order.

    Args:
        plan: what is to be run.
        results: the folder `results`, which has a folder for each data set.
    """
    there, store = Results(results / plan.params.dataset), Store(Path(plan.params.store))
    trials = {study.name: list(_trials(study, there, store)) for study in plan.studies.values()}
    open_jobs = _open_jobs([trial for each in trials.values() for trial in each])
    return [
        StudyProgress(name, tuple(_with_its_job(trial, open_jobs) for trial in each)) for name, each in trials.items()
    ]


def _open_jobs(trials: Sequence[TrialProgress]) -> Collection[str]:
    """Jobs of trials without a sign of life that SLURM has all the same: a node is lost, and it runs them again."""
    attempts = (trial.attempt for trial in trials if _ended_without_a_word(trial))
    numbers = {attempt.job for attempt in attempts if attempt and attempt.job}
    return (jobs_listed(f"--jobs={','.join(numbers)}", OPEN) or {}) if numbers else {}


def _ended_without_a_word(trial: TrialProgress) -> bool:
    return trial.state == "failed" and trial.attempt is not None and trial.attempt.error is None


def _with_its_job(trial: TrialProgress, open_jobs: Collection[str]) -> TrialProgress:
    if _ended_without_a_word(trial) and trial.attempt and trial.attempt.job in open_jobs:
        return replace(trial, state="waiting")
    return trial


def _trials(study: StudyPlan, results: Results, store: Store) -> Iterator[TrialProgress]:
    for cell in study.cells:
        for seed in cell.seeds:
            yield trial_progress(cell, seed, results, store)


def trial_progress(cell: Cell, seed: int, results: Results, store: Store) -> TrialProgress:
    """What has become of one trial; `results` are its data set's."""
    evidence, working = results.training_evidence(cell.study, cell.name, seed), store.folder(cell.digest, seed)
    if evidence.is_file():
        return TrialProgress(cell, seed, "done", **_recorded(evidence))
    attempt = read_attempt(working)
    if store.is_held(cell.digest, seed):
        return TrialProgress(cell, seed, "running", _seconds_of_attempt(working), attempt)
    if is_finished(working) or is_finished(results.trial(cell.study, cell.name, seed)):
        return TrialProgress(cell, seed, "ready")
    if attempt:
        return TrialProgress(cell, seed, "failed", None, attempt)
    return TrialProgress(cell, seed, "waiting")


def _recorded(evidence: Path) -> dict[str, Any]:
    """How long the trial was trained, and where it diverged; nothing where its evidence is damaged."""
    try:
        content = read_json(evidence)
        return {
            "seconds": float(content["run"]["seconds"]),
            "diverged_in_epoch": content["metrics"].get("diverged_in_epoch"),
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _seconds_of_attempt(working: Path) -> float | None:
    """How long the attempt goes on; the clock of its machine may be another one."""
    try:
        return (disk_time_ns(working) - (working / ATTEMPT_FILE).stat().st_mtime_ns) / 10**9
    except FileNotFoundError:
        return None


def hours_left(studies: Sequence[StudyProgress]) -> float | None:
    """Hours until all trials are done if as many run side by side as now; None if nothing runs or is known."""
    running = sum(study.number("running") for study in studies)
    left = [study.seconds_left for study in studies]
    if not running or None in left:
        return None
    return sum(seconds or 0.0 for seconds in left) / running / SECONDS_PER_HOUR
