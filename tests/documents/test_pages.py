"""The web pages: valid, offline, without scripts, on A4, and open to everybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from justhtml import JustHTML

from tests import chromium
from tests.counties import EVERY_GOLDEN
from tests.documents.packages import DOCUMENTS, folder, golden

PAGES = ("目录.html", *(f"网页/{d.name}.html" for d in DOCUMENTS))
HALF = "trap-missing"
"""A county with every state, of half as many schools as the largest."""
EACH = pytest.mark.parametrize("page", PAGES)


@EACH
@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_the_page_is_valid(name: str, page: str) -> None:
    source = (folder(name) / page).read_text(encoding="utf-8")
    assert source.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    JustHTML(source, strict=True)
    root = lxml.html.fromstring(source)
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert root.xpath("//h1")


@EACH
def test_the_page_needs_nothing_from_outside(page: str) -> None:
    source = (folder("mixed") / page).read_text(encoding="utf-8")
    for foreign in ("http:", "https:", "<script", "src=", "url(", "@import", "javascript:", " on"):
        assert foreign not in source, foreign
    assert "default-src 'none'" in source


@EACH
def test_tables_are_square(page: str) -> None:
    root = lxml.html.fromstring((folder("mixed") / page).read_text(encoding="utf-8"))
    for table in root.xpath("//table"):
        taken: dict[int, int] = {}  # column → rows that a cell above still covers
        widths = set()
        for row in table.xpath(".//tr"):
            column, below = 0, {c: left - 1 for c, left in taken.items() if left > 1}
            for cell in row.xpath("./td | ./th"):
                while column in taken:
                    column += 1
                for _ in range(int(cell.get("colspan", 1))):
                    if int(cell.get("rowspan", 1)) > 1:
                        below[column] = int(cell.get("rowspan")) - 1
                    column += 1
            widths.add(max(column, *(c + 1 for c in taken), 0) if taken else column)
            taken = below
        assert len(widths) == 1


_AXE = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_VIOLATIONS = """axe.run(document, {resultTypes: ['violations']}).then(
  found => found.violations.map(v => [v.impact, v.id, v.nodes.length, v.nodes[0].html]))"""


def violations(path: Path) -> list[list[Any]]:
    """What axe finds in a page, in Chromium."""
    with chromium.opened(path) as page:
        page.run(_AXE)
        return page.run(_VIOLATIONS)


@pytest.mark.browser
@EACH
def test_axe_finds_nothing_serious(page: str) -> None:
    found = violations(folder(HALF) / page)
    assert [v for v in found if v[0] in ("serious", "critical")] == []


@pytest.mark.browser
def test_axe_would_find_it(tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text(
        "<!DOCTYPE html><html><head><title>x</title></head><body><main><h1>x</h1>"
        '<img alt src="a.png"><input><p style="color:#bbb">颜色太淡的文字</p></main></body></html>',
        encoding="utf-8",
    )
    ids = {v[1] for v in violations(page) if v[0] in ("serious", "critical")}
    assert {"html-has-lang", "label", "color-contrast"} <= ids


def test_pages_print_on_a4_with_their_numbers(
    print_pdf: Callable[[Path], Path], pdf_text: Callable[[Path], str]
) -> None:
    for page in PAGES[1:]:
        text = pdf_text(print_pdf(folder(HALF) / page))
        pages = text.rstrip("\f").split("\f")
        numbered = [bool(re.search(r"—\s*\d+\s*—", one)) for one in pages]
        # The first page of a letter (函) bears no number, and what is filed no number of the run.
        assert all(numbered[1:] if "报省级" in page else numbered), page
        filed = re.match(r"网页/(\d|学校体检单|整改通知|社会认可度问卷)", page) is not None
        assert all((golden(HALF)[2].id in one) is not filed for one in pages), page
        assert "返回目录" not in text


def test_a_page_for_each_state_of_the_county() -> None:
    for name, word in (("met", "达标"), ("mixed", "未达标"), ("trap-missing", "待填报")):
        source = (folder(name) / "目录.html").read_text(encoding="utf-8")
        assert golden(name)[0].verdict.word == word
        assert f"<strong>{golden(name)[0].verdict.marked}</strong>" in source
