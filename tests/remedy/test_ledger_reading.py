"""A ledger is found again in whatever staff made of it; nothing that they wrote is lost."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl.errors import InputError
from qbe_xl.files.opening.sheet import make_sheet
from qbe_xl.remedy.ledger.columns import BASE_SHEET, COLUMNS, DUE, HISTORY_SHEET, SHEET
from qbe_xl.remedy.ledger.model import Former, Ledger
from qbe_xl.remedy.ledger.reading import read_ledger
from tests.properties import examples
from tests.remedy.ledgers import (
    GONE_OR,
    MET,
    SAME,
    WAIVED,
    Grid,
    again,
    everything,
    found,
    header_row,
    opened,
    row_of,
    run,
    sheets_of,
)

IDS = ("R3-小学-A1", "R4-小学-A1", "R4-初中-B1", "G3-A1", "G8-全县", "CV4-小学-全县")
R3 = IDS[0]


def read(grid: Grid) -> Former:
    return read_ledger(opened({SHEET: grid}))


def by_hand(*headers: str) -> Former:
    """A ledger of one row, each cell of which says where it stands."""
    return read([["某县台账"], list(headers), [f"内容{n}" for n in range(len(headers))]])


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("责任单位", "unit"),
        (" 责任\n单位 ", "unit"),
        ("责任单位（牵头）", "unit"),
        ("牵头单位", "unit"),
        ("责任人", "person"),
        ("责任人姓名", "person"),
        ("完成时限", "deadline"),
        ("整改完成期限", "deadline"),
        ("完成期限*", "deadline"),
        ("测算费用(万元)", "cost"),
        ("问题描述", "problem"),
        ("整改状态", "state"),
        ("佐证", "evidence"),
        ("备 注", "remark"),
    ],
)
def test_a_column_is_found_by_its_name_or_one_like_it(header: str, key: str) -> None:
    (row,) = by_hand("编号", "指标", "学校", "条款", header).rows
    assert row.text(key) == "内容4"


def test_an_exact_name_comes_before_one_like_it() -> None:
    former = by_hand(
        "编号", "指标", "学校", "责任人（电话）", "责任人", "完成期限调整说明", "完成期限"
    )
    (row,) = former.rows
    assert (row.text("person"), row.text("deadline")) == ("内容4", "内容6")
    assert former.extras == ("责任人（电话）", "完成期限调整说明")


def test_columns_of_the_staff_are_kept_even_without_or_with_the_same_header() -> None:
    former = read(
        [
            ["编号", "指标", "学校", "状态", "电话", "电话", None, DUE],
            [
                R3,
                "R3",
                "A1学校",
                "整改中",
                13_800_000_000.0,
                dt.date(2026, 3, 1),
                "旁注",
                "逾期 3 天",
            ],
        ]
    )
    assert former.extras == ("电话", "电话（2）", "未命名列")
    (row,) = former.rows
    assert dict(row.extra) == {
        "电话": 13_800_000_000.0,
        "电话（2）": dt.date(2026, 3, 1),
        "未命名列": "旁注",
    }


def test_what_staff_wrote_into_the_computed_column_goes_to_the_remarks() -> None:
    former = read(
        [["编号", "指标", "学校", "状态", DUE], [R3, "R3", "A1学校", "整改中", "已申请延期"]]
    )
    assert "已申请延期" in former.rows[0].text("remark")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (46_356.0, dt.date(2026, 11, 30)),
        (dt.datetime(2026, 11, 30), dt.date(2026, 11, 30)),
        ("2026-11-30", dt.date(2026, 11, 30)),
        ("2026.11.30", dt.date(2026, 11, 30)),
        ("2026年11月30日", dt.date(2026, 11, 30)),
        ("2026/11/30", dt.date(2026, 11, 30)),
        ("2026年底", dt.date(2026, 12, 31)),
        ("2027年3月底前", dt.date(2027, 3, 31)),
        ("尽快", "尽快"),
        (3.0, "3"),
        ("2026-02-30", "2026-02-30"),
    ],
)
def test_dates_are_read_however_they_are_written(written: object, value: object) -> None:
    former = read([["编号", "指标", "学校", "完成期限"], [R3, "R3", "A1学校", written]])
    assert former.rows[0].values["deadline"] == value


def test_rows_of_sums_blank_rows_and_repeated_headers_are_no_problems() -> None:
    head: list[object] = ["编号", "指标", "学校", "状态"]
    former = read(
        [head, [R3, "R3", "A1", "整改中"], [None] * 4, head, ["合计", "1 件", None, None]]
    )
    assert [row.id for row in former.rows] == [R3]
    assert "合计" in str(former.notices[0])


def test_a_sheet_without_headers_is_refused_with_what_to_do() -> None:
    with pytest.raises(InputError, match="找不到表头行"):
        read([["甲", "乙"], [1.0, 2.0]])


@pytest.mark.parametrize("sheets", [{}, {SHEET: make_sheet(SHEET, [], {}, ())}])
def test_no_ledger_is_an_empty_one(sheets: dict[str, Any]) -> None:
    assert read_ledger(sheets) == Former()


def test_sheets_of_the_staff_are_carried_along() -> None:
    sheets = opened({**sheets_of(run(None, found(R3))), "会议记录": [["3月会议", 2.0]]})
    former = read_ledger(
        sheets, ours=[SHEET, HISTORY_SHEET, BASE_SHEET, *sheets_of(run(None, found(R3)))]
    )
    assert [(s.name, s.rows) for s in former.sheets] == [("会议记录", (("3月会议", 2.0),))]


def test_a_formula_without_a_value_is_told() -> None:
    grid: Grid = [["编号", "指标", "学校", "状态", "备注"], [R3, "R3", "A1", "整改中", None]]
    sheet = make_sheet(SHEET, grid, {(1, 4): "没有计算结果的公式"}, ())
    assert "整改台账!E2" in str(read_ledger({SHEET: sheet}).notices[0])


def test_a_text_longer_than_a_cell_is_cut_and_told() -> None:
    former = read([["编号", "指标", "学校", "备注"], [R3, "R3", "A1", "长" * 40_000]])
    assert former.rows[0].text("remark") == "长" * 32_000
    assert "整改台账!D2" in str(former.notices[0])


# ---- any edits over three runs -------------------------------------------------------------

STAFF_HEADERS = [c.header for c in COLUMNS if c.staff]
OTHER_HEADERS = [c.header for c in COLUMNS if not c.staff]
RENAMED = {
    "责任人": "责任人姓名",
    "责任单位": "牵头单位",
    "完成期限": "整改期限",
    "备注": "备 注",
    "存在问题": "问题描述",
    "佐证材料": "佐证材料（附件）",
}
KINDS = (
    "staff",
    "other",
    "any",
    "column",
    "rename",
    "sort",
    "move",
    "own row",
    "copy row",
    "blank row",
    "title",
    "no base",
    "history",
)


class Clerk:
    """Edits the sheets of a ledger; remembers every text written, until it is written over."""

    def __init__(self) -> None:
        self.written = 0
        self.alive: set[str] = set()

    def token(self) -> str:
        self.written += 1
        text = f"写入{self.written}号"
        self.alive.add(text)
        return text

    def put(self, grid: Grid, row: int, column: int) -> None:
        self.alive.discard(str(grid[row][column]))
        for text in list(self.alive):
            if text in str(grid[row][column]):
                self.alive.discard(text)
        grid[row][column] = self.token()

    def edit(self, sheets: dict[str, Grid], kind: str, chance: random.Random) -> None:
        grid = sheets[SHEET]
        top = header_row(grid)
        rows = range(top + 1, len(grid))
        headers = [str(h) for h in grid[top]]
        if kind in ("staff", "other", "any") and rows:
            wanted = {"staff": STAFF_HEADERS, "other": OTHER_HEADERS, "any": headers}[kind]
            places = [n for n, h in enumerate(headers) if h in wanted]
            self.put(grid, chance.choice(rows), chance.choice(places))
        elif kind == "column":
            place = chance.randint(0, len(headers))
            for number, cells in enumerate(grid):
                cells.insert(place, None)
                if number == top or (number > top and chance.random() < 0.7):
                    cells[place] = self.token()
        elif kind == "rename":
            header = chance.choice(list(RENAMED))
            if header in headers:
                grid[top][headers.index(header)] = RENAMED[header]
        elif kind == "sort":
            body = grid[top + 1 :]
            chance.shuffle(body)
            grid[top + 1 :] = body
        elif kind == "move":
            here, there = chance.randrange(len(headers)), chance.randrange(len(headers))
            for cells in grid:
                cells.insert(there, cells.pop(here))
        elif kind == "own row":
            own: list[object] = [None] * len(headers)
            own[chance.randrange(len(headers))] = self.token()
            grid.insert(chance.choice([top + 1, len(grid)]), own)
        elif kind == "copy row" and rows:
            copied = list(grid[chance.choice(rows)])
            grid.append(copied)
            self.put(grid, len(grid) - 1, chance.randrange(len(headers)))
        elif kind == "blank row":
            grid.insert(chance.choice([0, top, top + 1]), [None] * len(headers))
        elif kind == "title":
            cells = [None] * len(headers)
            cells[chance.randrange(len(headers))] = self.token()
            grid.insert(chance.choice([0, top]), cells)
        elif kind == "no base":
            sheets.pop(BASE_SHEET, None)
        elif kind == "history":
            history = sheets[HISTORY_SHEET]
            line: list[object] = [None] * len(history[0])
            line[chance.randrange(len(line))] = self.token()
            history.append(line)


def standings(draw: st.DrawFn) -> list[str]:
    """What a run finds about each problem."""
    return draw(st.lists(st.sampled_from(("open", "figures", *GONE_OR)), min_size=6, max_size=6))


@st.composite
def runs(draw: st.DrawFn) -> tuple[list[list[str]], list[list[str]], int]:
    """What three runs find, the edits between them, and a seed for their places."""
    fates = [standings(draw) for _ in range(4)]
    edits = [draw(st.lists(st.sampled_from(KINDS), max_size=8)) for _ in range(3)]
    return fates, edits, draw(st.integers(0, 2**32))


def found_as(fates: list[str], number: int) -> Any:
    from tests.remedy.ledgers import issue

    open_ = [
        issue(
            id, f"尚差 {number} 人" if fate == "figures" else "尚差 3 人", missing=fate == "missing"
        )
        for id, fate in zip(IDS, fates, strict=True)
        if fate in ("open", "figures", "missing")
    ]
    known = {"met": MET, "waived": WAIVED, "same": SAME}
    settled = {id: known[fate] for id, fate in zip(IDS, fates, strict=True) if fate in known}
    return found(*open_, **settled)


@pytest.mark.slow
@given(runs())
@examples(35, searching=20_000)
def test_three_runs_with_any_edits_between_lose_nothing(
    plan: tuple[list[list[str]], list[list[str]], int],
) -> None:
    nothing_is_lost(*plan)


def test_a_copied_row_and_a_renamed_column_lose_nothing() -> None:
    """Found by the property above."""
    edits = [
        [*["staff"] * 4, "column", "column", "own row"],
        ["staff", "copy row", "staff", "sort"],
        ["staff", "rename", "other"],
    ]
    nothing_is_lost([["open"] * 6] * 4, edits, 1478570)


def nothing_is_lost(fates: list[list[str]], edits: list[list[str]], seed: int) -> None:
    """Run the ledger three times with edits between, and look for what was written."""
    chance, clerk = random.Random(seed), Clerk()  # noqa: S311
    ledger: Ledger = run(None, found_as(["open"] * 6, 3))
    for number, kinds in enumerate(edits, 1):
        sheets = sheets_of(ledger)
        for kind in kinds:
            clerk.edit(sheets, kind, chance)
        before = ledger.history
        ledger = run(read_ledger(opened(sheets)), found_as(fates[number], number), day=number)
        text = everything(ledger)
        for token in clerk.alive:
            assert token in text, (token, kinds)
        for id, fate in zip(IDS, fates[number], strict=True):
            mine = [row for row in ledger.rows if row.id == id]
            if fate in ("open", "figures", "missing"):
                assert mine
                assert not mine[0].is_closed
        ids = [row.id for row in ledger.rows]
        assert len(set(ids)) == len(ids)
        if "history" not in kinds:
            assert ledger.history[: len(before)] == before
    same = run(ledger, found_as(fates[3], 3), day=3)
    assert {row.id: dict(row.extra) for row in same.rows} == {
        row.id: dict(row.extra) for row in ledger.rows
    }
    assert again(same).extras == ledger.extras


def test_the_same_ledger_is_read_back_as_it_was_written() -> None:
    ledger = run(None, found(*IDS))
    former = again(ledger)
    assert [row.id for row in former.rows] == list(IDS)
    for row in former.rows:
        written = row_of(ledger, row.id).values
        assert row.values == {key: value for key, value in written.items() if value}
    assert former.history == ledger.history
