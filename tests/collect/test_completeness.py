"""Complete or not is said truly: by school, by township, on card and in text alike."""

from __future__ import annotations

import re

import docx
import openpyxl
import pytest

from qbe_xl.collect.completeness import filled, in_words
from qbe_xl.collect.merge import MergeOutcome
from qbe_xl.collect.status import ABSENT, ASKED, DONE, FAULTY, PARTIAL
from qbe_xl.county.rows import Row
from tests.collect.schools import cell, change, merged, put, rows, sent_out
from tests.counties import primary_county

TEN = (
    *(
        "寄宿制",
        "小学专任教师数",
        "小学高于规定学历教师数",
        "小学县级以上骨干教师数",
        "运动场地面积",
    ),
    *("教学仪器设备值", "网络多媒体教室数", "教师培训经费", "学校章程", "德育与校园文化"),
)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> MergeOutcome:
    """A1 whole, B2 with ten cells emptied, C3 with a wrong cell, D4 absent, E5 to be asked."""
    place = tmp_path_factory.mktemp("报送")
    townships = {"C3": {"所属乡镇": "乙乡"}, "D4": {"所属乡镇": "乙乡"}}
    files = sent_out(place, primary_county("A1", "B2", "C3", "D4", "E5", **townships))

    def empty(opened: openpyxl.Workbook) -> None:
        for header in TEN:
            cell(opened, header).value = None

    change(files["B2"], empty)
    put(files["C3"], "小学在校生数", "三百")
    files["D4"].unlink()
    put(files["E5"], "人数", 12, 1, "班级")
    return merged(place)[0]


def table(outcome: MergeOutcome, name: str) -> list[dict[str, object]]:
    heads, *found = list(openpyxl.load_workbook(outcome.files.status_workbook)[name].values)[2:]
    return [dict(zip(map(str, heads), row, strict=True)) for row in found]


def test_a_return_with_ten_cells_emptied_is_not_complete(outcome: MergeOutcome) -> None:
    facts = outcome.facts
    states = {code: facts.state(code) for code in ("A1", "B2", "C3", "D4", "E5")}
    assert states == {"A1": DONE, "B2": PARTIAL, "C3": FAULTY, "D4": ABSENT, "E5": ASKED}
    assert set(facts.filled("B2").blank) == {*TEN}
    whole, half = facts.filled("A1"), facts.filled("B2")
    assert whole.shown == f"{whole.cells}/{whole.cells}"
    assert half.shown == f"{whole.cells - 10}/{whole.cells}"


def test_card_text_and_lists_agree(outcome: MergeOutcome) -> None:
    page = outcome.files.status_page.read_text(encoding="utf-8")
    text = outcome.facts.summary
    assert text == "应报 5 所：已报 1 所、需核对 1 所、未填全 1 所、需改正 1 所、未报 1 所"
    assert text in page
    listed = [str(row["状态"]) for row in table(outcome, "报送情况")]
    for word, count in re.findall(r"([^：、]+) (\d) 所", text.partition("：")[2]):
        assert sum(state[2:] == word for state in listed) == int(count)
        number = re.search(
            rf">(\d+)<[^>]*>\s*(?:<[^>]*>\s*)*{word}|{word}(?:\s*<[^>]*>)+\s*(\d+)", page
        )
        assert number is not None, word
        assert (number[1] or number[2]) == count, word


def test_who_is_to_be_reminded_of_what_by_township(outcome: MergeOutcome) -> None:
    reminders = table(outcome, "催报")
    assert [(row["乡镇"], row["学校"]) for row in reminders] == [
        ("乙乡", "C3学校"),
        ("乙乡", "D4学校"),
        ("甲镇", "B2学校"),
        ("甲镇", "E5学校"),
    ]
    half = reminders[2]
    assert half["待补（格）"] == 10
    assert all(header in str(half["待补内容"]) for header in TEN)
    assert half["办理要求"] == "请补填空白的格；确实没有的填 0"
    assert reminders[1]["办理要求"] == "请填好下发的表交回"
    assert "改正-C3-C3学校.xlsx" in str(reminders[0]["办理要求"])


def test_how_far_every_township_is(outcome: MergeOutcome) -> None:
    first, second, whole = table(outcome, "各乡镇进度")
    heads = ("乡镇", "应报", "已报", "需核对", "未填全", "需改正", "未报")
    assert [first[h] for h in heads] == ["乙乡", 2, 0, 0, 0, 1, 1]
    assert [second[h] for h in heads] == ["甲镇", 3, 1, 1, 1, 0, 0]
    assert [whole[h] for h in heads] == ["全县", 5, 1, 1, 1, 1, 1]
    assert whole["填报率"] != "100.0%"
    done, cells = map(int, str(whole["已填的格"]).split("/"))
    assert cells - done == 11


def school(**changes: object) -> Row:
    return {**rows(primary_county("A1"))["学校"][0], **changes}


CLASSES: list[Row] = [{"name": "一班", "stage": "小学", "pupils": 400.0}]


def test_a_class_without_size_and_a_stage_without_classes_are_lacking() -> None:
    sizes: list[Row] = [*CLASSES, {"name": "二班", "stage": "小学", "pupils": None}]
    assert filled(school(), sizes).blank == ("班级 二班 人数",)
    assert filled(school(), []).blank == ("班级（小学）",)
    assert filled(school(primary_pupils=0.0), []).whole
    assert in_words(("甲", "班级 一班 人数", "班级 二班 人数"), 9) == "甲、2 个班的人数"
    assert in_words(tuple("甲乙丙丁"), 2) == "甲、乙等 4 格"


def test_what_does_not_concern_a_school_is_not_asked_of_it() -> None:
    blank = {key: None for key in school() if key not in ("code", "name", "owner", "area")}
    assert filled({**school(), **blank, "type": "职业学校"}, []).whole
    special = filled({**school(), **blank, "type": "特殊教育学校"}, []).blank
    assert "小学在校生数" in special
    assert not {"初中在校生数", "高中在校生数", "教学仪器设备值", "班级（小学）"} & {*special}
    one_stage = {**school(), **blank, "type": "特殊教育学校", "junior_pupils": 30.0}
    assert "小学在校生数" not in filled(one_stage, []).blank
    branch = school(parent="B2", charter=None, training_funds=None, budget=None)
    assert filled(branch, CLASSES).whole
    assert filled({**branch, "parent": None}, CLASSES).blank == (
        *("年度公用经费预算", "教师培训经费", "学校章程"),
    )


def test_each_township_that_owes_gets_a_paper_to_be_sent(outcome: MergeOutcome) -> None:
    """Its schools, those that did not return first, what each lacks and is asked to do."""
    papers = {path.stem: docx.Document(str(path)) for path in outcome.reminders}
    assert [*papers] == ["补报通知-乙乡", "补报通知-甲镇"]
    found = {}
    for name, paper in papers.items():
        (table,) = paper.tables
        found[name] = [[cell.text for cell in row.cells] for row in table.rows][1:]
    absent, wrong = found["补报通知-乙乡"]
    assert absent[:3] == ["1", "D4学校", "未报"]
    assert absent[5] == "请填好下发的表交回"
    assert wrong[:3] == ["2", "C3学校", "需改正"]
    assert "改正标红的格" in wrong[5]
    blank, asked = found["补报通知-甲镇"]  # A1 owes nothing
    assert blank[:4] == ["1", "B2学校", "未填全", str(len(TEN))]
    assert all(header in blank[4] for header in TEN)
    assert asked[:4] == ["2", "E5学校", "需核对", "—"]
    said = "\n".join(paragraph.text for paragraph in papers["补报通知-乙乡"].paragraphs)
    assert "乙乡各有关学校：" in said
    assert "乙乡应报 2 所，需改正 1 所、未报 1 所" in said
