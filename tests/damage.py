"""Every kind of file that a finished run leaves, who reads it, and what may befall it."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from finished_run import DATA, OTHER, RESULTS, STUDY, Run

TRIAL = f"{RESULTS}/cells/{STUDY}/*/seed0"
# The same of another trial, and of another study.
SEED, ELSEWHERE = (("/seed0/", "/seed1/"), (".seed0.", ".seed1.")), ((STUDY, OTHER),)


@dataclass(frozen=True)
class Kind:
    """Files alike.

    Attributes:
        pattern: their paths, as one in a study that others have too.
        readers: the steps that read one, each of which is to find damage.
        foreign: replacements in its path that give another file of this kind; or that file.
        every: the paths of all files of the kind, where studies and trials have each their own.
    """

    pattern: str
    readers: tuple[str, ...]
    foreign: tuple[tuple[str, str], ...] | str
    every: str = ""

    def matches(self, file: str) -> bool:
        """Whether a file is of this kind."""
        wide = self.pattern.replace(STUDY, "*").replace("/seed0/", "/seed*/").replace(".seed0.", ".seed*.")
        return fnmatch(file, self.every or wide)

    def file(self, run: Run) -> str:
        """The first one of the study."""
        return _first(run, self.pattern)

    def other(self, run: Run) -> str:
        """Another one with the same format, but of something else."""
        if isinstance(self.foreign, str):
            return _first(run, self.foreign)
        path = self.pattern
        for old, new in self.foreign:
            path = path.replace(old, new)
        return next(file for file in _all(run, path) if (run.folder / file).read_bytes() != _content(run, self))


def _content(run: Run, kind: Kind) -> bytes:
    return (run.folder / kind.file(run)).read_bytes()


def _all(run: Run, pattern: str) -> Iterator[str]:
    yield from (path.relative_to(run.folder).as_posix() for path in sorted(run.folder.glob(pattern)))


def _first(run: Run, pattern: str) -> str:
    return next(_all(run, pattern))


def _study(folder: str, readers: tuple[str, ...]) -> Kind:
    """A file of which each study has one."""
    return Kind(f"{folder}/{STUDY}.json", readers, ELSEWHERE)


SHOWN = ("judge", "tabulate", "draw")
EVALUATED = ("measure", *SHOWN)
MADE_FROM, WANTED = f"{RESULTS}/made_from", ".restudy/steps/digits"
PLANNED = ("select", "evaluate", "measure", *SHOWN, "report")
KINDS = {
    "archive": Kind(f"{DATA}/raw/*", ("unpack",), f"{DATA}/test.safetensors"),
    "training images": Kind(f"{DATA}/train.safetensors", ("split", "train", "excerpt"), f"{DATA}/test.safetensors"),
    "test images": Kind(f"{DATA}/test.safetensors", ("evaluate", "excerpt"), f"{DATA}/train.safetensors"),
    "record of images": Kind(
        f"{DATA}/unpacked_by.json", ("split", "train", "evaluate", "excerpt"), f"{MADE_FROM}/report.json"
    ),
    "split": Kind(f"{DATA}/splits/all-*", ("train",), f"{DATA}/splits/held-out-*", f"{DATA}/splits/*.safetensors"),
    "config.json": Kind(f"{TRIAL}/config.json", (), SEED),
    "history.csv": Kind(f"{TRIAL}/history.csv", (), SEED),
    "steps.csv": Kind(f"{TRIAL}/steps.csv", (), f"{TRIAL}/history.csv"),
    "metrics.json": Kind(f"{TRIAL}/metrics.json", ("evaluate",), SEED),
    "checkpoint": Kind(f"{TRIAL}/checkpoint.safetensors", ("evaluate",), SEED),
    "weights by epoch": Kind(f"{TRIAL}/epochs.safetensors", ("evaluate",), SEED),
    "run.json": Kind(f"{TRIAL}/run.json", ("evaluate",), SEED),
    "predictions": Kind(f"{RESULTS}/predictions/{STUDY}/*.seed0.safetensors", (), SEED),
    "record of predictions": _study(f"{RESULTS}/predictions", ()),
    "evidence of training": Kind(
        f"{RESULTS}/evidence/training/{STUDY}/*.seed0.json", ("select", "measure", "report"), SEED
    ),
    "evidence on test images": Kind(f"{RESULTS}/evidence/test/{STUDY}/*.seed0.*.npz", EVALUATED, SEED),
    "evidence of the data": Kind(f"{RESULTS}/evidence/images.*.npz", EVALUATED, f"{RESULTS}/evidence/test/*/*.npz"),
    "selection": _study(f"{RESULTS}/selection", ("judge",)),
    "numbers of trials": Kind(f"{RESULTS}/evaluation/{STUDY}/trials.csv", (*SHOWN, "report"), ELSEWHERE),
    "numbers by epoch": Kind(f"{RESULTS}/evaluation/{STUDY}/epochs.csv", SHOWN, ELSEWHERE),
    "claims": _study(f"{RESULTS}/claims", ("report",)),
    "metrics": _study(f"{RESULTS}/metrics", ("report",)),
    "table": Kind(f"{RESULTS}/tables/{STUDY}/*.csv", ("report",), ELSEWHERE),
    "rows of tables": _study(f"{RESULTS}/tables", ("report",)),
    "figure on the page": Kind(f"{RESULTS}/figures/{STUDY}/*.svg", ("report",), ELSEWHERE),
    "figure in the paper": Kind(f"{RESULTS}/figures/{STUDY}/*.pdf", ("report", "typeset"), ELSEWHERE),
    "numbers of a figure": Kind(f"{RESULTS}/figures/{STUDY}/*.csv", ("report",), ELSEWHERE),
    "numbers for plots": Kind(f"{RESULTS}/plots/curves/{STUDY}.csv", (), ELSEWHERE, f"{RESULTS}/plots/*/*.csv"),
    "page": Kind(f"{RESULTS}/report/report.html", (), f"{RESULTS}/report/report.tex"),
    "paper's source": Kind(f"{RESULTS}/report/report.tex", ("typeset",), f"{RESULTS}/report/report.html"),
    "data of the report": Kind(
        f"{RESULTS}/report/rubric.json", (), f"{RESULTS}/report/verdicts.json", f"{RESULTS}/report/*.json"
    ),
    "paper": Kind(f"{RESULTS}/report/report.pdf", (), f"{RESULTS}/figures/{STUDY}/*.pdf"),
    "record of choosing": _study(f"{MADE_FROM}/select", ("judge",)),
    "record of evaluating": _study(f"{MADE_FROM}/evaluate", EVALUATED),
    "record of the data's evidence": Kind(f"{MADE_FROM}/excerpt.json", EVALUATED, f"{MADE_FROM}/report.json"),
    "record of measuring": _study(f"{MADE_FROM}/measure", (*SHOWN, "report")),
    "record of judging": _study(f"{MADE_FROM}/judge", ("report",)),
    "record of tabulating": _study(f"{MADE_FROM}/tabulate", ("report",)),
    "record of drawing": _study(f"{MADE_FROM}/draw", ("report", "typeset")),
    "record of the report": Kind(f"{MADE_FROM}/report.json", ("typeset",), f"{MADE_FROM}/typeset.json"),
    "record of the paper": Kind(f"{MADE_FROM}/typeset.json", (), f"{MADE_FROM}/report.json"),
    "plan": _study(".restudy/plan/digits", PLANNED),
    **{f"description of {step}": _study(f"{WANTED}/{step}", (step,)) for step in PLANNED[:-1]},
    "description of excerpt": Kind(f"{WANTED}/excerpt.json", ("excerpt",), f"{WANTED}/typeset.json"),
    "description of report": Kind(f"{WANTED}/report.json", ("report",), f"{WANTED}/typeset.json"),
    "description of typeset": Kind(f"{WANTED}/typeset.json", ("typeset",), f"{WANTED}/report.json"),
}
# What lies among data and results; the rest is written anew before each run.
KEPT = [name for name, kind in KINDS.items() if not kind.pattern.startswith(".restudy")]
RECORDS = [name for name in KEPT if name in ("run.json", "evidence of training") or name.startswith("record ")]
CASES = [(kind, reader) for kind in KINDS for reader in KINDS[kind].readers]
Damage = Callable[[bytes, bytes], bytes | None]


def _flip(content: bytes, other: bytes) -> bytes:
    """One bit in the middle."""
    place = len(content) // 2
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


# A file's content, and that of another one of its kind, to what is left of it; None where nothing is.
DAMAGES: dict[str, Damage] = {
    "missing": lambda content, other: None,
    "empty": lambda content, other: b"",
    "cut": lambda content, other: content[: len(content) // 2],
    "flipped": _flip,
    "foreign": lambda content, other: other,
}
# What is read as text or as JSON may be none, or none of ours; the first eight bytes of tensors are a header's length.
OTHER_DAMAGES: dict[str, tuple[str, Damage]] = {
    "not UTF-8": ("*.[jct]s*", lambda content, other: b"\xff\xfe" + content),
    "empty JSON": ("*.json", lambda content, other: b"{}\n"),
    "JSON of another type": ("*.json", lambda content, other: b"[1]\n"),
    "lying header": ("*.safetensors", lambda content, other: b"\xff" * 7 + b"\x00" + content[8:]),
    "shorter header": ("*.safetensors", lambda content, other: b"\x08" + b"\x00" * 7 + content[8:]),
}
RM = re.compile(r"to make it again: (?:rm (\S+) and )?run Snakemake as before$")


def inflict(run: Run, damage: Damage, kind: str, whole: Run | None = None) -> Path:
    """Damage a file of a kind, and return it; other files that share its content are left alone.

    Args:
        run: of which.
        damage: how.
        kind: the name of the kind.
        whole: has the files that take its place; the same run where none is given.
    """
    source = whole or run
    file = run.folder / KINDS[kind].file(source)
    content = damage(file.read_bytes(), (source.folder / KINDS[kind].other(source)).read_bytes())
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    return file


def mend(run: Run, file: Path, whole: Run) -> None:
    """Put the whole file back where one was damaged."""
    file.unlink(missing_ok=True)
    file.hardlink_to(whole.folder / file.relative_to(run.folder))


def lose_trials(run: Run) -> None:
    """Lose the first cell's trials and the evidence of their training."""
    shutil.rmtree(run.folder / f"{RESULTS}/cells/{STUDY}/{run.cell().name}")
    for file in run.folder.glob(f"{RESULTS}/evidence/training/{STUDY}/{run.cell().name}.*"):
        file.unlink()


def reader_job(run: Run, step: str) -> str:
    """The name of a job of a step that reads the study's first files."""
    cell = run.cell()
    names = {"split": f"split/{cell.split}", "train": f"train/{STUDY}/{cell.name}"}
    return names.get(step, step if step in ("unpack", "excerpt", "report", "typeset") else f"{step}/{STUDY}")
