"""Who is responsible: the data against the plan's own text, and what a county may replace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from qbe_xl.clauses.duties import EXAMPLE, Duties, beside, example, general, kinds_of_problems, of
from qbe_xl.clauses.duties.loading import GENERAL, read_general, read_plan
from qbe_xl.errors import InputError
from qbe_xl.files.book import open_book
from qbe_xl.remedy.county_plan_form import plan_workbook
from tests.command_line import qbe

PLAN = "".join((Path(__file__).parent / "plan-2023.txt").read_text(encoding="utf-8").split())


def own(folder: Path, text: str) -> Path:
    path = folder / "本县方案.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path, *parts: str) -> None:
    with pytest.raises(InputError) as caught:
        of((), path)
    for part in ("本县方案.toml", *parts):
        assert part in str(caught.value)


def test_annex_1_stands_in_the_data_whole_and_word_for_word() -> None:
    units = [unit for unit in example().units.values() if unit.section == "附件1"]
    said = "".join(f"{unit.name}：{''.join(unit.duties)}" for unit in units)
    _, _, annex = PLAN.partition("成员单位职责")
    assert said == annex
    assert len(units) == 20


def test_the_six_tasks_stand_in_the_data_word_for_word() -> None:
    duties = example()
    numbers = "一二三四五六"
    assert [task.section for task in duties.tasks.values()] == [f"四（{n}）" for n in numbers]
    for task in duties.tasks.values():
        work = "".join(task.work).removesuffix("。")
        whole = f"{task.title}。{work}（责任单位：{task.responsible}）。"
        assert whole in PLAN


def test_the_units_of_a_task_are_those_that_the_plan_names_in_its_order() -> None:
    duties = example()
    for task in duties.tasks.values():
        said = task.responsible.replace("各乡<镇>", "乡（镇）").replace("，", "、").split("、")
        if task.all_members:
            assert said.pop() == "各成员单位"
        assert [duties.units[unit].name for unit in task.units] == said


def test_every_problem_has_one_kind_whose_basis_is_cited() -> None:
    duties = example()
    for problem in kinds_of_problems():
        kind = duties.kind_of(problem)
        assert kind.basis
        assert kind.lead not in kind.cooperating
        for basis in kind.basis:
            assert basis.quote in PLAN
            assert basis.section == "附件1" or basis.section.startswith("四（")


@pytest.mark.parametrize(
    ("problem", "lead", "cooperating"),
    [
        ("G7", "县财政局", "县残联"),
        ("R3", "县委编委办", "县人力资源社会保障局"),
        ("R5", "县教育体育局", "县自然资源局"),
        ("Q4", "县教育体育局", "县财政局"),
        ("G6", "县财政局", "县教育体育局"),
        ("V6", "县政府办公室", "县教育体育局"),
        ("balance.R2", "县教育体育局", "县委编委办"),
        ("missing", "县教育体育局", ""),
    ],
)
def test_a_problem_goes_to_the_unit_that_the_plan_gives_it_to(
    problem: str, lead: str, cooperating: str
) -> None:
    duties = example()
    kind = duties.kind_of(problem)
    assert duties.units[kind.lead].name == lead
    assert not cooperating or cooperating in [duties.name(unit) for unit in kind.cooperating]


def test_a_unit_knows_what_it_leads_helps_and_is_named_for() -> None:
    duties = example()
    assert [kind.id for kind in duties.kinds_led_by("finance")] == ["pay", "funds", "special_funds"]
    assert "buildings" in [kind.id for kind in duties.kinds_helped_by("finance")]
    assert [task.section for task in duties.tasks_of("tax")] == ["四（二）", "四（六）"]


@pytest.mark.parametrize(
    ("township", "name"),
    [
        ("江那镇", "江那镇人民政府"),
        ("阿猛乡", "阿猛乡人民政府"),
        ("城东街道", "城东街道办事处"),
        ("", "乡（镇）人民政府"),
        ("城区", "乡（镇）人民政府"),
    ],
)
def test_a_township_answers_under_its_own_name(township: str, name: str) -> None:
    assert example().name("townships", township) == name


def test_of_whatever_a_county_does_not_give_the_general_terms_stay(tmp_path: Path) -> None:
    path = own(
        tmp_path,
        '[plan]\ncounty = "丘北县"\n[units.education]\nname = "丘北县教育局"\n'
        '[kinds.sites]\nlead = "housing"\nwith = ["land"]\nmonths = 24\n',
    )
    duties, base = of((), path), general()
    assert duties.name("education") == "丘北县教育局"
    assert (duties.kinds["sites"].lead, duties.kinds["sites"].cooperating) == ("housing", ("land",))
    assert duties.kinds["sites"].months == 24
    assert duties.plan.source == "本县方案.toml"
    assert not duties.plan.given
    assert duties.name("finance") == base.name("finance") == "财政部门"
    assert base.name("education") == "县级教育行政部门"


def test_everything_wrong_is_said_at_once_with_what_is_allowed(tmp_path: Path) -> None:
    path = own(
        tmp_path,
        'colour = 1\n[units.finanse]\nname = "财政"\n[units.tax]\ndutys = "收税"\n'
        '[kinds.sites]\nlead = "nobody"\nmonths = 0\nwith = ["land", "land"]\n',
    )
    refused(path, "units：无法识别“finanse”，相近的有：finance")
    refused(
        path,
        "units.tax：无法识别“dutys”，可用的有：name、section、duties",
        "无法识别“colour”",
        "kinds.sites.lead",
    )
    refused(path, "kinds.sites.months：应为 1 到 60 之间的整数，现为“0”", "有重复的词")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("units = 3", "units：应为一个表"),
        ("[units]\nfinance = 3", "units.finance：应为一个表"),
        ("[units.finance]\nname = '  '", "units.finance.name：应为文字"),
        ("[kinds.pay]\nwith = 'education'", "kinds.pay.with：应为一串文字"),
        ("plan = [", "不是有效的 TOML"),
    ],
)
def test_what_is_not_as_it_should_be_is_named(tmp_path: Path, text: str, said: str) -> None:
    refused(own(tmp_path, text), said)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="找不到这个文件"):
        of((), tmp_path / "没有.toml")


def test_a_county_gives_title_number_units_and_duties(tmp_path: Path) -> None:
    path = own(
        tmp_path,
        '[plan]\ntitle = "《丘北县实施方案》"\nnumber = "丘政办发〔2024〕3号"\nissuer = "丘北县人民政府办公室"\n'
        'date = 2024-03-01\n[units.tax]\nname = "丘北县税务局"\nsection = "附件2"\nduties = ["足额征收。"]\n'
        '[[others]]\nname = "丘北县卫生健康局"\nduties = ["做好学校卫生。"]\n',
    )
    duties = of((), path)
    assert duties.plan.given
    assert duties.plan.origin == "丘政办发〔2024〕3号，丘北县人民政府办公室，2024-03-01"
    assert duties.units["tax"].duties == ("足额征收。",)
    assert [unit.name for unit in duties.units.values()][-1] == "丘北县卫生健康局"
    assert not any(kind.basis for kind in duties.kinds.values())


def test_without_a_plan_nothing_is_cited_and_no_place_is_named() -> None:
    duties = of()
    assert not duties.plan.given
    assert not duties.tasks
    assert not any(unit.duties for unit in duties.units.values())
    assert not any(kind.basis for kind in duties.kinds.values())
    assert set(duties.units) == set(example().units)
    assert list(duties.kinds) == list(example().kinds)
    assert "砚山" not in GENERAL.read_text(encoding="utf-8").replace("yanshan", "")


def broken(folder: Path, data: Path, before: str, after: str) -> Duties:
    """The data of the program with one change."""
    text = data.read_text(encoding="utf-8")
    assert text.count(before) >= 1
    read = read_general if data == GENERAL else read_plan
    return read(own(folder, text.replace(before, after, 1)))


@pytest.mark.parametrize(
    ("data", "before", "after", "said"),
    [
        (EXAMPLE, 'quote = "将教职工工资全额', 'quote = "将公务员工资全额', "原文里没有"),
        (GENERAL, "[kinds.pay]", "[kinds.paid]", "没有归口的问题：G8"),
        (EXAMPLE, "date = 2023-02-15", 'date = "2023"', "plan.date：应为日期"),
        (
            GENERAL,
            'months = 6\nkind = "惯例"',
            'months = 6\nkind = "法规条文"',
            "无法识别“法规条文”，可用的有：法规",
        ),
        (EXAMPLE, 'task = "teachers"', 'task = "teacher"', "无法识别“teacher”"),
        (
            EXAMPLE,
            '    { from = "finance", quote',
            '    { unit = "finance", quote',
            "无法识别“unit”",
        ),
    ],
)
def test_the_data_of_the_program_are_held_to_the_same(
    tmp_path: Path, data: Path, before: str, after: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        broken(tmp_path, data, before, after)


# the sheet


def filled(
    folder: Path, cells: Mapping[str, Sequence[object]], name: str = "本县方案.xlsx"
) -> Path:
    """The form with these rows filled in by hand."""
    path = folder / name
    path.write_bytes(plan_workbook())
    book = openpyxl.load_workbook(path)
    sheet = book["本县方案"]
    places = {sheet.cell(row, 1).value: row for row in range(1, sheet.max_row + 1)}
    for item, values in cells.items():
        row = places.get(item) or sheet.max_row + 1
        for column, value in enumerate((item, *values), 1):
            sheet.cell(row, column, value)
    book.save(path)
    return path


OWN = {
    "方案名称": ("《丘北县实施方案》",),
    "文号": ("丘政办发〔2024〕3号",),
    "印发日期": ("2024年3月1日",),
    "财政部门": ("丘北县财政局", "足额拨付公用经费。\n落实奖补资金。", "附件2"),
    "其他成员单位2": ("丘北县卫生健康局", "做好学校卫生。"),
}


def test_the_sheet_gives_the_same_as_the_file(tmp_path: Path) -> None:
    duties = of((), filled(tmp_path, OWN))
    text = """
        [plan]
        title = "《丘北县实施方案》"
        number = "丘政办发〔2024〕3号"
        date = 2024-03-01
        [units.finance]
        name = "丘北县财政局"
        section = "附件2"
        duties = ["足额拨付公用经费。", "落实奖补资金。"]
        [[others]]
        name = "丘北县卫生健康局"
        duties = ["做好学校卫生。"]
    """
    wanted = of((), own(tmp_path, text))
    assert replace(duties.plan, source="") == replace(wanted.plan, source="")
    assert duties.plan.source == "本县方案.xlsx"
    assert [u.name for u in duties.units.values()] == [u.name for u in wanted.units.values()]
    assert duties.units["finance"] == wanted.units["finance"]
    assert duties.kinds == wanted.kinds == general().kinds


def test_a_sheet_in_the_countys_workbook_does_unless_a_file_is_given(tmp_path: Path) -> None:
    sheets = open_book(filled(tmp_path, OWN)).sheets
    assert of(sheets).name("finance") == "丘北县财政局"
    assert of(sheets).plan.source == "工作表“本县方案”"
    assert of(sheets, own(tmp_path, "")).name("finance") == "财政部门"
    assert of(open_book(filled(tmp_path, {})).sheets) is general()


def test_a_row_that_is_not_understood_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="本县方案!A37：无法识别的项目“财政局”"):
        of((), filled(tmp_path, {"财政局": ("丘北县财政局",)}))
    with pytest.raises(InputError, match="印发日期应为日期"):
        of((), filled(tmp_path, {"印发日期": ("去年",)}))
    other = tmp_path / "其他.xlsx"
    book = openpyxl.Workbook()
    book.save(other)
    with pytest.raises(InputError, match="没有工作表“本县方案”，可用 qbe-xl new-units 生成"):
        of((), other)


def test_the_example_can_be_had_as_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "样例.xlsx"
    assert qbe("new-units", path, "--example").returncode == 0
    duties = of((), path)
    assert duties.plan.document == example().plan.document
    assert duties.plan.date == example().plan.date
    assert {id: (u.name, u.duties) for id, u in duties.units.items()} == {
        id: (u.name, u.duties) for id, u in example().units.items()
    }


def test_the_plan_beside_a_workbook_is_found_by_its_name(tmp_path: Path) -> None:
    assert beside(tmp_path) is None
    toml = own(tmp_path, "")
    assert beside(tmp_path) == toml
    toml.unlink()
    assert beside(tmp_path) is None
    assert filled(tmp_path, {}) == beside(tmp_path)
