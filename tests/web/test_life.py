"""How the page lives: a second start, a restart under an open page, and its own end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests import programs
from tests.counties import GOLDEN
from tests.web.live import ROOT, Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "县.xlsx").write_bytes((GOLDEN / "boundary.xlsx").read_bytes())
    return tmp_path


def test_a_restart_under_an_open_page_is_told(browser: Browser, folder: Path) -> None:
    first = Served(folder)
    context = browser.new_context()
    page = context.new_page()
    page.goto(first.link)
    page.click("text=县.xlsx")
    expect(page.locator("h1")).to_contain_text("未达标")
    address, port = page.url, first.port
    assert first.end() == 0
    expect(page.locator("#trouble")).to_contain_text("断了", timeout=20_000)
    expect(page.locator("h1")).to_contain_text("未达标")  # what was shown stays
    second = Served(folder, "--port", str(port))
    expect(page.locator("#trouble")).to_contain_text("重新打开", timeout=20_000)
    page.goto(second.link)
    page.goto(address)  # an address of before is good again
    expect(page.locator("h1")).to_contain_text("未达标")
    context.close()
    assert second.end() == 0


def test_a_note_of_one_that_was_killed_stops_nobody(folder: Path) -> None:
    killed = Served(folder)
    killed.process.kill()
    killed.process.communicate()
    assert list(killed.settings.rglob("serve-*.json"))
    again = killed.again()
    assert again.link.startswith("http://127.0.0.1:")
    assert again.end() == 0


def test_a_folder_that_is_no_project_becomes_one(browser: Browser, folder: Path) -> None:
    served = Served(folder)
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.link)
    expect(page.locator("main")).to_contain_text("还不是项目")
    assert sorted(path.name for path in folder.iterdir()) == ["县.xlsx"]
    page.locator("form[data-command=new] [type=submit]").click()
    expect(page.locator(".next")).to_contain_text("下一步", timeout=20_000)
    assert (folder / "县.xlsx").read_bytes() == (GOLDEN / "boundary.xlsx").read_bytes()
    assert (folder / "交回").is_dir()
    context.close()
    assert served.end() == 0


def test_it_ends_itself_once_the_last_page_is_closed(browser: Browser, folder: Path) -> None:
    code = (
        "from pathlib import Path; from qbe_xl.web.serve import serve\n"
        f"serve(Path({str(folder)!r}), browser=False, idle=6.0,"
        " say=lambda link: print(link, flush=True))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=programs.environment() | {"XDG_STATE_HOME": str(programs.fresh("settings"))},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    context = browser.new_context()
    page = context.new_page()
    page.goto(process.stdout.readline().strip())
    page.wait_for_timeout(7000)
    assert process.poll() is None
    page.goto(page.url.replace("/tab/work", "/tab/standards"))
    context.close()
    assert process.wait(60) == 0
