"""One served project, one Chromium and one page for all tests of this room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from qbe_xl.project.folder import make_project
from tests import programs
from tests.counties import GOLDEN
from tests.web import live


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder with the golden county `mixed`."""
    folder = tmp_path_factory.mktemp("serve") / "某县 2024"
    folder.mkdir()
    (folder / "填报表.xlsx").write_bytes((GOLDEN / "mixed.xlsx").read_bytes())
    make_project(folder)
    return folder


@pytest.fixture(scope="session")
def served(project: Path) -> Iterator[live.Served]:
    found = live.Served(project)
    yield found
    found.end()


@pytest.fixture(scope="session")
def cookie(served: live.Served) -> str:
    """The cookie of a session, for what is asked by hand."""
    again = served.again()
    assert again.ended() == 0
    return again.cookie()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=live.chromium(),
            args=[*live.options()],
            env=dict(programs.environment()),
        )
        yield made
        made.close()


@pytest.fixture(scope="session")
def requested() -> list[str]:
    """Every address that the browser asked for."""
    return []


@pytest.fixture(scope="session")
def tab(browser: Browser, served: live.Served, requested: list[str]) -> Iterator[Page]:
    """The page, opened by its link."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(live.PATIENCE)
    context.on("request", lambda request: requested.append(request.url))
    page = context.new_page()
    page.goto(served.link)
    yield page
    context.close()


@pytest.fixture
def page(tab: Page) -> Iterator[Page]:
    """The page; whatever its script throws fails the test."""
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    yield tab
    assert wrong == []
