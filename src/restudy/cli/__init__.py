"""The command line.

Each command imports what it needs when it runs, so that none waits for another's libraries.
"""

from restudy.cli import checks, data_steps, steps, trials, versions
from restudy.cli.application import app
from restudy.cli.own_sources import run_own_sources
from restudy.obstacles import told_in_one_line

__all__ = ["app", "checks", "command", "data_steps", "main", "steps", "trials", "versions"]


def main() -> None:
    """Run the command line; a mistake of the user's, or an obstacle of the machine's, is one line and status 2."""
    with told_in_one_line():
        app()


def command() -> None:
    """The same, by the code of the folder that the command `restudy` is given in."""
    with told_in_one_line():
        run_own_sources()
    main()
