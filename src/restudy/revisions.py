"""What Git holds of a revision, read without checking it out."""

import io
import json
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from restudy.errors import UserError
from restudy.repository import find, read, why_no_commit

# Characters of a hash by which people tell commits apart.
SHORT = 12
# What decides the results of a folder, beside its data.
DECIDING = ("Snakefile", "params.yaml", "papers", "custom", "src", "workflow")


def commit_of(rev: str, argument: str) -> str:
    """The whole hash of a commit of the repository that this folder belongs to.

    Args:
        rev: what Git takes for a commit: a hash, a branch or a tag.
        argument: where the user named it, for the message.

    Raises:
        UserError: there is no such commit.
    """
    commit = find_commit(rev)
    if commit is None:
        raise UserError(f"{argument}: {rev!r} is no commit{why_no_commit()}")
    return commit


def find_commit(rev: str) -> str | None:
    """The whole hash of a commit, or None where there is no such commit, or no repository."""
    named = find("rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}")
    return named.decode().strip() if named is not None else None


def present_commit() -> str | None:
    """The commit that is checked out here, if it holds settings and code as they are; None where none does."""
    if find("rev-parse", "--verify", "--quiet", "HEAD:./params.yaml") is None:
        return None
    return find_commit("HEAD") if find("status", "--porcelain", "--", *DECIDING) == b"" else None


def committed_json(path: Path) -> Any:
    """What a JSON file holds in the commit that is checked out here; None where that has no such file, or no JSON."""
    text = find("show", f"HEAD:./{path.as_posix()}")
    try:
        return None if text is None else json.loads(text)
    except ValueError:
        return None


def files_at(commit: str, places: Iterable[str]) -> dict[str, str]:
    """The text of each file that a commit has at these places or in these folders, by its path."""
    listed = read("ls-tree", "-r", "-z", "--name-only", commit, "--", *places)
    names = [name for name in listed.decode().split("\0") if name]
    if not names:
        return {}
    content = read("archive", "--format=tar", commit, "--", *names)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        members = {member.name: archive.extractfile(member) for member in archive if member.isfile()}
        return {name: stream.read().decode("utf-8") for name, stream in members.items() if stream}
