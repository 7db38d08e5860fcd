"""Where a run leaves its files: the only place that spells their paths. It stands on the ground and imports nothing."""

from dataclasses import dataclass
from pathlib import Path

PARAMS, PAPERS = "params.yaml", "papers"
# What the last run's command line put over params.yaml.
LAST_RUN = Path(".restudy/last_run.json")
# The socket of the process that jobs on this machine are forked from.
WARM_STARTS = Path(".restudy/warm_starts")
# Written last, so a folder that has it holds a finished trial.
LAST_FILE = "run.json"
CONFIG_FILE = "config.json"
METRICS_FILE = "metrics.json"
TRIAL_FILES = (
    CONFIG_FILE,
    "history.csv",
    "steps.csv",
    METRICS_FILE,
    "checkpoint.safetensors",
    "epochs.safetensors",
    LAST_FILE,
)
# What is measured on the test images.
WEIGHTS_FILES = ("checkpoint.safetensors", "epochs.safetensors")
# In evidence on the test images, the SHA-256 of the first of them.
WEIGHTS_SUM = "weights_sha256"
CODE_LENGTH = 8
# The only column of the numbers of a figure that was not drawn; below it stands why.
NOT_DRAWN = "not_drawn"
FIGURE_ENDINGS = ("svg", "pdf", "csv")
PLOTS = ("curves", "grids", "confusion")
# What lies under results/DATASET/, as dvc.yaml lists it: first what DVC keeps, then what Git holds.
HEAVY_KINDS = ("cells", "predictions")
KINDS = (
    *HEAVY_KINDS,
    "evidence",
    "selection",
    "evaluation",
    "claims",
    "metrics",
    "tables",
    "figures",
    "plots",
    "report",
    "made_from",
)


@dataclass(frozen=True)
class Data:
    """The files of one data set under a folder such as data/mnist."""

    root: Path

    @classmethod
    def of(cls, dataset: str) -> "Data":
        """Those of a project."""
        return cls(Path("data") / dataset)

    @property
    def raw(self) -> Path:
        """The folder of what was downloaded."""
        return self.root / "raw"

    @property
    def origin(self) -> Path:
        """Which code unpacked the images, and their SHA-256."""
        return self.root / "unpacked_by.json"

    def images(self, part: str) -> Path:
        """Images and labels of a part, "train" or "test"."""
        return self.root / f"{part}.safetensors"

    def split(self, name: str) -> Path:
        """The indices of a division of the training images."""
        return self.root / "splits" / f"{name}.safetensors"


@dataclass(frozen=True)
class Results:
    """The files of one data set's results under a folder such as results/mnist."""

    root: Path

    @classmethod
    def of(cls, dataset: str) -> "Results":
        """Those of a project."""
        return cls(Path("results") / dataset)

    def cells(self, study: str) -> Path:
        """The folder of a study's cells."""
        return self.root / "cells" / study

    def trial(self, study: str, cell: str, seed: int) -> Path:
        """The folder of a trial."""
        return self.cells(study) / cell / f"seed{seed}"

    def training_evidence(self, study: str, cell: str, seed: int) -> Path:
        """What training left of a trial, without its weights."""
        return self.root / "evidence" / "training" / study / f"{cell}.seed{seed}.json"

    def test_evidence(self, study: str, cell: str, seed: int, code: str) -> Path:
        """What the test images gave of a trial; `code` is the digest of the code that measured it."""
        return self.root / "evidence" / "test" / study / f"{cell}.seed{seed}.{code[:CODE_LENGTH]}.npz"

    def images(self, code: str) -> Path:
        """Labels and the few images that figures show; `code` is the digest of what took them out of the data."""
        return self.root / "evidence" / f"images.{code[:CODE_LENGTH]}.npz"

    def predictions(self, study: str, cell: str, seed: int) -> Path:
        """A trial's logits of the test images."""
        return self.root / "predictions" / study / f"{cell}.seed{seed}.safetensors"

    def predictions_record(self, study: str) -> Path:
        """The SHA-256 of the predictions of a study."""
        return self.root / "predictions" / f"{study}.json"

    def selection(self, study: str) -> Path:
        """What validation images choose."""
        return self.root / "selection" / f"{study}.json"

    def evaluation(self, study: str) -> Path:
        """The folder of the numbers that follow from the evidence of the study's trials."""
        return self.root / "evaluation" / study

    def claims(self, study: str) -> Path:
        """Choices, and verdicts on claims and published numbers."""
        return self.root / "claims" / f"{study}.json"

    def metrics(self, study: str) -> Path:
        """The few numbers that `dvc metrics diff` compares."""
        return self.root / "metrics" / f"{study}.json"

    def table(self, study: str, identifier: str, ending: str = "csv") -> Path:
        """A table."""
        return self.root / "tables" / study / f"{identifier}.{ending}"

    def table_rows(self, study: str) -> Path:
        """The rows of all of a study's tables, for the report and for comparisons."""
        return self.root / "tables" / f"{study}.json"

    def figure(self, study: str, identifier: str, ending: str) -> Path:
        """A figure, or the numbers that it shows (csv)."""
        return self.root / "figures" / study / f"{identifier}.{ending}"

    def plot(self, kind: str, study: str) -> Path:
        """The numbers that DVC plots."""
        return self.root / "plots" / kind / f"{study}.csv"

    def report(self, name: str) -> Path:
        """A file of the report."""
        return self.root / "report" / name

    def record(self, job: str) -> Path:
        """What a job's results were made from."""
        return self.root / "made_from" / f"{job}.json"


@dataclass(frozen=True)
class Evaluation:
    """The numbers of a study's trials, in a folder."""

    root: Path

    @property
    def trials(self) -> Path:
        """Numbers of each trial."""
        return self.root / "trials.csv"

    @property
    def epochs(self) -> Path:
        """Numbers of each epoch of each trial."""
        return self.root / "epochs.csv"

    @property
    def files(self) -> tuple[Path, ...]:
        """Both."""
        return self.trials, self.epochs


PAGE, PAPER_SOURCE, PAPER, VERDICTS, RUBRIC = (
    "report.html",
    "report.tex",
    "report.pdf",
    "verdicts.json",
    "rubric.json",
)
REPORT_FILES = (PAGE, PAPER_SOURCE, VERDICTS, RUBRIC)


def paper_file(study: str) -> Path:
    """What was published on a study."""
    return Path(PAPERS) / f"{study}.yaml"


def plan_file(dataset: str, study: str) -> Path:
    """A study's part of the plan, which no one versions: it follows from params.yaml."""
    return Path(".restudy/plan") / dataset / f"{study}.json"


def wanted_file(dataset: str, job: str) -> Path:
    """Where the present description of a job lies."""
    return Path(".restudy/steps") / dataset / f"{job}.json"


def done_file(dataset: str, job: str) -> Path:
    """What is there while a job's results are of its present description."""
    return wanted_file(dataset, job).with_suffix(".done")


def log_file(dataset: str, job: str, ending: str = "log") -> Path:
    """A job's log, or its benchmark (tsv)."""
    return Path("logs") / dataset / f"{job}.{ending}"


def versioned_folders(dataset: str) -> list[Path]:
    """The folders that dvc.yaml lists."""
    return [Data.of(dataset).root, *(Results.of(dataset).root / kind for kind in KINDS)]
