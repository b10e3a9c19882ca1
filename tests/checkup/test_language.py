"""The language of the rules: what it says, what it refuses, and how it treats blanks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl.checkup.language import Frame, LanguageError, Material, compiled, evaluate
from qbe_xl.checkup.language.names import FUNCTIONS, SCOPES, known_names
from tests.counties import Draft, classes, school


def value(text: str, draft: Draft | None = None, scope: str = "学校", zeros: bool = False) -> Any:
    frame = Frame(scope, Material((draft or Draft()).county()), zeros)
    return evaluate(compiled(text, scope), frame).tolist()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("小学在校生数 + 1", [401.0, None]),
        ("2 + 3 * 4 - 6 / 2", [11.0, 11.0]),
        ("-(2 + 3) * 2", [-10.0, -10.0]),
        ("相加(小学在校生数, 初中在校生数)", [400.0, 400.0]),
        ("小学在校生数 / 0", [None, None]),
        ("绝对值(1 - 3)", [2.0, 2.0]),
        ("G14.1 / G14.2", [2.0, 2.0]),
        ('个数(班级, 学段 = "小学")', [10.0, 0.0]),
        ("合计(班级, 人数)", [400.0, 400.0]),
        ("最大(专用教室, 面积)", [96.0, 96.0]),
        ('最大(专用教室, 面积, 教室类型 = "美术")', [90.0, 90.0]),
        ('办学类型 = "小学"', [1.0, 0.0]),
        ('办学类型 ≠ "小学"', [0.0, 1.0]),
        ('办学类型 属于 ("小学", "教学点")', [1.0, 0.0]),
        ('非 办学类型 = "小学" 且 1 < 2', [0.0, 1.0]),
        ("小学在校生数 > 0 或 初中在校生数 > 0", [1.0, 1.0]),
        ("小学在校生数 > 0 且 初中在校生数 > 0", [None, None]),
        ("已填(小学在校生数)", [1.0, 0.0]),
        ("评估年份", [2024.0, 2024.0]),
    ],
)
def test_meaning(text: str, wanted: list[float | None]) -> None:
    found = [None if np.isnan(v) else v for v in value(text)]
    assert found == wanted


def test_a_blank_is_nothing_but_zero_where_the_rule_says_so() -> None:
    assert np.isnan(value("初中在校生数")[0])
    assert value("初中在校生数", zeros=True) == [0.0, 400.0]
    assert value("已填(初中在校生数)", zeros=True) == [0.0, 1.0]


def test_the_county_as_a_whole() -> None:
    assert value("合计(学校, 小学在校生数)", scope="全县") == [400.0]
    assert value('个数(学校, 办学类型 = "初级中学")', scope="全县") == [1.0]
    assert value("种数(学校, 所属乡镇)", scope="全县") == [1.0]


def test_a_class_knows_its_school() -> None:
    draft = Draft()
    assert value("所属学校(小学在校生数)", draft, "班级")[0] == 400
    assert set(value("所属学校的(办学类型)", draft, "班级")) == {"小学", "初级中学"}


def test_rows_that_say_the_same_are_counted() -> None:
    draft = Draft()
    draft.classes += classes("A1", "小学", 40.0)
    assert value("重复次数(班级名称, 学校标识码)", draft, "班级").count(2.0) == 2


def test_a_class_without_a_school_belongs_to_none() -> None:
    draft = Draft()
    draft.classes += classes("X9", "小学", 40.0)
    from qbe_xl.county.reading import read_all

    county, problems = read_all(draft.book())  # type: ignore[arg-type]
    assert problems
    frame = Frame("班级", Material(county))
    assert np.isnan(evaluate(compiled("所属学校(小学在校生数)", "班级"), frame)[-1])
    schools = Frame("学校", Material(county))
    assert evaluate(compiled("个数(班级)", "学校"), schools).tolist() == [10.0, 10.0]


def test_last_year_is_matched_by_code_not_by_row() -> None:
    now, last = Draft(), Draft()
    last.schools.reverse()
    last.schools[1]["小学在校生数"] = 440.0
    material = Material(now.county(), last.county())
    found = evaluate(compiled("上年(小学在校生数)", "学校"), Frame("学校", material))
    assert found[0] == 440
    assert np.isnan(found[1])


def test_a_new_school_has_no_last_year() -> None:
    now, last = Draft(), Draft()
    now.schools.append(school("C1"))
    material = Material(now.county(), last.county())
    assert np.isnan(evaluate(compiled("上年(小学在校生数)", "学校"), Frame("学校", material))[2])
    assert evaluate(compiled("上年的(办学类型)", "学校"), Frame("学校", material))[2] == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("小学在校生 + 1", "“学校”里没有“小学在校生”，相近的有：小学在校生数"),
        ("求和(班级, 人数)", "没有函数“求和”"),
        ("合计(班级, 小学在校生数)", "“班级”里没有“小学在校生数”"),
        ("合计(学校, 小学在校生数)", "函数不能用表“学校”"),
        ("小学在校生数 + 办学类型", "“办学类型”应为数，现为文字"),
        ('小学在校生数 = "多"', "“多”应为数"),
        ("办学类型 > 1", "文字不能用“>”比较"),
        ("小学在校生数 +", "这里应是名称、数或括号"),
        ("(小学在校生数", "前面少了“)”"),
        ("小学在校生数 )", "多余"),
        ("小学在校生数 属于 (1, 2)", "引号里的文字"),
        ("所属学校(小学在校生数)", "只能用在 班级、专用教室"),
        ("上年(1, 2)", "参数个数不对"),
        ("小学在校生数; 1", "无法识别“; 1”"),
        ("__import__", "“学校”里没有"),
        ("(" * 30 + "1" + ")" * 30, "括号套了"),
        ("1 + " * 200 + "1", "超过"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_does(text: str, said: str) -> None:
    with pytest.raises(LanguageError) as caught:
        compiled(text, "学校", "数")
    assert said in str(caught.value)


@given(st.text(max_size=60))
def test_no_text_does_anything_but_compile_or_be_refused(text: str) -> None:
    try:
        expression = compiled(text, "学校")
    except LanguageError:
        return
    assert len(evaluate(expression, Frame("学校", Material(Draft().county())))) == 2


_WORDS = ["小学在校生数", "办学类型", "G14.1", "1", '"小学"', *FUNCTIONS, "班级", "人数"]
_SIGNS = ["+", "-", "*", "/", "(", ")", ",", "=", "<", "≥", "且", "或", "非", "属于"]


@given(st.lists(st.sampled_from(_WORDS + _SIGNS), max_size=14), st.sampled_from(SCOPES))
def test_whatever_compiles_gives_a_value_for_each_row(words: list[str], scope: str) -> None:
    try:
        expression = compiled(" ".join(words), scope)
    except LanguageError:
        return
    frame = Frame(scope, Material(Draft().county()))
    assert len(evaluate(expression, frame)) == len(frame)


@pytest.mark.parametrize("scope", SCOPES)
def test_every_name_of_a_scope_can_be_read(scope: str) -> None:
    frame = Frame(scope, Material(Draft().county()))
    for name in known_names(scope):
        assert len(evaluate(compiled(name, scope), frame)) == len(frame)
