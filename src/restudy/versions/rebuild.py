"""One table or figure of any revision made again from its evidence, in a folder of its own."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from restudy.errors import UserError
from restudy.layout import PARAMS
from restudy.repository import find, place
from restudy.revisions import SHORT, commit_of
from restudy.versions.bundle import check_out_unpacked, is_unpacked

REBUILT = Path(".restudy/rebuilt")
LOCAL_CONFIG = Path(".dvc/config.local")
# Git asks anew for trust in another user's repository when it clones from one, though it reads it.
SERVED = "git -c safe.directory='*' upload-pack"


@dataclass(frozen=True)
class Rebuilt:
    """A table or figure that was made again.

    Attributes:
        revision: the whole hash of the commit.
        path: the new file.
        digest: hexadecimal SHA-256 of its bytes.
        committed: that of the committed file's bytes, or None where the commit has none.
    """

    revision: str
    path: Path
    digest: str
    committed: str | None

    @property
    def is_identical(self) -> bool:
        """Whether the new bytes are the committed ones."""
        return self.digest == self.committed


def rebuild(study: str, name: str, rev: str, into: Path | None) -> Rebuilt:
    """Make one table or figure of a revision again.

    Args:
        study: the study's name.
        name: the table's or figure's ID, or the name of its file.
        rev: what Git takes for a commit.
        into: a folder that is not there yet, or None for one named by the commit under .restudy/rebuilt/.

    Raises:
        UserError: there is no such commit, table or figure, or what it is made from cannot be had.
    """
    revision, folder = check_out(rev, into)
    return _make(folder, revision, f"{study}/{name}")


def check_out(rev: str, into: Path | None) -> tuple[str, Path]:
    """A commit and its project in a clone; of an unpacked archive, which has but one version, the files in it.

    Raises:
        UserError: there is no such commit, or what was unpacked is damaged.
    """
    if is_unpacked():
        if rev != "HEAD":
            raise UserError(f"--rev: {rev!r} is not in an unpacked archive, which is one commit; leave it out")
        folder = into or REBUILT / "unpacked"
        if into and into.exists():
            raise _there_already(into)
        return check_out_unpacked(folder), folder
    revision = commit_of(rev, "--rev")
    return revision, _clone(revision, into or REBUILT / revision[:SHORT])


def _clone(revision: str, folder: Path) -> Path:
    """The revision's project in a clone."""
    root, inside = place()
    project = folder / inside
    if find("rev-parse", "--verify", "--quiet", f"{revision}:./{PARAMS}") is None:
        raise UserError(f"--rev: commit {revision[:SHORT]} has no {inside / PARAMS}; name a commit that has it")
    if _holds(folder, revision):
        return project
    if folder.exists():
        raise _there_already(folder)
    _run(
        Path(), "git", "clone", "--quiet", "--shared", "--no-checkout", "--upload-pack", SERVED, str(root), str(folder)
    )
    _run(folder, "git", "checkout", "--quiet", "--detach", revision)
    return project


def _there_already(folder: Path) -> UserError:
    return UserError(f"--into: {folder} is there already; name a folder that is not")


def _pull(project: Path, name: str, files: list[str]) -> None:
    """Fetch what a revision from before there was evidence keeps in DVC, from this project's cache or its remotes."""
    if LOCAL_CONFIG.exists():
        shutil.copy2(LOCAL_CONFIG, project / LOCAL_CONFIG)
    cache = output(Path(), "dvc", "cache", "dir").strip()
    _run(project, "dvc", "cache", "dir", "--quiet", "--local", str(Path(cache).resolve()))
    must(project, f"what {name} is made from cannot be had", "dvc", "pull", "--quiet", *files)


def _holds(folder: Path, revision: str) -> bool:
    """Whether a folder is a clone of the revision; one of ours that lost what it shares, as in a moved folder, goes."""
    if not (folder / ".git").exists():
        return False
    # What another user left is no more ours than what was lost.
    whole = _call(folder, "git", "cat-file", "-e", f"{revision}^{{tree}}").returncode == 0
    if whole and output(folder, "git", "rev-parse", "HEAD").strip() != revision:
        return False
    if not whole and folder.parent == REBUILT:
        shutil.rmtree(folder)
    return whole


def _make(folder: Path, revision: str, name: str) -> Rebuilt:
    """Run the one job that makes the table or figure."""
    target, *needed = _restudy(folder, "needs", name).split()
    missing = [file for file in needed if not (folder / file).exists()]
    if missing:
        _pull(folder, name, missing)
    path = folder / target
    committed = _committed_digest(folder, target)
    path.unlink(missing_ok=True)
    step = "draw" if path.suffix == ".svg" else "tabulate"
    rule = f"{step}_{name.partition('/')[0].replace('-', '_')}"
    snakemake = (sys.executable, "-m", "snakemake", target, "--cores", "1", "--quiet", "all")
    must(folder, f"{name} cannot be made", *snakemake, "--allowed-rules", rule, "measure")
    return Rebuilt(revision, path, digest_of(path.read_bytes()), committed)


def _committed_digest(folder: Path, file: str) -> str | None:
    shown = subprocess.run(["git", "show", f"HEAD:./{file}"], cwd=folder, capture_output=True, check=False)
    return digest_of(shown.stdout) if shown.returncode == 0 else None


def digest_of(content: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(content).hexdigest()


def _restudy(folder: Path, *arguments: str) -> str:
    done = _call(folder, sys.executable, "-m", "restudy", *arguments)
    if done.returncode:
        raise UserError(_last_line(done))
    return done.stdout


def must(folder: Path, problem: str, *command: str) -> None:
    """Run a program on the folder's own code.

    Raises:
        UserError: it failed; the line begins with the problem.
    """
    done = _call(folder, *command)
    if done.returncode:
        shown = " ".join(command).partition(" --allowed-rules")[0].replace(sys.executable, "python")
        raise UserError(f"{problem}: {_last_line(done)}; `{shown} --dry-run` in {folder} says more")


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a program said last of why it failed, or what Git calls fatal or Snakemake missing, before more of it."""
    said = (done.stdout + done.stderr).strip() or f"status {done.returncode}"
    lines = said.splitlines()
    reason = next((line for line in lines if re.search("^fatal: |Missing input files", line)), lines[-1])
    return reason.removeprefix("restudy: ").rstrip(":")


def _run(folder: Path, *command: str) -> None:
    output(folder, *command)


def output(folder: Path, *command: str) -> str:
    """What a program says.

    Raises:
        UserError: it failed.
    """
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(f"{folder}: `{' '.join(command)}` failed: {_last_line(done)}")
    return done.stdout


def _call(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a program on the folder's own code."""
    environment = os.environ | {"PYTHONPATH": str((folder / "src").resolve())}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
