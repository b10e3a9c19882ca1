"""The page in the system's Chromium, as a clerk uses it."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.counties import GOLDEN
from tests.web.live import Served, replaced

pytestmark = pytest.mark.browser


def at(page: Page, served: Served, path: str) -> None:
    page.goto(f"http://127.0.0.1:{served.port}{path}")


def dropped(page: Page, *files: Path, on: str = "body") -> None:
    """Drop files on the page as a mouse does."""
    contents = [[path.name, list(path.read_bytes())] for path in files]
    transfer = page.evaluate_handle(
        """(files) => { const all = new DataTransfer();
        for (const [name, bytes] of files) all.items.add(new File([new Uint8Array(bytes)], name));
        return all; }""",
        contents,
    )
    page.dispatch_event(on, "drop", {"dataTransfer": transfer})


def test_drop_then_verdict_then_to_the_cell(page: Page, served: Served) -> None:
    at(page, served, "/tab/standards")
    dropped(page, GOLDEN / "wide.xlsx")
    page.wait_for_url("**/verdict")
    expect(page.locator("h1")).to_contain_text("未达标")
    expect(page.locator(".groups > li")).to_have_count(6)
    row = page.locator(".filtered tr", has=page.locator("button[data-trace^=section]")).first
    row.locator("button.cell").first.click()
    panel = page.locator("#panel")
    expect(panel).to_be_visible()
    expect(panel.locator(".formula")).to_contain_text("÷")
    expect(panel.locator("#trace")).to_contain_text("第六条")
    framed = panel.locator("td.here")
    expect(framed).to_have_count(1)
    cell = panel.locator("#panel-title").inner_text()
    sheet = openpyxl.load_workbook(GOLDEN / "wide.xlsx", data_only=True)[cell.split("!")[0]]
    value = sheet[cell.split("!")[1].split(":")[0]].value
    assert framed.inner_text() == f"{value:g}"
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_saved_elsewhere_then_a_new_verdict(page: Page, served: Served, project: Path) -> None:
    book = project / "填报表.xlsx"
    before = book.read_bytes()
    at(page, served, "/tab/verdict")
    expect(page.locator("h1")).to_contain_text("砚山县")
    first = page.get_attribute("body", "data-version")
    mended = openpyxl.load_workbook(book)
    sheet = mended["一票否决"]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "是":
                cell.value = "否"
    mended.save(project.parent / "mended.xlsx")
    replaced(book, (project.parent / "mended.xlsx").read_bytes())
    expect(page.locator("#status")).to_contain_text("解决 1 处，新出现 0 处")
    expect(page.locator("body")).not_to_have_attribute("data-version", str(first))
    expect(page.locator(".groups")).to_contain_text(re.compile("一票否决 ● 达标"))
    replaced(book, before)
    expect(page.locator("#status")).to_contain_text("解决 0 处，新出现 1 处")


def test_schools_are_filtered_and_a_figure_leads_to_its_cells(page: Page, served: Served) -> None:
    at(page, served, "/tab/schools")
    rows = page.locator(".filtered > tr")
    expect(rows).to_have_count(59)
    page.select_option("[data-filter=state]", "unmet")
    expect(page.locator(".count")).to_have_text("11 / 59 行")
    page.fill("[data-filter=text]", "第5号小学")
    expect(page.locator(".filtered > tr:visible")).to_have_count(1)
    page.locator(".filtered > tr:visible .figure.unmet").first.click()
    expect(page.locator("#trace")).to_contain_text("要求 ≥")
    expect(page.locator("td.here")).to_have_count(1)
