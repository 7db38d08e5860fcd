"""The README and the pages in docs/, as their tests read them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
# Pages whose commands are run; the others are only read.
SHOWN = ["README.md", *sorted(f"docs/{path.name}" for path in (REPOSITORY / "docs").glob("*.md"))]
PAGES = [*SHOWN, "custom/README.md", "workflow/profiles/README.md"]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"(?:^|\s)# .*$")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: its language, its text, and where its first line says that it belongs."""

    page: str
    language: str
    text: str

    @property
    def place(self) -> str:
        """What stands in the comment of its first line."""
        return self.text.partition("\n")[0].removeprefix("# ")


@cache
def text_of(page: str) -> str:
    return (REPOSITORY / page).read_text(encoding="utf-8")


def blocks(page: str, language: str = "") -> list[Block]:
    """The blocks of a page; of one language where one is given."""
    found = [Block(page, *match.groups()) for match in FENCE.finditer(text_of(page))]
    return [block for block in found if language in ("", block.language)]


def prose(page: str) -> str:
    """A page without its blocks."""
    return FENCE.sub("", text_of(page))


def words_in_code(page: str) -> list[str]:
    """What stands between backquotes in a page's prose."""
    return re.findall(r"`([^`\n]+)`", prose(page))


def commands(page: str) -> Iterator[str]:
    """The commands of a page's shell blocks, a line each, without comments."""
    for block in blocks(page, "sh"):
        for line in block.text.splitlines():
            yield COMMENT.sub("", line).strip()


def anchors(page: str) -> set[str]:
    """What a link can name on a page: its headings, as sites show them."""
    titles = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
