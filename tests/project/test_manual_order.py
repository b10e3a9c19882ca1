"""From an empty folder to the package, the ledger and the one page, as the manual has it.

A made-up county of eight schools: its statistics as an export, its schools' forms as they come back,
its answers as a survey service exports them. Each command is run as `status` names it.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from qbe_xl.county import layout
from qbe_xl.county.folding import bare
from qbe_xl.project.folder import open_project
from qbe_xl.project.state import NAME
from scripts.sample_county import Fill, sample
from tests.collect.test_import import listed
from tests.command_line import ROOT, Done, qbe
from tests.survey.papers import PAPERS, many, save_xlsx

NEXT = "下一步："
PLAN = "最省方案"
COUNTY_SHEETS = ("县级数据", "质量监测", "一票否决", "县情")


@pytest.fixture(scope="module")
def county() -> Fill:
    """A township of the sample county: 九年一贯制, 初中, 小学, 教学点, branches among them."""
    fill = sample(schools=80)
    kept = {row["code"] for row in fill["学校"] if row["township"] == "红坡乡"}
    for name in ("学校", "班级", "专用教室"):
        fill[name] = [row for row in fill[name] if row["code"] in kept]
    return fill


def statistics(path: Path, county: Fill) -> None:
    """What the office has of its schools before it asks them: an export of the statistics."""
    heads = ["统计四级", "学校标识码", "学校名称", "办学类型", "举办者类型", "城乡分类代码"]
    heads += ["是否寄宿制学校", "建校年月", "归属学校标识码", "在校生数>合计"]
    areas = {"城区": 111, "镇区": 121, "乡村": 220}
    owners = {"公办": "县级教育部门", "民办": "民办"}
    yes_no = {True: "是", False: "否", None: None}
    rows = [
        [
            *(row["township"], row["code"], row["name"], row["type"]),
            *(owners[str(row["owner"])], areas[str(row["area"])]),
            *(yes_no[row["boarding"]], f"{row['built']}09", row["parent"]),  # type: ignore[index]
            sum(float(str(row.get(f"{stage}_pupils") or 0)) for stage in layout.STAGES),
        ]
        for row in county["学校"]
    ]
    listed(path, heads, *rows)


def fill_in(book: Path, county: Fill) -> None:
    """What the office itself knows, typed into the merged workbook."""
    opened = openpyxl.load_workbook(book)
    for name in COUNTY_SHEETS:
        sheet, of = opened[name], layout.BY_NAME[name]
        top, places = next(
            (number, {cell.value: cell.column for cell in cells if cell.value})
            for number, cells in enumerate(sheet.iter_rows(), 1)
            if of.key_column.header in [cell.value for cell in cells]
        )
        key = places[of.key_column.header]
        there = {sheet.cell(row, key).value: row for row in range(top + 1, sheet.max_row + 1)}
        free = top + 1
        for given in county[name]:
            row = there.get(given[of.key], 0) if of.items else 0
            if not row:
                while any(sheet.cell(free, place).value is not None for place in places.values()):
                    free += 1
                row = free
            for word, value in given.items():
                header = of.by_key[word].header
                if header in places:
                    cell = sheet.cell(row, places[header])
                    cell.value = {True: "是", False: "否"}.get(value, value)  # type: ignore[call-overload]
    opened.save(book)


def _typed(value: object) -> object:
    return "否" if value is False else "是" if value is True else value


def fill_form(form: Path, returned: Path, county: Fill) -> None:
    """A school's one page, typed from top to bottom: its items, its rooms, its classes."""
    opened = openpyxl.load_workbook(form)
    page = opened["学校填报表"]
    items = {str(row[0].value): row[0].row for row in page.iter_rows(max_col=1) if row[0].value}
    code = page.cell(items["学校标识码"], 2).value
    (mine,) = (row for row in county["学校"] if row["code"] == code)
    for key, value in mine.items():
        header = layout.SCHOOLS.by_key[key].header
        if header in items and page.cell(items[header], 2).value is None:
            page.cell(items[header], 2).value = _typed(value)
    for name in ("专用教室", "班级"):
        of = layout.BY_NAME[name]
        top = items[of.key_column.header]
        places = {str(cell.value).partition("（")[0].strip(): cell.column for cell in page[top]}
        rows = [row for row in county[name] if row["code"] == code]
        for number, row in enumerate(rows, top + 1):
            if name == "专用教室" and page.cell(number, 1).value not in (None, ""):
                break  # the page's lines are full; who has more inserts rows
            for key, value in row.items():
                if (header := of.by_key[key].header) in places:
                    page.cell(number, places[header]).value = value
    opened.save(returned)


def mend(book: Path, header: str, change: float) -> None:
    """Change one cell of the first school that has a figure there."""
    opened = openpyxl.load_workbook(book)
    sheet = opened["学校"]
    top, place = next(
        (cell.row, cell.column)
        for row in sheet.iter_rows()
        for cell in row
        if bare(cell.value).startswith(header)
    )
    row = next(r for r in range(top + 1, sheet.max_row) if sheet.cell(r, place).value)
    sheet.cell(row, place).value += change
    opened.save(book)


def manual() -> list[str]:
    """The commands of the manual's table, in its order."""
    text = (ROOT / "docs" / "manual.zh-CN.md").read_text(encoding="utf-8")
    chapter = text.partition("## 从头到尾：项目文件夹")[2].partition("\n## ")[0]
    rows = [line for line in chapter.splitlines() if re.match(r"\| \d+ \|", line)]
    return [re.findall(r"`(qbe-xl [^`]+)`", row)[-1] for row in rows]


class Desk:
    """A clerk who stands in the folder and types."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.typed: list[str] = []

    def type(self, command: str) -> Done:
        """Type a command, which must end well."""
        done = qbe(*command.split()[1:], cwd=self.folder)
        assert done.returncode == 0, (command, done.stderr)
        self.typed.append(command)
        return done

    def next(self) -> str:
        """What `status` says comes next."""
        return self.type_quietly("qbe-xl status").stdout.rpartition(NEXT)[2].strip()

    def type_quietly(self, command: str) -> Done:
        done = self.type(command)
        self.typed.pop()
        return done

    def follow(self, command: str, more: str = "") -> Done:
        """Type what `status` names, which must be this command."""
        said = self.next()
        assert said.endswith(f"qbe-xl {command}"), said
        return self.type(f"qbe-xl {command} {more}".strip())

    def stand(self) -> dict[str, str]:
        """How each step stands, by its title."""
        lines = self.type_quietly("qbe-xl status").stdout.splitlines()
        marks = [line.split("　")[0].strip().split(" ", 1) for line in lines if line[:2] == "  "]
        return {title: mark for mark, title in marks}

    def seals(self) -> dict[str, str]:
        """The SHA-256 of every file."""
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.folder.rglob("*")
            if path.is_file()
        }


@pytest.mark.slow
def test_the_whole_year_in_the_manuals_order(county: Fill, tmp_path: Path) -> None:
    assert qbe("new", f"{tmp_path}/我县/").returncode == 0
    desk = Desk(tmp_path / "我县")
    assert "统计数据" in desk.next()
    statistics(desk.folder / "统计数据" / "基础教育学校一览.xlsx", county)
    assert "8 所学校" in desk.follow("collect import").stdout

    desk.follow("collect split")
    assert len([*(desk.folder / "下发").glob("*.xlsx")]) == 8
    assert "交回" in desk.next()
    nothing = qbe("collect", "merge", cwd=desk.folder)
    assert (nothing.returncode, "里面没有文件" in nothing.stderr) == (2, True)
    for form in (desk.folder / "下发").glob("*.xlsx"):
        fill_form(form, desk.folder / "交回" / form.name, county)
    assert "应报 8 所：已报 8 所" in desk.follow("collect merge").stdout

    project = open_project(desk.folder)
    assert project is not None
    assert project.book is not None
    fill_in(project.book, county)
    desk.follow("checkup")
    desk.follow("survey plan")
    desk.follow("survey papers")
    sheets = [(name, many(paper, 120)) for name, paper in PAPERS.items()]
    save_xlsx(desk.folder / "答卷" / "答卷.xlsx", *sheets)
    desk.follow("survey import")

    desk.follow("checkup")
    desk.follow("assess")
    desk.follow("plan")
    desk.follow("ledger", f"--plan {PLAN}")
    desk.follow("evidence init")
    desk.follow("evidence report")
    desk.follow("documents")
    assert desk.next().startswith("各步均已完成")

    plan = json.loads((desk.folder / "方案" / "plan.json").read_bytes())
    ledger = json.loads((desk.folder / "整改台账" / "ledger.json").read_bytes())
    assert ledger["plan"] == PLAN
    assert ledger["total"] == plan["cost"]
    papers = json.loads((desk.folder / "申报材料" / "manifest.json").read_bytes())["files"]
    names = [paper["name"] for paper in papers if paper["name"].endswith(".docx")]
    assert names[0].endswith("一页纸汇报.docx")
    assert (desk.folder / "申报材料" / names[0]).is_file()
    assert (desk.folder / "申报材料" / "目录.html").is_file()

    assert desk.typed == manual()
    _a_second_run_changes_nothing(desk)
    _after_one_cell_only_what_depends_on_it(desk)


def _a_second_run_changes_nothing(desk: Desk) -> None:
    before, typed = desk.seals(), [*dict.fromkeys(desk.typed)]
    for command in typed:
        desk.type(command)
    assert desk.seals() == before


def _after_one_cell_only_what_depends_on_it(desk: Desk) -> None:
    project = open_project(desk.folder)
    assert project is not None
    assert project.book is not None
    mend(project.book, "网络多媒体教室数", 1)
    stale = {title for title, mark in desk.stand().items() if mark == "!"}
    assert stale == {"数据体检", "评估", "缺口与方案", "整改台账", "申报材料"}
    before = desk.seals()
    for command in ("checkup", "assess", "plan", "ledger", "documents"):
        desk.follow(command, f"--plan {PLAN}" if command == "ledger" else "")
    assert desk.next().startswith("各步均已完成")
    changed = {
        name.partition("/")[0] for name, seal in desk.seals().items() if before.get(name) != seal
    }
    assert changed == {"数据体检", "评估", "方案", "整改台账", "申报材料", NAME}


def test_a_folder_that_is_copied_elsewhere_goes_on(tmp_path: Path) -> None:
    """Nothing in it names the place where it lay."""
    first = tmp_path / "甲"
    assert qbe("new", f"{first}/").returncode == 0
    shutil.copytree(first, tmp_path / "乙")
    said = [qbe("status", tmp_path / name).stdout.splitlines()[1:] for name in ("甲", "乙")]
    assert said[0] == said[1]
