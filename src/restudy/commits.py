"""Which commit holds what decides the results of this folder."""

import json
import subprocess
from pathlib import Path
from typing import Any

DECIDING = ("Snakefile", "params.yaml", "src", "workflow")


def present_commit() -> str | None:
    """The commit that is checked out here, if it holds settings and code as they are; None where none does."""
    if _git("rev-parse", "--verify", "--quiet", "HEAD:./params.yaml") is None:
        return None
    if _git("status", "--porcelain", "--", *DECIDING) != "":
        return None
    return _git("rev-parse", "HEAD")


def committed_json(path: Path) -> Any:
    """What a JSON file holds in the commit that is checked out here; None where it holds no such file."""
    text = _git("show", f"HEAD:./{path.as_posix()}")
    return None if text is None else json.loads(text)


def _git(*arguments: str) -> str | None:
    """What Git says, without its last line's end; None where it fails or is not there."""
    try:
        done = subprocess.run(("git", *arguments), capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None
