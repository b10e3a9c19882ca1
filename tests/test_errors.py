"""Problems are told in lines: one cause once, with the first cells and how many, and not without end."""

from __future__ import annotations

from qbe_xl.errors import Place, Problem, area_name, cell_name, told


def at(row: int, column: int, message: str, sheet: str = "学校") -> Problem:
    return Problem(Place(sheet, row, column), message)


def test_one_cause_is_one_line_with_the_first_cells_and_how_many() -> None:
    found = [at(row, 10, f"应为整数，现为“{row}”，请改为数字") for row in range(6, 11)]
    assert told(found) == ["学校!K7、K8、K9 等 5 处：应为整数，现为“6”，请改为数字（所引为第一处）"]
    assert told(found[:1]) == ["学校!K7：应为整数，现为“6”，请改为数字"]
    same = [at(row, 1, "学校名称不能为空") for row in (1, 2)]
    assert told(same) == ["学校!B2、B3：学校名称不能为空"]


def test_other_columns_sheets_and_complaints_are_other_lines() -> None:
    found = [
        at(1, 1, "不能为空"),
        at(2, 2, "不能为空"),
        at(2, 1, "不能为空", "班级"),
        at(2, 1, "应为文字"),
        Problem(Place("学校", 0), "缺少“寄宿制”列"),
        Problem(Place("学校", 0), "缺少“举办者”列"),
    ]
    assert told(found) == [str(one) for one in found]


def test_after_two_hundred_lines_the_rest_is_counted() -> None:
    found = [at(n % 7, n, "不能为空") for n in range(200)]
    assert len(told(found)) == 200
    more = [at(n, n, "不能为空") for n in range(200, 230)] + [at(n, 300, "太大") for n in range(9)]
    lines = told(found + more)
    assert len(lines) == 201
    assert lines[-1].startswith("另有 39 处问题没有列出")


def test_cells_and_areas_have_the_names_of_a_spreadsheet() -> None:
    assert [cell_name(6, 10), cell_name(0, 26, fixed=True)] == ["K7", "$AA$1"]
    assert area_name(0, 0, 3, 27) == "$A$1:$AB$4"
    assert area_name(4, 1, 4, 1, fixed=False) == "B5", "one cell is no range"
