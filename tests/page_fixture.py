"""The report's page as a program reads it."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import matplotlib as mpl

from report_fixture import draw_of, leave_presented, leave_study, reported_plan
from restudy.drawing.printing import save
from restudy.drawing.style import STYLE
from restudy.records import write_text
from restudy.report.origins import report_hashes
from restudy.report.page import page
from restudy.report.studies import StudyContents

# Of figures; the others are of one word.
DRAWN = ("F-curves", "F-steps", "F-heat", "F-confusion")


@dataclass
class Page(HTMLParser):
    """A page's tags, attributes and text."""

    html: str
    tags: Counter[str] = field(default_factory=Counter)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())

    def values(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, found, value in self.attributes if found == name]


def page_of(*studies: StudyContents) -> str:
    """The page of these studies."""
    return page(studies, report_hashes([(study.plan, study.paper) for study in studies]))


def leave_page(folder: Path) -> Path:
    """Write the page of REPORTED beside its results in a folder, with some of its figures drawn."""
    plan, page_path = reported_plan(), folder / "report.html"
    study, material = leave_presented(folder, plan), leave_study(folder, plan)
    for identifier in DRAWN:
        with mpl.rc_context(STYLE):
            save(draw_of(material, identifier), study.files.figure(plan.name, identifier, "svg"))
    write_text(page_path, page_of(study))
    return page_path
