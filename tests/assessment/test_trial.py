"""A trial (试算): equal to editing the workbook and reading it anew, and checked like one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl import standards
from qbe_xl.assessment import State, assess, reassess
from qbe_xl.assessment.items import Item
from qbe_xl.assessment.trial import moves, trial, tried
from qbe_xl.county import layout
from qbe_xl.county.model import County
from qbe_xl.county.reading import read_book, read_county
from qbe_xl.county.trials import TRIAL, TrialLine, trial_lines
from qbe_xl.errors import InputError, Place
from qbe_xl.files.book import Sheet
from qbe_xl.functions import FUNCTIONS, MARK
from qbe_xl.report.result_json import as_text
from tests.counties import GOLDEN, Draft, school
from tests.properties import examples

NUMERIC = [c for c in layout.SCHOOLS.columns if c.kind in ("count", "number", "year")]
ITEM, ROOMS = "小学专任教师数", "网络多媒体教室数"


def line(who: str, item: str, value: object, row: int = 1) -> TrialLine:
    return TrialLine(who, item, value, Place("试算", row, 2))  # type: ignore[arg-type]


def said(county: County, *lines: TrialLine) -> str:
    with pytest.raises(InputError) as raised:
        tried(county, lines)
    return str(raised.value)


def draft() -> Draft:
    """Every numeric column stands in it, some cells blank."""
    found = Draft(schools=[school("A1"), school("A2"), school("B1", 办学类型="初级中学")])
    found.schools[1]["教学仪器设备值"] = None
    found.classes = [row for row in found.classes if row["学校标识码"] != "A2"]
    return found


@cache
def county() -> County:
    return draft().county()


def outcome(read: object) -> object:
    """The county's assessment in full, or every place that is wrong."""
    try:
        found = read()  # type: ignore[operator]
    except InputError as error:
        return sorted((str(p.place), p.message) for p in error.problems)
    from qbe_xl.report.run import examine
    from qbe_xl.standards import resolve

    return as_text(*examine(found, resolve(found)))


@examples(60)
@given(
    edits=st.dictionaries(
        st.tuples(st.integers(0, 2), st.sampled_from(NUMERIC)),
        st.integers(0, 60) | st.floats(0, 5000).map(lambda x: round(x, 2)),
        max_size=5,
    )
)
def test_a_trial_is_the_workbook_edited(
    edits: dict[tuple[int, layout.Column], float],
) -> None:
    edited = draft()
    lines = []
    for (place, column), value in edits.items():
        figure = float(value) if column.kind == "number" else float(int(value))
        figure = figure + 1000 if column.kind == "year" else figure
        row = edited.schools[place]
        row[column.header] = figure
        lines.append(line(str(row["学校标识码"]), column.header, figure))
    ours = outcome(lambda: tried(county(), lines))
    theirs = outcome(lambda: read_county(edited.book()))  # type: ignore[arg-type]
    assert ours == theirs


def test_adding_is_exact_and_a_figure_with_a_sign_is_none() -> None:
    of = county().schools
    then = tried(
        county(),
        [line("A1", ITEM, "+2"), line("A1学校", ITEM, "＋1"), line("B1", "教学仪器设备值", "-0.1")],
    )
    assert then.schools.number("primary_teachers")[0] == of.number("primary_teachers")[0] + 3
    assert then.schools.number("equipment")[2] == 119.9
    assert "不小于 0 的整数" in said(county(), line("A1", ITEM, -2.0))
    assert tried(county(), [line("A1", "教学仪器设备值（万元）", "95.5")]).schools.number(
        "equipment"
    )[0] == pytest.approx(95.5)


@pytest.mark.parametrize(
    ("lines", "part"),
    [
        ([line("Z9", ITEM, 1.0)], "没有学校“Z9”"),
        ([line("A1", "人数", 1.0)], "没有填数的列“人数”"),
        ([line("A1", "教学仪器设备值（元）", 1.0)], "没有填数的列"),
        ([line("A1", "办学类型", "教学点")], "没有填数的列"),
        ([line("A2", "教学仪器设备值", "+2")], "还没有填报，不能增减"),
        ([line("A1", ITEM, "很多")], "不小于 0 的整数，或 +2、-3，现为“很多”"),
        ([line("A1", ITEM, "-31")], "由 30 变为 -1"),
        ([line("A1", ITEM, "+0.5")], "由 30 变为 30.5"),
        ([line("A1", ITEM, 3.0), line("A1学校", ITEM, "+1", 2)], "与 C2 改的是同一处"),
        ([line("A1", ITEM, 5.0)], "大于小学专任教师数（5）"),
        ([line("A1", "室内体育用房面积", "+3000")], "大于教学及辅助用房面积"),
    ],
)
def test_what_cannot_be_tried_is_said(lines: list[TrialLine], part: str) -> None:
    assert part in said(county(), *lines)


def test_two_schools_of_one_name_are_asked_for_their_codes() -> None:
    both = Draft(schools=[school("A1", 学校名称="中心小学"), school("A2", 学校名称="中心小学")])
    both.classes, both.rooms = [], []
    assert "有 2 所学校叫“中心小学”" in said(both.county(), line("中心小学", ITEM, 30.0))


def test_what_moves_is_told_and_nothing_else() -> None:
    now = Draft().assess()
    (verdict,) = moves(now, now)
    assert verdict.now is verdict.then is State.MET
    found = {(m.what, m.stage): m for m in moves(now, trial(now, [line("A1", ROOMS, 0.0)]))}
    assert found["verdict", ""].turn == "变差"
    assert found["resources", ""].then is State.UNMET
    assert found["sections", ""].turn == "-1"
    assert found["R7", "primary"].states == (State.MET, State.NOT_APPLICABLE)
    assert not {key for key in found if key[0] in ("government", "G4", "R1")}


def sheet(*rows: list[object]) -> Sheet:
    return Sheet("试算", [["试算表"], ["学校", "项目", "试算值"], *rows], {}, ())  # type: ignore[list-item]


def test_lines_without_a_value_are_not_tried_yet() -> None:
    lines = trial_lines(sheet(["A1", ITEM, None], [3.0, ITEM, "+2"], [None, None, None]))
    assert [(one.school, one.value, str(one.place)) for one in lines] == [("3", "+2", "试算!C4")]
    with pytest.raises(InputError, match="试算!A3：没有写学校"):
        trial_lines(sheet([None, ITEM, 2.0]))
    with pytest.raises(InputError, match="找不到表头“学校”"):
        trial_lines(Sheet("试算", [["甲"]], {}, ()))


def whatif(of: Draft, *rows: list[object], all: bool = False) -> object:
    sheets = [sheet.rows for sheet in of.book().sheets]
    listed = [[column.header for column in TRIAL.columns], *rows]
    others = sheets[1:] if all else []
    return FUNCTIONS["QBE_WHATIF"](sheets[0], listed, *others)  # type: ignore[arg-type]


def test_the_function_says_what_the_given_sheets_decide() -> None:
    alone = whatif(Draft(), ["A1", ROOMS, 0.0], ["B1", "持证专任教师数", 29.0])
    assert isinstance(alone, list)
    assert alone[0] == ["项目", "现在", "试算后", "变化"]
    titles = [row[0] for row in alone[1:]]
    assert titles[0] == "资源配置"
    assert "综合达标的办学单元" in titles
    assert "全县结论" not in titles
    assert [title for title in titles if str(title).startswith("G")] == [titles[-1]]
    assert str(titles[-1]).startswith("G12")
    assert "政府保障程度" not in titles
    whole = whatif(Draft(), ["A1", ROOMS, 0.0], ["B1", "持证专任教师数", 29.0], all=True)
    assert isinstance(whole, list)
    assert whole[1] == ["全县结论", "● 达标", "✕ 未达标", "变差"]
    assert ["政府保障程度", "● 达标", "✕ 未达标", "变差"] in whole
    untouched = whatif(Draft(), all=True)
    assert untouched[1:] == [  # type: ignore[index]
        ["全县结论", "● 达标", "● 达标", ""],
        ["资源配置", "● 达标", "● 达标", ""],
    ]
    wrong = whatif(Draft(), ["A9", ROOMS, 1.0], ["A8", ROOMS, 1.0])
    assert str(wrong).startswith(f"{MARK}试算!C2：没有学校“A9”")
    assert "另有 1 处" in str(wrong)


def test_what_is_assessed_again_in_part_is_what_is_assessed_whole() -> None:
    _, county = read_book(GOLDEN / "mixed.xlsx")
    before = assess(county, standards.load("yunnan-2022").at(county.date))
    for key in county.schools.numbers:
        for figure in (np.nan, 77.0):
            column = county.schools.number(key).copy()
            column[:2] = figure
            changed = replace(county, schools=county.schools.with_numbers({key: column}))
            part = reassess(before, changed, {key})
            whole = assess(changed, before.standard)
            assert repr(part.balance) == repr(whole.balance)
            assert (part.groups, part.verdict) == (whole.groups, whole.verdict)
            assert {id: _judged(i) for id, i in part.items.items()} == {
                id: _judged(i) for id, i in whole.items.items()
            }


def _judged(item: Item) -> str:
    parts = [(p.table, p.index.tolist(), p.states.tolist()) for p in item.parts]
    said = (item.state, item.value, item.values, item.terms, item.conditions, parts)
    figures = [{name: f.tolist() for name, f in part.figures.items()} for part in item.parts]
    return repr((said, figures))
