"""The command line.

Each command imports what it needs when it runs, so that none waits for another's libraries.
"""

import sys

from restudy.cli import steps, trials, versions
from restudy.cli.application import app
from restudy.errors import UserError

__all__ = ["app", "main", "steps", "trials", "versions"]


def main() -> None:
    """Run the command line; a mistake of the user's is one line and exit status 2."""
    try:
        app()
    except UserError as error:
        print(f"restudy: {error}", file=sys.stderr)
        sys.exit(2)
