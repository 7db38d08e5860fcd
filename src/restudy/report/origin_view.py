"""From origins to what the page shows of them: a file to download, and words."""

import base64
from dataclasses import dataclass
from pathlib import Path

from restudy.formats import size
from restudy.papers.paper import Paper
from restudy.papers.titles import cell_title
from restudy.report.origins import Origin
from restudy.report.trial_view import cost_text


@dataclass(frozen=True)
class OriginView:
    """An origin as the page shows it.

    Attributes:
        origin: what it is.
        download: the numbers as a link that holds them.
        file_name: under which they are kept.
        size: of that file, in words.
        cells: names and titles of the cells behind it.
        cost: what their trials took, in words.
    """

    origin: Origin
    download: str
    file_name: str
    size: str
    cells: list[tuple[str, str]]
    cost: str


def origin_view(paper: Paper, origin: Origin, numbers: Path) -> OriginView:
    """An origin with the content of its CSV, which lies at `numbers`."""
    content = numbers.read_bytes()
    cells = {trial.cell.name: cell_title(paper, trial.cell) for trial in origin.trials}
    return OriginView(
        origin=origin,
        download=f"data:text/csv;base64,{base64.b64encode(content).decode()}",
        file_name=f"{origin.name.replace('/', '-')}.csv",
        size=size(len(content)),
        cells=list(cells.items()),
        cost=cost_text(origin.trials),
    )
