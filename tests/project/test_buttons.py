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
from qbe_xl.project.runs import running
from qbe_xl.project.status import Stand, status_of
from qbe_xl.report.run import assess_file
from tests.command_line import qbe
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


CLICKS: dict[str, Command] = {
    "checkup": commands.check_data,
    "assess": commands.assess_county,
    "plan": remedying.plan_remedies,
}
FILES = {
    "checkup": ("数据体检", ["数据体检.xlsx", "数据体检.html", "数据体检.json"]),
    "assess": ("评估", ["assessment.json", "评估结果.xlsx", "评估报告.html", "评估报告.docx"]),
    "plan": ("方案", ["plan.json", "缺口与方案.xlsx", "缺口与方案.html"]),
}


def test_what_a_button_shows_is_a_run_of_its_kind(project: Project, tmp_path: Path) -> None:
    """The files are where the command has them, and it finds nothing to do."""
    assert project.book
    for kind, command in CLICKS.items():
        host, message = click(command, project)
        folder, names = FILES[kind]
        assert f"项目的“{folder}”文件夹" in message
        assert {*names} <= {path.name for path in (tmp_path / folder).iterdir()}
        host.shown.keep(next(iter(host.shown.written)))
    assert stands(project, *CLICKS) == {Stand.DONE}, "our own sheets change no figure"
    result = (tmp_path / "评估" / "assessment.json").read_bytes()
    for kind in ("checkup", "assess"):
        assert "没有变化" in qbe(kind, cwd=tmp_path).stdout
    assess_file(project.book, tmp_path / "别处")
    assert (tmp_path / "别处" / "assessment.json").read_bytes() == result
    mended(project.book)
    assert stands(project, *CLICKS) == {Stand.STALE}
    for command in CLICKS.values():
        click(command, project)
    assert stands(project, *CLICKS) == {Stand.DONE}


def mended(book: Path) -> None:
    """Another 县名 on the disk."""
    opened = openpyxl.load_workbook(book)
    opened["县情"]["B4"].value = "改过"
    opened.save(book)


def test_a_run_from_changes_that_were_not_saved_stands_for_them_alone(
    project: Project, tmp_path: Path, pages: list[str]
) -> None:
    """The run bears the seal of what it read: it counts once the file holds the same."""
    assert project.book
    for command in (*CLICKS.values(), remedying.keep_ledger, filing.make_documents):
        document = FileDocument(project.book)
        document._sheets["县情"].rows[3][1] = "改过"
        kind = "warning" if command is filing.make_documents else "information"
        assert "存盘" in told(command, FakeHost(document), kind) or kind == "information"
    found = status_of(project.again())
    assert found.step("checkup").stand is Stand.TODO, "formulas are looked at in the file alone"
    for kind in ("assess", "plan", "ledger", "documents"):
        assert found.step(kind).stand is Stand.STALE
        assert found.step(kind).why[0] == "当时“我县.xlsx”有改动没有存盘，与存盘的不同"
    mended(project.book)
    assert stands(project, "assess", "plan", "ledger") == {Stand.DONE}
    assert stands(project, "documents") == {Stand.STALE}, "it holds the workbook of before"
    with running(project.again(), "assess") as run:
        assert run.last is None, "the command does it once more of the file that is to be filed"


def test_a_workbook_that_the_project_has_left_says_so(project: Project, tmp_path: Path) -> None:
    former = project.book
    assert former
    shutil.copy(former, tmp_path / "新的.xlsx")
    with running(project, "merge") as run:
        project = run.finish([tmp_path / "新的.xlsx"], book=tmp_path / "新的.xlsx")
    for command in CLICKS.values():
        message = told(command, FakeHost(FileDocument(former)))
        assert "项目现在用的是“新的.xlsx”；这次的结果没有记入项目" in message
    assert stands(project, *CLICKS) <= {Stand.TODO, Stand.NEEDLESS}
    assert "没有记入项目" not in click(commands.assess_county, project)[1]


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
    assert "没有改写" in message
    assert not list(ledger.parent.glob("*备份*"))
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
    reminders = merged.parent / "汇总表-补报通知"
    assert [*reminders.glob("*.docx")]

    def there() -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in merged.parent.rglob("*")}

    first = there()
    _, again = click(filing.merge_returns, project.again())
    assert "没有变化，汇总没有重做" in again
    assert there() == first
    again = told(filing.merge_returns, FakeHost(FileDocument(original)))
    assert "数没有变" in again
    assert "项目现在用的是“汇总/汇总表.xlsx”" in again
    assert there().keys() == first.keys()
    book = openpyxl.load_workbook(merged)
    book["县情"]["B4"].value = "有人填过"
    book.save(merged)
    edited = merged.read_bytes()
    again = told(filing.merge_returns, FakeHost(FileDocument(original)))
    assert "没有动，本次另写一份" in again
    assert (merged.read_bytes(), before != edited) == (edited, True)
    assert merged.with_stem(f"{merged.stem}(2)").is_file()
