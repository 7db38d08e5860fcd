"""Rounds of run and decide, one after another, for as many hours of training as `until` gives.

A round is a run of Snakemake like any other, and ends as one, so that each leaves a plain state. Before it begins, the
claims that more runs settle get their seeds; when it has ended, the same command begins the next one.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from restudy.cli.decided import decide
from restudy.judging.judged import NotJudgedError
from restudy.layout import PARAMS, Results
from restudy.plan.plan import Plan
from restudy.records import read_json
from restudy.warm_starts.client import SOCKET

HOURS_LEFT = "RESTUDY_HOURS_LEFT"
SECONDS_PER_HOUR = 3600


class Rounds:
    """This round, and whether another follows.

    Args:
        plan: what is run.
        hours: of training in all rounds, one run after another.
        dry_run: whether nothing is written or run.
    """

    def __init__(self, plan: Plan, hours: float, dry_run: bool) -> None:
        self.plan, self.dry_run = plan, dry_run
        self.left = float(os.environ.pop(HOURS_LEFT, hours))
        self._another = self._goes_on = False
        self._trained = set(self._evidence())

    def begin(self) -> bool:
        """Write seeds into params.yaml where claims need them; whether any were written.

        Nothing is written where runs are still to be trained or judged, which this round does.
        """
        if self._trained == set(self._all_evidence()):
            with suppress(NotJudgedError):
                self._another = decide(self.plan, Path(PARAMS), self.left, (), self.dry_run, Console(stderr=True))
                return self._another
        self._another = True
        return False

    def end(self, plan: Plan) -> None:
        """Take off what this round's training took, once it has ended well; `plan` has the seeds that it added."""
        self.plan, self._goes_on = plan, self._another
        seconds = sum(read_json(file)["run"]["seconds"] for file in set(self._evidence()) - self._trained)
        self.left -= seconds / SECONDS_PER_HOUR

    def next(self) -> None:
        """Become the next round, by the same command, if there is one."""
        if self._goes_on and self.left > 0:
            environment = {name: value for name, value in os.environ.items() if name != SOCKET}
            sys.stdout.flush()
            sys.stderr.flush()
            os.execve(sys.executable, sys.orig_argv, environment | {HOURS_LEFT: str(self.left)})

    def _all_evidence(self) -> Iterator[Path]:
        results = Results.of(self.plan.params.dataset)
        for cell in self.plan.cells.values():
            yield from (results.training_evidence(cell.study, cell.name, seed) for seed in cell.seeds)

    def _evidence(self) -> Iterator[Path]:
        return (file for file in self._all_evidence() if file.is_file())
