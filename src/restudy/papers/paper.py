"""A paper: what one work says of its settings, its numbers, its tables and figures, and what it claims."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from restudy.blocks import Block
from restudy.datasets import DatasetName
from restudy.metrics import MetricName
from restudy.papers.items import CLAIMS, FIGURES, TABLES, Claim, Figure, Table
from restudy.papers.printed import Printed
from restudy.papers.words import Words
from restudy.params.limits import LONGEST_NAME, EachOnce
from restudy.params.study import Name, ProtocolName

# Files are named so.
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9.-]*$", max_length=LONGEST_NAME)]
AnyClaim = Annotated[Claim, CLAIMS]
AnyTable = Annotated[Table, TABLES]
AnyFigure = Annotated[Figure, FIGURES]
ReportPart = Literal["settings", "choice", "contradictions"]


class Source(Block):
    """Where a study was published."""

    authors: Words = Field(description="Who wrote it.")
    year: int | None = Field(None, ge=1500, le=2500, description="Year of publication; null where it gives none.")
    title: Words = Field(description="Title as published.")
    institution: Words | None = Field(None, description="Where it was written.")


class Headline(Block):
    """A number that stands for the study on the report's first screen."""

    title: Words = Field(description="What the number is of.")
    cell: str = Field(description="The cell.")
    metric: MetricName = Field(description="The metric.")
    published: Printed = Field(description="The published value.")


class Contradiction(Block):
    """Where a paper says two things."""

    text: Words = Field(description="What it says, and where.")
    readings: dict[Name, AnyClaim] = Field({}, description="What it says in each place, as claims that are judged.")


class Measure(Block):
    """Another metric that published numbers could be of, where the paper does not say which."""

    title: Words = Field(description="The metric in words, as other readings of the paper are called.")
    infers: str = Field(description="What it gives another value: a key of `inferred`.")
    tables: Annotated[list[str], EachOnce] = Field(min_length=1, description="IDs of the grids that it is tried on.")
    metric: MetricName = Field(description="The metric.")
    why: Words = Field(description="Why the paper could have meant it.")


class RubricStep(Block):
    """One step of a paper's task, and the parts of the report that answer it."""

    text: Words = Field(description="What was to be done, in one sentence.")
    place: Words = Field(description="Where the paper says so.")
    tables: Annotated[list[str], EachOnce] = Field([], description="IDs of the tables that answer it.")
    figures: Annotated[list[str], EachOnce] = Field([], description="IDs of the figures that answer it.")
    claims: Annotated[list[str], EachOnce] = Field([], description="IDs of the claims that answer it.")
    parts: list[ReportPart] = Field([], description="Other parts of the study's report that answer it.")
    weight: int = Field(1, ge=1, le=1000, description="How much it counts, beside the other steps of its paper.")
    note: Words | None = Field(None, description="What a reader must know of the answer.")
    unanswered: Words | None = Field(None, description="Why nothing answers it; only where nothing does.")

    @model_validator(mode="after")
    def _answered_or_not(self) -> "RubricStep":
        if bool(self.tables or self.figures or self.claims or self.parts) == bool(self.unanswered):
            raise ValueError("give tables, figures, claims or parts that answer the step, or say why it is unanswered")
        return self


class Paper(Block):
    """What is said of one study of params.yaml. Every key may be left out: an experiment of one's own has no source."""

    title: Words = Field("", description="Short title for the report; the study's name where there is none.")
    dataset: DatasetName | None = Field(
        None, description="Data set of the work; its numbers are compared with runs on no other. null: with any run."
    )
    source: Source | None = Field(None, description="Where it was published; null for an experiment of one's own.")
    summary: Words = Field("", description="What the study did, in a few sentences.")
    titles: dict[Name, Words] = Field({}, description="Names of variants in tables and figures where they have others.")
    protocols: dict[ProtocolName, Words] = Field(
        {}, description="Of each protocol, what the paper did, or why this is done instead."
    )
    stated: dict[str, Words] = Field({}, description="Settings that the paper states, each with where it does.")
    inferred: dict[str, Words] = Field({}, description="Settings that the paper leaves out, each with why this value.")
    alternatives: dict[Name, Words] = Field(
        {}, description="Of each alternative in params.yaml, why the paper could have meant it."
    )
    measures: dict[Name, Measure] = Field({}, description="Other metrics that numbers of grids could be of.")
    contradictions: list[Contradiction] = Field([], description="Where the paper contradicts itself, or its task.")
    headline: list[Headline] = Field([], description="Numbers for the report's first screen.")
    tables: dict[Identifier, AnyTable] = Field({}, description="Tables of the report, by ID.")
    figures: dict[Identifier, AnyFigure] = Field({}, description="Figures of the report, by ID.")
    claims: dict[Identifier, AnyClaim] = Field({}, description="What was claimed, by ID.")
    rubric: list[RubricStep] = Field([], description="The steps that the paper was asked for or set itself, in order.")

    def has(self, part: ReportPart) -> bool:
        """Whether a report on it has this part."""
        if part == "settings":
            return bool(self.stated or self.inferred)
        return part != "contradictions" or bool(self.contradictions)
