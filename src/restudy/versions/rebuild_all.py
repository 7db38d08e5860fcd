"""All that follows from the evidence of a revision made again, in a folder of its own, and held against the commit."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from restudy.layout import HEAVY_KINDS, KINDS, PAPER, Results, done_file
from restudy.revisions import SHORT
from restudy.versions.rebuild import check_out, must, output

# What needs data, weights or LaTeX; all other rules read evidence and papers alone.
NOT_ALLOWED = {"all", "weights", "download", "unpack", "split", "excerpt", "train", "retrain", "evaluate", "predict"}
# What evaluation and the data left; the paper is compared by its source.
KEPT = ("made_from/evaluate/", "made_from/excerpt.json", "made_from/typeset.json", f"report/{PAPER}")


@dataclass(frozen=True)
class RebuiltAll:
    """A revision's results that were made again.

    Attributes:
        revision: the whole hash of the commit.
        folder: where they are.
        files: how many there are.
        differing: those that are not the committed ones, by their paths in the folder.
    """

    revision: str
    folder: Path
    files: int
    differing: list[str]


def rebuild_all(dataset: str, rev: str, into: Path | None, config: Sequence[str]) -> RebuiltAll:
    """Make every table, figure, verdict and page of a revision again, but for the typeset paper.

    Args:
        dataset: the data set's name.
        rev: what Git takes for a commit.
        into: a folder that is not there yet, or None for one named by the commit under .restudy/rebuilt/.
        config: other values than those of params.yaml, as Snakemake takes them.

    Raises:
        UserError: there is no such commit, or it lacks evidence.
    """
    revision, folder = check_out(rev, into)
    root = Results.of(dataset).root
    made = [file for file in _committed(folder, root) if not file.relative_to(root).as_posix().startswith(KEPT)]
    for file in made:
        (folder / file).unlink(missing_ok=True)
    options = ["--config", f"dataset={dataset}", *config]
    listed = output(folder, sys.executable, "-m", "snakemake", "--list-rules", *options).splitlines()
    rules = {line.split()[0] for line in listed} - {*NOT_ALLOWED, "typeset"}
    target = str(done_file(dataset, "report"))
    snakemake = (sys.executable, "-m", "snakemake", target, "--cores", "all", "--quiet", "rules", "progress")
    problem = f"{revision[:SHORT]}: {root} cannot be made from evidence alone"
    must(folder, problem, *snakemake, "--allowed-rules", *sorted(rules), *options)
    changed = output(folder, "git", "status", "--porcelain", "--untracked-files=no", "--", str(root)).splitlines()
    return RebuiltAll(revision, folder, len(made), [line[3:] for line in changed])


def _committed(folder: Path, root: Path) -> list[Path]:
    """The files after evidence that the commit has."""
    kinds = [str(root / kind) for kind in KINDS if kind not in (*HEAVY_KINDS, "evidence")]
    return [Path(name) for name in output(folder, "git", "ls-files", "-z", "--", *kinds).split("\0") if name]
