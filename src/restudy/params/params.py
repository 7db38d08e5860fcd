"""The whole of params.yaml."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator

from restudy.blocks import Block
from restudy.core_yaml import Document, Key, read_yaml
from restudy.datasets import DatasetName
from restudy.errors import UserError
from restudy.params.folders import Folder
from restudy.params.limits import AtMost, EachOnce, Seed, Seeds
from restudy.params.meant import validated
from restudy.params.merge import merge
from restudy.params.messages import located
from restudy.params.overrides import read_overrides, without_nearer_seeds
from restudy.params.study import Name, PartialSettings, Study

PARAMS_FILE = "params.yaml"
# To find further mistakes where these cannot be read.
SPARE = {"statistics": {"confidence": 0.95, "resamples": 1000, "calibration_bins": 10}, "dataset": "mnist"}


def _names(value: Any) -> Any:
    """Names in a row, as a command line has them."""
    return [name.strip() for name in value.split(",")] if isinstance(value, str) else value


class Split(Block):
    """A division of the training images, in numbers of images of the data set that it is written for."""

    dataset: DatasetName = Field(
        description="Data set that the numbers count; of another one the same shares are taken."
    )
    train: Annotated[int, Field(ge=1)] = Field(description="Images to learn from.")
    validation: Annotated[int, Field(ge=0)] = Field(description="Images to validate on; 0 for none.")
    seed: Seed = Field(description="Seed of the random division.")


class Limits(Block):
    """From which probability on a verdict is given, and which differences matter."""

    certain: float = Field(
        0.975,
        gt=0.5,
        lt=1,
        description="Probability from which on a claim holds, does not hold, or is tied.",
    )
    leaning: float = Field(
        0.8, gt=0.5, lt=1, description="Least probability that it is so, or is not, by what matters: it leans."
    )
    margin: float = Field(
        0.001, ge=0, lt=1, description="Smallest difference of accuracies and scores that matters: 0.001 is 0.1 points."
    )
    relative_margin: float = Field(
        0.02,
        ge=0,
        lt=1,
        description="The same of losses, as a share of their mean; of an epoch or error it is half.",
    )
    noticeable: float = Field(
        0.005, gt=0, le=1, description="Distance at which a published accuracy or score must be noticed, or it is open."
    )
    relative_noticeable: float = Field(
        0.2, gt=0, description="The same of losses and counts, as a share of their mean; of small counts it is two."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.leaning >= self.certain:
            raise ValueError(f"leaning: {self.leaning} is not below certain, {self.certain}")
        return self


class Statistics(Block):
    """What intervals, tests and resamples are made with, in every study alike."""

    confidence: float = Field(ge=0.5, lt=1, description="Of every interval.")
    resamples: Annotated[int, AtMost(20_000, "more change no third digit, and time and memory grow with them")] = Field(
        ge=100, description="How often seeds and test images are drawn again."
    )
    calibration_bins: Annotated[int, AtMost(100, "narrower bins hold too few images")] = Field(
        ge=2, description="Bins of confidence, of equal width, in calibration."
    )
    verdicts: Limits = Field(default_factory=Limits, description="From where on what is said.")

    @model_validator(mode="after")
    def _resamples_reach_the_limits(self) -> Self:
        # 1 - 0.9 is a hair below 0.1.
        beyond = self.resamples * (1 - self.confidence) / 2 * (1 + 1e-9)
        if beyond < 1:
            raise ValueError(
                f"no resample of {self.resamples} lies beyond an interval's limits at confidence {self.confidence}; "
                f"allowed: a confidence of at most {1 - 2 / self.resamples:.6g}, or more resamples"
            )
        return self


class Until(Block):
    """When rounds of run and decide end."""

    hours: float = Field(gt=0, description="Of training in all rounds, one run after another.")


class Params(Block):
    """Every number that decides a result."""

    dataset: DatasetName = Field(description="Data set that every study runs on.")
    seeds: Seeds = Field([0, 1, 2], description="Seeds of the trials of every cell that has none of its own.")
    only: Annotated[Annotated[list[Name], EachOnce] | None, BeforeValidator(_names)] = Field(
        None, min_length=1, description="Names of the studies to run; null runs all."
    )
    mirror: Folder | None = Field(None, description="Folder to take the archives from; null downloads them.")
    store: Folder = Field(
        ".restudy/store", description="Folder where trials are worked on; on a cluster, a shared disk."
    )
    device: Literal["auto", "cpu", "cuda", "mps"] = Field(
        "cpu", description="Where trials run; no part of a cell's name."
    )
    until: Until | None = Field(
        None, description="Runs in rounds: after each, claims that more runs settle get their seeds; null runs once."
    )
    warm_starts: bool = Field(
        True, description="Whether jobs on this machine are forked from one process that has imported what they need."
    )
    defaults: PartialSettings = Field(description="Settings of every cell of every study.")
    statistics: Statistics = Field(description="Of intervals, tests and resamples.")
    splits: dict[Name, Split] = Field(min_length=1, description="Divisions of the training images, by name.")
    studies: dict[Name, Study] = Field(min_length=1, description="The studies, by name.")
    _document: Document = PrivateAttr(Document(PARAMS_FILE, {}, {}))

    @property
    def document(self) -> Document:
        """The file that they were read from."""
        return self._document

    def place(self, *keys: Key) -> str:
        """The file, with the line of a key where it is known, and the key: what a message begins with."""
        return located(self._document, keys)

    @property
    def chosen_studies(self) -> dict[str, Study]:
        """The studies to run, in the file's order."""
        return {name: study for name, study in self.studies.items() if self.only is None or name in self.only}


def parse_params(content: Any, document: Document | None = None) -> Params:
    """Validate the content of params.yaml.

    Args:
        content: what is to be validated.
        document: the file that it was read from, for messages.

    Raises:
        UserError: one line that names the file, the key, the value and what is allowed.
    """
    params, wrong = draft_params(content, document or Document(PARAMS_FILE, content, {}))
    if params is None or wrong:
        raise UserError(wrong[0])
    return params


def draft_params(content: Any, document: Document) -> tuple[Params | None, list[str]]:
    """The params as they were probably meant, None where that cannot be told, and a line for each mistake."""
    if not isinstance(content, Mapping):
        kind = type(content).__name__
        return None, [f"{document.file}: expected keys such as dataset, seeds and studies, found {kind}"]
    params, wrong = validated(Params, content, SPARE)
    if params:
        params._document = document
    return params, [each.line(document, Params, content) for each in wrong]


def read_params(path: Path, overrides: Mapping[str, Any]) -> Params:
    """Read params from a YAML file, with `overrides` merged over them.

    Raises:
        UserError: the file is missing, is no YAML, or something breaks a rule.
    """
    return parse_params(*read_content(path, overrides))


def read_content(path: Path, overrides: Mapping[str, Any]) -> tuple[Any, Document]:
    """What a YAML file says with `overrides` merged over it, and the file.

    Raises:
        UserError: the file is missing, is no YAML, or an override is meant for another place.
    """
    document = read_yaml(path, f"run this in the folder that holds {PARAMS_FILE}")
    content = document.content
    if isinstance(content, Mapping):
        overrides = read_overrides(overrides, content, Params.model_fields)
        below = without_nearer_seeds(content) if "seeds" in overrides else content
        content, document = merge(below, overrides), replace(document, overrides=overrides)
    return content, document
