"""Tables as other offices hand them over: nobody knows them, and what is proposed is right.

Title and notes above a header of two levels, subtotals and signatures among the rows, figures as
text, 元 for 万元, a text in GBK, a file that is none.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl

from qbe_xl.county.reading import read_book
from qbe_xl.county.rows import rows_of
from tests.command_line import qbe

SCHOOLS = (
    ("2153000001", "青山中学", "完全中学", "镇中心区", 0, 887, 1796, 71, 11_230_900.5),
    ("2153000002", "青山中心小学", "小学", "村庄", 642, 0, 0, 0, 787_710),
    ("2153000003", "云溪学校", "九年一贯制学校", "村庄", 463, 418, 0, 35, 1_444_000),
)


def tables(folder: Path) -> list[Path]:
    """The files, of which the last is none."""
    listed = openpyxl.Workbook()
    sheet = listed.active
    sheet.append(["示例县基础教育学校（机构）一览表"])
    sheet.merge_cells("A1:H1")  # not over all columns
    sheet.append(["填报单位：县教育局", "", "", "", "", "", "制表日期：2023年10月12日"])
    heads = ["序号", "所属乡镇", "学校(机构)标识码", "学校(机构)名称", "学校办学类型"]
    sheet.append([*heads, "举办者类型", "驻地城乡类型", "在校生数"])
    sheet.append([""] * 7 + ["小学", "初中", "高中", "合计"])
    for column in "ABCDEFG":
        sheet.merge_cells(f"{column}3:{column}4")
    sheet.merge_cells("H3:K3")
    for number, (code, name, kind, area, *pupils, _, _) in enumerate(SCHOOLS, 1):
        town = name[:2] + "镇"
        owner = "县级教育部门"
        sheet.append([number, town, code, name, kind, owner, area, *pupils, sum(pupils)])
        sheet.append(["", f"{town}小计", "", "", "", "", "", *pupils, sum(pupils)])
    sheet.append(["填表人：张三", "", "", "审核人："])
    listed.save(folder / "1-一览.xlsx")

    lines = ["学校标识码,学校名称,小学专任教师数,初中专任教师数"]
    lines += [f'\\t{code},{name},"1,039",{teachers}' for code, name, *_, teachers, _ in SCHOOLS]
    text = "\n".join(lines).replace("\\t", "\t")
    (folder / "2-教师.csv").write_bytes(text.encode("gbk"))

    goods = openpyxl.Workbook()
    goods.active.append(["教学仪器设备情况"])
    goods.active.append(["学校名称", "教学仪器设备资产值（元）", "图书（册）"])
    for _, name, *_, value in SCHOOLS:
        goods.active.append([name, f"{value:,.2f}", "1,200"])
    goods.save(folder / "3-资产.xlsx")
    (folder / "4-坏的.xlsx").write_bytes(b"PK\x03\x04broken")
    return sorted(folder.iterdir())


def test_what_is_proposed_for_tables_that_nobody_knows_takes_them(tmp_path: Path) -> None:
    (tmp_path / "表").mkdir()
    files = tables(tmp_path / "表")
    out = tmp_path / "总表.xlsx"
    first = qbe("collect", "import", *files, "--out", out)
    assert first.returncode == 2
    assert all(path.name in first.stderr for path in files)  # each is named
    (mapping,) = tmp_path.glob("*对照表.xlsx")
    sheet = openpyxl.load_workbook(mapping)["对照表"]
    found = {(str(r[0]).split()[0], r[2]): r for r in sheet.iter_rows(min_row=4, values_only=True)}
    assert found["1-一览", "在校生数>小学"][3] == "小学在校生数"
    assert found["1-一览", "学校(机构)名称"][3] == "学校名称"
    assert found["3-资产", "教学仪器设备资产值(元)"][3:5] == ("教学仪器设备值", 0.0001)
    assert found["3-资产", "图书(册)"][3] is None

    done = qbe("collect", "import", *files, "--map", mapping, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "按统计表建立 3 所学校" in done.stdout
    assert "没有建立" not in done.stdout  # subtotals and signatures are no schools
    assert "未匹配" not in done.stdout
    assert "4-坏的.xlsx：" in done.stdout
    rows = rows_of(read_book(out)[1].schools)
    for row, (code, name, kind, _, small, middle, high, teachers, value) in zip(
        rows, SCHOOLS, strict=True
    ):
        assert (row["code"], row["name"], row["type"]) == (code, name, kind)
        assert row["township"] == name[:2] + "镇"
        pupils = [row.get(f"{stage}_pupils") or 0 for stage in ("primary", "junior", "senior")]
        assert pupils == [small, middle, high]
        assert (row.get("junior_teachers") or 0) == teachers
        assert row["equipment"] == value / 10_000
    assert [row["area"] for row in rows] == ["镇区", "乡村", "乡村"]
