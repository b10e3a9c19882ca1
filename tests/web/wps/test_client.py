"""The add-in in Chromium, opened from its folder, before a WPS that keeps the real one's quirks."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from qbe_xl.functions import FUNCTIONS
from qbe_xl.office.buttons import BUTTONS
from tests.counties import GOLDEN, GOLDEN_NAMES
from tests.web.wps.desk import Desk, click, wps

pytestmark = [pytest.mark.browser, pytest.mark.program]

STATES = {"met": "● 达标", "unmet": "✕ 未达标", "missing": "○ 待填报"}
QUIET = {"self_check", "show_help"}


def county(folder: Path, name: str = "mixed") -> Path:
    book = folder / "我县.xlsx"
    book.write_bytes((GOLDEN / f"{name}.xlsx").read_bytes())
    return book


def cells(page: Page, sheet: str) -> Any:
    return page.evaluate("(n) => Application.ActiveWorkbook.Worksheets.Item(n).cells", sheet)


def names(page: Page) -> list[str]:
    script = "Array.from({length: Application.ActiveWorkbook.Worksheets.Count}, (_, i) => Application.ActiveWorkbook.Worksheets.Item(i + 1).Name)"
    found: list[str] = page.evaluate(script)
    return found


def verdict(name: str) -> str:
    """The whole of a county from its golden groups: one unmet group decides, then one missing."""
    groups = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))["groups"].values()
    return STATES[next((s for s in ("unmet", "missing") if s in groups), "met")]


def test_the_service_is_started_by_the_first_click(
    browser: Browser, desk: Desk, tmp_path: Path
) -> None:
    desk.stop()
    page, wrong = wps(browser, desk, county(tmp_path, "branch"))
    assert page.evaluate("origin") == "null"
    said = click(page, "assess_county")
    assert verdict("branch") in said
    assert page.evaluate("__log.active") == "结论"
    first = names(page)
    began = time.monotonic()
    assert click(page, "assess_county") == said
    assert time.monotonic() - began < 5
    assert names(page) == first  # ours are found again
    assert cells(page, "结论")[0][0].endswith("〕")
    assert list(desk.inbox.iterdir()) == []
    assert wrong == []
    desk.stop(signal.SIGKILL)  # its note stays, and leads nowhere
    assert verdict("branch") in click(page, "assess_county")
    page.context.close()


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_a_golden_county_through_the_client(
    browser: Browser, desk: Desk, tmp_path: Path, name: str
) -> None:
    page, wrong = wps(browser, desk, county(tmp_path, name))
    said = click(page, "assess_county")
    assert verdict(name) in said
    assert wrong == []
    page.context.close()


@pytest.mark.slow
def test_every_button(browser: Browser, desk: Desk, tmp_path: Path) -> None:
    book = county(tmp_path, "senior-only")  # it passes, so no plan is searched for a minute
    before = book.read_bytes()
    page, wrong = wps(browser, desk, book)
    for button in BUTTONS:
        if button.name not in QUIET:
            said = click(page, button.name)
            assert "没有完成" not in said, said
    assert "WPS" in click(page, "self_check")
    assert page.evaluate("__log.opened.length") == 6  # the new workbook; by five buttons the ledger
    for made in ("下发", "申报材料", "交回", "监测档案", "整改台账.xlsx", "我县-送审版.xlsx"):
        assert (tmp_path / made).exists(), made
    assert book.read_bytes() == before
    assert list(desk.inbox.iterdir()) == []
    assert wrong == []
    page.context.close()


def test_a_clerks_sheet_of_our_name_and_text_like_a_formula(
    browser: Browser, desk: Desk, tmp_path: Path
) -> None:
    book = county(tmp_path, "branch")
    content = openpyxl.load_workbook(book)
    content.create_sheet("结论")["A1"] = "我写的"
    header = next(
        row for row in content["学校"].iter_rows() if "学校名称" in [c.value for c in row]
    )
    column = next(cell.column for cell in header if cell.value == "学校名称")
    odd = content["学校"].cell(header[0].row + 1, column)
    odd.value, odd.data_type = "=1+1", "s"
    content.save(book)
    page, _ = wps(browser, desk, book)
    said = click(page, "assess_county")
    assert "“结论”改用“结论(2)”" in said
    assert cells(page, "结论") == [["我写的"]]
    flat = [cell for name in names(page) for row in cells(page, name) for cell in row]
    assert not any(isinstance(cell, dict) for cell in flat)  # neither a formula nor a date
    assert any(cell == "=1+1" for cell in flat)
    page.context.close()


def test_a_wrong_token_and_another_program_on_the_port(
    browser: Browser, desk: Desk, tmp_path: Path
) -> None:
    page, _ = wps(browser, desk, county(tmp_path, "branch"))
    click(page, "about")
    good = desk.note.read_text(encoding="utf-8")
    notes: list[dict[str, Any]] = [
        json.loads(good) | {"token": "x" * 43},
        json.loads(good) | {"port": desk.server.server_port},
    ]
    for wrong in notes:
        desk.note.write_text(json.dumps(wrong), encoding="utf-8")
        page.reload()
        page.evaluate("OnAddinLoad({})")
        assert verdict("branch") in click(page, "assess_county")  # it starts one of its own
    assert list(desk.inbox.iterdir()) == []
    page.context.close()


def test_where_the_service_cannot_be_started_that_is_said(browser: Browser, desk: Desk) -> None:
    page, wrong = wps(browser, desk)
    page.evaluate("qbe.settings.note = '/nowhere/note.json'; wps.OAAssist = undefined")
    assert "本机服务没有启动" in click(page, "assess_county")
    assert wrong == []
    page.context.close()


def test_without_a_workbook(browser: Browser, desk: Desk) -> None:
    page, _ = wps(browser, desk)
    assert "没有打开的工作簿" in click(page, "assess_county")
    assert "评估标准" in click(page, "about")
    page.context.close()


def formula(page: Page, text: str, below: list[list[Any]]) -> Any:
    """What a formula in C1 gives over the cells from A1 on."""
    return page.evaluate(
        """([text, below]) => {
            const sheet = Application.ActiveWorkbook.Worksheets.Item(1);
            sheet.cells = below.map((row) => row.slice());
            sheet.Range("E1").Formula = text;
            return sheet.Range("E1").Value2;
        }""",
        [text, below],
    )


@pytest.mark.parametrize("places", ["address", "range"])
def test_functions_where_a_blank_is_no_zero(
    browser: Browser, desk: Desk, tmp_path: Path, places: str
) -> None:
    page, wrong = wps(browser, desk, county(tmp_path), places=places)
    assert page.evaluate("Object.keys(__log.functions)") == []
    assert f"已启用 {len(FUNCTIONS)} 个函数" in click(page, "try_functions")
    bound = set(page.evaluate("Object.keys(__log.functions)"))
    assert bound == {f"QBE.{n.removeprefix('QBE_')}" for n in FUNCTIONS} | {"QBE.TRY"}
    assert page.evaluate("__log.closed") == 1
    assert page.evaluate("Application.ActiveWorkbook.Name") == "我县.xlsx"
    assert formula(page, "=QBE.CV(A1:A2,B1:B2)", [[1, 10], [3, 10]]) == 0.5
    said = formula(page, "=QBE.CV(A1:A3,B1:B3)", [[1, 10], [None, 10], [3, 10]])
    assert "第 2 个数值未填报" in said
    mean = formula(page, "=QBE.MEAN(A1:A3,B1:B3)", [[1, 10], [0, 10], [2, 10]])
    assert mean == pytest.approx(1)
    error = formula(page, "=QBE.MEAN(A1:A2,B1:B2)", [[1, 10], [-2146826246, 10]])
    assert "#N/A" in error
    assert wrong == []
    page.context.close()


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ({"places": "none"}, "没有告诉函数"),
        ({"blank": 0}, "把空白当作 0"),
        ({"functions": False}, "不让加载项带函数"),
    ],
)
def test_no_function_where_a_blank_may_be_a_zero(
    browser: Browser, desk: Desk, host: dict[str, Any], why: str, tmp_path: Path
) -> None:
    page, _ = wps(browser, desk, county(tmp_path), **host)
    assert why in click(page, "try_functions")
    assert set(page.evaluate("Object.keys(__log.functions)")) <= {"QBE.TRY"}
    page.context.close()


def test_formulas_of_excel_and_back(browser: Browser, desk: Desk, tmp_path: Path) -> None:
    page, _ = wps(browser, desk, county(tmp_path))
    texts = ["=QBE_CV(A1:A9,B1:B9)", '=IF(QBE_MEAN(A1:A9)>1,"QBE_CV(",1)', "=SUM(A1:A9)", "QBE_CV"]
    page.evaluate(
        "(all) => { Application.ActiveWorkbook.Worksheets.Item(1).cells = all.map((f) => [f[0] === '=' ? { formula: f } : f]); }",
        texts,
    )
    assert "2 个" in click(page, "to_wps")
    first = names(page)[0]
    turned = [
        row[0] if isinstance(row[0], str) else row[0]["formula"] for row in cells(page, first)
    ]
    assert turned == [
        "=QBE.CV(A1:A9,B1:B9)",
        '=IF(QBE.MEAN(A1:A9)>1,"QBE_CV(",1)',
        "=SUM(A1:A9)",
        "QBE_CV",
    ]
    click(page, "to_excel")
    back = [row[0] if isinstance(row[0], str) else row[0]["formula"] for row in cells(page, first)]
    assert back == texts
    page.context.close()
