"""A suspect figure says what hangs on it; staff accept it in the list itself."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from qbe_xl.assessment import Assessment
from qbe_xl.checkup import examine
from qbe_xl.checkup.doubts import find_doubts, what_if
from qbe_xl.checkup.result import Checkup
from qbe_xl.checkup.run import checkup_file
from qbe_xl.checkup.verifying import first_to_verify
from qbe_xl.county.reading import read_book
from qbe_xl.report.run import examine as assessed
from qbe_xl.standards import resolve
from scripts import sample_county

NOW = dt.datetime(2024, 5, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
RICH = ("示例县第三中学", "示例县第四中学")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "示例县.xlsx"
    path.write_bytes(sample_county.workbook())
    return path


@pytest.fixture(scope="module")
def sample(book: Path) -> Assessment:
    _, county = read_book(book)
    return assessed(county, resolve(county))[0]


def test_what_would_change_a_verdict_is_grave_and_says_so(book: Path, tmp_path: Path) -> None:
    found = checkup_file(book, tmp_path, now=NOW).checkup.findings
    rich = [f for f in found if f.school in RICH and f.rule == "E03"]
    assert [f.importance for f in rich] == ["高", "高"]
    for one in rich:
        assert "请核实：若" in one.message
        assert "差异系数由 0.591 变为 0.102（上限 0.45）" in one.message
    for path in tmp_path.glob("数据体检.*"):
        assert "应为 2908" not in path.read_text(encoding="utf-8", errors="ignore")


def test_what_it_would_be_is_what_a_corrected_county_gives(sample: Assessment) -> None:
    """The CV with both cells as usual, worked out from the table itself."""
    schools, sections = sample.county.schools, sample.sections
    doubts = find_doubts(sample, examine(sample.county))
    mine = {(d.key, d.school): d.typical for d in doubts.each if d.name in RICH}
    assert len(mine) == 2
    of = [i for i in range(len(sections)) if sections.stage[i] == 1]
    column = schools.number("equipment").copy()
    for (_, school), figure in mine.items():
        column[school] = figure
    pupils = np.array([float(sections.pupils[i]) for i in of])
    share = np.array([float(sections.share[i]) for i in of])
    heads = np.array([column[int(sections.school[i])] for i in of]) * share / pupils
    mean = (heads * pupils).sum() / pupils.sum()
    cv = np.sqrt((pupils * (heads - mean) ** 2).sum() / pupils.sum()) / mean
    after = what_if(sample, mine).balance["junior"]["R6"].cv
    assert after == pytest.approx(cv)
    assert sample.county.schools.number("equipment")[9] == schools.number("equipment")[9]


def _typed(out: Path, school: str, rule_text: str, text: str) -> None:
    path = out / "数据体检.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["体检结果"]
    (top,) = [r for r in range(1, 6) if sheet.cell(r, 1).value == "序号"]
    heads = {sheet.cell(top, c).value: c for c in range(1, sheet.max_column + 1)}
    for row in range(top + 1, sheet.max_row + 1):
        told = str(sheet.cell(row, heads["情况"]).value)
        if sheet.cell(row, heads["学校"]).value == school and rule_text in told:
            sheet.cell(row, heads["确认"]).value = text
    into = io.BytesIO()
    book.save(into)
    path.write_bytes(into.getvalue())


def _again(book: Path, out: Path) -> Checkup:
    return checkup_file(book, out, now=NOW).checkup


def test_what_is_typed_beside_a_finding_accepts_it(book: Path, tmp_path: Path) -> None:
    before = _again(book, tmp_path)
    _typed(tmp_path, RICH[0], "仪器设备值", "张三：已核对固定资产账")
    _typed(tmp_path, RICH[1], "仪器设备值", "账面无误")
    after = _again(book, tmp_path)
    said = {(e.school, e.by, e.why) for e in after.accepted.values()}
    signer = after.county.fact("填报人") or "未署名"
    assert said == {(RICH[0], "张三", "已核对固定资产账"), (RICH[1], signer, "账面无误")}
    assert after.counts["高"] == before.counts["高"] - 2
    once = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(_again(book, tmp_path).log.entries) == 2
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == once


def test_what_is_accepted_need_not_be_verified(book: Path, tmp_path: Path) -> None:
    _, county = read_book(book)
    assessment, notices = assessed(county, resolve(county))
    _again(book, tmp_path)
    assert set(RICH) <= {d.name for d in first_to_verify(assessment, notices, tmp_path).each}
    for school in RICH:
        _typed(tmp_path, school, "仪器设备值", "张三：已核对固定资产账")
    _again(book, tmp_path)
    assert not {d.name for d in first_to_verify(assessment, notices, tmp_path).each} & set(RICH)
