"""docs/reliability.md: what the tests have tried, how often, and what was lost or wrong, from the run of all tests.

A test is marked with `tried(KIND, WHAT, OUTCOME, TIMES)`. Each of its cases counts so many times, once if that is left
out; or as often as it records the property `times`. A run of all tests fails where the page says more than was run;
`pytest --write-reliability` writes the page anew.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from _pytest.config import Config as WholeConfig

PAGE = Path(__file__).parents[1] / "docs/reliability.md"
HEAD = """# What was tried

Each line is a test that CI runs. The numbers are counted by a run of all tests, which fails where this page says
more than was run. *Wrong* counts the cases after which something was lost, or a result was
another one, or nobody was told.
"""
KINDS = (
    "Killed, interrupted, begun again",
    "Two at once",
    "Damaged files",
    "Diverged and degenerate networks",
    "Disks, rights and networks",
    "Clusters",
    "Clocks, copies and versions",
    "Settings and command lines",
)
Line = tuple[str, str, str]


class Tally:
    """How often each thing was tried, and how often it went wrong."""

    def __init__(self) -> None:
        self.times, self.wrong = Counter[Line](), Counter[Line]()

    def count(self, properties: Mapping[str, Any], passed: bool) -> None:
        """Take one test's outcome."""
        if "tried" in properties:
            line: Line = tuple(properties["tried"])
            times = int(properties.get("times", 1))
            self.times[line] += times
            self.wrong[line] += 0 if passed else times

    def page(self) -> str:
        """The whole page."""
        return "\n".join([HEAD, *(line for kind in KINDS for line in self._of_kind(kind))])

    def exceeded_by(self, page: str) -> list[str]:
        """The lines of a page that say more than was counted, or hide what went wrong."""
        return [
            text
            for text in page.splitlines()
            if (cells := [cell.strip() for cell in text.strip("|").split(" | ")])[0] != "Tried" and len(cells) == 4
            if cells[1].replace(",", "").isdecimal() and not self._allows(*cells)
        ]

    def _allows(self, what: str, times: str, outcome: str, wrong: str) -> bool:
        lines = [line for line in self.times if line[1:] == (what, outcome)]
        tried, failed = (sum(counted[line] for line in lines) for counted in (self.times, self.wrong))
        return int(times.replace(",", "")) <= tried and int(wrong) >= failed

    def _of_kind(self, kind: str) -> Iterator[str]:
        lines = sorted(line for line in self.times if line[0] == kind)
        if lines:
            yield f"## {kind}\n\n| Tried | Times | What comes of it | Wrong |\n| --- | ---: | --- | ---: |"
            yield from (f"| {line[1]} | {self.times[line]:,} | {line[2]} | {self.wrong[line]} |" for line in lines)
            yield ""


TALLY = pytest.StashKey[Tally]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that writes the page."""
    parser.addoption("--write-reliability", action="store_true", help="write docs/reliability.md from this run")


def pytest_configure(config: pytest.Config) -> None:
    """The mark, and an empty tally."""
    config.addinivalue_line("markers", "tried(kind, what, outcome, times=1): counts in docs/reliability.md")
    config.stash[TALLY] = Tally()


@pytest.fixture(autouse=True)
def _tried(request: pytest.FixtureRequest) -> None:
    """Let the process that gathers outcomes know what a marked test has tried."""
    mark = request.node.get_closest_marker("tried")
    if mark:
        kind, what, outcome, *times = mark.args
        assert kind in KINDS, f"{kind}: give one of {KINDS}"
        request.node.user_properties.append(("tried", [kind, what, outcome]))
        request.node.user_properties.extend(("times", each) for each in times)


class Gatherer:
    """Listens to outcomes, in the one process that has all of them."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test when its body has ended."""
        if report.when == "call" or report.failed:
            self.config.stash[TALLY].count(dict(report.user_properties), report.passed)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Listen, unless another process does."""
    if not hasattr(session.config, "workerinput"):
        session.config.pluginmanager.register(Gatherer(session.config), "reliability")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the page, or hold it against what was run."""
    config = session.config
    if hasattr(config, "workerinput"):
        return
    tally = config.stash[TALLY]
    if config.getoption("--write-reliability"):
        PAGE.write_text(tally.page(), encoding="utf-8")
    elif _is_whole(config) and (more := tally.exceeded_by(PAGE.read_text(encoding="utf-8"))):
        print(f"\n{PAGE.name} says more than was run; write it anew: pytest -n 2 --write-reliability", *more, sep="\n")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _is_whole(config: pytest.Config) -> bool:
    """Whether this is a run of all tests."""
    chosen = config.getoption("markexpr"), config.getoption("keyword"), config.getoption("maxfail")
    return config.args_source == WholeConfig.ArgsSource.TESTPATHS and not any(chosen)
