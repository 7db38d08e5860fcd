"""What a paper claimed, in a small vocabulary."""

from pydantic import Field

from restudy.params.settings import Block


class Claim(Block):
    """to come"""

    text: str = Field(description="The claim.")
