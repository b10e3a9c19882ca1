"""The commands on real files: their files, their sheets and their words, whatever happens."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from qbe_xl import __version__
from qbe_xl.county.reading import read_book
from qbe_xl.errors import OutputError
from qbe_xl.office import assessing, commands, filing, remedying
from qbe_xl.office.commands import Command
from qbe_xl.office.health import Finding, State
from qbe_xl.project.folder import make_project
from qbe_xl.remedy.parameters_form import parameters_workbook
from tests.command_line import qbe
from tests.counties import GOLDEN
from tests.open_documents import FakeHost, FileDocument, told


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "我县（甲）.xlsx"
    shutil.copy(GOLDEN / "mixed.xlsx", path)
    return path


def done(command: Command, book: Path, kind: str = "information") -> tuple[FakeHost, str]:
    """Run a command on a file; return the program and the one thing that was said."""
    before = book.read_bytes()
    host = FakeHost(FileDocument(book))
    message = told(command, host, kind)
    assert book.read_bytes() == before, "the county's own file is never written"
    return host, message


@pytest.mark.slow
def test_the_filing_package_is_written_beside_the_workbook(book: Path, pages: list[str]) -> None:
    host, message = done(filing.make_documents, book)
    out = book.parent / "申报材料"
    assert pages == [(out / "目录.html").as_uri()]
    assert str(out) in message
    names = " ".join(path.name for path in out.iterdir())
    for part in ("申报表.docx", "学校体检单.docx", "manifest.json"):
        assert part in names
    assert len(host.shown.steps) > 10, "long work tells its steps"
    own = out / "本县文字.txt"
    own.write_text(own.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    _, again = done(filing.make_documents, book)
    assert "已生成申报材料" in again


@pytest.mark.slow
def test_schools_get_their_workbooks_and_these_come_back(book: Path, pages: list[str]) -> None:
    _, asked = done(filing.merge_returns, book, "warning")
    returned = book.parent / "交回"
    assert str(returned) in asked
    assert returned.is_dir()
    _, message = done(filing.split_schools, book)
    sent = sorted((book.parent / "下发").glob("*.xlsx"))
    schools = len(read_book(book)[1].schools)
    assert f"{schools} 所学校" in message
    assert len(sent) == schools
    for path in sent[:3]:
        shutil.copy(path, returned)
    _, message = done(filing.merge_returns, book)
    merged = next((book.parent / "汇总").glob("*.xlsx"))
    assert str(merged.parent) in message
    assert pages[-1].endswith(".html")
    _, refusal = done(filing.split_schools, book, "warning")
    assert "没有改动" in refusal, "what schools may have filled in is not written over"


@pytest.mark.parametrize("name", ["mixed", "met"])
def test_the_page_for_leaders_and_what_to_verify_are_those_of_the_command(
    name: str, tmp_path: Path
) -> None:
    book = tmp_path / "我县.xlsx"
    shutil.copy(GOLDEN / f"{name}.xlsx", book)
    host, message = done(commands.assess_county, book)
    assert "一页纸汇报" in message
    assert list(host.shown.written) == list(assessing.NAMES)
    ran = qbe("assess", book, "--out", tmp_path / "结果")
    assert ran.returncode == 0, ran.stderr
    file = openpyxl.load_workbook(tmp_path / "结果" / "评估结果.xlsx")["一页纸汇报"]
    said = [row[0] for row in file.iter_rows(max_col=1, values_only=True) if row[0]]
    assert [row[0] for row in host.shown.written["一页纸汇报"].values if row[0]] == said
    assert said[0].endswith("义务教育优质均衡发展情况汇报")
    to_verify = ran.stdout.partition("须先核实：\n")[2].splitlines()
    assert message.startswith("须先核实：") == bool(to_verify) == (name == "mixed")
    if to_verify:
        assert to_verify[0].strip("·- 　") in message
        assert next(line for line in to_verify if "若都按同类中位数计" in line).strip() in message


def test_gaps_and_plans_become_sheets_of_ours(book: Path) -> None:
    host, message = done(remedying.plan_remedies, book)
    assert "最省方案" in message
    assert "费用" in message
    assert next(iter(host.shown.written)) == "方案对比"
    assert "所用参数" in host.shown.written


def test_the_ledger_is_kept_beside_the_workbook(book: Path) -> None:
    host, message = done(remedying.keep_ledger, book)
    ledger = book.parent / "整改台账.xlsx"
    assert host.opened == [ledger]
    assert "本次新建" in message
    opened = openpyxl.load_workbook(ledger)
    sheet = opened["整改台账"]
    header = next(r for r in sheet.iter_rows() if any(c.value == "责任人" for c in r))
    column = next(c.column for c in header if c.value == "责任人")
    sheet.cell(header[0].row + 1, column, "张主任")
    opened.save(ledger)
    _, message = done(remedying.keep_ledger, book)
    assert "已备份" in message
    kept = openpyxl.load_workbook(ledger)["整改台账"]
    assert "张主任" in {cell.value for row in kept.iter_rows() for cell in row}


@pytest.mark.slow
@pytest.mark.parametrize("lock", ["~$整改台账.xlsx", ".~lock.整改台账.xlsx#"])
def test_a_ledger_in_which_somebody_writes_is_left_alone(book: Path, lock: str) -> None:
    done(remedying.keep_ledger, book)
    ledger = book.parent / "整改台账.xlsx"
    before = ledger.read_bytes()
    (book.parent / lock).write_text("", encoding="utf-8")
    _, message = done(remedying.keep_ledger, book, "warning")
    assert "请先保存并关闭" in message
    assert ledger.read_bytes() == before


@pytest.mark.parametrize(
    "command",
    [filing.make_documents, filing.split_schools, remedying.plan_remedies, remedying.keep_ledger],
)
def test_bad_input_writes_nothing(command: Command, book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    opened["学校"]["K6"] = "很多"
    opened.save(book)
    before = set(book.parent.iterdir())
    host, message = done(command, book, "warning")
    assert "学校!K6" in message
    assert set(book.parent.iterdir()) == before
    assert host.shown.written == {}


@pytest.mark.parametrize("command", [remedying.plan_remedies, remedying.keep_ledger])
def test_a_bad_parameter_is_shown_in_its_cell(command: Command, book: Path) -> None:
    parameters = io.BytesIO(parameters_workbook())
    given = openpyxl.load_workbook(parameters).worksheets[0]
    opened = openpyxl.load_workbook(book)
    sheet = opened.create_sheet(given.title)
    for row in given.iter_rows(values_only=True):
        sheet.append(row)
    place = next(row[1].coordinate for row in sheet.iter_rows() if row[2].value == "万元/人")
    sheet[place] = "很贵"
    opened.save(book)
    host, message = done(command, book, "warning")
    assert f"整改参数!{place}" in message
    assert host.shown.selected == ("整改参数", place)
    assert host.shown.written == {}


def test_a_check_tells_problems_and_what_is_odd_together(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    opened["学校"]["K6"] = "很多"
    opened.save(book)
    host, message = done(commands.check_data, book, "warning")
    assert "学校!K6" in message
    assert host.shown.selected == ("学校", "K6")
    listed = host.shown.written["数据体检结果"].values
    assert any("学校!K6" in map(str, row) for row in listed)
    assert sum(len(row) > 0 and str(row[0]).isdigit() for row in listed) > 1


def listed(host: FakeHost) -> tuple[int, dict[str, int], list[tuple[object, ...]]]:
    """The list of a checkup: its header's row, the columns by their names, and all rows."""
    rows = [*host.shown.written["数据体检结果"].values]
    top = next(n for n, row in enumerate(rows) if row[0] == "序号")
    return top, {str(head): n for n, head in enumerate(rows[top])}, rows


@pytest.mark.parametrize("in_project", [False, True])
def test_what_is_typed_beside_a_finding_accepts_it_in_the_next_run(
    in_project: bool, book: Path
) -> None:
    if in_project:
        make_project(book.parent)
    host = FakeHost(FileDocument(book))
    before = told(commands.check_data, host)
    top, columns, rows = listed(host)
    first = next(n for n in range(top + 1, len(rows)) if "高" in str(rows[n][columns["重要性"]]))
    mark = rows[first][columns["编号"]]
    host.shown.keep("数据体检结果", {(first, columns["确认"]): "张三：已核对学籍"})
    host = FakeHost(FileDocument(book))
    after = told(commands.check_data, host)
    assert "新记入确认 1 条" in after
    assert "另有 1 条已确认无误" in after
    counts = [int(text.partition("可疑之处 ")[2].partition(" 条")[0]) for text in (before, after)]
    assert counts[0] == counts[1] + 1
    top, columns, rows = listed(host)
    (shown,) = (row for row in rows if row[columns["编号"]] == mark)
    assert str(shown[columns["确认"]]).startswith("张三 ")
    assert str(shown[columns["确认"]]).endswith("：已核对学籍")
    log = book.parent / "数据体检" / "体检确认记录.jsonl"
    (line,) = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    assert (line["mark"], line["by"], line["why"]) == (mark, "张三", "已核对学籍")
    host.shown.keep("数据体检结果")
    once = log.read_bytes()
    assert "新记入" not in told(commands.check_data, FakeHost(FileDocument(book)))
    assert log.read_bytes() == once
    ran = qbe("checkup", book, "--out", log.parent)
    assert ran.returncode == 0, ran.stderr
    found = json.loads((log.parent / "数据体检.json").read_text(encoding="utf-8"))
    assert found["log"]["lines"] == 1
    assert mark in {one["mark"] for one in found["findings"]}


def test_a_cell_that_must_be_mended_is_not_accepted(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    opened["学校"]["K6"] = "很多"
    opened.save(book)
    host = FakeHost(FileDocument(book))
    told(commands.check_data, host, "warning")
    top, columns, _ = listed(host)
    host.shown.keep("数据体检结果", {(top + 1, columns["确认"]): "张三：没有错"})
    message = told(commands.check_data, FakeHost(FileDocument(book)), "warning")
    assert "是必须改正的错误，“确认”一栏的“张三：没有错”没有采用" in message
    assert not (book.parent / "数据体检").exists()


@pytest.mark.parametrize(
    "command", [commands.check_data, commands.assess_county, commands.export_values]
)
def test_without_a_workbook_they_say_so(command: Command) -> None:
    assert "没有打开的工作簿" in told(command, FakeHost(), "warning")


@pytest.mark.parametrize(
    ("error", "kind", "part"),
    [
        (OutputError("磁盘满了"), "warning", "磁盘满了"),
        (RuntimeError("0x800A03EC"), "error", "填报的内容没有改动"),
    ],
)
def test_whatever_happens_ends_in_a_message(error: Exception, kind: str, part: str) -> None:
    def fail(_: object) -> None:
        raise error

    assert part in told(fail, FakeHost(), kind)


def test_a_new_workbook_takes_a_free_name(book: Path) -> None:
    host = FakeHost(FileDocument(book))
    told(commands.new_workbook, host)
    assert "(2).xlsx" in told(commands.new_workbook, host)
    assert len(set(host.opened)) == 2
    for path in host.opened:
        assert path.parent == book.parent
        assert "学校" in openpyxl.load_workbook(path).sheetnames


@pytest.mark.parametrize("well", [True, False])
def test_a_self_check_says_what_was_found(well: bool) -> None:
    state = State.GOOD if well else State.PROBLEM
    host = FakeHost(found=(Finding("Python", state, "3.11", "" if well else "请重新安装"),))
    message = told(commands.self_check, host, "information" if well else "warning")
    assert "Python" in message
    assert ("请重新安装" in message) is not well


def test_help_opens_the_manual_as_a_page(
    monkeypatch: pytest.MonkeyPatch, pages: list[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    host = FakeHost()
    commands.show_help(host)
    page = tmp_path / "qbe_xl-manual.html"
    assert "# 使用手册" in page.read_text(encoding="utf-8")
    assert pages == [page.as_uri()]
    assert not host.said
    monkeypatch.setattr(commands, "_MANUALS", ())
    assert "没有找到使用手册" in told(commands.show_help, host, "warning")


def test_about_names_version_and_standard() -> None:
    message = told(commands.about, FakeHost())
    assert __version__ in message
    assert "云政办发〔2022〕49号" in message
