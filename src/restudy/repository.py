"""The repository of Git that this folder belongs to: what Git says of it, and why it says nothing."""

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from restudy.errors import UserError

# Beside a repository that another user owns, Git names the command that lets it be read.
TRUST = re.compile(r"git config --global --add safe\.directory .+")
# What the file .git of a worktree or a submodule leads to, and is not there.
LOST = re.compile(r"not a git repository: ([^'\n]+)")
NO_REPOSITORY = "not a git repository (or any"


class Place(NamedTuple):
    """A repository's folder, and the path in it of the folder that one is in."""

    root: Path
    inside: Path


class Refusal(NamedTuple):
    """Why Git reads no repository here, with what to do, and whether there is one."""

    why: str
    is_there: bool


def find(*arguments: str) -> bytes | None:
    """What Git says; None where it fails or is not there."""
    try:
        done = _run(*arguments)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def read(*arguments: str) -> bytes:
    """What Git says of what is known to be there.

    Raises:
        UserError: it fails all the same, such as where a clone without all objects cannot fetch them.
    """
    done = _run(*arguments)
    if done.returncode:
        raise UserError(f"`git {arguments[0]}` failed: {_last_line(done)}; `git fsck` says more")
    return done.stdout


def place() -> Place:
    """Where the present folder is, which is in a repository that Git reads."""
    root, inside = (read("rev-parse", f"--show-{part}") for part in ("toplevel", "prefix"))
    return Place(*(Path(os.fsdecode(path.removesuffix(b"\n"))) for path in (root, inside)))


def refusal() -> Refusal | None:
    """Why Git reads no repository here; None where it reads one."""
    try:
        done = _run("rev-parse", "--git-dir")
    except OSError as error:
        return Refusal(f"Git cannot be started ({error.strerror}); install it, or put it on PATH", False)
    said = os.fsdecode(done.stderr)
    if done.returncode == 0:
        return None
    if NO_REPOSITORY in said:
        return Refusal(f"{Path.cwd()} is in no Git repository; give the command in a clone", False)
    if command := TRUST.search(said):
        return Refusal(f"Git reads no folder of another user; if you trust this one: `{command[0]}`", True)
    if lost := LOST.search(said):
        mend = f"`git worktree repair {Path.cwd()}` in the repository of this worktree mends that"
        return Refusal(f".git leads to {lost[1]}, which is not there; {mend}", True)
    return Refusal(_last_line(done), True)


def why_no_commit() -> str:
    """How a sentence ends that says that something is no commit, and what to do."""
    if refused := refusal():
        return f": {refused.why}"
    if find("rev-parse", "--verify", "--quiet", "HEAD") is None and not find("rev-list", "--all", "--max-count=1"):
        return ": this repository has no commit yet; `git add --all && git commit` makes the first"
    if find("rev-parse", "--is-shallow-repository") == b"true\n":
        return " of this repository, which is a shallow clone; `git fetch --unshallow --tags` gets all commits"
    return " of this repository; `git log --oneline` lists commits"


def _run(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
    # In words that can be told apart.
    environment = os.environ | {"LC_ALL": "C"}
    return subprocess.run(["git", *arguments], env=environment, capture_output=True, check=False)


def _last_line(done: "subprocess.CompletedProcess[bytes]") -> str:
    said = os.fsdecode(done.stderr).strip().splitlines()
    return said[-1] if said else f"status {done.returncode}"
