"""A commit as one archive that anyone can unpack, check and rebuild, without this repository or its history."""

import hashlib
import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

from restudy.errors import UserError
from restudy.repository import read
from restudy.revisions import commit_of

# As `sha256sum --check` reads it.
SUMS = Path("SHA256SUMS")
ENDINGS = (".tar.gz", ".zip")
# Who made the commit of an unpacked archive says nothing, and no setting of the user's shall stop it.
NOBODY = ("-c", "user.name=restudy", "-c", "user.email=restudy@localhost", "-c", "commit.gpgsign=false")


def bundle(file: Path, rev: str) -> tuple[str, int]:
    """Write all that a commit has of this project, with the SHA-256 sum of each file.

    Args:
        file: the archive, a .tar.gz or a .zip; what lies in it is in a folder of the same name.
        rev: what Git takes for a commit.

    Returns:
        The commit, and how many files there are.

    Raises:
        UserError: there is no such commit, or the archive's name says no format, or it is there already.
    """
    ending = next((ending for ending in ENDINGS if file.name.endswith(ending)), None)
    if ending is None:
        raise UserError(f"{file}: an archive's name ends with {' or '.join(ENDINGS)}; name it so")
    if file.exists():
        raise UserError(f"{file} is there already; name a file that is not, or remove it")
    revision = commit_of(rev, "--rev")
    sums = _sums_of(revision)
    try:
        _write(file, revision, file.name.removesuffix(ending), ending[1:], _written(sums))
    except OSError as error:
        raise UserError(f"{file} cannot be written ({error.strerror}); name another place") from error
    return revision, len(sums)


def _sums_of(revision: str) -> dict[str, str]:
    archive = read("archive", "--format=tar", revision)
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        files = {member.name: members.extractfile(member) for member in members if member.isfile()}
        return {name: hashlib.sha256(file.read()).hexdigest() for name, file in files.items() if file}


def _written(sums: Mapping[str, str]) -> str:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))


def _write(file: Path, revision: str, folder: str, form: str, sums: str) -> None:
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".bundle-") as place:
        listed, made = Path(place) / SUMS, Path(place) / "archive"
        listed.write_text(sums, encoding="utf-8")
        options = (f"--format={form}", f"--prefix={folder}/", f"--add-file={listed}", f"--output={made}")
        read("archive", *options, revision)
        made.replace(file)


def is_unpacked() -> bool:
    """Whether this folder is an unpacked archive."""
    return SUMS.is_file()


def check_out_unpacked(folder: Path) -> str:
    """The unpacked archive's files in a repository of their own.

    Args:
        folder: where it is made; one that is there is replaced.

    Returns:
        Its one commit.

    Raises:
        UserError: a file is not there, or not as it was packed.
    """
    lines = (line.partition("  ") for line in SUMS.read_text(encoding="utf-8").splitlines())
    sums = {name: digest for digest, _, name in lines}
    wrong = [name for name, digest in sums.items() if _digest(Path(name)) != digest]
    if wrong:
        others = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise UserError(f"{wrong[0]}{others}: not as {SUMS} says; `sha256sum --check --quiet {SUMS}` names all")
    shutil.rmtree(folder, ignore_errors=True)
    for name in sums:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(name, folder / name)
    commit = ("commit", "--quiet", "--no-verify", "--message", "As it was packed")
    for command in (("init", "--quiet"), ("add", "--all", "--force"), commit):
        subprocess.run(["git", *NOBODY, *command], cwd=folder, check=True)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, text=True)
    return head.stdout.strip()


def _digest(file: Path) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None
