"""Whether Snakemake is at work in this folder, for those who would take files away from under it."""

from pathlib import Path

from restudy.errors import UserError

LOCKS = Path(".snakemake/locks")


def is_at_work() -> bool:
    """Whether Snakemake has locked this folder."""
    return LOCKS.is_dir() and any(LOCKS.iterdir())


def check_that_nothing_runs(command: str) -> None:
    """Check that a command may take files away.

    Raises:
        UserError: Snakemake has locked this folder.
    """
    if is_at_work():
        raise UserError(
            f"{command}: {LOCKS} is not empty: Snakemake is at work in this folder, or was killed; "
            "wait for it, or take the lock away with: snakemake --unlock"
        )
