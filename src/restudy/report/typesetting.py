"""From the paper's source to a PDF, by LaTeX; equal sources and figures give equal bytes."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from restudy.checksums import file_digest
from restudy.errors import UserError
from restudy.obstacles import refused
from restudy.records import replacing

PROGRAM = "latexmk"
PACKAGES = "latexmk texlive-latex-recommended"
OPTIONS = ("-norc", "-pdf", "-interaction=nonstopmode", "-halt-on-error")
# No date of today, and no lines of the log that end in the middle of a word.
SETTINGS = {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1", "max_print_line": "1000"}


def can_typeset() -> bool:
    """Whether LaTeX is installed."""
    return shutil.which(PROGRAM) is not None


def how_to_typeset(paper: str) -> str:
    """One line for those who have no LaTeX."""
    return f"restudy: no {paper}, since {PROGRAM} is missing; install {PACKAGES} and run the same command again"


def typeset(source: Path, output: Path) -> str:
    """Write the PDF of a LaTeX source, which is read in its own folder.

    Returns:
        The log of LaTeX's last run.

    Raises:
        UserError: LaTeX is not installed, or cannot typeset this.
    """
    if not can_typeset():
        raise UserError(how_to_typeset(str(output)).removeprefix("restudy: "))
    # The PDF names its source.
    named = rf"-usepretex=\pdfinfo{{/SourceSHA256 ({file_digest(source)})}}"
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            (PROGRAM, *OPTIONS, named, f"-outdir={folder}", source.name),
            cwd=source.parent,
            env=os.environ | SETTINGS,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            why = next(iter(refused([Path(folder)])), _complaint(done.stdout))
            raise UserError(f"{source}: {PROGRAM} ended with status {done.returncode}: {why}")
        made = Path(folder) / source.stem
        with replacing(output) as temporary:
            shutil.copyfile(made.with_suffix(".pdf"), temporary)
        return made.with_suffix(".log").read_text(encoding="utf-8", errors="replace")


def _complaint(said: str) -> str:
    """The error that LaTeX stopped at, with the line that it came to; else what was said last."""
    _, mark, rest = said.partition("\n! ")
    return " ".join(rest.partition("\n\n")[0].split()) if mark else "".join(said.strip().splitlines()[-1:])


def remove_outdated(source: Path, paper: Path) -> None:
    """Remove a paper that was typeset from another source."""
    if paper.is_file() and file_digest(source).encode() not in paper.read_bytes():
        paper.unlink()
