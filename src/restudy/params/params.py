"""The whole of params.yaml."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, ValidationError, field_validator

from restudy.blocks import Block
from restudy.core_yaml import Document, Key, read_yaml
from restudy.datasets import DatasetName
from restudy.errors import UserError
from restudy.params.merge import merge
from restudy.params.messages import located, one_line
from restudy.params.overrides import read_overrides
from restudy.params.study import Name, PartialSettings, Study

PARAMS_FILE = "params.yaml"


def _path(value: Any) -> Any:
    """A path as a person means it: a folder may be called 2024; `~` and `$SCRATCH` are what a shell makes of them."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return value
    try:
        path = os.path.expandvars(Path(value).expanduser()) if value.strip() else ""
    except RuntimeError:
        raise ValueError("there is no such user; write the path out") from None
    if not path.strip():
        raise ValueError("give the path of a folder")
    if "$" in path:
        raise ValueError("the environment has no such variable; set it, or write the path out")
    return path


def _names(value: Any) -> Any:
    """Names in a row, as a command line has them."""
    return [name.strip() for name in value.split(",")] if isinstance(value, str) else value


Folder = Annotated[str, BeforeValidator(_path)]


class Split(Block):
    """A division of the training images, in numbers of images of the data set that it is written for."""

    dataset: DatasetName = Field(
        description="Data set that the numbers count; of another one the same shares are taken."
    )
    train: Annotated[int, Field(ge=1)] = Field(description="Images to learn from.")
    validation: Annotated[int, Field(ge=0)] = Field(description="Images to validate on; 0 for none.")
    seed: Annotated[int, Field(ge=0)] = Field(description="Seed of the random division.")


class Statistics(Block):
    """What intervals, tests and resamples are made with, in every study alike."""

    confidence: float = Field(
        ge=0.5, lt=1, description="Of every interval; a verdict's test errs in the rest of cases at most."
    )
    resamples: int = Field(ge=100, description="How often seeds and test images are drawn again.")
    calibration_bins: int = Field(ge=2, description="Bins of confidence, of equal width, in calibration.")


class Params(Block):
    """Every number that decides a result."""

    dataset: DatasetName = Field(description="Data set that every study runs on.")
    seeds: list[Annotated[int, Field(ge=0)]] = Field(
        [0, 1, 2], min_length=1, description="Seeds of every cell's trials."
    )
    only: Annotated[list[Name] | None, BeforeValidator(_names)] = Field(
        None, min_length=1, description="Names of the studies to run; null runs all."
    )
    mirror: Folder | None = Field(None, description="Folder to take the archives from; null downloads them.")
    store: Folder = Field(
        ".restudy/store", description="Folder where trials are worked on; on a cluster, a shared disk."
    )
    device: Literal["auto", "cpu", "cuda", "mps"] = Field(
        "cpu", description="Where trials run; no part of a cell's name."
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

    @field_validator("seeds")
    @classmethod
    def _no_seed_twice(cls, seeds: list[int]) -> list[int]:
        if len(set(seeds)) < len(seeds):
            raise ValueError("each seed may stand once")
        return seeds


def parse_params(content: Any, document: Document | None = None) -> Params:
    """Validate the content of params.yaml.

    Args:
        content: what is to be validated.
        document: the file that it was read from, for messages.

    Raises:
        UserError: one line that names the file, the key, the value and what is allowed.
    """
    document = document or Document(PARAMS_FILE, content, {})
    if not isinstance(content, Mapping):
        kind = type(content).__name__
        raise UserError(f"{document.file}: expected keys such as dataset, seeds and studies, found {kind}")
    try:
        params = Params.model_validate(content)
    except ValidationError as error:
        raise UserError(one_line(error, document, Params, content)) from None
    params._document = document
    return params


def read_params(path: Path, overrides: Mapping[str, Any]) -> Params:
    """Read params from a YAML file, with `overrides` merged over them.

    Raises:
        UserError: the file is missing, is no YAML, or something breaks a rule.
    """
    document = read_yaml(path, f"run this in the folder that holds {PARAMS_FILE}")
    content = document.content
    if isinstance(content, Mapping):
        overrides = read_overrides(overrides, content, Params.model_fields)
        content, document = merge(content, overrides), replace(document, overrides=overrides)
    return parse_params(content, document)
