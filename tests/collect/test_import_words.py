"""导入: a word that is not understood never becomes a figure, and no row is lost."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from qbe_xl.collect.importing.filling import import_files
from qbe_xl.collect.importing.lines import NOBODY
from qbe_xl.collect.importing.listings import REFUSED, TAKEN
from qbe_xl.collect.importing.mapping import load, shipped
from qbe_xl.collect.importing.words import grade_of, words_of
from qbe_xl.county.folding import bare
from qbe_xl.county.reading import read_book
from qbe_xl.county.rows import all_rows
from tests.collect.schools import NOW, book
from tests.collect.test_import import (
    all_blank,
    empty_county,
    imported,
    line,
    listed,
    pupils,
    statistics,
)
from tests.counties import Draft

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
        ("一（1）班", ("小学", "一年级")),
        ("初一（3）班", ("初中", "七年级")),
        ("七年级上册", ("初中", "七年级")),
        ("八年级（下）", ("初中", "八年级")),
        ("初中部初三", ("初中", "九年级")),
        ("初中22级", ("初中", "八年级")),
        ("小学2023", ("小学", "一年级")),
        ("01", ("小学", "一年级")),
        ("幼儿园大班", ("其他", "幼儿园大班")),
        ("高2023级", ("其他", "高2023级")),
        ("职高一年级", ("其他", "职高一年级")),
        ("高段", None),
        ("2023届", None),
        ("一、二年级", None),
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
    found = grade_of(bare(said), shipped().stages, BOTH, 2023)
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
        ("最高学历", "电大本科", "本科", True),
        ("最高学历", "专升本", "本科", True),
        ("最高学历", "高职高专", "本科", False),
        ("最高学历", "本料", "本科", None),
        ("最高学历", "本科在读", "本科", None),
        ("最高学历", "本科肄业", "本科", None),
        ("骨干教师级别", "县级骨干教师", "县级", True),
        ("骨干教师级别", "", "县级", False),
        ("骨干教师级别", "骨干教师", "县级", None),
        ("骨干教师级别", "区级骨干", "县级", True),
        ("骨干教师级别", "乡级骨干", "县级", False),
        ("骨干教师级别", "县级骨千", "县级", None),
        ("骨干教师级别", "县级骨干教师培养对象", "县级", None),
        ("骨干教师级别", "校级骨干教师", "县级", False),
        ("任教学科", "小学体育", "体育", True),
        ("任教学科", "语文、数学", "体育", False),
        ("任教学科", "语文、体育", "体育", None),
        ("任教学科", "小学", "体育", None),
        ("任教学科", "体", "体育", True),
        ("任教学科", "体育教育", "体育", True),
        ("任教学科", "包班", "体育", None),
        ("任教学科", "语数", "体育", False),
        ("任教学段", "小学高段", "小学", True),
        ("任教学段", "九年一贯", "小学", None),
        ("任教学段", "普通小学", "小学", True),
        ("任教学段", "小学、初中", "小学", None),
    ],
)
def test_words_in_official_and_daily_wording(
    column: str, said: str, asked: str, answer: bool | None
) -> None:
    from qbe_xl.collect.importing.mapping import Condition

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
    assert "“混合” 10 行无法识别" in told
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
    assert (schools["A1"]["primary_pupils"], schools["B2"]["primary_pupils"]) == (4, None)
    assert {(row["code"], row["name"], row["pupils"]) for row in rows["班级"]} == {
        ("A1", "一年级1班", 2),
        ("A1", "二年级1班", 2),
    }
    assert dict(outcome.extracts[0].strangers) == {NOBODY: 1}
    assert "下面有 1 行校名、标识码都没填" in dict(outcome.extracts[0].remarks)["B2学校"]
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


HEADS = ["学校标识码", "学校名称", "年级", "班级"]


def one_class(code: str, grade: str, name: str, count: int) -> list[list[object]]:
    return [[code, f"{code}学校", grade, name]] * count


def test_half_a_list_is_no_whole(tmp_path: Path) -> None:
    """A list in several sheets gave the figure of its first; the same list twice counts once."""
    empty_county(tmp_path, "A1", "B2", "C3")
    first = one_class("A1", "一年级", "1班", 4) + one_class("B2", "一年级", "1班", 3)
    second = one_class("A1", "一年级", "2班", 4) + one_class("B2", "一年级", "1班", 3)
    outcome, schools, rows = imported(
        tmp_path,
        listed(tmp_path / "一.xlsx", HEADS, *first, *one_class("C3", "一年级", "1班", 2)),
        listed(tmp_path / "二.xlsx", HEADS, *second),
    )
    assert [schools[code]["primary_pupils"] for code in ("A1", "B2", "C3")] == [None, 3, 2]
    assert {row["code"] for row in rows["班级"]} == {"B2", "C3"}
    refused = [one.note for one in outcome.entered if one.outcome == REFUSED]
    assert len(refused) == 2
    assert "“一.xlsx Sheet” 4、“二.xlsx Sheet” 4" in refused[0]


def test_a_sheet_for_each_grade_is_one_list(tmp_path: Path) -> None:
    """Unless a grade stands in two of them: then nobody can say what is whose."""
    empty_county(tmp_path, "A1", "B2", "C3")
    made = openpyxl.Workbook()
    made.remove(made.active)
    for grade, count in (("一年级", 4), ("小二", 4), ("三", 5)):
        sheet = made.create_sheet(grade)
        for cells in (
            HEADS,
            *one_class("A1", grade, "1班", count),
            *one_class("B2", grade, "1班", 2),
        ):
            sheet.append(cells)
    for cells in (*one_class("B2", "一年级", "2班", 2), *one_class("C3", "三年级", "1班", 2)):
        sheet.append(cells)
    for cells in one_class("C3", "混合", "1班", 2):
        made["小二"].append(cells)
    made.save(tmp_path / "学籍.xlsx")
    outcome, schools, rows = imported(tmp_path, tmp_path / "学籍.xlsx")
    read = [schools[code]["primary_pupils"] for code in ("A1", "B2", "C3")]
    assert read == [13, None, None]
    assert [(row["name"], row["pupils"]) for row in rows["班级"]] == [
        ("一年级1班", 4),
        ("二年级1班", 4),
        ("三年级1班", 5),
    ]
    (taken,) = [one for one in outcome.entered if one.outcome == TAKEN]
    assert "“学籍.xlsx 一年级”、“学籍.xlsx 小二”、“学籍.xlsx 三” 相加，13 人" in taken.figure.origin


def test_a_stage_of_which_a_list_names_nobody_is_no_zero(tmp_path: Path) -> None:
    book(
        tmp_path, Draft(schools=[all_blank("N1", 办学类型="九年一贯制学校")], classes=[], rooms=[])
    )
    primary = listed(tmp_path / "小学.xlsx", HEADS, *one_class("N1", "一年级", "1班", 3))
    outcome, schools, _ = imported(tmp_path, primary)
    assert (schools["N1"]["primary_pupils"], schools["N1"]["junior_pupils"]) == (3, None)
    assert "N1学校" in dict(outcome.extracts[0].remarks)["初中在校生数"]
    junior = listed(tmp_path / "初中.xlsx", HEADS, *one_class("N1", "初一", "1班", 2))
    _, schools, rows = imported(tmp_path, junior, primary, force=True)
    assert (schools["N1"]["primary_pupils"], schools["N1"]["junior_pupils"]) == (3, 2)
    assert {row["stage"]: row["pupils"] for row in rows["班级"]} == {"小学": 3, "初中": 2}


def test_one_class_however_it_is_written(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1")
    names = ("1班", "1", "01班", "一班", "（1）班", "一（1）班", "101班", "一年级1班", "2024级1班")
    lines = [row for name in names for row in one_class("A1", "一年级", name, 6)]
    lines += one_class("A1", "一年级", "11班", 2) + one_class("A1", "一年级", "实验班", 2)
    _, _, rows = imported(tmp_path, listed(tmp_path / "学籍.xlsx", HEADS, *lines))
    assert {row["name"]: row["pupils"] for row in rows["班级"]} == {
        "一年级1班": 54,
        "一年级11班": 2,
        "一年级实验班": 2,
    }


def test_a_word_in_the_place_of_a_number_is_no_number(tmp_path: Path) -> None:
    said = {"20155300": 2, "": 1, "无": 1, "没有": 1, "/": 1, "待补": None, "张三": None}
    codes = [f"A{n}" for n in range(len(said))]
    empty_county(tmp_path, *codes)
    lines: list[list[object]] = [
        ["甲", code, "小学", "本科", "县级", "语文", number or None]
        for code, one in zip(codes, said, strict=True)
        for number in ("20155301", one)
    ]
    source = listed(tmp_path / "教师.xlsx", SHARED, *lines)
    outcome, schools, _ = imported(tmp_path, source)
    assert [schools[code]["certified"] for code in codes] == [*said.values()]
    told = dict(outcome.extracts[0].remarks)["教师资格证号码"]
    assert "2 行无法识别" in told
    assert "张三" not in told
    assert outcome.proposal is None


def test_who_is_not_there_any_more_is_not_counted(tmp_path: Path) -> None:
    said = {"在校": 2, "转出": 1, "休学": None, "": None}
    codes = [f"A{n}" for n in range(len(said))]
    empty_county(tmp_path, *codes)
    lines: list[list[object]] = [
        [code, "一年级", "1班", state or None]
        for code, one in zip(codes, said, strict=True)
        for state in ("在读", one)
    ]
    heads = ["学校标识码", "年级", "班级", "学生状态"]
    outcome, schools, _ = imported(tmp_path, listed(tmp_path / "学籍.xlsx", heads, *lines))
    assert [schools[code]["primary_pupils"] for code in codes] == [*said.values()]
    assert "“休学” 1 行、空白 1 行无法识别" in dict(outcome.extracts[0].remarks)["学生状态"]


def test_lines_that_are_no_person_and_rows_without_a_code(tmp_path: Path) -> None:
    """The first rows bore only the school's name: they were read as more of the header."""
    empty_county(tmp_path, "A1")
    named: list[list[object]] = [[None, "A1学校", "一年级", "1班"]] * 2
    lines: list[list[object]] = [
        *named,
        *one_class("A1", "一年级", "1班", 3),
        ["A1", "A1学校", "小计", "5"],
        [*HEADS],
        *one_class("A1", "二年级", "1班", 2),
        ["A1学校小计", None, None, 2],
        ["填表人：张三", None, "联系人：李四", None],
    ]
    outcome, schools, _ = imported(tmp_path, listed(tmp_path / "学籍.xlsx", HEADS, *lines))
    assert schools["A1"]["primary_pupils"] == 7
    assert (dict(outcome.extracts[0].strangers), outcome.extracts[0].remarks) == ({}, [])


def test_one_person_in_two_rows_is_asked_about(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1", "B2")
    heads = ["姓名", "身份证号", *SHARED[1:]]
    lines: list[list[object]] = [
        [name, f"53262220150101{n:04}", code, "小学", "本科", "县级", subject, "20155301"]
        for name, n, code, subject in (
            ("甲", 1, "A1", "语文"),
            ("甲", 1, "A1", "体育"),
            ("乙", 2, "B2", "语文"),
        )
    ]
    outcome, schools, _ = imported(tmp_path, listed(tmp_path / "教师.xlsx", heads, *lines))
    assert [schools[code]["primary_teachers"] for code in ("A1", "B2")] == [None, 1]
    assert "A1学校有 1 行与其他行是同一个人" in dict(outcome.extracts[0].remarks)["身份证号"]


def test_an_error_in_a_list_is_no_answer(tmp_path: Path) -> None:
    """#N/A of a look-up counted as 无骨干 and 无资格证, a figure never computed as 0."""
    empty_county(tmp_path, "A1", "B2", "C3")
    staff = ["甲", "小学", "本科", "县级", "语文", "20155301"]
    lines: list[list[object]] = [[staff[0], code, *staff[1:]] for code in ("A1", "B2", "C3")]
    lines[0][4] = "#N/A"
    lines[1][6] = "=VLOOKUP(A3,X!A:B,2,0)"
    outcome, schools, _ = imported(tmp_path, listed(tmp_path / "教师.xlsx", SHARED, *lines))
    read = [(schools[c]["primary_backbone"], schools[c]["certified"]) for c in ("A1", "B2", "C3")]
    assert read == [(None, 1), (1, None), (1, 1)]
    told = dict(outcome.extracts[0].remarks)
    assert "“错误值 #N/A” 1 行" in told["骨干教师级别"]
    assert "教师资格证号码" in told


def test_a_stage_and_a_grade_that_contradict_are_asked_about(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1", "B2", "C3")
    heads = ["学校标识码", "学段", "年级", "班级"]
    lines: list[list[object]] = [
        ["A1", "小学", "一年级", "1班"],
        ["A1", "小学部", "七年级", "1班"],
        ["B2", "小学", "一年级", "1班"],
        ["B2", "小学", "学前班", "1班"],
        ["C3", "小学", "六年级", "1班"],
        ["C3", "普通小学", "一", "1班"],
    ]
    outcome, schools, rows = imported(tmp_path, listed(tmp_path / "学籍.xlsx", heads, *lines))
    assert [schools[c]["primary_pupils"] for c in ("A1", "B2", "C3")] == [None, None, 2]
    assert {row["code"] for row in rows["班级"]} == {"C3"}
    told = [said for place, said in outcome.extracts[0].remarks if place == "学段"]
    assert ["“小学部七年级” 1 行" in told[0], "“小学学前班” 1 行" in told[1]] == [True, True]
