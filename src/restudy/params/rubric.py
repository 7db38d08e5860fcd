"""The steps that a paper was asked for or set itself, each with what answers it."""

from typing import Literal

from pydantic import Field, model_validator

from restudy.params.settings import Block

Part = Literal["settings", "choice", "contradictions"]


class RubricStep(Block):
    """One step of a paper's task, and the parts of the report that answer it."""

    text: str = Field(description="What was to be done, in one sentence.")
    place: str = Field(description="Where the paper says so.")
    tables: list[str] = Field([], description="IDs of the tables that answer it.")
    figures: list[str] = Field([], description="IDs of the figures that answer it.")
    claims: list[str] = Field([], description="IDs of the claims that answer it.")
    parts: list[Part] = Field([], description="Other parts of the study's report that answer it.")
    note: str | None = Field(None, description="What a reader must know of the answer.")
    unanswered: str | None = Field(None, description="Why nothing answers it; only where nothing does.")

    @model_validator(mode="after")
    def _answered_or_not(self) -> "RubricStep":
        if bool(self.tables or self.figures or self.claims or self.parts) == bool(self.unanswered):
            raise ValueError("give tables, figures, claims or parts that answer the step, or say why it is unanswered")
        return self
