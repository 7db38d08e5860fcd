"""The whole of params.yaml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, ValidationError, field_validator

from restudy.errors import UserError
from restudy.params.merge import contains, merge
from restudy.params.messages import one_line
from restudy.params.settings import Block
from restudy.params.study import Name, PartialSettings, Study
from restudy.statistics import BINS, CONFIDENCE, RESAMPLES

PARAMS_FILE = "params.yaml"


class Split(Block):
    """A division of the training images, in numbers of images of the data set that it is written for."""

    dataset: str = Field(description="Data set that the numbers count; of another one the same shares are taken.")
    train: Annotated[int, Field(ge=1)] = Field(description="Images to learn from.")
    validation: Annotated[int, Field(ge=0)] = Field(description="Images to validate on; 0 for none.")
    seed: Annotated[int, Field(ge=0)] = Field(description="Seed of the random division.")


class Statistics(Block):
    """What intervals, tests and resamples are made with, in every study alike."""

    confidence: float = Field(
        CONFIDENCE, ge=0.5, lt=1, description="Of every interval; a verdict's test errs in the rest of cases at most."
    )
    resamples: int = Field(RESAMPLES, ge=100, description="How often seeds and test images are drawn again.")
    calibration_bins: int = Field(BINS, ge=2, description="Bins of confidence, of equal width, in calibration.")


class Params(Block):
    """Every number that decides a result."""

    dataset: Literal["mnist", "digits"] = Field(description="Data set that every study runs on.")
    seeds: list[Annotated[int, Field(ge=0)]] = Field(
        [0, 1, 2], min_length=1, description="Seeds of every cell's trials."
    )
    mirror: str | None = Field(None, description="Folder to take the archives from; null downloads them.")
    store: str = Field(".restudy/store", description="Folder where trials are worked on; on a cluster, a shared disk.")
    device: Literal["auto", "cpu", "cuda", "mps"] = Field(
        "cpu", description="Where trials run; no part of a cell's name."
    )
    defaults: PartialSettings = Field(description="Settings of every cell of every study.")
    statistics: Statistics = Field(Statistics(), description="Of intervals, tests and resamples.")
    splits: dict[Name, Split] = Field(min_length=1, description="Divisions of the training images, by name.")
    studies: dict[Name, Study] = Field(min_length=1, description="The studies, by name.")

    @field_validator("seeds")
    @classmethod
    def _no_seed_twice(cls, seeds: list[int]) -> list[int]:
        if len(set(seeds)) < len(seeds):
            raise ValueError("each seed may stand once")
        return seeds


def parse_params(content: Any, file: str = PARAMS_FILE, overrides: Mapping[str, Any] | None = None) -> Params:
    """Validate what was read from `file`, the keys of `overrides` having come from the command line.

    Raises:
        UserError: one line that names the file, the key, the value and what is allowed.
    """
    if not isinstance(content, Mapping):
        raise UserError(f"{file}: expected keys such as dataset, seeds and studies, found {type(content).__name__}")
    try:
        return Params.model_validate(content)
    except ValidationError as error:
        place = "--config" if contains(overrides, ".".join(map(str, error.errors()[0]["loc"]))) else file
        raise UserError(one_line(error, place, Params)) from None


def read_params(path: Path, overrides: Mapping[str, Any]) -> Params:
    """Read params from a YAML file, with `overrides` merged over them.

    Raises:
        UserError: the file is missing, is no YAML, or something breaks a rule.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}; run this in the folder that holds {PARAMS_FILE}") from None
    except yaml.YAMLError as error:
        raise UserError(f"{path}: not YAML: {' '.join(str(error).split())}") from None
    if isinstance(content, Mapping):
        content = merge(content, overrides)
    return parse_params(content, path.name, overrides)
