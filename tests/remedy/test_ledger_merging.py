"""The ledger over several runs: what opens, closes, comes back; what staff wrote stays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from qbe_xl.clauses.duties import of
from qbe_xl.remedy.ledger.columns import BASE_SHEET, HISTORY_SHEET, SHEET
from qbe_xl.remedy.ledger.dates import months_later
from qbe_xl.remedy.ledger.merging import merge
from qbe_xl.remedy.ledger.model import Former, days_left, due_words, is_overdue
from qbe_xl.remedy.ledger.reading import read_ledger
from qbe_xl.remedy.ledger.states import MEANINGS, Status, status_of
from tests.remedy.ledgers import (
    MET,
    NOON,
    SAME,
    WAIVED,
    again,
    everything,
    found,
    issue,
    opened,
    row_of,
    run,
    sheets_of,
)

R3 = "R3-小学-A1"
R3_ = "R3_小学_A1"


def what(ledger: object) -> list[str]:
    return [event.what for event in ledger.history[len(ledger.history) - ledger.fresh :]]  # type: ignore[attr-defined]


def test_a_new_problem_gets_units_measure_and_dates_from_the_plan() -> None:
    row = row_of(run(None, found(R3)), R3)
    assert row.text("state") == "待整改"
    assert row.text("unit") == "县委编委办"
    assert row.text("helpers") == "县人力资源社会保障局、县教育体育局、县财政局"
    assert row.values["start"] == dt.date(2026, 3, 2)
    assert row.values["deadline"] == dt.date(2027, 2, 2)
    assert row.text("problem") == "尚差 3 人"


def test_a_township_is_named_where_it_cooperates() -> None:
    assert "甲镇人民政府" in row_of(run(None, found("R5-小学-A1")), "R5-小学-A1").text("helpers")


def test_what_is_not_filled_in_goes_to_those_who_gather_data() -> None:
    row = row_of(run(None, found(issue(R3, missing=True))), R3)
    assert row.text("unit") == "县教育体育局"
    assert "县委编委办" in row.text("helpers")
    assert row.values["deadline"] == dt.date(2026, 12, 2)


def test_a_second_run_without_changes_changes_nothing() -> None:
    first = run(None, found(R3, "G8-全县", "CV4-初中-全县"))
    second = run(first, found(R3, "G8-全县", "CV4-初中-全县"))
    assert second.rows == first.rows
    assert second.fresh == 0
    assert second.history == first.history


def test_what_staff_wrote_stays() -> None:
    first = run(None, found(R3))
    edits = {
        (R3, "状态"): "整改中",
        (R3, "责任人"): "张三",
        (R3, "责任单位"): "县教育体育局人事股",
        (R3, "整改措施"): "特岗招聘 3 名",
        (R3, "完成期限"): 46_356.0,
        (R3, "落实资金（万元）"): 12.5,
        (R3, "佐证材料"): "招聘公告",
        (R3, "备注"): "已报县委编委办",
    }
    second = run(again(first, edits), found(issue(R3, "尚差 2 人")), day=30)
    row = row_of(second, R3)
    assert row.text("state") == "整改中"
    assert row.text("person") == "张三"
    assert row.text("unit") == "县教育体育局人事股"
    assert row.text("measure") == "特岗招聘 3 名"
    assert row.values["deadline"] == dt.date(2026, 11, 30)
    assert row.values["funds"] == 12.5
    assert row.text("evidence") == "招聘公告"
    assert row.text("remark") == "已报县委编委办"
    assert row.text("problem") == "尚差 2 人"
    assert row.values["found"] == dt.date(2026, 3, 2)
    assert row.values["checked"] == dt.date(2026, 4, 1)


def test_the_history_says_what_staff_changed_and_what_the_figures_were() -> None:
    first = run(None, found(R3))
    second = run(again(first, {(R3, "责任人"): "张三"}), found(issue(R3, "尚差 2 人")), day=1)
    told = [(e.what, e.column, e.before, e.after) for e in second.history]
    assert told == [
        ("立账", "", "", "尚差 3 人"),
        ("单位填写", "责任人", "", "张三"),
        ("情况更新", "存在问题", "尚差 3 人", "尚差 2 人"),
    ]
    assert second.history[: len(first.history)] == first.history


def test_only_a_recomputed_indicator_closes_a_problem() -> None:
    first = run(None, found(R3))
    claimed = run(again(first, {(R3, "状态"): "待核验"}), found(R3), day=1)
    assert row_of(claimed, R3).text("state") == "核验未通过"
    assert "核验未通过" in what(claimed)
    closed = run(claimed, found(**{R3_: MET}), day=2)
    row = row_of(closed, R3)
    assert (row.text("state"), row.values["checked"]) == ("已销号", dt.date(2026, 3, 4))
    assert row.text("check") == "重算达标：现为 5"
    assert what(closed) == ["核验销号"]


@pytest.mark.parametrize(
    "word", ["已完成", "已整改", "办结", "待核验（材料齐）", "● 已销号", "销号"]
)
def test_a_word_of_the_staff_does_not_close_a_problem(word: str) -> None:
    second = run(again(run(None, found(R3)), {(R3, "状态"): word}), found(R3), day=1)
    assert row_of(second, R3).text("state") == "核验未通过"
    assert word in everything(second)


def test_a_closed_problem_stays_as_it_was_closed() -> None:
    closed = run(run(None, found(R3)), found(**{R3_: MET}), day=1)
    later = run(closed, found(**{R3_: MET}), day=90)
    assert later.rows == closed.rows
    assert later.fresh == 0


def test_a_problem_that_returns_is_reopened_with_all_that_was_written() -> None:
    first = run(None, found(R3))
    closed = run(again(first, {(R3, "责任人"): "张三"}), found(**{R3_: MET}), day=1)
    back = run(closed, found(R3), day=60)
    row = row_of(back, R3)
    assert (row.text("state"), row.text("person")) == ("重新出现", "张三")
    assert what(back) == ["重新出现"]
    assert row_of(run(back, found(**{R3_: MET}), day=70), R3).text("state") == "已销号"


def test_a_problem_that_staff_marked_closed_by_hand_is_closed_by_the_recomputation_only() -> None:
    by_hand = again(run(None, found(R3)), {(R3, "状态"): "已销号"})
    closed = run(by_hand, found(**{R3_: MET}), day=3)
    assert what(closed) == ["单位填写", "核验销号"]
    assert row_of(closed, R3).values["checked"] == dt.date(2026, 3, 5)


def test_what_the_section_passes_without_needs_nothing() -> None:
    second = run(run(None, found(R3)), found(**{R3_: WAIVED}), day=1)
    row = row_of(second, R3)
    assert (row.text("state"), row.text("check")) == ("无需整改", "现为 4，属余项")


def test_a_school_that_is_no_longer_there_is_to_be_looked_into() -> None:
    second = run(run(None, found(R3)), found(), day=1)
    assert row_of(second, R3).text("state") == "待确认"
    assert "填报表里没有这所学校" in row_of(second, R3).text("check")
    third = run(second, found(R3), day=2)
    assert row_of(third, R3).text("state") == "待整改"


def test_an_item_that_is_still_open_elsewhere_does_not_close_the_row() -> None:
    second = run(run(None, found("G8-全县")), found(G8_全县=SAME), day=1)
    assert row_of(second, "G8-全县").text("state") == "待整改"


def test_new_problems_come_after_what_is_there() -> None:
    second = run(run(None, found("R4-小学-A1", R3)), found("R4-小学-A1", R3, "V4-全县"), day=1)
    assert [row.id for row in second.rows] == ["R4-小学-A1", R3, "V4-全县"]


def test_the_order_in_which_staff_sorted_stays() -> None:
    first = run(None, found("R4-小学-A1", R3, "G8-全县"))
    former = again(first)
    shuffled = Former(rows=former.rows[::-1], history=former.history, base=former.base)
    second = run(shuffled, found("R4-小学-A1", R3, "G8-全县"), day=1)
    assert [row.id for row in second.rows] == ["G8-全县", R3, "R4-小学-A1"]


def test_a_row_of_the_staff_gets_a_number_and_is_never_closed() -> None:
    grids = sheets_of(run(None, found(R3)))
    grid = grids[SHEET]
    own: list[object] = [None] * len(grid[0])
    headers = next(row for row in grid if "状态" in row)
    own[headers.index("存在问题")] = "围墙破损"
    own[headers.index("状态")] = "整改中"
    grid.append(own)
    second = run(read_ledger(opened(grids)), found(R3), day=1)
    row = row_of(second, "自-1")
    assert (row.text("problem"), row.text("state")) == ("围墙破损", "整改中")
    third = run(second, found(**{R3_: MET}), day=2)
    assert row_of(third, "自-1").values == row.values


def test_a_copied_row_is_kept_and_follows_its_problem() -> None:
    former = again(run(None, found(R3)))
    twice = Former(rows=(*former.rows, former.rows[0].with_values({"measure": "另一措施"})))
    second = run(twice, found(R3), day=1)
    assert [row.id for row in second.rows] == [R3, f"{R3}#2"]
    third = run(second, found(**{R3_: MET}), day=2)
    assert {row.text("state") for row in third.rows} == {"已销号"}
    assert row_of(third, f"{R3}#2").text("measure") == "另一措施"


def test_a_copied_row_takes_the_id_when_the_first_is_gone() -> None:
    former = again(run(None, found(R3)))
    copied = former.rows[0].with_values({"measure": "另一措施"})
    second = run(Former(rows=(*former.rows, copied)), found(R3), day=1)
    third = run(Former(rows=second.rows[1:], history=second.history), found(R3), day=2)
    assert [(row.id, row.text("measure")) for row in third.rows] == [(R3, "另一措施")]
    assert "恢复编号" in what(third)


@pytest.mark.parametrize("id", ["", "3", "已改"])
def test_a_row_whose_id_was_lost_is_found_by_what_it_says(id: str) -> None:
    second = run(
        again(run(None, found(R3, "G8-全县")), {(R3, "编号"): id}), found(R3, "G8-全县"), day=1
    )
    assert [row.id for row in second.rows] == [R3, "G8-全县"]
    assert "恢复编号" in what(second) or not id


@pytest.mark.parametrize("id", ["r3-小学-a1", " R3-小学-A1 ", "Ｒ３-小学-Ａ１"])
def test_an_id_is_known_in_other_letters(id: str) -> None:
    second = run(again(run(None, found(R3)), {(R3, "编号"): id}), found(R3), day=1)
    assert [row.id for row in second.rows] == [R3]


def test_a_row_that_was_deleted_comes_back_while_the_problem_is_open() -> None:
    first = run(None, found(R3))
    second = run(Former(history=first.history), found(R3), day=1)
    assert what(second) == ["原行已被删去，重新列入"]


def test_what_staff_wrote_into_a_column_of_the_program_goes_to_the_remarks() -> None:
    former = again(
        run(None, found(R3)), {(R3, "存在问题"): "其实差 5 人", (R3, "核验情况"): "已看过"}
    )
    row = row_of(run(former, found(R3), day=1), R3)
    assert row.text("problem") == "尚差 3 人"
    assert "其实差 5 人" in row.text("remark")
    assert "已看过" in row.text("remark")


def test_without_the_hidden_sheet_the_history_still_has_what_was_overwritten() -> None:
    grids = sheets_of(run(None, found(R3)))
    del grids[BASE_SHEET]
    grids[SHEET][next(n for n, r in enumerate(grids[SHEET]) if r[0] == R3)][7] = "其实差 5 人"
    assert "其实差 5 人" in everything(run(read_ledger(opened(grids)), found(R3), day=1))


def test_untouched_suggestions_follow_when_the_data_come_in() -> None:
    first = run(None, found(issue(R3, "待填报", missing=True)))
    second = run(first, found(R3), day=10)
    row = row_of(second, R3)
    assert row.text("unit") == "县委编委办"
    assert row.values["deadline"] == dt.date(2027, 2, 12)


def test_touched_suggestions_do_not() -> None:
    first = run(None, found(issue(R3, "待填报", missing=True)))
    former = again(first, {(R3, "责任单位"): "县教育体育局计财股"})
    row = row_of(run(former, found(R3), day=10), R3)
    assert row.text("unit") == "县教育体育局计财股"
    assert row.values["deadline"] == dt.date(2026, 12, 2)


def test_names_of_the_countys_own_replace_those_of_the_plan(tmp_path: Path) -> None:
    path = tmp_path / "责任单位.toml"
    path.write_text('[units.establishment]\nname = "丘北县委编办"\n', encoding="utf-8")
    first = run(None, found(R3))
    second = merge(again(first), found(R3), of((), path), NOON)
    assert row_of(second, R3).text("unit") == "丘北县委编办"


def test_names_on_the_sheet_of_units_replace_the_general_terms() -> None:
    some = found(R3, "G7-全县")
    grids = sheets_of(merge(Former(), some, of(), NOON))
    grids["责任单位"] = [
        ["责任单位"],
        ["代号", "本县名称"],
        ["establishment", "丘北县委编办"],
        ["tax", None],
    ]
    second = merge(read_ledger(opened(grids)), some, of(), NOON)
    assert row_of(second, R3).text("unit") == "丘北县委编办"
    assert row_of(second, "G7-全县").text("unit") == "财政部门"
    assert second.duties.name("establishment") == "丘北县委编办"


def test_odd_words_and_dates_are_kept_and_told() -> None:
    edits = {(R3, "状态"): "等领导批示", (R3, "完成期限"): "尽快"}
    second = run(again(run(None, found(R3)), edits), found(R3), day=1)
    row = row_of(second, R3)
    assert (row.text("state"), row.text("deadline")) == ("等领导批示", "尽快")
    assert not row.is_closed
    assert due_words(row, second.today) == "期限待定"
    assert len(second.notices) == 2
    assert "等领导批示" in str(second.notices[0])


def test_a_deadline_before_the_start_is_told() -> None:
    edits = {(R3, "完成期限"): dt.date(2026, 1, 1)}
    second = run(again(run(None, found(R3)), edits), found(R3), day=1)
    assert "早于开始日期" in str(second.notices[0])


@pytest.mark.parametrize(
    ("days", "words", "late"),
    [(-12, "逾期 12 天", True), (0, "今天到期", False), (30, "还剩 30 天", False), (31, "", False)],
)
def test_overdue_is_counted_from_the_day_of_asking(days: int, words: str, late: bool) -> None:
    ledger = run(None, found(R3))
    row = row_of(ledger, R3).with_values({"deadline": ledger.today + dt.timedelta(days)})
    assert due_words(row, ledger.today) == words
    assert is_overdue(row, ledger.today) is late
    assert due_words(row.with_values({"state": "已销号"}), ledger.today) == ""
    assert days_left(row.with_values({"state": "无需整改"}), ledger.today) is None


def test_the_history_may_be_cut_off_without_harm() -> None:
    closed = run(run(None, found(R3)), found(**{R3_: MET}), day=1)
    grids = sheets_of(closed)
    del grids[HISTORY_SHEET]
    later = run(read_ledger(opened(grids)), found(**{R3_: MET}), day=9)
    assert later.rows == closed.rows


@pytest.mark.parametrize("status", list(Status))
def test_every_state_is_known_by_its_word_and_explained(status: Status) -> None:
    assert status_of(status.word) is status
    assert status_of(f" {status.word}（说明）") is status
    assert [m.status for m in MEANINGS].count(status) == 1


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2023, 12, 31), 2, dt.date(2024, 2, 29)),
        (dt.date(2026, 11, 24), 1, dt.date(2026, 12, 24)),
        (dt.date(2026, 12, 1), 12, dt.date(2027, 12, 1)),
    ],
)
def test_months_are_calendar_months(day: dt.date, months: int, later: dt.date) -> None:
    assert months_later(day, months) == later


def test_the_manual_has_the_table_of_states() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "manual.zh-CN.md").read_text(encoding="utf-8")
    for m in MEANINGS:
        assert f"| {m.status.word} | {m.writer} | {m.meaning} | {m.then} |" in manual
