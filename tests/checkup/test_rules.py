"""The rules' file is read whole, or refused with everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qbe_xl.checkup import examine
from qbe_xl.checkup.loading import SHEET_CHECKS, load, read, shipped
from qbe_xl.checkup.rules import KINDS
from qbe_xl.errors import InputError
from tests.counties import Draft

OWN = """
[[rules]]
id = "X1"
title = "班额偏大"
kind = "其他"
sheet = "班级"
left = "人数"
operator = "≤"
right = "42"
importance = "低"
explain = "{班级名称}有 {左} 人"
fix = "分班"
source = "县里自定"
"""


def test_every_rule_says_what_to_do_and_where_it_comes_from() -> None:
    rules = shipped()
    assert set(rules.sheets) == set(SHEET_CHECKS)
    assert {rule.kind for rule in rules.rules} <= set(KINDS)
    for rule in (*rules.rules, *rules.notices, *rules.sheets.values(), rules.problem):
        assert rule.title
        assert rule.fix
        assert rule.source


def test_the_rules_cover_every_missing_value_strategy() -> None:
    assert {rule.missing for rule in shipped().rules} == {"跳过", "按0", "提示"}


def test_every_notice_finds_a_rule() -> None:
    assert shipped().notices[-1].phrase == ""


def refused(text: str) -> str:
    with pytest.raises(InputError) as caught:
        read(text.encode(), "规则.toml", whole=False)
    return str(caught.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('left = "人数"', 'left = "人数量"'), "X1.left：“班级”里没有“人数量”，相近的有：人数"),
        (('operator = "≤"', 'operator = "=<"'), "X1.operator：无法识别“=<”，可用的有：="),
        (('right = "42"', 'right = "班级名称"'), "X1：右边应为数"),
        (('importance = "低"', 'importance = "很高"'), "无法识别“很高”，可用的有：高、中、低"),
        (('sheet = "班级"', 'sheet = "班"'), "X1.sheet：无法识别“班”，可用的有：学校"),
        (("{左}", "{人}"), "X1.explain：“班级”里没有“人”"),
        (("{左}", "{左:元}"), "没有格式“元”"),
        (('fix = "分班"', 'fixx = "分班"'), "无法识别“fixx”，相近的有：fix"),
        (('source = "县里自定"', 'source = ""'), "X1.source：应为文字，不能为空"),
        (('left = "人数"', 'left = "@全校学生"'), "没有算式“@全校学生”"),
        (('right = "42"', ""), "右边应为数"),
        (('left = "人数"\n', ""), "X1：缺少 left"),
        (('id = "X1"', 'id = "X1"\nfocus = "人头"'), "X1.focus：无法识别“人头”，"),
        (('id = "X1"', 'id = "X1"\nwhen = "人数"'), "应为条件，现为数"),
        (("[[rules]]", "[rules]"), "应为若干个表，写成 [[rules]]"),
        (("[[rules]]", "[[rules"), "不是有效的 TOML"),
    ],
)
def test_a_faulty_rule_is_refused_with_what_fits(change: tuple[str, str], said: str) -> None:
    assert change[0] in OWN
    assert said in refused(OWN.replace(*change, 1))


def test_all_faults_are_told_at_once() -> None:
    text = OWN.replace("人数", "人数量").replace('importance = "低"', 'importance = "无"')
    assert len(refused(text).splitlines()) == 2


def test_a_rule_for_each_of_several_words() -> None:
    text = OWN.replace('sheet = "班级"', 'sheet = "学校"\neach = ["小学", "初中"]')
    text = text.replace('"人数"', '"$在校生数"').replace("{班级名称}", "$")
    rules = read(text.encode(), "规则.toml", whole=False).rules
    assert [rule.left.text for rule in rules] == ["小学在校生数", "初中在校生数"]
    assert [rule.focus for rule in rules] == ["小学在校生数", "初中在校生数"]


def test_a_county_adds_rules_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "规则.toml"
    path.write_text(OWN, encoding="utf-8")
    draft = Draft()
    draft.classes[0]["人数"] = 44.0
    found = [f for f in examine(draft.county(), rules=load(path)) if f.rule == "X1"]
    assert [(f.cell, f.message, f.expected) for f in found] == [
        ("班级!E2", "小学1班有 44 人", "不大于 42")
    ]


def test_a_number_that_is_taken_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "规则.toml"
    path.write_text(OWN.replace("X1", "A01"), encoding="utf-8")
    with pytest.raises(InputError, match="A01：这个编号已有内置规则"):
        load(path)


def test_half_filled_rows_are_told_where_the_rule_asks_for_it() -> None:
    draft = Draft()
    draft.schools[0]["教师培训经费"] = None
    found = [f for f in examine(draft.county()) if f.rule == "A02"]
    assert [(f.importance, f.message) for f in found] == [
        ("低", "教师培训经费没有填，无法核对“培训经费超过公用经费”")
    ]
