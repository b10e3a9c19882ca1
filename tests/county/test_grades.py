"""The words for a grade, as classes bear them."""

from __future__ import annotations

import pytest

from qbe_xl.county.grades import class_grade, school_year


@pytest.mark.parametrize(
    ("stage", "grade", "name", "number"),
    [
        ("小学", "三年级", "", 3),
        ("小学", "3", "随便", 3),
        ("小学", " 三 年 级", "", 3),
        ("小学", "", "3（2）班", 3),
        ("小学", "", "三1班", 3),
        ("小学", "", "301班", 3),
        ("小学", "", "1年级1班", 1),
        ("小学", "", "小学六年级（12）班", 6),
        ("小学", "2021级", "", 3),
        ("初中", "初一", "", 7),
        ("初中", "七年级", "", 7),
        ("初中", "1", "", 7),
        ("初中", "9", "9年级2班", 9),
        ("初中", "", "初二(3)班", 8),
        ("初中", "2023级（2）班", "", 7),
        ("小学", "七年级", "3年级1班", None),
        ("小学", "初一", "", None),
        ("初中", "六年级", "", None),
        ("初中", "2019级", "", None),
        ("小学", "", "小学10班", None),
        ("小学", "", "12班", None),
        ("小学", "混龄", "", None),
        ("小学", "", "", None),
    ],
)
def test_the_grade_of_a_class(stage: str, grade: str, name: str, number: int | None) -> None:
    assert class_grade(stage, grade, name, 2023) == number


def test_a_cohort_needs_the_school_year() -> None:
    assert class_grade("小学", "2021级", "", None) is None
    assert school_year("2023-2024") == school_year("2023—2024学年") == 2023
    assert school_year("2023-2025") is school_year("") is None
