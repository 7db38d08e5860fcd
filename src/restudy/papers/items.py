"""What claims, tables and figures of every kind have. A kind is a module in claims/, tables/ or figures/."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from pydantic import Field

from restudy.blocks import Block, Family
from restudy.papers.asked import Asked
from restudy.papers.words import Words
from restudy.params.limits import EachOnce
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing.series import Readings, Series
    from restudy.evidence.evidence import Evidence
    from restudy.evidence.material import Material
    from restudy.judging.findings import Finding
    from restudy.judging.rows import Rows
    from restudy.papers.paper import Paper


class Misfit(Exception):  # noqa: N818  # not an error of the program
    """Something in a paper that its study does not have.

    Args:
        words: what is wrong, and what is allowed.
        keys: where, below the item.
    """

    def __init__(self, words: str, *keys: str | int) -> None:
        super().__init__(words)
        self.keys = keys


class Item(Block):
    """A claim, a table or a figure."""

    kind: str = Field(description="Which kind it is.")

    def named_cells(self) -> list[str]:
        """The names of the cells that it speaks of."""
        one = getattr(self, "cell", None)
        return [*([one] if one else []), *getattr(self, "cells", [])]

    def cells_behind(self, plan: StudyPlan, paper: "Paper") -> Sequence[Cell]:
        """The cells whose trials its numbers are of: those that it names, else all of the study."""
        names = {plan.cell(name).name for name in self.named_cells()}
        return [cell for cell in plan.cells if not names or cell.name in names]

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """Raise Misfit where it asks for what the study does not have."""

    def asked(self, plan: StudyPlan) -> Iterable[Asked]:
        """The metrics that it asks for, with what is said of them."""
        return []


class Claim(Item):
    """A statement that was published, or an author's own hypothesis."""

    text: Words = Field(description="The claim in one sentence.")
    note: Words | None = Field(None, description="What a reader must know to judge it.")
    not_comparable: Words | None = Field(
        None, description="The setting that the paper leaves out and without which nothing can be compared."
    )

    def finding(self, evidence: "Evidence") -> "Finding":
        """What the results say of it."""
        raise NotImplementedError


class Captioned(Item):
    """A table or a figure."""

    title: Words = Field(description="Caption.")
    place: Words | None = Field(
        None, description="Where the paper has its numbers, if its ID is not the paper's; or that it has none."
    )
    note: Words | None = Field(None, description="What a reader must know beside the numbers.")
    # Where it stands among what every study has.
    rank: ClassVar[int] = 0

    @property
    def caption(self) -> str:
        """The title, with its place in the paper."""
        return f"{self.title} ({self.place})" if self.place else self.title

    @classmethod
    def standard(cls, plan: StudyPlan, paper: "Paper") -> Self | None:
        """The one that every study has which it fits, without asking; None where it does not, or is none of those."""
        return None


class Table(Captioned):
    """A table of numbers."""

    fitted: Annotated[list[str], EachOnce] = Field(
        [], description="Columns of published numbers that a setting was fitted to, so that they say nothing for it."
    )

    def rows(self, material: "Material") -> "Rows":
        """Its rows, published values beside ours."""
        raise NotImplementedError


class Figure(Captioned):
    """A figure, with the numbers that it shows."""

    def rows(self, material: "Material") -> "pd.DataFrame":
        """The numbers that it shows: what stands in the CSV beside it."""
        raise NotImplementedError

    def draw(self, rows: "pd.DataFrame", material: "Material") -> "Drawing":
        """Draw these rows."""
        raise NotImplementedError

    def readings(self, rows: "pd.DataFrame", line: "Series") -> "Readings":
        """What a reader who points at a line is told; only of kinds that name their lines."""
        raise NotImplementedError

    def words(self, rows: "pd.DataFrame", plan: StudyPlan, paper: "Paper") -> str:
        """What these rows show, in words, for those who cannot see it."""
        raise NotImplementedError


CLAIMS = Family("restudy.claims", Claim, key="kind", own=False)
TABLES = Family("restudy.tables", Table, key="kind", own=False)
FIGURES = Family("restudy.figures", Figure, key="kind", own=False)
