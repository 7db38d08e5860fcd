"""Debian's Chromium, as tests drive it: without a screen, in an empty profile."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

PROGRAM = Path("/usr/bin/chromium")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
# Of what axe finds; the rest is advice.
BAD = {"serious", "critical"}


@dataclass
class Opened:
    """A page, and what went wrong in it."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


Open = Callable[..., Opened]


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser; contexts of it share nothing."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=PROGRAM, args=OPTIONS)
        yield launched
        launched.close()


@contextmanager
def opening(chromium: Browser, shown: Path) -> Iterator[Open]:
    """Opens a file, this one unless told; the keywords are those of a context of the browser."""
    with ExitStack() as contexts:

        def open_page(path: Path = shown, viewport: Any = WIDE, **options: Any) -> Opened:
            context = chromium.new_context(viewport=viewport, reduced_motion="reduce", **options)
            contexts.callback(context.close)
            found = Opened(context.new_page())
            found.page.on("console", lambda message: found.complaints.append(message.text))
            found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
            found.page.on("request", lambda request: found.requests.append(request.url.partition(":")[0]))
            found.page.goto(path.as_uri())
            return found

        yield open_page


def open_details(page: Page) -> None:
    """Open all that can be opened."""
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")


def is_scrolled_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def barriers(page: Page) -> list[tuple[str, str]]:
    """What keeps people from reading a page, by axe's rules: the rule, and the first place."""
    found = Axe().run(page).response
    assert "color-contrast" in {item["id"] for item in found["passes"]}
    return [(item["id"], item["nodes"][0]["html"]) for item in found["violations"] if item["impact"] in BAD]
