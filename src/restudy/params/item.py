"""What every table and figure of a report has."""

from pydantic import Field

from restudy.params.settings import Block


class Item(Block):
    """What every table and figure has."""

    kind: str
    title: str = Field(description="Caption.")
    note: str | None = Field(None, description="What a reader must know beside the numbers.")
