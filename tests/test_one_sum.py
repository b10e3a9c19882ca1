"""One set of numbers: plan, ledger and papers say the same sum, read back from their files."""

from __future__ import annotations

import json
import re
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from qbe_xl.office import remedying
from qbe_xl.project.folder import make_project, open_project
from tests.command_line import qbe
from tests.counties import FEW_GOLDEN, GOLDEN
from tests.open_documents import FakeHost, FileDocument, told

LEAST = "最省方案"
_TOTAL = re.compile(r"费用合计 ([\d,.]+) 万元，与最省方案相同")
Found = dict[str, Fraction]


def _figure(text: str) -> Fraction:
    return Fraction(text.replace(",", "")) if re.fullmatch(r"[\d,.]+", text) else Fraction(0)


def _column(table: Any, header: str) -> Fraction:
    heads = ["".join(cell.text.split()) for cell in table.rows[0].cells]
    if header not in heads:
        return Fraction(0)
    place = heads.index(header)
    return sum((_figure(row.cells[place].text.strip()) for row in table.rows[1:]), Fraction(0))


def _in_ledger_sheet(path: Path) -> Fraction:
    sheet = openpyxl.load_workbook(path)["整改台账"]
    (top,) = [r for r in range(1, 6) if sheet.cell(r, 1).value == "编号"]
    heads = {sheet.cell(top, c).value: c for c in range(1, sheet.max_column + 1)}
    figures = (
        sheet.cell(r, heads["测算费用（万元）"]).value for r in range(top + 1, sheet.max_row + 1)
    )
    return sum((Fraction(str(f)) for f in figures if isinstance(f, int | float)), Fraction(0))


def _in_duties(path: Path) -> tuple[Fraction, Fraction]:
    """What the units that lead bear, row by row, and the sum that is told of the county."""
    document = docx.Document(str(path))
    led = Fraction(0)
    for table in document.tables:
        nodes = list(table._element.itersiblings())
        after = "".join(t.text or "" for n in nodes[:2] for t in n.iter() if t.text)
        if "不重复计" not in after:
            led += _column(table, "费用（万元）")
    return led, _told("\n".join(p.text for p in document.paragraphs))


def _told(text: str) -> Fraction:
    said = {_figure(found) for found in _TOTAL.findall(text)}
    assert len(said) == 1, said
    return said.pop()


def _in_plan_sheet(rows: Any, plan: str) -> Fraction:
    """What 方案对比 says a plan costs."""
    heads = next(row for row in rows if row[0] == "项目")
    cost = next(row for row in rows if row[0] == "费用（万元）")
    return Fraction(str(cost[heads.index(plan)]))


def _words(path: Path) -> str:
    document = docx.Document(str(path))
    return "\n".join(p.text for p in document.paragraphs)


@pytest.mark.parametrize("name", FEW_GOLDEN)
def test_the_plan_the_ledger_and_every_paper_say_the_same_sum(name: str, tmp_path: Path) -> None:
    book = GOLDEN / f"{name}.xlsx"
    done = qbe("ledger", book, "--out", tmp_path, "--plan", LEAST, "--time-limit", 20)
    if done.returncode == 2:
        assert LEAST in done.stderr
        assert qbe("plan", book, "--out", tmp_path, "--time-limit", 20).returncode == 0
        plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
        assert plan["cost"] is None
        return
    assert done.returncode == 0, done.stderr
    plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    cost = Fraction(str(plan["cost"]))
    ledger = json.loads((tmp_path / "ledger.json").read_text(encoding="utf-8"))
    costs = [Fraction(str(row["cost"])) for row in ledger["rows"] if row["cost"] is not None]
    papers = tmp_path / "申报"
    filed = qbe("documents", book, "--out", papers, "--ledger", tmp_path / "整改台账.xlsx")
    assert filed.returncode == 0, filed.stderr
    notices = docx.Document(str(papers / "整改通知.docx"))
    found: Found = {
        "plan.json": cost,
        "ledger.json": Fraction(str(ledger["total"])),
        "rows of ledger.json": sum(costs, Fraction(0)),
        "整改台账.xlsx": _in_ledger_sheet(tmp_path / "整改台账.xlsx"),
        "整改通知": sum((_column(table, "费用（万元）") for table in notices.tables), Fraction(0)),
    }
    brief = _words(papers / "工作简报.docx")
    page = re.findall(r"费用合计 ([\d.]+) 万元（按最省方案）", _words(papers / "一页纸汇报.docx"))
    waits = not cost and plan["status"] == "incomplete"
    if ledger["rows"] and not waits:
        found["工作简报"] = _told(brief)
    else:
        assert not _TOTAL.search(brief)
        assert ("费用待测算" in brief) is waits
    if costs:
        (said,) = page
        found["一页纸汇报"] = _figure(said)
        found["责任清单"], found["sum told in 责任清单"] = _in_duties(papers / "责任清单.docx")
    yuan = {of: round(sum_ * 10_000) for of, sum_ in found.items()}
    assert yuan == dict.fromkeys(yuan, round(cost * 10_000))
    assert (ledger["plan"], ledger["unit"]) == (LEAST, "万元")


@pytest.mark.parametrize(("county", "in_project"), [("near-lines", False), ("trap-fail", True)])
def test_a_plan_adopted_by_its_button_is_the_ledgers_until_it_is_taken_back(
    county: str, in_project: bool, tmp_path: Path
) -> None:
    book = tmp_path / "我县.xlsx"
    shutil.copy(GOLDEN / f"{county}.xlsx", book)
    home = tmp_path / "整改台账" if in_project else tmp_path
    if in_project:
        make_project(tmp_path)
    told(remedying.keep_ledger, FakeHost(FileDocument(book)))
    assert json.loads((home / "ledger.json").read_text(encoding="utf-8"))["plan"] is None
    host = FakeHost(FileDocument(book))
    assert f"已采用{LEAST}" in told(remedying.adopt_least, host)
    plan = json.loads((home / "plan.json").read_text(encoding="utf-8"))
    cost = Fraction(str(plan["cost"]))
    assert cost > (100 if in_project else 0)
    again = told(remedying.keep_ledger, FakeHost(FileDocument(book)))
    ledger = json.loads((home / "ledger.json").read_text(encoding="utf-8"))
    found: Found = {
        "plan.json": cost,
        "the sheet of the plans": _in_plan_sheet(host.shown.written["方案对比"].values, LEAST),
        "ledger.json": Fraction(str(ledger["total"])),
        "整改台账.xlsx": _in_ledger_sheet(home / "整改台账.xlsx"),
        "what was said": _told(again),
    }
    yuan = {of: round(sum_ * 10_000) for of, sum_ in found.items()}
    assert yuan == dict.fromkeys(yuan, round(cost * 10_000))
    assert ledger["plan"] == LEAST
    told(remedying.adopt_none, FakeHost(FileDocument(book)))
    assert json.loads((home / "ledger.json").read_text(encoding="utf-8"))["plan"] is None
    if in_project:
        project = open_project(tmp_path)
        last = project.last("ledger") if project else None
        assert last
        assert last.options == {"plan": "不按方案"}
        assert not (tmp_path / "ledger.json").exists()


def test_a_plan_that_there_is_not_leaves_the_ledger_alone(tmp_path: Path) -> None:
    book = tmp_path / "我县.xlsx"
    shutil.copy(GOLDEN / "blank.xlsx", book)
    host = FakeHost(FileDocument(book))
    refused = told(remedying.adopt_within, host, "warning")
    assert refused.startswith("预算内方案：没有可以列入台账的方案")
    assert "台账没有改动" in refused
    assert [*tmp_path.iterdir()] == [book]
    assert host.shown.written == {}
