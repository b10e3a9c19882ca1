"""导入: a word that is not understood never becomes a figure, and no row is lost."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from qbe_xl.collect.importing.filling import import_files
from qbe_xl.collect.importing.lines import NOBODY
from qbe_xl.collect.importing.mapping import load, shipped
from qbe_xl.collect.importing.words import grade_of, words_of
from qbe_xl.county.reading import read_book
from qbe_xl.county.rows import all_rows
from tests.collect.schools import NOW
from tests.collect.test_import import (
    empty_county,
    imported,
    line,
    listed,
    pupils,
    statistics,
)

CASES = Path(__file__).with_name("public")
BOTH = frozenset(("小学", "初中"))
SHARED = [
    "姓名",
    "学校标识码",
    "任教学段",
    "最高学历",
    "骨干教师级别",
    "任教学科",
    "教师资格证号码",
]


@pytest.mark.parametrize(
    ("name", "figures", "classes"),
    [
        ("I1-学籍-小学一年级.xlsx", {"primary_pupils": 400}, {200}),
        ("I2-merged-学籍.xlsx", {"primary_pupils": 6}, {3}),
        (
            "I3-教师-大学本科毕业.xlsx",
            {
                "primary_teachers": 24,
                "primary_degree": 24,
                "primary_backbone": 6,
                "primary_arts": 5,
                "certified": 24,
            },
            set(),
        ),
    ],
)
def test_exports_as_they_look(
    tmp_path: Path, name: str, figures: dict[str, int], classes: set[int]
) -> None:
    outcome = import_files([CASES / name], CASES / "I-总表.xlsx", tmp_path / "出", now=NOW)
    rows = all_rows(read_book(outcome.files.book)[1])
    school = next(row for row in rows["学校"] if row["code"] == "2153000101")
    assert {key: school[key] for key in figures} == figures
    assert {row["pupils"] for row in rows["班级"]} == classes
    assert outcome.extracts[0].remarks == []


@pytest.mark.parametrize(
    ("said", "grade"),
    [
        ("一年级", ("小学", "一年级")),
        ("小学一年级", ("小学", "一年级")),
        ("普通小学6年级", ("小学", "六年级")),
        ("一", ("小学", "一年级")),
        ("1", ("小学", "一年级")),
        ("小三", ("小学", "三年级")),
        ("初中一年级", ("初中", "七年级")),
        ("初中部八年级", ("初中", "八年级")),
        ("初一", ("初中", "七年级")),
        ("初2", ("初中", "八年级")),
        ("9", ("初中", "九年级")),
        ("小学2023级", ("小学", "一年级")),
        ("初中2021级", ("初中", "九年级")),
        ("学前班", ("其他", "学前班")),
        ("高一", ("其他", "高一")),
        ("2023级", None),
        ("小学2010级", None),
        ("小学七年级", None),
        ("初中六年级", None),
        ("混合", None),
        ("", None),
        ("0", None),
    ],
)
def test_grades_in_official_and_daily_wording(said: str, grade: tuple[str, str] | None) -> None:
    found = grade_of(said, shipped().stages, BOTH, 2023)
    assert (found and (found.stage, found.key)) == grade


def test_a_grade_must_be_one_of_the_school() -> None:
    stages, primary, junior = shipped().stages, frozenset(("小学",)), frozenset(("初中",))
    found = grade_of("2023级", stages, primary, 2023)
    assert found
    assert (found.stage, found.key) == ("小学", "一年级")
    found = grade_of("2023级", stages, junior, 2024)
    assert found
    assert (found.stage, found.key) == ("初中", "八年级")
    assert grade_of("2023级", stages, primary, None) is None
    assert grade_of("一年级", stages, junior, 2023) is None
    assert grade_of("七年级", stages, primary, 2023) is None


@pytest.mark.parametrize(
    ("column", "said", "asked", "answer"),
    [
        ("最高学历", "大学本科毕业", "本科", True),
        ("最高学历", "全日制本科", "本科", True),
        ("最高学历", "硕士研究生毕业", "硕士", True),
        ("最高学历", "高中阶段毕业", "本科", False),
        ("最高学历", "大学", "本科", None),
        ("最高学历", "本科肄业", "本科", None),
        ("骨干教师级别", "县级骨干教师", "县级", True),
        ("骨干教师级别", "", "县级", False),
        ("骨干教师级别", "骨干教师", "县级", None),
        ("骨干教师级别", "校级骨干教师", "县级", False),
        ("任教学科", "小学体育", "体育", True),
        ("任教学科", "语文、数学", "体育", False),
        ("任教学科", "语文、体育", "体育", None),
        ("任教学科", "小学", "体育", None),
        ("任教学段", "普通小学", "小学", True),
        ("任教学段", "小学、初中", "小学", None),
    ],
)
def test_words_in_official_and_daily_wording(
    column: str, said: str, asked: str, answer: bool | None
) -> None:
    from qbe_xl.collect.importing.mapping import Condition
    from qbe_xl.county.folding import bare

    condition = Condition(column, "is", frozenset((asked,)))
    words = words_of(column, [condition], shipped().words)
    assert words.holds(bare(said), condition) is answer


def test_a_row_that_is_not_understood_leaves_the_school_blank(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1", "B2")
    source = pupils(
        tmp_path / "学籍.xlsx",
        ("A1", "一年级", "1班", 30),
        ("A1", "混合", "1班", 10),
        ("B2", "一年级", "1班", 20),
    )
    outcome, schools, rows = imported(tmp_path, source)
    assert (schools["A1"]["primary_pupils"], schools["B2"]["primary_pupils"]) == (None, 20)
    assert {row["code"] for row in rows["班级"]} == {"B2"}
    told = dict(outcome.extracts[0].remarks)["年级"]
    assert "“混合” 10 行认不出" in told
    assert "A1" in told
    assert "B2" not in told
    assert "小学在校生数、班级没有导入" in told


def test_each_column_of_teachers_stays_blank_by_itself(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1")
    source = listed(
        tmp_path / "教师.xlsx",
        SHARED,
        ["甲", "A1", "小学", "本科", "县级", "体育", "X1"],
        ["乙", "A1", "小学", "大学", None, "语文、体育", "X2"],
        ["丙", "A1", "高中", "夜大", None, "体能", "X3"],
    )
    outcome, schools, _ = imported(tmp_path, source)
    row = schools["A1"]
    assert (row["primary_teachers"], row["primary_backbone"], row["certified"]) == (2, 1, 2)
    assert (row["primary_degree"], row["primary_arts"]) == (None, None)
    told = dict(outcome.extracts[0].remarks)
    assert "“大学” 1 行" in told["最高学历"]
    assert "“语文、体育” 1 行" in told["任教学科"]
    assert "夜大" not in told["最高学历"]


def test_a_column_without_a_word_is_no_zero(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1")
    rows: list[list[object]] = [
        [f"{n}", "A1", "小学", "本科", None, "语文", None] for n in range(3)
    ]
    outcome, schools, _ = imported(tmp_path, listed(tmp_path / "教师.xlsx", SHARED, *rows))
    row = schools["A1"]
    assert (row["primary_teachers"], row["primary_arts"]) == (3, 0)
    assert (row["primary_backbone"], row["certified"]) == (None, None)
    told = dict(outcome.extracts[0].remarks)
    assert "空白 3 行" in told["骨干教师级别"]
    assert "空白 3 行" in told["教师资格证号码"]


def test_a_county_adds_its_own_words(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1")
    mapping = tmp_path / "我的.toml"
    mapping.write_text(
        """
[words."在读情况"]
"在读" = ["在校"]
"其他" = ["休学"]
[stages]
"小学" = ["混合"]
[[source]]
title = "学籍"
kind = "persons"
needs = ["学校标识码", "年级", "在读情况"]
code = "学校标识码"
where = [{ column = "在读情况", is = ["在读"] }]
classes = { stage = "学段", grade = "年级", class = "班级" }
[[source.count]]
to = "小学在校生数"
where = [{ column = "学段", is = ["小学"] }]
""",
        encoding="utf-8",
    )
    assert load(mapping).stages["三年级"] == "小学"
    heads = ["学校标识码", "年级", "班级", "在读情况"]
    rows: list[list[object]] = [
        ["A1", "混合", "1班", "在校"],
        ["A1", "小一", "1班", "在读"],
        ["A1", "二", "1班", "休学"],
    ]
    _, schools, _ = imported(tmp_path, listed(tmp_path / "甲.xlsx", heads, *rows), mapping=mapping)
    assert schools["A1"]["primary_pupils"] == 2
    rows.append(["A1", "三年级", "1班", "借读"])
    path = listed(tmp_path / "乙.xlsx", heads, *rows)
    outcome, schools, _ = imported(tmp_path, path, mapping=mapping, force=True)
    assert schools["A1"]["primary_pupils"] is None
    assert "“借读” 1 行" in dict(outcome.extracts[0].remarks)["在读情况"]


def test_a_kind_of_school_outside_the_mapping_is_said(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1", "B2", "C3")
    source = statistics(
        tmp_path / "统计.xlsx",
        line("A1", "完全小学"),
        line("B2", "九年一贯制学校"),
        line("C3", "某"),
    )
    outcome, schools, _ = imported(tmp_path, source)
    assert schools["A1"]["primary_pupils"] == 401
    assert (schools["B2"]["primary_pupils"], schools["B2"]["media_rooms"]) == (None, 13)
    told = dict(outcome.extracts[0].remarks)["办学类型"]
    assert "“九年一贯制学校” 1 行" in told
    assert "“某” 1 行" in told
    assert "小学在校生数" in told


def test_rows_under_a_merge_and_rows_of_nobody_are_not_lost(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1", "B2")
    made = openpyxl.Workbook()
    made.active.append(["学校标识码", "学校名称", "年级", "班级"])
    for code, grade in (
        *(("A1", "一年级"), ("", ""), ("", "二年级"), ("", "")),
        *(("B2", "一年级"), ("", "一年级")),
    ):
        made.active.append([code or None, None, grade or None, "1班"])
    for area in ("A2:A5", "C2:C3", "C4:C5"):
        made.active.merge_cells(area)
    made.active.append([None, None, None, None])
    made.active.append(["合计", None, None, 6])
    made.save(tmp_path / "学籍.xlsx")
    outcome, schools, rows = imported(tmp_path, tmp_path / "学籍.xlsx")
    assert (schools["A1"]["primary_pupils"], schools["B2"]["primary_pupils"]) == (4, 1)
    assert {(row["code"], row["name"], row["pupils"]) for row in rows["班级"]} == {
        ("A1", "一年级1班", 2),
        ("A1", "二年级1班", 2),
        ("B2", "一年级1班", 1),
    }
    assert dict(outcome.extracts[0].strangers) == {NOBODY: 1}
    assert outcome.extracts[0].rows == 6


def test_a_code_beside_the_name_of_another_school_is_asked_about(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1", "B2", "C3")
    source = listed(
        tmp_path / "学籍.xlsx",
        ["学校标识码", "学校名称", "年级", "班级"],
        ["A1", "A1学校", "一年级", "1班"],
        ["A1", "B2学校", "一年级", "1班"],
        ["B2", "B2\u200e学校", "一年级", "1班"],
        ["\u202dC3\u202c", "又名", "一年级", "1班"],
    )
    outcome, schools, rows = imported(tmp_path, source)
    assert [schools[code]["primary_pupils"] for code in ("A1", "B2", "C3")] == [None, None, 1]
    assert {row["code"] for row in rows["班级"]} == {"C3"}
    told = dict(outcome.extracts[0].remarks)["B2学校（A1）"]
    assert "1 行的标识码是A1学校的，校名是标识码为 B2 的学校" in told
