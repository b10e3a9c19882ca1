"""一页纸汇报: one page of 小三 or larger, whatever the names; it answers what leaders ask."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from qbe_xl.documents import pdf
from qbe_xl.documents.material import Material
from qbe_xl.documents.package import make_documents
from qbe_xl.documents.registry import DOCUMENTS
from qbe_xl.documents.views.onepage import LINES, clipped, fitted, lines_of, parts
from qbe_xl.files.libreoffice import offices
from tests.command_line import qbe
from tests.counties import GOLDEN
from tests.documents.packages import GOLDEN_NAMES, golden
from tests.report.documents import Report
from tests.report.test_report_html import hostile

NAME = "一页纸汇报"
ONE = [document for document in DOCUMENTS if document.id == "onepage"]
HEADS = [
    "一、是否达标",
    "二、主要差距",
    "三、责任单位、所需经费、完成时限",
    "四、须先核实的数据",
    "五、与上次相比",
]


def paper(report: Report, out: Path) -> bytes:
    make_documents(*report, out, documents=ONE)
    return (out / f"{NAME}.docx").read_bytes()


def long_names() -> Report:
    """The widest county, each name of it as long as names get."""
    assessment, notices, run = golden("wide")
    county = assessment.county
    words = {**county.schools.words}
    names = [f"{name}附属民族团结进步示范寄宿制第一实验完全小学校" for name in words["name"]]
    words["name"] = names
    schools = replace(county.schools, words=words)
    fact = replace(county.facts["县名"], value="某某彝族哈尼族苗族瑶族傣族壮族拉祜族自治县")
    longer = replace(county, schools=schools, facts={**county.facts, "县名": fact})
    return replace(assessment, county=longer), notices, run


def pages(made: Mapping[str, bytes]) -> dict[str, int]:
    """How many pages each document has, counted in its PDF."""
    found = pdf.convert(made)
    assert found is not None
    return {name: _pages(content) for name, content in found.items()}


def _pages(content: bytes) -> int:
    count = len(re.findall(rb"/Type\s*/Page\b(?!s)", content))
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            count += len(
                re.findall(rb"/Type\s*/Page\b(?!s)", zlib.decompress(packed.strip(b"\r\n")))
            )
        except zlib.error:
            continue
    return count


@pytest.mark.office
@pytest.mark.slow
def test_it_is_one_page_for_every_county_and_with_long_names(tmp_path: Path) -> None:
    if next(offices(), None) is None:
        pytest.skip("no LibreOffice")
    made = {f"{name}.docx": paper(golden(name), tmp_path / name) for name in GOLDEN_NAMES}
    made["long.docx"] = paper(long_names(), tmp_path / "long")
    made["hostile.docx"] = paper(hostile(), tmp_path / "hostile")
    assert pages(made) == dict.fromkeys(made, 1)


def test_its_letters_are_of_size_three_or_larger(tmp_path: Path) -> None:
    document = docx.Document(io.BytesIO(paper(golden("mixed"), tmp_path)))
    told = [p for p in document.paragraphs if p.text.strip()]
    for paragraph in told:
        size = paragraph.style.font.size if paragraph.style else None
        assert size is not None
        assert size.pt >= 15
        assert all(run.font.size is None or run.font.size.pt >= 15 for run in paragraph.runs)
    assert [p.text for p in told if p.text in HEADS] == HEADS


@pytest.mark.slow
def test_it_is_the_first_of_the_package_and_says_what_plan_and_ledger_say(tmp_path: Path) -> None:
    book = GOLDEN / "trap-fail.xlsx"
    assert qbe("ledger", book, "--out", tmp_path, "--plan", "最省方案").returncode == 0
    cost = json.loads((tmp_path / "plan.json").read_text("utf-8"))["cost"]
    out = tmp_path / "申报"
    assert (
        qbe("documents", book, "--out", out, "--ledger", tmp_path / "整改台账.xlsx").returncode == 0
    )
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["documents"][0]["name"] == NAME
    assert manifest["files"][0]["name"] == f"{NAME}.docx"
    said = "\n".join(p.text for p in docx.Document(str(out / f"{NAME}.docx")).paragraphs)
    assert "自评未达标" in said
    assert f"费用合计 {cost:,} 万元（按最省方案）" in said
    page = (out / "网页" / f"{NAME}.html").read_text(encoding="utf-8")
    assert f"费用合计 {cost:,} 万元（按最省方案）" in page
    assert "最省方案费用" in said


def test_it_is_the_first_sheet_of_the_results(tmp_path: Path) -> None:
    done = qbe("assess", GOLDEN / "trap-fail.xlsx", "--out", tmp_path)
    assert done.returncode == 0
    book = openpyxl.load_workbook(tmp_path / "评估结果.xlsx")
    sheet = book[book.sheetnames[0]]
    assert sheet.title == NAME
    told = [str(row[0].value) for row in sheet.iter_rows() if row[0].value]
    assert [text for text in told if text in HEADS] == HEADS
    assert {row[0].font.size for row in sheet.iter_rows() if row[0].value} <= {15, 18}
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight in (None, 1)  # 1 is what is meant where it is not said
    assert done.stdout.startswith("须先核实：")
    assert "资源配置由未达标变为达标" in done.stdout


def told(report: Report, now: dt.datetime | None = None) -> dict[str, list[str]]:
    """What the page says, part by part, to who reads it at that time."""
    assessment, notices, run = report
    run = replace(run, time=now) if now else run
    return {t: list(lines) for t, lines in parts(Material(assessment, tuple(notices), run))}


def test_of_the_cases_of_article_ten_nobody_says_that_they_are_met() -> None:
    ((passed,), (failed,)) = (told(golden(name))[HEADS[0]] for name in ("met", "mixed"))
    assert passed.endswith("教育质量、社会认可度；基本条件：符合；一票否决：未发现。")
    assert failed.endswith("一票否决：存在。")


def test_a_day_that_is_over_is_said_to_be_over_and_what_to_fill_in() -> None:
    lines = told(golden("near-lines"), dt.datetime(2026, 11, 26, tzinfo=dt.UTC))[HEADS[2]]
    assert "完成时限均已过（最迟的为2025年4月20日）" in lines[0]
    assert lines[1].endswith(
        "即2025年5月20日倒排期限；该日已过，各项期限均已逾期，请在县情填写拟申报日期。"
    )
    assert not any("前" in line for line in lines[2:])


@pytest.mark.parametrize(
    ("text", "lines", "kept"),
    [
        ("甲" * 20 + "，" + "乙" * 60, 1, "甲" * 20 + "（下略）。"),
        (
            "共三所（甲校、乙校、丙校" + "长" * 30 + "），须补",
            1,
            "共三所（甲校、乙校，另有 1 项）。",
        ),
        ("有：甲 1、乙 2（丙、丁" + "长" * 30 + "）、戊、己。", 1, "有：甲 1，另有 3 项。"),
        ("长" * 40, 1, "长" * 28 + "……"),
        ("甲，乙。", 1, "甲，乙。"),
    ],
)
def test_what_is_too_long_ends_after_a_phrase_with_its_brackets_closed(
    text: str, lines: int, kept: str
) -> None:
    assert clipped(text, lines) == kept


def test_a_long_paragraph_stands_whole_where_there_is_room() -> None:
    text = "；".join(["很长的一句话" * 3] * 12) + "。"
    assert fitted([("一、", ["甲。"]), ("二、", [text])])[1][1] == [text]
    crowded = fitted([("一、", ["甲。"]), ("二、", [text] * 7)])[1][1]
    assert crowded[-2].endswith("（下略）。")
    assert sum(map(lines_of, ["一、", "甲。", "二、", *crowded])) <= LINES


@pytest.mark.parametrize("long", [1, 2, 5])
@pytest.mark.parametrize("many", [(1, 1, 1, 1, 1), (3, 40, 2, 1, 9), (12, 12, 12, 12, 12)])
def test_what_has_no_room_is_counted_and_the_gravest_stands(
    many: tuple[int, ...], long: int
) -> None:
    asked = [
        (f"{part}、", [f"第{n}项{'很长的一句，' * 4 * long}完。" for n in range(count)])
        for part, count in enumerate(many)
    ]
    page = fitted(asked)
    assert sum(lines_of(text) for title, texts in page for text in (title, *texts)) <= LINES
    for (title, whole), (shown, texts) in zip(asked, page, strict=True):
        assert shown == title
        more = re.fullmatch(r"另有 (\d+) 项，见评估报告和整改台账。", texts[-1])
        kept = texts[:-1] if more else texts
        assert len(kept) + (int(more[1]) if more else 0) == len(whole)
        assert kept, "each part says its gravest"
        for text, original in zip(kept, whole, strict=False):
            assert text[:4] == original[:4], "in their order"
