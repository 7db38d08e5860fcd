"""The code of the project that a command is given in, where a worktree or a copy shares another's environment."""

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
SOURCE = Path("src")


def run_own_sources() -> None:
    """Begin again with the present folder's code, if this is another folder's: results are named by their code."""
    own = SOURCE / PACKAGE.name
    if not (own / "__main__.py").is_file() or own.samefile(PACKAGE):
        return
    path = os.pathsep.join(filter(None, [str(SOURCE.resolve()), os.getenv("PYTHONPATH")]))
    command = [sys.executable, "-m", PACKAGE.name, *sys.argv[1:]]
    os.execve(sys.executable, command, os.environ | {"PYTHONPATH": path})
