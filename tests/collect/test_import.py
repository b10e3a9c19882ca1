"""导入: statistics and lists become figures; of persons nothing but counts stays."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from qbe_xl.collect.importing.filling import ImportOutcome, import_files
from qbe_xl.collect.importing.headers import find_heads, split
from qbe_xl.collect.importing.listings import KEPT, REFUSED, TAKEN
from qbe_xl.collect.importing.mapping import SHIPPED, load, shipped
from qbe_xl.collect.importing.taking import personal_columns
from qbe_xl.county.reading import read_book
from qbe_xl.county.rows import Row, Rows, all_rows
from qbe_xl.errors import InputError
from qbe_xl.files.book import open_book
from tests.collect.schools import NOW, book
from tests.counties import primary_county, school
from tests.files.hostile import unzipped

IDENTITY, PHONE = "532622201501011234", "13812345678"
HEADS = (
    ["2023 年教育事业统计（分校）"],
    [
        *("学校名称", "学校标识码", "办学类型", "是否计校数", "在校生数", "专任教师"),
        *("", "", "", "", "", ""),
        *("教学及辅助用房", "室内体育用房", "运动场地面积", "教学仪器设备资产值(元)"),
        *("网络多媒体教室", "联系人"),
    ],
    [*[""] * 4, "合计", "合计", "#按学历分", "", "", "", "#按授课课程分", "", "计"],
    [*[""] * 6, "博士研究生", "硕士研究生", "本科", "专科", "体育与健康", "艺术"],
    [*[""] * 11, "计"],
)
MERGED = "A1:R1 A2:A5 B2:B5 C2:C5 D2:D5 E3:E5 F2:L2 F3:F5 G3:J3 G4:G5 H4:H5 I4:I5 J4:J5 K3:L3"
MERGED += " K4:K5 M3:M5 N2:N5 O2:O5 P2:P5 Q2:Q5 R2:R5"


def statistics(path: Path, *rows: list[object]) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    for cells in (*HEADS, *rows):
        sheet.append(cells)
    for area in MERGED.split():
        sheet.merge_cells(area)
    made.save(path)
    return path


def line(code: str, kind: str = "小学", **changes: object) -> list[object]:
    cells = {
        "name": f"{code}学校",
        "code": code,
        "kind": kind,
        "counted": 1,
        "pupils": 401,
        "teachers": 31,
        "doctors": None,
        "masters": 1,
        "bachelors": 20,
        "college": 6,
        "sport": 3,
        "arts": 2,
        "area": 3000.5,
        "indoor": 0,
        "field": 5100,
        "equipment": 1234567.89,
        "rooms": 13,
        "contact": PHONE,
    }
    return list((cells | changes).values())


def listed(path: Path, heads: list[str], *rows: list[object]) -> Path:
    made = openpyxl.Workbook()
    for cells in (heads, *rows):
        made.active.append(cells)
    made.save(path)
    return path


def pupils(path: Path, *groups: tuple[str, str, str, int]) -> Path:
    rows: list[list[object]] = [
        [f"学生{number}-{n}", IDENTITY, code, grade, name, PHONE]
        for number, (code, grade, name, count) in enumerate(groups, 1)
        for n in range(count)
    ]
    return listed(path, ["姓名", "身份证件号", "学校标识码", "年级", "班级", "监护人电话"], *rows)


def bare(*codes: str) -> dict[str, dict[str, object]]:
    """Schools without any figure."""

    keep = ("学校标识码", "学校名称", "所属乡镇", "办学类型", "举办者", "城乡类型", "寄宿制")
    return {code: dict.fromkeys(key for key in school(code) if key not in keep) for code in codes}


def all_blank(code: str, **changes: object) -> Row:
    """A school of any kind of which nothing is filled in but what it is."""
    row = school(code, **changes)
    given = ("学校标识码", "学校名称", "所属乡镇", "办学类型", "举办者", "城乡类型", "寄宿制")
    return {key: row[key] if key in given else None for key in row}


def imported(
    place: Path, *files: Path, **options: object
) -> tuple[ImportOutcome, dict[str, Row], Rows]:
    out = place / "出"
    outcome = import_files(files, place / "总表.xlsx", out, now=NOW, **options)  # type: ignore[arg-type]
    rows = all_rows(read_book(outcome.files.book)[1])
    return outcome, {str(row["code"]): row for row in rows["学校"]}, rows


def empty_county(place: Path, *codes: str) -> None:
    draft = primary_county(*codes, **bare(*codes))
    draft.classes, draft.rooms = [], []
    book(place, draft)


# Statistics


def test_columns_of_several_levels_become_figures(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1", "B2")
    source = statistics(tmp_path / "统计.xlsx", line("A1"), line("B2", pupils=None))
    outcome, schools, _ = imported(tmp_path, source)
    expected = {
        "primary_pupils": 401,
        "primary_teachers": 31,
        "primary_degree": 27,
        "primary_arts": 5,
        "teaching_area": 3000.5,
        "indoor_area": 0,
        "field_area": 5100,
        "equipment": 123.456789,
        "media_rooms": 13,
    }
    assert {key: schools["A1"][key] for key in expected} == expected
    assert schools["A1"]["junior_pupils"] is None
    assert schools["B2"]["primary_pupils"] is None
    assert outcome.count(TAKEN) == 17
    (one,) = outcome.extracts
    assert (one.title, one.rows, one.used) == ("教育事业统计（分校导出）", 2, 2)
    figure = next(f for f in one.figures if f.key == "equipment")
    assert figure.origin == "教学仪器设备资产值(元) ×0.0001，第 6 行"
    assert one.personal == [("联系人", "联系电话")]


def test_a_junior_school_counts_other_degrees(tmp_path: Path) -> None:
    from tests.counties import Draft

    draft = Draft(schools=[school("J1", 办学类型="初级中学")], classes=[], rooms=[])
    draft.schools[0] |= {key: None for key in draft.schools[0] if key.startswith("初中")}
    draft.schools[0] |= dict.fromkeys(("持证专任教师数", "完成360学时教师数", "符合交流条件教师数"))
    draft.schools[0] |= dict.fromkeys(("交流轮岗教师数", "交流轮岗骨干教师数"))
    book(tmp_path, draft)
    source = statistics(tmp_path / "统计.xlsx", line("J1", "初级中学"))
    _, schools, _ = imported(tmp_path, source, overwrite=True)
    assert (schools["J1"]["junior_degree"], schools["J1"]["junior_pupils"]) == (21, 401)
    assert schools["J1"]["primary_pupils"] is None


def test_only_blanks_are_filled_unless_asked(tmp_path: Path) -> None:
    book(tmp_path, primary_county("A1", "B2"))
    source = statistics(tmp_path / "统计.xlsx", line("A1"))
    outcome, schools, _ = imported(tmp_path, source)
    assert schools["A1"]["primary_pupils"] == 400
    assert outcome.count(KEPT) == 9
    _, schools, _ = imported(tmp_path, source, overwrite=True, force=True)
    assert schools["A1"]["primary_pupils"] == 401
    assert schools["B2"]["primary_pupils"] == 400


def test_a_figure_that_cannot_be_true_is_not_taken(tmp_path: Path) -> None:
    book(tmp_path, primary_county("A1", "B2"))
    source = statistics(tmp_path / "统计.xlsx", line("A1", pupils=399, bachelors=90))
    outcome, schools, _ = imported(tmp_path, source, overwrite=True)
    assert (schools["A1"]["primary_pupils"], schools["A1"]["primary_degree"]) == (400, 28)
    refused = {one.figure.key: one.note for one in outcome.entered if one.outcome == REFUSED}
    assert set(refused) == {"primary_pupils", "primary_degree"}
    assert "小学就近入学学生数（400）大于小学在校生数（399）" in refused["primary_pupils"]


def test_strangers_totals_and_bad_cells_are_told(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1")
    source = statistics(
        tmp_path / "统计.xlsx",
        line("A1", rooms="十三", pupils=400.5),
        line("Z9"),
        line("", name="合计"),
        line("", name="A1学校", counted=None, pupils=1),
    )
    outcome, schools, _ = imported(tmp_path, source)
    (one,) = outcome.extracts
    assert dict(one.strangers) == {"Z9学校（Z9）": 1}
    told = "\n".join(message for _, message in one.remarks)
    assert "现为“十三”" in told
    assert "不是整数" in told
    assert schools["A1"]["media_rooms"] == 13  # by the row that bears only the name


def test_branches_that_are_not_counted_go_to_their_main_school(tmp_path: Path) -> None:
    changes = bare("A1", "B2")
    changes["B2"] |= {"归属学校标识码": "A1", "办学类型": "教学点"}
    draft = primary_county("A1", "B2", **changes)
    draft.classes, draft.rooms = [], []
    book(tmp_path, draft)
    source = statistics(tmp_path / "统计.xlsx", line("A1"), line("B2", "教学点", counted=0))
    outcome, schools, _ = imported(tmp_path, source)
    assert set(schools) == {"A1"}
    assert schools["A1"]["primary_pupils"] == 802
    assert {a.branch for a in outcome.additions} == {"B2"}


# Lists of persons


def test_of_pupils_only_counts_stay(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1", "B2")
    source = pupils(
        tmp_path / "学籍.xlsx",
        ("A1", "一年级", "1班", 38),
        ("A1", "一年级", "2", 37),
        ("A1", "二年级", "二年级1班", 41),
        ("B2", "６年级", "1班", 12),
        ("A1", "学前班", "1班", 9),
    )
    outcome, schools, rows = imported(tmp_path, source)
    assert schools["A1"]["primary_pupils"] == 116
    assert schools["B2"]["primary_pupils"] == 12
    assert schools["A1"]["junior_pupils"] is None
    classes = {(row["code"], row["name"]): row["pupils"] for row in rows["班级"]}
    assert classes == {
        ("A1", "一年级1班"): 38,
        ("A1", "一年级2班"): 37,
        ("A1", "二年级1班"): 41,
        ("B2", "6年级1班"): 12,
    }
    (one,) = outcome.extracts
    assert [header for header, _ in one.personal] == ["姓名", "身份证件号", "监护人电话"]
    assert any("“学前班”有 9 人" in message for _, message in one.remarks)
    for path in (tmp_path / "出").iterdir():
        data = path.read_bytes()
        if path.suffix == ".xlsx":
            data = b"".join(unzipped(data).values())
        for secret in (IDENTITY, PHONE, "学生1-"):
            assert secret.encode() not in data, path


def test_of_teachers_only_counts_stay(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1")
    heads = ["姓名", "学校标识码", "任教学段", "最高学历", "任教学科", "教师资格证号码"]
    certificate = "20235321130001234"
    source = listed(
        tmp_path / "教师.xlsx",
        heads,
        ["张三", "A1", "小学", "本科", "语文", certificate],
        ["李四", "A1", "小学", "中师", "音乐", certificate],
        ["王五", "A1", "小学", "大专", "体育", None],
        ["赵六", "A1", "高中", "硕士", "数学", certificate],
    )
    outcome, schools, _ = imported(tmp_path, source)
    row = schools["A1"]
    assert (row["primary_teachers"], row["primary_degree"], row["primary_arts"]) == (3, 2, 2)
    assert (row["certified"], row["primary_backbone"]) == (2, None)
    told = dict(outcome.extracts[0].remarks)
    assert "骨干教师级别" in told["小学县级以上骨干教师数"]
    for path in (tmp_path / "出").glob("*.xlsx"):
        assert certificate.encode() not in b"".join(unzipped(path.read_bytes()).values())


def test_personal_columns_are_known_by_what_they_hold(tmp_path: Path) -> None:
    path = listed(
        tmp_path / "表.xlsx",
        ["学校标识码", "年级", "班级", "备注一", "备注二", "备注三"],
        *[["2153000001", "一年级", "1班", IDENTITY, float(PHONE), "正常"]] * 10,
    )
    sheet = open_book(path).sheets[0]
    heads = find_heads(sheet, ["学校标识码"], "学校标识码")
    assert heads is not None
    assert personal_columns(sheet, heads) == {3: "身份证号", 4: "联系电话"}


def test_a_mapping_may_not_ask_for_what_personal_columns_hold(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1")
    mapping = tmp_path / "坏.toml"
    mapping.write_text(
        """
[[source]]
title = "名单"
kind = "persons"
needs = ["学校标识码", "姓名"]
code = "学校标识码"
[[source.count]]
to = "小学在校生数"
where = [{ column = "姓名", is = ["张三"] }]
""",
        encoding="utf-8",
    )
    source = listed(tmp_path / "名单.xlsx", ["学校标识码", "姓名"], ["A1", "张三"])
    with pytest.raises(InputError, match="像个人信息"):
        imported(tmp_path, source, mapping=mapping)
    assert not (tmp_path / "出").exists()


# The mapping


def test_the_mapping_that_ships_is_sound() -> None:
    assert [source.title for source in shipped().sources] == [
        "教育事业统计（分校导出）",
        "学籍名单",
        "教师名单",
    ]
    assert shipped().stages["三年级"] == "小学"


def test_a_county_changes_a_copy(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1")
    mapping = tmp_path / "我的.toml"
    text = SHIPPED.read_text(encoding="utf-8").replace('"网络多媒体教室"', '"智慧教室间数"')
    mapping.write_text(text, encoding="utf-8-sig")
    source = statistics(tmp_path / "统计.xlsx", line("A1"))
    outcome, schools, _ = imported(tmp_path, source, mapping=mapping)
    assert schools["A1"]["media_rooms"] is None
    assert ("网络多媒体教室数", "没有导入：表头里找不到“智慧教室间数”") in outcome.extracts[
        0
    ].remarks


def test_everything_wrong_in_a_mapping_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "坏.toml"
    path.write_text(
        """
extra = 1
[stages]
"高中" = ["高一"]
[[source]]
title = "甲"
kind = "figure"
needs = []
[[source.take]]
to = "没有的列"
from = ["a"]
factor = -1
where = [{ column = "b", is = ["1"], not = ["2"] }]
""",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        load(path)
    said = str(caught.value)
    for words in (
        "坏.toml：无法识别“extra”，可用的有：stages、words、source",
        "stages：无法识别“高中”，可用的有：小学、初中、其他",
        "“甲”.kind：无法识别“figure”，可用的有：figures、persons",
        "没有填数的列“没有的列”",
        "“甲”.take 第 1 项.factor：应为 0.000001 到 1000000 之间的数，现为“-1”",
        "is、not、filled、if_there 要写而且只写一个",
        "“甲”.needs：至少写 1 个",
        "code（学校标识码的列）和 name",
    ):
        assert words in said


@pytest.mark.parametrize("content", [b"[[source", b"\xff\xfe\x00", b"a = 1\n" * 200_001])
def test_what_is_no_mapping_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "坏.toml").write_bytes(content)
    with pytest.raises(InputError, match="坏"):
        load(tmp_path / "坏.toml")
    with pytest.raises(InputError, match="找不到"):
        load(tmp_path / "没有.toml")


def test_a_file_that_the_mapping_does_not_know_is_refused_with_all_others(tmp_path: Path) -> None:
    empty_county(tmp_path, "A1")
    unknown = listed(tmp_path / "其他.xlsx", ["甲", "乙"], [1, 2])
    (tmp_path / "坏.xlsx").write_bytes(b"x")
    with pytest.raises(InputError) as caught:
        imported(tmp_path, unknown, tmp_path / "坏.xlsx")
    assert [problem.cell for problem in caught.value.problems] == ["其他.xlsx", "坏.xlsx"]
    assert "没有一张工作表是对照表认得的" in str(caught.value)


def test_names_are_compared_by_their_levels() -> None:
    assert split("专任教师 >#按学历分>本科") == ("专任教师", "按学历分", "本科")
    assert split("教基1102>县级以上骨干教师（小学）") == ("教基1102", "县级以上骨干教师(小学)")
