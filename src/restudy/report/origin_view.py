"""From origins to what the page shows of them: a file to download, and words."""

import base64
from dataclasses import dataclass
from pathlib import Path

import deflate

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
        download: the numbers as a link that holds them, packed where that is smaller.
        kept_as: the name of what the link holds.
        packed_size: its size in words; empty if it is not packed.
        file_name: of the numbers, unpacked.
        size: of that file, in words.
        cells: names and titles of the cells behind it.
        cost: what their trials took, in words.
    """

    origin: Origin
    download: str
    kept_as: str
    packed_size: str
    file_name: str
    size: str
    cells: list[tuple[str, str]]
    cost: str


def origin_view(paper: Paper, origin: Origin, numbers: Path) -> OriginView:
    """An origin with the content of its CSV, which lies at `numbers`."""
    content = numbers.read_bytes()
    held, file_name = packed(content), f"{origin.name.replace('/', '-')}.csv"
    is_packed = len(held) < len(content)
    cells = {trial.cell.name: cell_title(paper, trial.cell) for trial in origin.trials}
    return OriginView(
        origin=origin,
        download=_link("application/gzip", held) if is_packed else _link("text/csv", content),
        kept_as=f"{file_name}.gz" if is_packed else file_name,
        packed_size=size(len(held)) if is_packed else "",
        file_name=file_name,
        size=size(len(content)),
        cells=list(cells.items()),
        cost=cost_text(origin.trials),
    )


def packed(content: bytes) -> bytes:
    """A file's content in gzip's format, without a name or a time: equal contents give equal bytes on any machine."""
    return bytes(deflate.gzip_compress(content, 9))


def _link(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
