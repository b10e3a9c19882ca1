"""Met on thin proof is said: in the result, the report and the remarks of the forms."""

from __future__ import annotations

from qbe_xl.clauses.caveats import caveats
from tests.counties import Draft, classes, school
from tests.papers import papers

SAID = {
    "G7": ("乙特校单独计算，生均公用经费5000.00元", "低于6000元"),
    "G11": ("没有符合交流条件的教师", "教师交流按不适用处理"),
    "Q9": ("质量监测只有一行结果",),
    "S1": ("满意度只依据合计行", "没有七类对象的分项数据"),
}
PAPERS = ("评估报告", "03 自查自评报告", "04 申报表", "命令行 assess")


def thin() -> Draft:
    draft = Draft()
    special = {"办学类型": "特殊教育学校", "小学在校生数": 20.0, "小学就近入学学生数": 20.0}
    special["教师培训经费"] = 20000.0
    draft.schools += [
        school("D1", 年度公用经费预算=300000.0, 学校名称="甲特校", **special),
        school("D2", 年度公用经费预算=100000.0, 学校名称="乙特校", **special),
    ]
    for code in ("D1", "D2"):
        draft.classes += classes(code, "小学", 10.0, 10.0)
    for row in draft.schools:
        row |= dict.fromkeys(("符合交流条件教师数", "交流轮岗教师数", "交流轮岗骨干教师数"), 0.0)
    draft.monitoring = draft.monitoring[:1]
    draft.survey = [
        {"调查对象": "合计", "问卷总数": 1000.0, "有效问卷数": 980.0, "满意问卷数": 900.0}
    ]
    return draft


def test_what_a_result_rests_on_is_said_in_every_paper_that_states_it() -> None:
    assessment = thin().assess()
    assert [one.id for one in caveats(assessment)] == [*SAID]
    made = papers(assessment)
    workbook = "".join("".join(lines) for name, lines in made.items() if name.startswith("表 "))
    shown = {"评估结果": workbook, **{name: "".join(made[name]) for name in PAPERS}}
    for paper, text in ((paper, "".join(text.split())) for paper, text in shown.items()):
        for words in (words for parts in SAID.values() for words in parts):
            assert words in text, (paper, words)
    assert shown["04 申报表"].count("没有符合交流条件的教师") == 1


def test_nothing_is_said_where_the_proof_is_whole() -> None:
    draft = Draft()
    draft.monitoring = [{**draft.monitoring[0], "学科": subject} for subject in ("语文", "数学")]
    assert [*caveats(draft.assess())] == []
