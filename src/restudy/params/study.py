"""A study: a set of cells that belong together. What a paper says of it stands in papers/NAME.yaml."""

from typing import Annotated, Any, Literal

from pydantic import Field

from restudy.blocks import Block
from restudy.metrics import CriterionName
from restudy.params.limits import LONGEST_NAME, BatchSize, EachOnce, Seeds

# Merged before they are validated as Settings, so a part of one may stand in each of these places.
PartialSettings = dict[str, Any]
# It becomes part of the names of files and folders, which have 255 bytes.
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=LONGEST_NAME)]
ProtocolName = Literal["published", "held_out"]


class Protocol(Block):
    """How a choice between cells is made."""

    choose_by: CriterionName = Field(description="Number that the chosen cell has the best of (mean over seeds).")
    settings: PartialSettings = Field({}, description="Settings that this protocol changes in every cell.")


class Variant(Block):
    """A named setting of the study."""

    seeds: Seeds | None = Field(None, description="Seeds of its cells' trials; null for those of the study.")

    settings: PartialSettings = Field({}, description="Settings that this variant changes.")
    comparison: bool = Field(
        False, description="Whether it is run for comparison only, under the first protocol, and is never chosen."
    )


class Alternative(Block):
    """What a paper could have meant as well by a setting that it leaves out. Its cells are run for comparison."""

    infers: str = Field(description="The setting: a key of the paper's `inferred`.")
    cells: Annotated[list[str], EachOnce, Field(min_length=1)] = Field(
        description="Names of the cells that are run with it, of those under the first protocol."
    )
    seeds: Seeds | None = Field(None, description="Seeds of its trials; null for those of the whole file.")
    settings: PartialSettings = Field(description="Settings that it changes.")


class NamedCell(Block):
    """A cell of a grid to which papers refer by a name."""

    variant: str = Field(description="Its variant.")
    grid: dict[str, Any] = Field(description="The grid's keys with its values.")
    seeds: Seeds | None = Field(None, description="Seeds of its trials; null for those of its variant.")


class Study(Block):
    """What is run of one study. Cells are variants × grid, under each protocol; for comparison, under the first."""

    base: PartialSettings = Field({}, description="Settings of every cell of the study, over the file's defaults.")
    seeds: Seeds | None = Field(None, description="Seeds of its cells' trials; null for those of the whole file.")
    variants: dict[Name, Variant] = Field(min_length=1, description="Named settings, each a row of cells.")
    grid: dict[str, Annotated[list[Any], Field(min_length=1)]] = Field(
        {}, description="Setting (dotted, such as optimizer.lr) to the values it takes; cells are all combinations."
    )
    cells: dict[Name, NamedCell] = Field({}, description="Short names of cells of the grid, for papers.")
    alternatives: dict[Name, Alternative] = Field(
        {}, description="Other values of settings that the paper leaves out, each tried on some cells."
    )
    protocols: dict[ProtocolName, Protocol] = Field(min_length=1, description="How choices are made.")
    choose_within: Literal["variant", "study"] = Field(
        description="Whether one cell is chosen for each variant or one for the whole study."
    )
    target_accuracy: float | None = Field(None, gt=0, lt=1, description="Accuracy whose first epoch is reported.")
    train_total_batch_size: BatchSize | None = Field(
        None,
        description="Images in each batch whose mean losses the paper adds up over the training images; null "
        "for the batches of training.",
    )
