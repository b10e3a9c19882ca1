"""Every command by the page: progress, stopping, results to open and to take along."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from qbe_xl.blank import blank_workbook
from qbe_xl.county.reading import read_book
from qbe_xl.county.rows import all_rows
from tests.counties import GOLDEN
from tests.files import hostile
from tests.web.live import Served
from tests.web.test_page import at

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = 60_000
"""Milliseconds that a command may take on a busy machine."""


def job(page: Page, title: str) -> Locator:
    return page.locator("#jobs li", has=page.locator(f"strong:text-is('{title}')")).first


def run(page: Page, id: str, title: str, state: str = "done") -> Locator:
    """Run a command from its form in 办理 and wait for its end."""
    page.locator(f"form[data-command='{id}'] [type=submit]").first.click()
    expect(job(page, title)).to_have_attribute("data-state", state, timeout=LONG)
    return job(page, title)


def test_assess_then_open_and_take_the_results(page: Page, served: Served, project: Path) -> None:
    at(page, served, "/tab/work")
    page.locator(".next a").click()
    assert page.url.endswith("#checkup")  # what comes next is a click away
    step = page.locator("section#assess")
    expect(step).to_contain_text("还没有做")
    run(page, "assess", "评估")
    expect(step).to_contain_text("✓ 已完成")
    step.locator("summary", has_text="结果").click()
    with page.expect_popup() as opened:
        step.locator("a", has_text="评估报告.html").first.click()
    report = opened.value
    expect(report.locator("h1")).to_contain_text("自评报告")
    assert report.evaluate("getComputedStyle(document.querySelector('h1')).textAlign") == "center"
    report.close()
    with page.expect_download() as taken:
        step.locator("a[href='/zip/assess']").click()
    with zipfile.ZipFile(taken.value.path()) as archive:
        assert {"assessment.json", "评估结果.xlsx", "评估报告.docx"} <= {*archive.namelist()}
        found = json.loads(archive.read("assessment.json"))
    assert found["verdict"] == json.loads((GOLDEN / "mixed.json").read_text("utf-8"))["verdict"]
    # nothing has changed since: told at once
    expect(run(page, "assess", "评估")).to_contain_text("砚山县")


def test_the_filing_package_is_taken_and_opened(page: Page, served: Served, project: Path) -> None:
    at(page, served, "/tab/work")
    run(page, "documents", "申报材料")
    with page.expect_download(timeout=LONG) as taken:
        page.locator("section#documents a[href='/zip/documents']").click()
    assert taken.value.suggested_filename == f"{project.name}-申报材料.zip"
    with zipfile.ZipFile(taken.value.path()) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {"目录.html", "manifest.json"} <= {*names}
        (book,) = (name for name in names if Path(name).name == "填报表.xlsx")
        assert archive.read(book) == (project / "填报表.xlsx").read_bytes()
        assert len(names) > 50


def test_findings_are_accepted_in_the_list(page: Page, served: Served) -> None:
    at(page, served, "/tab/checkup")
    page.locator("form[data-command=checkup] [type=submit]").click()
    rows = page.locator("#accept tbody tr")
    expect(rows.first).to_be_visible(timeout=LONG)
    before = rows.count()
    page.locator("#accept [type=submit]").click()  # without a name the browser refuses
    mark = rows.nth(0).locator("[name=mark]").get_attribute("value")
    rows.nth(0).locator("[name=mark]").check()
    page.fill("[name=by]", "某人")
    page.fill("[name=why]", "已核对原件")
    page.locator("#accept [type=submit]").click()
    expect(job(page, "确认无误")).to_have_attribute("data-state", "done", timeout=LONG)
    expect(rows).to_have_count(before - 1)
    expect(page.locator(f"[name=mark][value='{mark}']")).to_have_count(0)
    expect(page.locator("tr", has_text="某人").last).to_contain_text("已核对原件")


def test_a_command_is_stopped_and_leaves_nothing(page: Page, served: Served, project: Path) -> None:
    at(page, served, "/tab/work")
    form = page.locator("form[data-command=rehearse]").first
    form.locator("summary").click()
    form.locator("[name=entry]").fill("0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9")
    form.locator("[type=submit]").click()
    item = job(page, "明年预演")
    item.locator("button", has_text="取消").click()
    expect(item).to_have_attribute("data-state", "stopped", timeout=LONG)
    expect(item).to_contain_text("已取消")
    assert not list((project / "预演").glob("*"))
    wrong = page.locator("form[data-command=plan]").first
    wrong.locator("summary").click()
    wrong.locator("[name=time-limit]").fill("很多")
    told = run(page, "plan", "缺口与方案", "failed")
    expect(told).to_contain_text("--time-limit")


def doubled() -> bytes:
    """A zip with a part of one name twice, of which Python warns."""
    parts = [*hostile.unzipped(hostile.xlsx("")).items(), ("xl/workbook.xml", b"x")]
    with warnings.catch_warnings(action="ignore"):
        return hostile.zipped(parts)


BROKEN = {
    "0 字节": b"",
    "文本": "这不是工作簿".encode(),
    "图片": b"\x89PNG\r\n\x1a\n",
    "半个": (GOLDEN / "boundary.xlsx").read_bytes()[:4000],
    "炸弹": hostile.bomb(hostile.unzipped(hostile.xlsx("")), "xl/media/image1.png", 9),
    "谎报": hostile.with_headers(hostile.xlsx(""), "xl/worksheets/sheet1.xml", unpacked=1024 << 20),
    "校验": hostile.with_headers(hostile.xlsx(""), "xl/worksheets/sheet1.xml", crc=1),
    "加密": hostile.ole("EncryptionInfo", "EncryptedPackage"),
    "Word": hostile.ole("WordDocument"),
    "xlsb": hostile.xlsb(),
    "空 ods": hostile.ods(""),
    "重名": doubled(),
    "外": hostile.zipped([*hostile.unzipped(hostile.xlsx("")).items(), ("../x", b"x")]),
    "很多": hostile.zipped(
        hostile.unzipped(hostile.xlsx("")) | {f"x/{n}": b"" for n in range(12_000)}
    ),
    "其他 zip": hostile.zipped({"a.txt": b"x"}),
    "DTD": hostile.zipped(
        hostile.unzipped(hostile.xlsx(""))
        | {"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY e "e">]><a>&e;</a>'}
    ),
    "没有行": hostile.xlsx(""),
}


def test_every_broken_workbook_is_named_and_harms_nothing(
    page: Page, served: Served, cookie: str
) -> None:
    own = {"cookie": cookie, "origin": f"http://127.0.0.1:{served.port}"}
    for name, content in BROKEN.items():
        named = own | {"x-name": quote(f"{name}.xlsx")}
        book = json.loads(served.ask("POST", "/drop", named, content).body)["book"]
        shown = served.ask("GET", f"/book/{book}/verdict", own)
        html = shown.body.decode()
        assert shown.status == 200, name
        assert "现在不能评估" in html, name
        said = html.partition('<ul class="lines">')[2].partition("</ul>")[0]
        assert f"{name}.xlsx" in said or "学校" in said, name
        assert "内部" not in said, name
    at(page, served, "/tab/verdict")
    expect(page.locator("h1")).to_contain_text("砚山县")


def test_fifty_returns_with_five_broken_ones(page: Page, served: Served, project: Path) -> None:
    rows = all_rows(read_book(project / "填报表.xlsx")[1])
    payloads: list[FilePayload] = []
    for row in rows["学校"][:50]:
        of_school = {
            sheet: [one for one in rows[sheet] if one["code"] == row["code"]]
            for sheet in ("学校", "班级", "专用教室")
        }
        name = f"{row['code']}-{row['name']}.xlsx"
        payloads.append({"name": name, "mimeType": "", "buffer": blank_workbook(of_school)})
    broken = [b"", b"x", payloads[2]["buffer"][:3000], b"%PDF-1.7", hostile.ole("WordDocument")]
    for place, content in enumerate(broken):
        payloads[place]["buffer"] = content
    at(page, served, "/tab/work")
    zone = page.locator("form[data-command=merge] [data-place]")
    zone.locator("input[type=file]").set_input_files(payloads)
    expect(zone.locator(".put")).to_contain_text("放入 50 个文件", timeout=LONG)
    assert len(list((project / "交回").glob("*.xlsx"))) == 50
    item = run(page, "merge", "汇总")
    expect(item).to_contain_text("无法打开 5 个：", timeout=LONG)
    said = item.text_content() or ""
    names = [payload["name"] for payload in payloads]
    assert all(name in said for name in names[:5])
    assert not any(f"{name}（" in said for name in names[5:])
    expect(page.locator("header .name")).to_contain_text("汇总表")  # the project's book from now on
    with page.expect_download() as taken:
        page.locator("section#merge a[href='/zip/merge']").click()
    with zipfile.ZipFile(io.BytesIO(Path(taken.value.path()).read_bytes())) as archive:
        assert any(name.endswith(".xlsx") for name in archive.namelist())


def test_no_request_went_elsewhere(served: Served, page: Page, requested: list[str]) -> None:
    at(page, served, "/tab/verdict")
    own = (f"http://127.0.0.1:{served.port}/", "data:", "blob:")
    assert requested
    assert [url for url in requested if not url.startswith(own)] == []
