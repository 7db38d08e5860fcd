"""A page, and Chromium to open it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from chromium import Open, browser, opening
from page_fixture import leave_page


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return leave_page(tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as launched:
        yield launched


@pytest.fixture
def opened(chromium: Browser, path: Path) -> Iterator[Open]:
    with opening(chromium, path) as open_page:
        yield open_page
