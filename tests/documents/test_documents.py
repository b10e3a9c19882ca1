"""Every document of every golden county: opens, is whole, looks as the standard asks."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import lxml.html
import openpyxl
import pytest
from defusedxml.ElementTree import fromstring
from docx.oxml.ns import qn
from docx.shared import Mm

from qbe_xl.assessment import assess
from qbe_xl.documents.material import Material
from qbe_xl.documents.registry import Document
from qbe_xl.documents.viewing import view_of
from qbe_xl.sheets.templating import template_folder
from tests.counties import EVERY_GOLDEN
from tests.documents.packages import (
    DOCUMENTS,
    folder,
    golden,
    made,
    only,
    open_word,
    page_text,
    tight,
    word_text,
    words_of,
)
from tests.report.documents import Report, report_of
from tests.report.test_report_html import HOSTILE, ODD, hostile

EACH = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.id)
INSIDE = ("onepage", "school-sheets", "duties", "papers", "brief")
"""Sheets for use within the county, whose edges are narrower."""
LONG = 12
"""Rows of a table that may pass the end of a page."""


def test_every_document_has_one_entry_and_two_templates() -> None:
    assert len({d.id for d in DOCUMENTS}) == len({d.name for d in DOCUMENTS}) == len(DOCUMENTS)
    for document in DOCUMENTS:
        for suffix in (".docx", ".html"):
            assert (template_folder() / f"{document.template}{suffix}").is_file()


@EACH
@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_nothing_is_left_of_the_template(name: str, document: Document) -> None:
    path = folder(name) / f"{document.name}.docx"
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        for part in package.namelist():
            if part.endswith(".xlsx"):  # of a chart, which is held to what the chart shows
                continue
            text = package.read(part).decode("utf-8")
            assert not re.search(r"\{\{|\}\}|\{%|%\}", text), part
            assert not re.search(r"(?<![a-zA-Z])(nan|None|Undefined)(?![a-zA-Z])", text), part
    page = (folder(name) / "网页" / f"{document.name}.html").read_text(encoding="utf-8")
    assert not re.search(r"\{\{|\}\}|\{%|%\}", page)


@EACH
@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_no_run_is_empty_and_no_gap_is_made_of_paragraphs(name: str, document: Document) -> None:
    body = open_word(folder(name) / f"{document.name}.docx").element.body
    for run in body.iter(qn("w:r")):
        assert words_of(run) or run.find(qn("w:drawing")) is not None
    before_blank = False
    for block in body:
        blank = block.tag == qn("w:p") and not (
            words_of(block) or block.find(f".//{qn('w:drawing')}") is not None
        )
        assert not (blank and before_blank)
        before_blank = blank


@EACH
def test_every_run_names_its_east_asian_face(document: Document) -> None:
    word = open_word(folder("mixed") / f"{document.name}.docx")
    for run in word.element.body.iter(qn("w:r")):
        if words_of(run):
            fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
            assert fonts is not None
            assert fonts.get(qn("w:eastAsia"))
    for style in word.styles.element.iter(qn("w:style")):
        fonts = style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        assert fonts is None or fonts.get(qn("w:eastAsia"))


@EACH
def test_tables_repeat_their_heads_and_keep_their_rows_whole(document: Document) -> None:
    word = open_word(folder("mixed") / f"{document.name}.docx")
    for table in word.element.body.iter(qn("w:tbl")):
        rows = list(table.iterchildren(qn("w:tr")))
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
        if len(rows) > LONG:
            assert rows[0].find(f".//{qn('w:tblHeader')}") is not None
        columns = len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
        for row in rows:
            spans = [
                c.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for c in row.iterchildren(qn("w:tc"))
            ]
            assert sum(1 if s is None else int(s.get(qn("w:val"))) for s in spans) == columns


@EACH
def test_pages_have_the_measures_of_the_standard(document: Document) -> None:
    for section in open_word(folder("mixed") / f"{document.name}.docx").sections:
        sides = {section.page_width, section.page_height}
        assert {round(side.mm) for side in sides} == {210, 297}
        if section.page_width < section.page_height:
            margins = (
                section.top_margin,
                section.bottom_margin,
                section.left_margin,
                section.right_margin,
            )
            filed = document.id not in INSIDE
            wanted = [37, 35, 28, 26] if filed else [20, 24, 20, 20]
            assert [round(m.mm) for m in margins] == wanted
            width = section.page_width - section.left_margin - section.right_margin
            assert width <= Mm(157 if filed else 171)


SENT = ("学校体检单", "整改通知", "社会认可度问卷")
"""What goes to schools under a seal, and to the public."""


def is_inside(document: Document) -> bool:
    """Whether a document is for use inside, so that its pages carry the number of the run."""
    return document.group != "申报材料" and document.name not in SENT


@EACH
def test_pages_number_outside_and_only_sheets_for_use_inside_carry_the_run(
    document: Document,
) -> None:
    """What is signed or published bears no number of ours; the archive copy (the page) does."""
    run = golden("mixed")[2]
    word = open_word(folder("mixed") / f"{document.name}.docx")
    for section in word.sections:
        for footer, side in ((section.footer, "PageOdd"), (section.even_page_footer, "PageEven")):
            said = "".join(p.text for p in footer.paragraphs)
            assert (run.id in said) == is_inside(document)
            assert "PAGE" in footer._element.xml
            assert footer.paragraphs[0].style.style_id == side
    assert run.id in (folder("mixed") / "网页" / f"{document.name}.html").read_text(
        encoding="utf-8"
    )


def test_the_wide_tables_lie_across_and_the_others_do_not() -> None:
    sections = open_word(folder("mixed") / "04 申报表.docx").sections
    assert [s.page_width > s.page_height for s in sections] == [False, True, False]


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_counties_get_their_package(odd: Callable[[], Report], tmp_path: Path) -> None:
    package = made(odd(), tmp_path)
    for document in DOCUMENTS:
        word = word_text(tmp_path / f"{document.name}.docx")
        page = page_text(tmp_path / "网页" / f"{document.name}.html")
        assert sorted(tight(word)) == sorted(tight(page))
        assert not re.search(r"(?<![a-zA-Z])(nan|None)(?![a-zA-Z])", word)
    assert len(package.files) >= 2 * len(DOCUMENTS) + 3


@pytest.mark.slow
def test_names_that_break_templates_come_out_as_they_are(tmp_path: Path) -> None:
    made(hostile(), tmp_path)
    word = word_text(tmp_path / "04 申报表.docx")
    whole = tight(word)
    for name in HOSTILE[:-1]:
        assert tight(name) in whole
    assert "第一行\n第二行" in word
    assert "𬭎㛃学校" in word
    page = (tmp_path / "网页" / "04 申报表.html").read_text(encoding="utf-8")
    assert "<script>" not in page


def test_the_manifest_tells_every_file_and_the_index_leads_to_it() -> None:
    out = folder("mixed")
    run = golden("mixed")[2]
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["run"], manifest["input"]["sha256"]) == (run.id, run.input_sha256)
    assert manifest["standard"] == "yunnan-2022"
    listed = {entry["name"]: entry["sha256"] for entry in manifest["files"]}
    there = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert there == listed.keys() | {"manifest.json", "本县文字.txt"}
    for name, sha256 in listed.items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == sha256
    index = lxml.html.fromstring((out / "目录.html").read_text(encoding="utf-8"))
    links = {unquote(link) for link in index.xpath("//a/@href")}
    for link in links:
        assert (out / link).is_file()
    assert {f"{d.name}.docx" for d in DOCUMENTS} <= links
    back = lxml.html.fromstring((out / "网页" / f"{DOCUMENTS[0].name}.html").read_text("utf-8"))
    for link in back.xpath("//a/@href"):
        assert (out / "网页" / unquote(link)).resolve() == (out / "目录.html").resolve()


@EACH
def test_views_are_plain_data(document: Document) -> None:
    def plain(value: object) -> bool:
        if isinstance(value, dict):
            return all(type(key) is str and plain(part) for key, part in value.items())
        if isinstance(value, list):
            return all(map(plain, value))
        return type(value) in (str, int, bool)

    assert plain(view_of(document, Material(*golden("mixed"))))


@pytest.mark.slow
def test_letters_say_themselves_whether_they_may_be_sent() -> None:
    for name, draft in (("met", ""), ("mixed", "未达标"), ("trap-missing", "待填报")):
        for letter in ("01 评估申请（报州市）", "02 评估申请（报省级）", "08 公示"):
            text = tight(word_text(folder(name) / f"{letter}.docx"))
            assert ("不得报送" in text) is bool(draft)
    text = tight(word_text(folder("met") / "01 评估申请（报州市）.docx"))
    assert "现申请复核" in text
    assert "不存在《办法》第十条所列不予认定的情形" in text


@pytest.mark.slow
def test_of_limits_that_are_all_exceeded_all_are_said() -> None:
    text = tight(word_text(folder("wide") / "01 评估申请（报州市）.docx"))
    assert "小学七项指标校际差异系数均超过0.5；" in text
    assert "初中七项指标校际差异系数有5项超过0.45。" in text


def test_the_public_notice_tells_no_small_number_of_people(tmp_path: Path) -> None:
    assessment, notices, _ = golden("met")
    county = assessment.county
    few = {"Q2.1": 5.0, "Q2.2": 3.0, "Q2.3": 1.0, "Q2.4": 1.0}
    items = {
        key: dataclasses.replace(entry, value=few.get(key, entry.value))
        for key, entry in county.items.items()
    }
    changed = assess(dataclasses.replace(county, items=items), assessment.standard)
    made(report_of(changed, notices), tmp_path, documents=only("public"))
    text = tight(word_text(tmp_path / "08 公示.docx"))
    assert "残疾儿童少年入学率达标（100.0%）" in text
    few["Q2.4"] = 0.0
    items = {
        key: dataclasses.replace(entry, value=few.get(key, entry.value))
        for key, entry in county.items.items()
    }
    changed = assess(dataclasses.replace(county, items=items), assessment.standard)
    made(report_of(changed, notices), tmp_path, documents=only("public"))
    text = tight(word_text(tmp_path / "08 公示.docx"))
    assert "残疾儿童少年入学率未达标（涉及人数不足3人，不列数字）" in text
    assert "80.0%" not in text


CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def charts_of(path: Path) -> dict[str, tuple[list[list[object]], list[list[object]]]]:
    """Each chart of a Word document by the name of its first series: what it shows, its workbook.

    Both as rows of the sheet, names of the series first.
    """
    found = {}
    with zipfile.ZipFile(path) as package:
        for name in (n for n in package.namelist() if re.fullmatch(r"word/charts/\w+\.xml", n)):
            chart = fromstring(package.read(name))
            places: dict[str, object] = {}
            for reference in (*chart.iter(f"{CHART}strRef"), *chart.iter(f"{CHART}numRef")):
                sheet, area = (reference.findtext(f"{CHART}f") or "").split("!")
                first, row = re.findall(r"[A-Z]+|\d+", area)[:2]
                for point in reference.iter(f"{CHART}pt"):
                    text = point.findtext(f"{CHART}v") or ""
                    place = f"{first}{int(row) + int(point.get('idx', ''))}"
                    places[place] = float(text) if reference.tag == f"{CHART}numRef" else text
            (link,) = chart.iter(f"{CHART}externalData")
            rels = fromstring(package.read(f"word/charts/_rels/{Path(name).name}.rels"))
            (target,) = (r.get("Target", "") for r in rels if r.get("Id") in link.attrib.values())
            inside = io.BytesIO(package.read(f"word/{target.removeprefix('../')}"))
            (opened,) = openpyxl.load_workbook(inside).worksheets
            assert opened.title == sheet
            rows = [list(row) for row in opened.iter_rows(values_only=True)]
            shown = [[places.get(c.coordinate) for c in row] for row in opened.iter_rows()]
            found[str(places["B1"])] = (shown, rows)
    return found


@pytest.mark.parametrize("name", ["met", "mixed", "trap-missing"])
def test_charts_of_word_can_be_edited_and_hold_what_tables_and_page_hold(
    name: str, tmp_path: Path
) -> None:
    made(golden(name), tmp_path, documents=only("self_report"))
    charts = charts_of(tmp_path / "03 自查自评报告.docx")
    page = lxml.html.fromstring((tmp_path / "网页" / "03 自查自评报告.html").read_text("utf-8"))
    drawn = [tight(svg.text_content()) for svg in page.xpath("//svg")]
    assert len(charts) == 4
    for first, (shown, inside) in charts.items():
        assert shown == inside, first
        figures = [row[1] for row in inside[1:] if row[1] is not None]
        decimals = 3 if "差异系数" in first else 1
        assert not figures or any(
            all(f"{figure:.{decimals}f}" in svg for figure in figures) for svg in drawn
        ), first
    for stage, word in (("primary", "小学"), ("junior", "初中")):
        wanted = [
            round(one.cv, 3) if one.cv is not None else None
            for one in golden(name)[0].balance[stage].values()
        ]
        assert [row[1] for row in charts[f"{word}差异系数"][1][1:]] == wanted


@pytest.mark.slow
def test_the_same_run_gives_the_same_package(tmp_path: Path) -> None:
    made(golden("mixed"), tmp_path)
    for path in folder("mixed").rglob("*"):
        if path.is_file() and path.suffix != ".xlsx" and path.suffix != ".docx":
            same = tmp_path / path.relative_to(folder("mixed"))
            if path.name != "manifest.json":
                assert same.read_bytes() == path.read_bytes(), path.name


def test_libreoffice_turns_every_document_into_pages(
    tmp_path: Path, soffice_convert: Callable[..., Path], pdf_text: Callable[[Path], str]
) -> None:
    package = made(golden("trap-missing"), tmp_path, as_pdf=True)
    assert not [said for said in package.messages if "规定字体" not in said]
    for document in DOCUMENTS:
        text = tight(pdf_text(tmp_path / "PDF" / f"{document.name}.pdf"))
        assert (golden("trap-missing")[2].id in text) == is_inside(document)
        assert "{{" not in text
