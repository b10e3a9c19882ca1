"""The buttons use the project's places, and what they did is remembered there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import docx
import openpyxl
import pytest

from qbe_xl.office import commands, filing, remedying
from qbe_xl.office.commands import Command
from qbe_xl.project.folder import Project, make_project
from qbe_xl.project.kinds import LEDGER_FILE
from qbe_xl.project.status import Stand, status_of
from tests.counties import GOLDEN
from tests.open_documents import FakeHost, FileDocument, told


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project of a small county."""
    return of(tmp_path, "self-parent")


def of(folder: Path, county: str) -> Project:
    shutil.copy(GOLDEN / f"{county}.xlsx", folder / "我县.xlsx")
    return make_project(folder).project


def dearer(project: Project) -> None:
    """Let everything in the project's 整改参数 cost twice the usual."""
    path = project.root / "整改参数.xlsx"
    prices = openpyxl.load_workbook(path)
    for row in prices["整改参数"].iter_rows(min_row=4):
        if str(row[2].value).startswith("万元/"):
            row[1].value *= 2
    prices.save(path)


def click(command: Command, project: Project, kind: str = "information") -> tuple[FakeHost, str]:
    assert project.book
    host = FakeHost(FileDocument(project.book))
    return host, told(command, host, kind)


def stands(project: Project, *kinds: str) -> set[Stand]:
    found = status_of(project.again())
    return {found.step(kind).stand for kind in kinds}


def test_ledger_and_papers_lie_where_the_commands_have_them(
    pages: list[str], tmp_path: Path
) -> None:
    project = of(tmp_path, "near-lines")
    click(remedying.keep_ledger, project)
    ledger = tmp_path / "整改台账" / "ledger.json"
    usual = json.loads(ledger.read_text(encoding="utf-8"))["total"]
    dearer(project)
    assert stands(project, "ledger") == {Stand.STALE}
    kinds = ("ledger", "documents")
    for command in (remedying.keep_ledger, filing.make_documents):
        click(command, project)
    root = project.root
    assert (root / LEDGER_FILE).is_file()
    assert pages == [(root / "申报材料" / "目录.html").as_uri()]
    assert stands(project, *kinds) == {Stand.DONE}
    total = json.loads(ledger.read_text(encoding="utf-8"))["total"]
    assert total > 1.5 * usual
    said = f"费用合计 {total:,.4f}".rstrip("0").rstrip(".") + " 万元"
    brief = docx.Document(str(root / "申报材料" / "工作简报.docx"))
    assert said in "\n".join(p.text for p in brief.paragraphs)
    host, _ = click(commands.assess_county, project)
    page = [str(row[0]) for row in host.shown.written["一页纸汇报"].values]
    assert any(said in line for line in page)
    basis = root / "申报材料" / "依据"
    assert {"整改台账.xlsx", "整改参数.xlsx"} <= {path.name for path in basis.iterdir()}
    host.shown.keep("结论")
    assert stands(project, *kinds) == {Stand.DONE}, "our own sheets change no figure"
    assert project.book
    book = openpyxl.load_workbook(project.book)
    book["县情"]["B4"].value = "改过"
    book.save(project.book)
    assert stands(project, *kinds) == {Stand.STALE}


def test_last_years_workbook_of_the_project_is_compared_with(project: Project) -> None:
    _, alone = click(commands.check_data, project)
    assert project.book
    book = openpyxl.load_workbook(project.book)
    sheet = book["学校"]
    (top,) = [r for r in range(1, 8) if "小学在校生数" in [c.value for c in sheet[r]]]
    place = next(c.column for c in sheet[top] if c.value == "小学在校生数")
    for row in sheet.iter_rows(min_row=top + 1, min_col=place, max_col=place):
        if isinstance(row[0].value, int | float):
            row[0].value *= 5
    book.save(project.root / "上年填报表.xlsx")
    host, _ = click(commands.check_data, project)
    listed = host.shown.written["数据体检结果"].values
    assert "与上年比较" in {row[3] for row in listed} | {row[2] for row in listed}
    assert "与上年比较" not in alone


def test_a_second_click_changes_nothing(project: Project) -> None:
    ledger = project.root / "整改台账" / "ledger.json"
    host, _ = click(remedying.keep_ledger, project)
    once = ledger.read_text(encoding="utf-8")
    host, message = click(remedying.keep_ledger, project)
    assert "已备份" in message
    assert ledger.read_text(encoding="utf-8") == once
    for command in (commands.assess_county, commands.check_data, remedying.plan_remedies):
        first, said = click(command, project)
        again, said_again = click(command, project)
        assert said == said_again
        for name, table in first.shown.written.items():
            if name not in ("结论", "运行记录"):  # these tell the time
                assert again.shown.written[name].values == table.values
    assert project.book
    assert host.shown.path == project.book


def test_what_came_back_becomes_the_projects_workbook_and_is_never_replaced(
    project: Project, pages: list[str]
) -> None:
    original = project.book
    assert original
    click(filing.merge_returns, project, "warning")
    click(filing.split_schools, project)
    for path in sorted((project.root / "下发").glob("*.xlsx"))[:2]:
        shutil.copy(path, project.root / "交回")
    _, message = click(filing.merge_returns, project)
    merged = project.again().book
    assert merged
    assert merged.parent == project.root / "汇总"
    assert str(merged) in message
    assert stands(project, "split", "merge") == {Stand.DONE}
    before = merged.read_bytes()
    first = {path.name for path in merged.parent.iterdir() if path.is_file()}
    again = told(filing.merge_returns, FakeHost(FileDocument(original)))
    assert "数没有变" in again
    assert {path.name for path in merged.parent.iterdir() if path.is_file()} == first
    book = openpyxl.load_workbook(merged)
    book["县情"]["B4"].value = "有人填过"
    book.save(merged)
    edited = merged.read_bytes()
    again = told(filing.merge_returns, FakeHost(FileDocument(original)))
    assert "没有动，本次另写一份" in again
    assert (merged.read_bytes(), before != edited) == (edited, True)
    assert merged.with_stem(f"{merged.stem}(2)").is_file()
