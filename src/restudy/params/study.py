"""A study: one published work, its settings, its grid, and what it published."""

from typing import Annotated, Any, Literal

from pydantic import Field

from restudy.params.claims import CellRef, Claim, Metric
from restudy.params.figures import FigureSpec
from restudy.params.rubric import RubricStep
from restudy.params.settings import Block
from restudy.params.tables import TableSpec

# Merged before they are validated as Settings, so a part of one may stand in each of these places.
PartialSettings = dict[str, Any]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9.-]*$")]
Criterion = Literal["val_accuracy", "val_loss", "test_accuracy", "best_test_accuracy", "average_accuracy"]
DECIDED_BY_VALIDATION = ("val_accuracy", "val_loss")
ProtocolName = Literal["published", "held_out"]


class Source(Block):
    """Where a study was published."""

    authors: str = Field(description="Who wrote it.")
    year: int | None = Field(None, description="Year of publication; null where it gives none.")
    title: str = Field(description="Title as published.")
    institution: str | None = Field(None, description="Where it was written.")


class Protocol(Block):
    """How a choice between cells is made."""

    choose_by: Criterion = Field(description="Number that the chosen cell has the best of (mean over seeds).")
    settings: PartialSettings = Field({}, description="Settings that this protocol changes in every cell.")
    note: str = Field(description="What the paper did, or why this is done instead.")


class Variant(Block):
    """A named setting of the study."""

    title: str = Field(description="Name in tables and figures.")
    settings: PartialSettings = Field({}, description="Settings that this variant changes.")
    comparison: bool = Field(False, description="Whether it is run for comparison only and is never chosen.")


class Headline(Block):
    """A number that stands for the study on the report's first screen."""

    title: str = Field(description="What the number is of.")
    cell: CellRef = Field(description="The cell.")
    metric: Metric = Field(description="The metric.")
    published: float = Field(description="The published value.")


class Contradiction(Block):
    """Where a paper says two things."""

    text: str = Field(description="What it says, and where.")
    readings: dict[Name, Claim] = Field({}, description="What it says in each place, as claims that are judged.")


class Study(Block):
    """One published work to reproduce. Cells are variants × grid, under each protocol."""

    title: str = Field(description="Short title for the report.")
    dataset: str = Field(description="Data set of the paper; claims are compared with runs on no other.")
    source: Source = Field(description="Where it was published.")
    summary: str = Field(description="What the study did, in a few sentences.")
    base: PartialSettings = Field({}, description="Settings of every cell of the study, over the file's defaults.")
    variants: dict[Name, Variant] = Field(min_length=1, description="Named settings, each a row of cells.")
    grid: dict[str, Annotated[list[Any], Field(min_length=1)]] = Field(
        {}, description="Setting (dotted, such as optimizer.lr) to the values it takes; cells are all combinations."
    )
    protocols: dict[ProtocolName, Protocol] = Field(min_length=1, description="How choices are made.")
    choose_within: Literal["variant", "study"] = Field(
        description="Whether one cell is chosen for each variant or one for the whole study."
    )
    stated: dict[str, str] = Field({}, description="Settings that the paper states, each with where it does.")
    inferred: dict[str, str] = Field({}, description="Settings that the paper leaves out, each with why this value.")
    contradictions: list[Contradiction] = Field([], description="Where the paper contradicts itself, or its task.")
    train_total_batch_size: Annotated[int, Field(ge=1)] | None = Field(
        None,
        description="Images in each batch whose mean losses the paper adds up over the training images; null "
        "for the batches of training.",
    )
    target_accuracy: float | None = Field(None, gt=0, lt=1, description="Accuracy whose first epoch is reported.")
    headline: list[Headline] = Field([], description="Numbers for the report's first screen.")
    tables: dict[Identifier, TableSpec] = Field({}, description="Tables of the report, by ID.")
    figures: dict[Identifier, FigureSpec] = Field({}, description="Figures of the report, by ID.")
    claims: dict[Identifier, Claim] = Field({}, description="What the paper claimed, by ID.")
    rubric: list[RubricStep] = Field([], description="The steps that the paper was asked for or set itself, in order.")
