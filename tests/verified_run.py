"""A finished run, and what `restudy verify` finds in it."""

import contextlib
from pathlib import Path

from finished_run import Run
from restudy.verification.verify import Verified, verify


def found(run: Run, whole: Run) -> list[tuple[str, str]]:
    """Word and file of each finding, by the plan of the whole run."""
    return [(finding.word, str(finding.file)) for finding in verified(run, whole).findings]


def verified(run: Run, whole: Run) -> Verified:
    """What comes out, by the plan of the whole run."""
    with contextlib.chdir(run.folder):
        return verify(whole.plan, whole.papers)


def replace(file: Path, content: bytes) -> None:
    """Give a file other content; files that share the old one are left alone."""
    file.unlink(missing_ok=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
