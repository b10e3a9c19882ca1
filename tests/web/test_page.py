"""The page in the system's Chromium, as a clerk uses it."""

from __future__ import annotations

import re
import time
from base64 import b64encode
from importlib.resources import files
from pathlib import Path

import lxml.html
import openpyxl
import pytest
from justhtml import JustHTML
from playwright.sync_api import APIResponse, Page, Route, expect

from qbe_xl.blank import blank_workbook
from qbe_xl.county.rows import all_rows
from qbe_xl.years.archive import add
from tests.counties import GOLDEN, random_county
from tests.web.live import Served, replaced

pytestmark = pytest.mark.browser


def at(page: Page, served: Served, path: str) -> None:
    page.goto(f"http://127.0.0.1:{served.port}{path}")


def dropped(page: Page, *files: Path, on: str = "body") -> None:
    """Drop files on the page as a mouse does."""
    contents = [[path.name, b64encode(path.read_bytes()).decode()] for path in files]
    transfer = page.evaluate_handle(
        """(files) => { const all = new DataTransfer();
        for (const [name, text] of files) {
          const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
          all.items.add(new File([bytes], name)); }
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
    at(page, served, "/open?name=填报表.xlsx")
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
    page.locator("button.cell").first.click()  # what is shown stays usable while it looks again
    expect(page.locator("#panel")).to_be_visible()
    expect(page.locator("#status")).to_contain_text("解决 1 处，新出现 0 处")
    expect(page.locator("body")).not_to_have_attribute("data-version", str(first))
    expect(page.locator(".groups")).to_contain_text(re.compile("一票否决 ● (未发现|达标)"))
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


def test_a_trial_moves_what_it_should_and_is_there_again(page: Page, served: Served) -> None:
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        """Let the answer to the empty trial of the opened page come last of all."""
        if route.request.method == "POST" and not held:
            held.append((route, route.fetch()))
        else:
            route.continue_()

    page.route("**/trial", hold)
    at(page, served, "/tab/trial")
    first = page.locator("#lines > tr").first
    first.locator(".school").fill("5326200004")
    first.locator(".item").fill("教学仪器设备值")
    first.locator(".value").fill("+70")
    first.locator(".value").press("Enter")
    moved = page.locator("#moved > tr", has_text="综合达标的办学单元")
    expect(moved).to_contain_text("48")
    expect(moved).to_contain_text("49")
    ((late, answer),) = held
    with page.expect_response("**/trial"):
        late.fulfill(response=answer)
    page.unroute("**/trial")
    expect(moved).to_contain_text("49")
    expect(page.locator("#moved > tr").first).to_contain_text("全县结论")
    at(page, served, "/tab/schools")  # R6 of that school is as it was: the workbook is not touched
    expect(page.locator(".filtered > tr", has_text="5326200004")).to_contain_text("1420.33 ✕")
    at(page, served, "/tab/trial")
    expect(page.locator("#lines .value").first).to_have_value("+70")
    expect(moved).to_contain_text("49")
    page.locator("#lines .school").first.fill("没有的学校")
    page.click("#trial [type=submit]")
    expect(page.locator("#wrong")).to_contain_text("第 1 行：没有学校“没有的学校”")
    page.click("#clear")
    expect(page.locator("#moved > tr")).to_have_count(2)


def test_the_sheet_of_the_workbook_is_tried_too(page: Page, served: Served, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(GOLDEN / "mixed.xlsx")
    sheet = book.create_sheet("试算")
    for row in (["学校", "项目", "试算值"], ["5326200004", "教学仪器设备值", "+70"]):
        sheet.append(row)
    book.save(tmp_path / "带试算.xlsx")
    at(page, served, "/tab/standards")
    dropped(page, tmp_path / "带试算.xlsx")
    page.wait_for_url("**/verdict")
    page.goto(page.url.replace("/verdict", "/trial"))
    expect(page.locator("#lines .value").first).to_have_value("+70")
    expect(page.locator("#moved > tr", has_text="综合达标的办学单元")).to_contain_text("49")


def test_next_year_is_rehearsed_at_the_entry_asked_for(page: Page, served: Served) -> None:
    at(page, served, "/tab/rehearse")
    page.fill("[name=entry]", "0.8，120%")
    page.press("[name=entry]", "Enter")
    expect(page.locator(".notice")).to_contain_text("预演，不是预测")
    overview = page.locator("section", has_text="预演结论").locator("tbody > tr")
    expect(overview).to_have_count(3)
    expect(overview.nth(2)).to_contain_text("招生 120%")
    page.fill("[name=entry]", "很多")
    page.press("[name=entry]", "Enter")
    expect(page.locator("main [role=alert]")).to_contain_text("应为大于 0、不超过 5 的数")


def test_the_years_of_the_archive_are_shown(
    page: Page, served: Served, project: Path, tmp_path: Path
) -> None:
    at(page, served, "/tab/years")
    expect(page.locator("main")).to_contain_text("还没有档案")
    added = add(GOLDEN / "met.xlsx", project / "监测档案")
    page.reload()
    overview = page.locator("section", has_text="历年结论").locator("tbody > tr")
    expect(overview.first).to_contain_text(added.year)
    expect(overview.first).to_contain_text("● 达标")
    (project / "监测档案").rename(tmp_path / "监测档案")


def test_two_books_stand_side_by_side(page: Page, served: Served) -> None:
    at(page, served, "/tab/standards")
    dropped(page, GOLDEN / "met.xlsx")
    page.wait_for_url("**/verdict")
    expect(page.locator("h1")).to_contain_text("● 达标")
    one = page.url
    dropped(page, GOLDEN / "trap-fail.xlsx")
    page.wait_for_url(lambda url: url != one)
    expect(page.locator("h1")).to_contain_text("✕ 未达标")
    page.goto(one.replace("/verdict", "/schools"))
    page.locator(".figure").first.click()
    expect(page.locator("td.here")).to_have_count(1)
    dropped(page, GOLDEN / "met.xlsx", GOLDEN / "mixed.xlsx")
    expect(page.locator("#trouble")).to_contain_text("一次打开一个")


def test_a_dropped_copy_is_kept_in_the_folder_and_watched_there(
    page: Page, served: Served, project: Path
) -> None:
    at(page, served, "/tab/standards")
    dropped(page, GOLDEN / "boundary.xlsx")
    page.wait_for_url("**/verdict")
    expect(page.locator(".copy")).to_contain_text("存盘不会重评")
    page.click("#keep")
    expect(page.locator(".copy")).to_have_count(0)
    expect(page.locator("#status")).to_contain_text("已看过 boundary.xlsx")
    replaced(project / "boundary.xlsx", (GOLDEN / "met.xlsx").read_bytes())
    expect(page.locator("h1")).to_contain_text("● 达标")
    at(page, served, "/tab/work")
    other = page.locator(".others li", has_text="boundary.xlsx")
    expect(other.locator("button")).to_have_text("作为项目的填报表")
    (project / "boundary.xlsx").unlink()


def test_two_standards_are_compared(page: Page, served: Served) -> None:
    at(page, served, "/tab/standards")
    page.select_option("[name=one]", "yunnan-2022")
    page.select_option("[name=two]", "national-2017")
    page.click("main [type=submit]")
    expect(page.locator("pre")).to_have_count(2)
    expect(page.locator("pre").nth(1)).to_contain_text("yunnan-2022")


def test_a_name_is_text_and_nothing_else(page: Page, served: Served, tmp_path: Path) -> None:
    at(page, served, "/tab/standards")
    page.evaluate("window.harmed = false")
    path = tmp_path / "<img src=x onerror=harmed=true>.xlsx"
    path.write_bytes((GOLDEN / "boundary.xlsx").read_bytes())
    dropped(page, path)
    page.wait_for_url("**/verdict")
    expect(page.locator("header .name")).to_contain_text("onerror=harmed=true")
    assert page.locator("header img").count() == 0
    assert page.evaluate("window.harmed") is None


def test_what_is_no_workbook_is_named(page: Page, served: Served, tmp_path: Path) -> None:
    for name, content in (
        ("空.xlsx", b""),
        ("图.xlsx", b"\x89PNG\r\n"),
        ("半.xlsx", b"PK\x03\x04"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        at(page, served, "/tab/standards")
        dropped(page, path)
        page.wait_for_url("**/verdict")
        expect(page.locator("h1")).to_contain_text("现在不能评估：有 1 处")
        expect(page.locator(".lines")).to_contain_text(name)


def test_a_file_is_read_once_it_stands_still(page: Page, served: Served, project: Path) -> None:
    book, whole = project / "慢.xlsx", (GOLDEN / "boundary.xlsx").read_bytes()
    book.write_bytes(whole)
    at(page, served, "/open?name=慢.xlsx")
    expect(page.locator("#status")).to_contain_text("已看过 慢.xlsx")
    page.evaluate(
        """() => { window.told = []; new MutationObserver(() =>
        window.told.push(document.querySelector("#status").textContent)).observe(
        document.querySelector("#status"), {childList: true}); }"""
    )
    parts = 6
    with book.open("wb") as file:
        for part in range(parts):
            file.write(whole[len(whole) * part // parts : len(whole) * (part + 1) // parts])
            file.flush()
            time.sleep(0.25)
    expect(page.locator("#status")).to_contain_text("解决 0 处，新出现 0 处")
    told = page.evaluate("window.told")
    assert told
    assert not [line for line in told if "须先改正" in line]
    book.unlink()  # and the view stays usable while the file is gone
    page.locator("button.cell").first.click()
    expect(page.locator("#panel")).to_be_visible()
    replaced(book, (GOLDEN / "met.xlsx").read_bytes())
    expect(page.locator("h1")).to_contain_text("● 达标")
    book.unlink()


def test_three_hundred_schools(page: Page, served: Served, tmp_path: Path) -> None:
    path = tmp_path / "三百所.xlsx"
    path.write_bytes(blank_workbook(all_rows(random_county(7, 300, 0.5).county())))
    at(page, served, "/tab/standards")
    dropped(page, path)
    page.wait_for_url("**/verdict")
    page.goto(page.url.replace("/verdict", "/schools"))
    assert page.locator(".filtered > tr").count() >= 300
    page.fill("[data-filter=text]", "第299学校")
    expect(page.locator(".filtered > tr:visible")).to_have_count(
        page.locator(".filtered > tr", has_text="第299学校").count()
    )


def test_by_the_keyboard_alone(page: Page, served: Served) -> None:
    at(page, served, "/tab/verdict")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.locator("button.cell:focus").count():
            break
    expect(page.locator("button.cell:focus")).to_have_count(1)
    wanted = page.locator(":focus").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_be_focused()
    expect(page.locator("#panel-title")).to_have_text(wanted)
    page.keyboard.press("Escape")
    expect(page.locator("button.cell:focus")).to_have_text(wanted)
    at(page, served, "/tab/work")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.locator("nav a:focus")).to_have_text("办理")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/verdict")


TABS = (
    "work",
    "verdict",
    "schools",
    "cvs",
    "townships",
    "trial",
    "rehearse",
    "checkup",
    "years",
    "standards",
)


def test_every_page_is_valid_and_needs_nothing_from_outside(served: Served, cookie: str) -> None:
    paths = [served.ask("GET", f"/tab/{name}", {"cookie": cookie}) for name in TABS]
    for name, answer in zip(TABS, paths, strict=True):
        if answer.status == 303:
            answer = served.ask("GET", answer.headers["location"], {"cookie": cookie})
        source = answer.body.decode()
        assert source.startswith('<!DOCTYPE html>\n<html lang="zh-CN">'), name
        JustHTML(source, strict=True)
        root = lxml.html.fromstring(source)
        ids = root.xpath("//@id")
        assert len(ids) == len(set(ids)), name
        assert not [one for one in ids if " " in one]
        assert root.xpath("//script/@src") == ["/page.js"]
        for foreign in ("http:", "https:", "style=", "javascript:", " onclick", "url("):
            assert foreign not in source, (name, foreign)


_AXE = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TABS)
def test_axe_finds_nothing_serious(page: Page, served: Served, name: str) -> None:
    at(page, served, f"/tab/{name}")
    if name in ("schools", "cvs"):
        page.locator("button.cell").first.click()
        expect(page.locator("#panel")).to_be_visible()
    page.evaluate(_AXE)
    found = page.evaluate(
        """axe.run(document, {resultTypes: ["violations"]}).then(found =>
        found.violations.map(v => [v.impact, v.id, v.nodes.length, v.nodes[0].html]))"""
    )
    assert [one for one in found if one[0] in ("serious", "critical")] == []
