"""Tables and figures that a study asks for."""

from pydantic import Field

from restudy.params.settings import Block


class TableSpec(Block):
    """to come"""

    title: str = Field(description="x")


class FigureSpec(Block):
    """to come"""

    title: str = Field(description="x")
