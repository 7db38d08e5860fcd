"""Rounds of run and decide, one after another, for as many hours of training as `until` gives.

A round is a run of Snakemake like any other, and ends as one, so that each leaves a plain state. When it has ended
well, the claims that more runs settle get their seeds, and the same command begins the next round.
"""

import logging
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
from restudy.store.progress import SECONDS_PER_HOUR
from restudy.warm_starts.client import SOCKET

HOURS_LEFT = "RESTUDY_HOURS_LEFT"
# Snakemake's, and how it says that there are no jobs; its hooks for the end of a run are not called then.
LOGGER, NO_JOBS = "snakemake.logging", "Nothing to be done"


class Rounds:
    """This round, and whether another follows.

    Args:
        plan: what is run.
        hours: of training in all rounds, one run after another.
    """

    def __init__(self, plan: Plan, hours: float) -> None:
        self.plan = plan
        self.left = float(os.environ.pop(HOURS_LEFT, hours))
        self._trained, self._finished = {file for file in self._evidence() if file.is_file()}, False
        logging.getLogger(LOGGER).addFilter(self._notes)

    def finish(self) -> None:
        """Note that this round has ended well."""
        self._finished = True

    def next(self, dry_run: bool) -> None:
        """Give seeds to claims that need them, and become the next round, by the same command.

        Nothing follows a round that has not ended well, or that left a trial untrained or a study not judged.

        Args:
            dry_run: whether it is only to be said what would be added.
        """
        evidence = [*self._evidence()]
        if not (self._finished and all(file.is_file() for file in evidence)):
            return
        spent = sum(read_json(file)["run"]["seconds"] for file in evidence if file not in self._trained)
        self.left -= spent / SECONDS_PER_HOUR
        with suppress(NotJudgedError):
            if self.left > 0 and decide(self.plan, Path(PARAMS), self.left, (), dry_run, Console(stderr=True)):
                self._begin()

    def _begin(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name != SOCKET}
        sys.stdout.flush()
        sys.stderr.flush()
        os.execve(sys.executable, sys.orig_argv, environment | {HOURS_LEFT: str(self.left)})

    def _notes(self, record: logging.LogRecord) -> bool:
        self._finished |= record.getMessage().startswith(NO_JOBS)
        return True

    def _evidence(self) -> Iterator[Path]:
        results = Results.of(self.plan.params.dataset)
        for cell in self.plan.cells.values():
            yield from (results.training_evidence(cell.study, cell.name, seed) for seed in cell.seeds)
