"""What is written quickly is what XlsxWriter writes, and what is laid once lies as if laid anew."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from xlsxwriter.worksheet import Worksheet

from qbe_xl.assessment import State
from qbe_xl.sheets import file, worksheet
from qbe_xl.sheets.layout import lay
from qbe_xl.sheets.looks import COUNT, FIGURE, TEXT, Look
from qbe_xl.sheets.model import (
    TALL,
    UNPRINTED,
    At,
    Cell,
    Comment,
    Field,
    Figure,
    Formula,
    Grid,
    Heading,
    Hole,
    Link,
    Marked,
    Note,
    Paper,
    Row,
    Sheet,
    Space,
    Title,
    Value,
)
from qbe_xl.sheets.paging import fitted

TIME = dt.datetime(2024, 5, 20, 9, 30, tzinfo=dt.UTC)
VALUES: tuple[Value, ...] = (
    "一所学校",
    "",
    "=1+1",
    "-2",
    "两\n行",
    "制\x07表\t符 & <尖> \"引\" '号' _x0041_ ",
    "<r>不是富文本</r>",
    "长" * 40_000,
    0,
    -0.0,
    12345678901234567890,
    0.1 + 0.2,
    1e-300,
    float("nan"),
    float("inf"),
    None,
    True,
    dt.date(2026, 5, 20),
    dt.datetime(2026, 5, 20, 18, 0),
    State.MET,
    Marked(State.UNMET, "✕ 差"),
    Figure(0.5, "0.0%", "◐"),
    Figure(Fraction(1, 3)),  # type: ignore[arg-type]
    Figure(None, blank="无"),
    Formula('=IF(A1<>"&",1,2)', 1.5),
    Formula("=A1>B1", True),
    Formula("=A1/B1", "#DIV/0!"),
    Formula('="甲&"&B1', "甲&<乙>"),
    Formula("=A1", ""),
    Formula("=A1", None),
    Link("学校.xlsx", "学校"),
    Link("#表!A1", "上面"),
    Cell("宽", Look(), 2),
    Hole(),
    Cell("高", TEXT, 1, 2),
    Cell("", Look()),
)


def sheets() -> list[Sheet]:
    every = [Field(f"第 {n} 项\n说明", 12, tall=TALL if n % 5 == 0 else None) for n in range(40)]
    grid = Grid(
        every, [VALUES, Row(()), Row(VALUES, over=Look(bold=True), level=1, fit=TALL)], keep=2
    )
    wide = [Field(f"列{n}", 22, TEXT, TALL) for n in range(9)]
    texts = Grid(wide, [["说明" * n for n in range(9)], Row(["一"] * 9, fit=TALL)], repeat=True)
    few = Grid([Field("数", 9, COUNT), Field("值", 9, FIGURE)], [(n, n / 7) for n in range(40)])
    nothing = Grid([*few.fields, Field("注", 30, columns=3)], [], empty=("没有。", State.MET))
    return [
        Sheet("杂", (Title("题" * 90, "注" * 80), grid, Space(3), Note("说" * 90)), beyond=TEXT),
        Sheet("宽", (Title("题", "注"), texts, Heading("下" * 80), nothing)),
        Sheet("窄", (few, At(1, 3, Row(("旁", 1), whole=COUNT))), (9, 9, 9, 9)),
        Sheet("白", (Row(("字", 1), height=20),), comments={(30, 1): Comment("看", "甲")}),
        Sheet("无", (few,), paper=UNPRINTED),
        Sheet("空", ()),
    ]


def test_it_is_what_xlsxwriter_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = file.workbook("书", sheets(), time=TIME)
    monkeypatch.delattr(worksheet.Sheet, "_write_rows")
    monkeypatch.setattr(file, "usual", lambda said: False)
    assert ours == file.workbook("书", sheets(), time=TIME)


def test_cells_beyond_the_last_row_are_left_out_as_by_xlsxwriter() -> None:
    sheet = worksheet.Sheet()
    sheet.put(Worksheet().xls_rowmax, {0: worksheet.kept_number((1, None))})
    assert not any(sheet.table.values())


@pytest.mark.parametrize("paper", [Paper(), Paper(repeat_columns=(0, 1)), Paper(landscape=False)])
def test_what_is_laid_once_lies_as_if_laid_anew(paper: Paper) -> None:
    changed = []
    for sheet in sheets():
        sheet = Sheet(sheet.name, sheet.parts, sheet.widths, paper=paper)
        found, laid = fitted(sheet)
        assert list(map(repr, laid)) == list(map(repr, lay(found)))
        changed.append(found.sizes != sheet.sizes)
    assert True in changed
    assert False in changed
