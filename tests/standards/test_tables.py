"""What `qbe-xl standards` prints."""

from __future__ import annotations

from qbe_xl.standards.tables import difference_table, standard_table, standards_table, table, width


def test_the_list_marks_what_is_second_hand() -> None:
    lines = standards_table().splitlines()
    marked = [line for line in lines if "待核" in line]
    assert len(marked) == 1
    assert marked[0].startswith("national-2024-transitional")


def test_show_gives_every_parameter_with_its_source_and_every_choice() -> None:
    text = standard_table("yunnan-2022")
    for part in ("R1.required.primary", "4.2", "云政办发〔2022〕49号", "Q1.formula", "不取："):
        assert part in text


def test_diff_shows_only_what_differs() -> None:
    text = difference_table("national-2017", "national-2024-transitional")
    assert "G3.older_music_area" in text
    assert "G7.required" not in text
    assert "数值相同" in difference_table("national-2017", "yunnan-2022")


def test_columns_line_up_though_chinese_is_wide() -> None:
    head, _, row = table([("编号", "甲"), ("P1", "乙")]).splitlines()
    assert width(head[: head.index("甲")]) == width(row[: row.index("乙")])
