"""The JSON schema of a file in papers/, by which editors check, complete and explain its keys."""

from restudy.papers.paper import Paper
from restudy.params.schema import Schema, schema_of


def paper_schema() -> Schema:
    """The schema of a paper; of claims, tables and figures one block for each kind."""
    return schema_of(Paper)
