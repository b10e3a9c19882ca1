"""One set of numbers: plan, ledger and papers say the same sum, read back from their files."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from tests.command_line import qbe
from tests.counties import FEW_GOLDEN, GOLDEN

LEAST = "最省方案"
_TOTAL = re.compile(r"费用合计 ([\d,.]+) 万元，与最省方案相同")
Found = dict[str, Fraction]


def _figure(text: str) -> Fraction:
    return Fraction(text.replace(",", "")) if re.fullmatch(r"[\d,.]+", text) else Fraction(0)


def _column(table: Any, header: str) -> Fraction:
    heads = [cell.text.strip() for cell in table.rows[0].cells]
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
        "工作简报": _told(_words(papers / "工作简报.docx")),
    }
    if costs:
        found["责任清单"], found["sum told in 责任清单"] = _in_duties(papers / "责任清单.docx")
    yuan = {of: round(sum_ * 10_000) for of, sum_ in found.items()}
    assert yuan == dict.fromkeys(yuan, round(cost * 10_000))
    assert (ledger["plan"], ledger["unit"]) == (LEAST, "万元")
