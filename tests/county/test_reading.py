"""Every kind of input that cannot be used: named with its cell, all at once; and every warning."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qbe_xl.county import layout
from qbe_xl.county.cells import parse
from qbe_xl.county.reading import read_county
from qbe_xl.errors import InputError, column_letters, told
from tests.counties import Draft, FakeBook, FakeSheet, classes, rooms, school


def column(header: str, of: layout.SheetLayout = layout.SCHOOLS) -> int:
    return [c.header for c in of.columns].index(header)


def sheet(book: FakeBook, name: str) -> FakeSheet:
    return next(s for s in book.sheets if s.name == name)


def problems(book: FakeBook | Draft) -> list[str]:
    """What reading refuses; at least one."""
    with pytest.raises(InputError) as caught:
        read_county(book.book() if isinstance(book, Draft) else book)  # type: ignore[arg-type]
    return [str(p) for p in caught.value.problems]


def notices(book: FakeBook | Draft) -> list[str]:
    found = read_county(book.book() if isinstance(book, Draft) else book)  # type: ignore[arg-type]
    return [str(n) for n in found.notices]


def only(found: list[str], *parts: str) -> None:
    assert len(found) == 1, found
    for part in parts:
        assert part in found[0], found[0]


def with_school(**changes: object) -> Draft:
    draft = Draft()
    draft.schools[0] |= changes
    return draft


def test_the_complete_county_reads_without_a_word() -> None:
    assert notices(Draft()) == []


@pytest.mark.parametrize("name", [s.name for s in layout.SHEETS])
def test_a_missing_sheet(name: str) -> None:
    book = Draft().book()
    book.sheets = [s for s in book.sheets if s.name != name]
    only(problems(book), f"缺少工作表“{name}”")


@pytest.mark.parametrize("of", layout.SHEETS, ids=lambda s: s.name)
def test_a_missing_column_that_the_rules_need(of: layout.SheetLayout) -> None:
    for place, wanted in enumerate(of.columns):
        book = Draft().book()
        sheet(book, of.name).rows[0][place] = "另一列"
        if wanted.optional:
            read_county(book)  # type: ignore[arg-type]
        elif wanted.key == of.key:
            assert any(f"找不到表头“{wanted.header}”" in p for p in problems(book))
        else:
            assert any(f"缺少“{wanted.header}”列" in p for p in problems(book))


def test_a_sheet_and_a_header_that_stand_twice() -> None:
    book = Draft().book()
    book.sheets.append(FakeSheet("学校 ", [["学校标识码"]]))
    only(problems(book), "工作表“学校”有两个")
    book = Draft().book()
    for row in sheet(book, "学校").rows:
        row.append(row[column("学校名称")])
    only(problems(book), "学校!AX1", "表头“学校名称”出现两次")


def test_no_schools() -> None:
    found = problems(Draft(schools=[], classes=[], rooms=[]))
    only(found, "学校：没有一行学校数据")


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        (
            {"小学在校生数": "三百"},
            ("学校!K2：小学在校生数应为不小于 0 的整数，现为“三百”，请改为数字",),
        ),
        ({"小学在校生数": -1.0}, ("小学在校生数", "-1", "正负号")),
        ({"小学在校生数": 400.5}, ("小学在校生数", "400.5", "整数")),
        ({"教学仪器设备值": "一百万"}, ("教学仪器设备值", "一百万")),
        ({"办学类型": "中学"}, ("办学类型", "中学", "九年一贯制学校")),
        ({"举办者": "国有"}, ("举办者", "国有", "民办")),
        ({"城乡类型": "县城"}, ("城乡类型", "县城", "镇区")),
        ({"寄宿制": "Y"}, ("寄宿制", "Y", "是 / 否")),
        ({"德育与校园文化": "合格"}, ("德育与校园文化", "合格", "良好")),
        ({"学校名称": None}, ("学校!B2", "学校名称不能为空")),
        ({"办学类型": " "}, ("办学类型不能为空",)),
        ({"归属学校标识码": "ZZ"}, ("归属学校标识码“ZZ”不在“学校”表中",)),
        ({"小学高于规定学历教师数": 31.0}, ("高于规定学历教师数（31）大于小学专任教师数（30）",)),
        ({"小学县级以上骨干教师数": 31.0}, ("骨干教师数（31）大于",)),
        ({"小学体育艺术专任教师数": 31.0}, ("体育艺术专任教师数（31）大于",)),
        ({"持证专任教师数": 31.0}, ("持证专任教师数（31）大于",)),
        ({"完成360学时教师数": 31.0}, ("完成360学时教师数（31）大于",)),
        ({"符合交流条件教师数": 31.0}, ("符合交流条件教师数（31）大于",)),
        ({"交流轮岗教师数": 11.0}, ("交流轮岗教师数（11）大于符合交流条件教师数（10）",)),
        ({"交流轮岗骨干教师数": 3.0}, ("交流轮岗骨干教师数（3）大于交流轮岗教师数（2）",)),
        ({"室内体育用房面积": 3000.5}, ("室内体育用房面积（3000.5）大于",)),
        ({"小学就近入学学生数": 401.0}, ("小学就近入学学生数（401）大于小学在校生数（400）",)),
    ],
)
def test_a_school_that_cannot_be(changes: dict[str, object], parts: tuple[str, ...]) -> None:
    only(problems(with_school(**changes)), *parts)


def test_a_branch_belongs_to_a_school_that_stands_alone() -> None:
    chain = Draft([school("A1"), school("A2"), school("A3")], [], [])
    chain.schools[1]["归属学校标识码"] = "A1"
    chain.schools[2]["归属学校标识码"] = "A2"
    only(problems(chain), "学校!", "归属学校标识码“A2”的学校自己又归属“A1”")
    ring = Draft([school("A1", 归属学校标识码="A2"), school("A2", 归属学校标识码="A1")], [], [])
    assert len(problems(ring)) == 2


def test_a_schools_own_code_as_its_parent_is_blank() -> None:
    draft = Draft([school("A1", 归属学校标识码="A1"), school("A2", 归属学校标识码="A1")], [], [])
    county = read_county(draft.book())  # type: ignore[arg-type]
    assert county.schools.words["parent"] == [None, "A1"]
    assert any("归属学校标识码填的是本校" in notice.message for notice in county.notices)


def test_teachers_are_not_compared_while_a_stage_is_blank() -> None:
    draft = with_school(
        办学类型="九年一贯制学校", 初中在校生数=10.0, 小学专任教师数=1.0, 持证专任教师数=30.0
    )
    draft.schools[0] |= {"小学高于规定学历教师数": 1.0, "小学县级以上骨干教师数": 1.0}
    draft.schools[0] |= {"小学体育艺术专任教师数": 1.0}
    read_county(draft.book())  # type: ignore[arg-type]
    draft.schools[0]["初中专任教师数"] = 2.0
    found = problems(draft)
    assert any("持证专任教师数（30）大于小学、初中专任教师数之和（3）" in p for p in found)


def test_codes() -> None:
    draft = Draft()
    draft.schools[1]["学校标识码"] = "A1"
    found = problems(draft)
    assert "学校!A3：学校标识码“A1”与 学校!A2 重复，请核对" in found
    draft = with_school(学校标识码=None)
    assert any("学校!A2：学校标识码不能为空" in p for p in problems(draft))
    draft = Draft()
    draft.classes.append({"班级名称": "一班", "学校标识码": "X9", "学段": "小学", "人数": 3.0})
    only(problems(draft), "班级!B22", "X9", "不在“学校”表中")
    draft = Draft()
    draft.rooms.append({"教室类型": "音乐", "面积": 3.0})
    only(problems(draft), "专用教室!B6", "不能为空")


def test_numeric_codes_match_text_codes() -> None:
    draft = Draft(
        schools=[school("532620")],
        classes=classes("532620", "小学", *[40.0] * 10),
        rooms=rooms("532620", [96.0], [90.0]),
    )
    for row in draft.classes:
        row["学校标识码"] = 532620.0
    assert notices(draft) == []


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (lambda d: d.classes[0].update({"学段": "幼儿"}), ("班级!C2", "学段", "幼儿")),
        (lambda d: d.classes[0].update({"学段": None}), ("班级!C2", "学段不能为空")),
        (lambda d: d.rooms[0].update({"教室类型": "舞蹈"}), ("专用教室!A2", "舞蹈", "美术")),
        (lambda d: d.rooms[0].update({"教室类型": None}), ("专用教室!A2", "不能为空")),
        (lambda d: d.monitoring[0].update({"水平等级": "V"}), ("水平等级", "Ⅳ")),
        (lambda d: d.survey[0].update({"调查对象": "村民"}), ("社会认可度!A2", "村民", "家长")),
        (lambda d: d.survey[1].update({"调查对象": "学生"}), ("社会认可度!A3", "出现两次")),
        (lambda d: d.survey[0].update({"有效问卷数": 101.0}), ("有效问卷数（101）大于问卷总数",)),
        (lambda d: d.survey[0].update({"满意问卷数": 101.0}), ("满意问卷数（101）大于有效",)),
        (
            lambda d: d.survey[0].update({"走访人数": 3.0, "走访满意人数": 4.0}),
            ("走访满意人数（4）大于走访人数（3）",),
        ),
        (lambda d: d.items.update({"G1": "合理"}), ("县级数据!C4", "G1", "是 / 否")),
        (lambda d: d.items.update({"G8.1": "很高"}), ("G8.1", "教师年平均工资收入", "很高")),
        (lambda d: d.items.update({"P1": "2017.12"}), ("P1", "日期", "2024年5月20日")),
        (lambda d: d.items.update({"G14.2": 1001.0}), ("G14.2", "（1001）大于G14.1")),
        (lambda d: d.items.update({"G14.2": 500.0, "G14.4": 501.0}), ("G14.4", "（501）大于G14.2")),
        (lambda d: d.items.update({"G15.4": 21.0}), ("G15.3", "（101）大于G15.2")),
        (lambda d: d.items.update({"Q2.4": 21.0}), ("Q2.2", "（101）大于Q2.1")),
        (lambda d: d.items.update({"Q1.4": 1020.0}), ("巩固率的基数为负",)),
        (lambda d: d.items.update({"g1": "是"}), ("编号“G1”出现两次",)),
        (lambda d: d.vetoes.update({"V1": "无"}), ("一票否决!C2", "V1", "是 / 否")),
        (lambda d: d.facts.update({"评估日期": "今天"}), ("县情!B3", "评估日期", "今天")),
        (lambda d: d.facts.update({"拟申报日期": "三月"}), ("县情!B4", "拟申报日期", "三月")),
        (lambda d: d.facts.update({"乡镇数": "十一"}), ("乡镇数", "十一")),
    ],
)
def test_other_sheets_that_cannot_be_used(
    change: Callable[[Draft], None], parts: tuple[str, ...]
) -> None:
    draft = Draft()
    change(draft)
    only(problems(draft), *parts)


def test_every_problem_at_once_in_reading_order() -> None:
    draft = with_school(小学在校生数="三百", 办学类型="中学")
    draft.items["G1"] = "合理"
    draft.vetoes["V6"] = "没有"
    cells = [p.partition("：")[0] for p in problems(draft)]
    assert cells == ["学校!E2", "学校!K2", "县级数据!C4", "一票否决!C7"]


def test_an_error_and_a_formula_without_a_value() -> None:
    book = Draft().book()
    place = column("小学在校生数")
    sheet(book, "学校").faults = {(1, place): "错误值 #DIV/0!", (2, 0): "没有计算结果的公式"}
    sheet(book, "学校").rows[1][place] = None
    found = problems(book)
    assert any(p.startswith("学校!K2：小学在校生数的单元格是错误值 #DIV/0!") for p in found)
    assert any(p.startswith("学校!A3：学校标识码的单元格是没有计算结果的公式") for p in found)


def test_a_fault_outside_the_contract_does_not_matter() -> None:
    book = Draft().book()
    sheet(book, "学校").faults = {(1, 60): "错误值 #N/A", (90, 60): "错误值 #N/A"}
    read_county(book)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "written", "fine"),
    [
        ("教学仪器设备值", "教学仪器设备值（万元）", True),
        ("教学仪器设备值", "教学仪器设备值(万元)", True),
        ("教学仪器设备值", "教学仪器设备值（元）", False),
        ("教学仪器设备值", "教学仪器设备值（账面）", False),
        ("年度公用经费预算", "年度公用经费预算（万元）", False),
        ("运动场地面积", "运动场地面积（平方米）", True),
        ("运动场地面积", "运动场地面积（M²）", True),
        ("运动场地面积", "运动场地面积（单位：㎡）", True),
        ("运动场地面积", "运动场地面积（亩）", False),
        ("小学在校生数", "小学在校\n生数（人）", True),
        ("学校名称", " 学校名称 ", True),
        ("学校名称", "学校名称（全称）", True),
        ("寄宿制", "寄宿制（是/否）", True),
    ],
)
def test_units_in_headers(header: str, written: str, fine: bool) -> None:
    book = Draft().book()
    sheet(book, "学校").rows[0][column(header)] = written
    if fine:
        assert notices(book) == []
    else:
        only(problems(book), "学校!", header, "单位")


def test_a_rate_in_percent_by_its_header_is_refused() -> None:
    book = Draft().book()
    sheet(book, "质量监测").rows[0][3] = "校际差异率（%）"
    only(problems(book), "质量监测!D1", "校际差异率", "%")


def test_a_title_a_group_row_and_extra_columns_are_allowed() -> None:
    book = Draft().book()
    schools = sheet(book, "学校")
    schools.rows = [["某县学校数据"], ["基本情况", None, "其他"], *schools.rows]
    for number, row in enumerate(schools.rows):
        row.append("备注" if number == 2 else "=1+1")
    assert notices(book) == []
    assert str(read_county(book).schools.cell("code", 0)) == "学校!A4"  # type: ignore[arg-type]


def test_a_header_merged_over_two_rows() -> None:
    book = Draft().book()
    schools = sheet(book, "学校")
    top = list(schools.rows[0])
    low: list[object] = [None] * len(top)
    for place in (column("小学在校生数"), column("初中在校生数")):
        low[place], top[place] = top[place], None
    top[column("小学在校生数")] = "在校生"
    schools.rows[0:1] = [top, low]
    schools.merged = [(0, 0, 1, 0)]
    assert notices(book) == []
    assert len(read_county(book).schools) == 2  # type: ignore[arg-type]


def test_columns_merged_away_are_named_with_the_remedy() -> None:
    book = Draft().book()
    schools = sheet(book, "学校")
    schools.rows[0][column("小学在校生数")] = None
    schools.merged = [(0, 9, 0, 10)]
    only(problems(book), "缺少“小学在校生数”列", "取消合并")


def test_a_figure_merged_over_two_schools_is_said() -> None:
    book = Draft().book()
    schools = sheet(book, "学校")
    place = column("教学及辅助用房面积")
    schools.rows[2][place] = None
    schools.merged = [(1, place, 2, place)]
    only(notices(book), "学校!Z2：教学及辅助用房面积是合并的单元格", "其余 1 格按未填")


@pytest.mark.parametrize(
    ("raw", "code"),
    [("'2153000101", "2153000101"), ("‘2153000101", "2153000101"), ("2153000101.0", "2153000101")],
)
def test_a_code_that_was_exported_with_the_mark_of_text(raw: str, code: str) -> None:
    assert parse(raw, "code") == (code, None)


def test_total_rows_are_skipped_with_a_warning_before_anything_else() -> None:
    for word in ("合计", "总计", "小计", " 合 计 "):
        draft = Draft()
        draft.schools.append({"学校名称": word, "小学在校生数": "很多", "办学类型": "全部"})
        only(notices(draft), "学校!B4", "已跳过")


def test_empty_rows_are_skipped_and_rows_with_only_a_remark_too() -> None:
    book = Draft().book()
    schools = sheet(book, "学校")
    width = len(schools.rows[0])
    schools.rows.insert(2, [None, " ", "", *[None] * (width - 3)])
    for row in schools.rows:
        row.append(None)
    schools.rows.append([*[None] * width, "备注"])
    assert len(read_county(book).schools) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (lambda d: d.schools[0].update({"小学在校生数": "４００"}), ("学校!K2", "文本格式", "400")),
        (lambda d: d.classes[0].update({"人数": 39.0}), ("学校!K2", "400", "399")),
        (
            lambda d: d.classes.extend(classes("A1", "初中", 40.0)),
            ("班级!C22", "没有填报初中学生"),
        ),
        (lambda d: d.classes.extend(classes("A1", "高中", 40.0)), ("班级!C22", "已忽略")),
        (lambda d: d.monitoring[0].update({"校际差异率": 12.0}), ("质量监测!D2", "百分数")),
        (lambda d: d.schools[0].update({"教学仪器设备值": 400000.0}), ("把元填成了万元",)),
        (lambda d: d.items.update({"G16": "是"}), ("县级数据", "G16", "未采用")),
        (lambda d: d.items.update({"G2": "是"}), ("县级数据", "G2", "未采用")),
        (lambda d: d.vetoes.update({"V7": "是"}), ("一票否决", "V7", "未采用")),
        (
            lambda d: d.survey.append(
                {"调查对象": "合计", "问卷总数": 700.0, "有效问卷数": 700.0, "满意问卷数": 600.0}
            ),
            ("社会认可度!D9", "600", "630"),
        ),
        (lambda d: d.schools[0].update({"举办者代码": 11.0}), ("举办者代码", "1–10")),
        (
            lambda d: d.schools.append(school("C12", 小学就近入学学生数=None)),
            ("学校!A4", "有 3 位", "为 2 位"),
        ),
    ],
)
def test_what_is_only_odd_is_a_warning(
    change: Callable[[Draft], None], parts: tuple[str, ...]
) -> None:
    draft = Draft()
    change(draft)
    only(notices(draft), *parts)


def test_pupils_in_a_stage_that_the_type_lacks_are_a_section_and_a_warning() -> None:
    draft = with_school(初中在校生数=20.0)
    only(notices(draft), "学校!L2", "小学一般没有初中学生")
    assert len(draft.assess().sections) == 3


def test_a_blank_cell_elsewhere_is_only_not_filled_in() -> None:
    keep = {"学校标识码", "学校名称", "办学类型"}
    draft = Draft()
    for row in draft.schools:
        for header in row:
            if header not in keep:
                row[header] = None
    for row in [*draft.classes, *draft.rooms]:
        row |= {"人数": None, "面积": None, "班级名称": None}
    draft.items = dict.fromkeys(draft.items)
    draft.vetoes = dict.fromkeys(draft.vetoes)
    draft.facts = {}
    draft.survey = []
    draft.monitoring = []
    found = draft.assess()
    assert found.verdict.id == "missing"
    assert found.county.name == ""


def test_spaces_within_the_name_of_an_item_are_not_asked_after() -> None:
    draft = Draft()
    draft.facts = {"县　名": "示例县", "评 估 日 期": "2024-05-20"}
    draft.items[" g 1 "] = draft.items.pop("G1")
    assert notices(draft) == []
    assert draft.county().name == "示例县"
    assert draft.assess().verdict.id == "met"


def test_an_added_fact_that_stands_twice_is_only_odd() -> None:
    book = Draft().book()
    sheet(book, "县情").rows += [["备注", "甲"], ["备注", "乙"]]
    only(notices(book), "县情!A5", "“备注”出现两次")


def test_formulas_that_may_never_have_been_computed_are_odd() -> None:
    book = Draft().book()
    schools = sheet(book, "学校")
    schools.rows.append(["", "合计"])
    place = column("小学县级以上骨干教师数")
    schools.rows[1][place] = schools.rows[2][place] = 0.0
    schools.unsure = frozenset({(1, place), (2, place), (3, place), (1, 90)})
    first = f"学校!{column_letters(place)}2"
    assert any(n.startswith(f"{first}：起有 2 个公式的结果存为 0") for n in notices(book))


def test_a_formula_whose_result_is_an_empty_text_is_no_figure_and_is_said() -> None:
    """As .xls holds ="" and what was never computed: nobody can tell which."""
    draft = Draft()
    draft.schools[0]["小学县级以上骨干教师数"] = None
    book = draft.book()
    place = column("小学县级以上骨干教师数")
    sheet(book, "学校").unsure = frozenset({(1, place)})
    only(notices(book), f"学校!{column_letters(place)}2", "1 个公式的结果存为 空文字")


@pytest.mark.parametrize(
    ("key", "written", "asked"),
    [
        ("小学在校生数", "三百", "300"),
        ("教学仪器设备值", "14.5万", "14.5"),
        ("教学仪器设备值", "145000元", "14.5"),
        ("年度公用经费预算", "14.5万元", "145000"),
        ("运动场地面积", "约1,200平方米", "1200"),
        ("小学在校生数", "三百左右吧", ""),
        ("小学在校生数", "300元", ""),
    ],
)
def test_a_figure_in_words_is_a_problem_that_proposes_what_it_means(
    key: str, written: str, asked: str
) -> None:
    said = problems(with_school(**{key: written}))
    assert said[0].endswith(f"（是否应为 {asked}？）" if asked else "没有的留空")
    assert f"现为“{written}”，请改为数字" in said[0]


def test_a_date_in_words_is_a_problem_that_proposes_the_day() -> None:
    draft = Draft()
    draft.facts |= {"评估日期": "2024年5月底", "拟申报日期": "年底前"}
    first, second = problems(draft)
    assert first.endswith("（是否应为 2024-05-31？）")
    assert "是否应为" not in second


def test_one_wrong_code_is_one_line_with_its_places() -> None:
    draft = Draft()
    for row in draft.classes[:12]:
        row["学校标识码"] = "A9"
    with pytest.raises(InputError) as caught:
        read_county(draft.book())  # type: ignore[arg-type]
    found = [line for line in told(caught.value.problems) if "A9" in line]
    assert len(found) == 1
    assert " 等 12 处：学校标识码“A9”不在“学校”表中" in found[0]
