"""Moving what is damaged or foreign out of the way, so that the next run makes it again."""

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from restudy.store.at_work import check_that_nothing_runs
from restudy.verification.verify import Verified

ASIDE = Path(".restudy/set_aside")


def set_aside(verified: Verified) -> tuple[Path, list[Path]]:
    """Move damaged and foreign files into a new folder, where they keep their paths.

    Of what no plan wants, all goes that the same record speaks of, since nothing makes a part of it again.

    Returns:
        The folder, and what was moved: files, and folders of foreign ones.

    Raises:
        UserError: Snakemake is at work in this folder.
    """
    check_that_nothing_runs("verify --set-aside")
    folder = ASIDE / datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S.%f")
    units = verified.gathered.units
    files = {finding.file for finding in verified.findings if finding.word != "missing"}
    files.update(file for finding in verified.findings for file in units.get(finding.file, ()))
    return folder, [*_moved(sorted(files), folder)]


def _moved(files: Iterable[Path], folder: Path) -> Iterable[Path]:
    for file in files:
        # A link too, whatever it leads to.
        if file.exists() or file.is_symlink():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.move(file, folder / file)
            yield file
