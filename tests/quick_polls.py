"""Snakemake whose SLURM executor looks at its jobs each second; of itself it does so ever less often.

Run in the place of `snakemake`. The jobs that it submits run Snakemake as it is.
"""

import sys

from snakemake.cli import main
from snakemake_interface_executor_plugins.executors import remote

SECONDS = 1.0


def _seconds(executor: remote.RemoteExecutor) -> float:
    return SECONDS


def _ignore(executor: remote.RemoteExecutor, seconds: float | None) -> None:
    pass


if __name__ == "__main__":
    remote.RemoteExecutor.next_seconds_between_status_checks = property(_seconds, _ignore)
    sys.argv[0] = "snakemake"
    sys.exit(main())
