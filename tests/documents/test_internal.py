"""The sheets for use inside the county, the list of evidence and the questionnaires."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import numpy as np
import openpyxl
import pytest

from qbe_xl import standards
from qbe_xl.assessment import State
from qbe_xl.assessment.sections import STAGES
from qbe_xl.blank import blank_workbook
from qbe_xl.county.reading import read_book
from qbe_xl.county.rows import all_rows
from qbe_xl.documents.material import Material
from qbe_xl.documents.package import documents_of_file, papers_of_file
from qbe_xl.documents.registry import DOCUMENTS
from qbe_xl.documents.viewing import view_of
from qbe_xl.documents.views.school_sheets import FLOOR, LINE, UNITS, bar_length, bar_pieces
from qbe_xl.errors import InputError
from qbe_xl.evidence.expected import ids_of, shipped
from qbe_xl.remedy.ledger.problems import find
from qbe_xl.remedy.ledger.run import ledger_file
from qbe_xl.report.result_json import as_text
from qbe_xl.standards import resolve
from qbe_xl.survey import questionnaires
from qbe_xl.survey.importing import import_answers
from tests import chromium
from tests.counties import EVERY_GOLDEN, GOLDEN, Draft, classes, rooms, school
from tests.documents.packages import folder, golden, made, only, tight, word_text

BY_ID = {document.id: document for document in DOCUMENTS}
BRIEF = only("brief")
LONG = "大桥村民委员会希望工程九年一贯制寄宿制民族中心学校（𬭎㛃校区）"


def seen(id: str, name: str = "mixed") -> dict[str, Any]:
    """The view of a document of a golden county."""
    return view_of(BY_ID[id], Material(*golden(name)))


# 学校体检单


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_a_sheet_holds_the_figures_of_its_school(name: str) -> None:
    assessment = golden(name)[0]
    schools, sections = assessment.county.schools, assessment.sections
    sheets = seen("school-sheets", name)["schools"]
    assert [sheet["code"] for sheet in sheets] == list(schools.words["code"])
    at = 0
    for sheet in sheets:
        for shown in sheet["sections"]:
            stage = STAGES[sections.stage[at]]
            mine = sections.of_stage(stage)
            assert schools.word("code", int(sections.school[at])) == sheet["code"]
            for column, row in enumerate(shown["rows"]):
                value = sections.values[at, column]
                ahead = int((sections.values[mine, column] > value).sum())
                blank = np.isnan(sections.values[mine, column]).any()
                assert row["rank"] == ("—" if blank else f"{ahead + 1}/{len(mine)}")
                if np.isnan(value):
                    assert row["value"] == "—"
                else:
                    assert abs(float(row["value"]) - value) <= 0.0051
                assert row["state"]["marked"].endswith(State(sections.states[at, column]).word)
            at += 1
    assert at == len(sections)


@pytest.mark.rule("balance")
def test_the_shares_of_each_variance_add_up() -> None:
    by_row: dict[tuple[str, int], list[float]] = {}
    for sheet in seen("school-sheets", "met")["schools"]:
        for section in sheet["sections"]:
            for number, row in enumerate(section["rows"]):
                by_row.setdefault((section["stage"], number), []).append(
                    float(row["part"].strip("↑↓%"))
                )
    assert len(by_row) == 14
    for parts in by_row.values():
        assert sum(parts) == pytest.approx(100, abs=0.05 * len(parts))


@pytest.mark.rule("section")
def test_what_is_lacking_lifts_the_school_to_the_standard() -> None:
    """29 teachers for 1000 pupils: 4.2 a hundred ask for 42, so 13 whole people are lacking."""
    draft = Draft(schools=[school("A1", 小学在校生数=1000.0, 小学高于规定学历教师数=29.0)])
    draft.classes, draft.rooms = [], []
    assessment = draft.assess()
    view = view_of(BY_ID["school-sheets"], Material(assessment, (), golden("met")[2]))
    (row, *_) = view["schools"][0]["sections"][0]["rows"]
    assert (row["value"], row["need"]) == ("2.90", "13 人")


@pytest.mark.parametrize(
    ("ratio", "state", "near", "length"),
    [
        (1.0, State.MET, False, LINE),
        (0.9999, State.UNMET, True, LINE - 1),
        (0.85, State.UNMET, True, FLOOR),
        (0.8499, State.UNMET, False, FLOOR - 1),
        (0.001, State.UNMET, False, 1),
        (0.0, State.UNMET, False, 0),
        (9.0, State.MET, False, UNITS),
        (math.nan, State.MISSING, False, 0),
    ],
)
def test_a_bar_ends_on_the_side_of_the_line_where_the_figure_stands(
    ratio: float, state: State, near: bool, length: int
) -> None:
    assert bar_length(ratio, state, near) == length
    pieces = bar_pieces(length, "met")
    spans = sum(span for part in ("below", "between", "beyond") for span, _ in pieces[part])
    assert spans + 2 == UNITS
    full = sum(
        span
        for part in ("below", "between", "beyond")
        for span, kind in pieces[part]
        if kind == "met"
    ) + sum(pieces[part] == "met" for part in ("floor", "line"))
    assert full == length


def crowded() -> Draft:
    """A school with a long name and every trouble, and others of all kinds."""
    worst = school(
        "A1",
        学校名称=LONG,
        办学类型="九年一贯制学校",
        小学在校生数=2600.0,
        初中在校生数=1400.0,
        初中专任教师数=30.0,
        初中高于规定学历教师数=10.0,
        初中县级以上骨干教师数=2.0,
        初中体育艺术专任教师数=None,
        学校章程="否",
        课程开齐开足="否",
        无过重课业负担="否",
        德育与校园文化="一般",
        设备利用率较高=None,
        教师培训经费=100.0,
        持证专任教师数=20.0,
    )
    point = school("P1", 办学类型="教学点", 小学在校生数=12.0, 小学就近入学学生数=12.0)
    special = school("T1", 办学类型="特殊教育学校", 小学在校生数=None, 小学专任教师数=5.0)
    special |= {key: None for key in special if key.startswith("小学") and key != "小学专任教师数"}
    special |= {"持证专任教师数": 5.0, "完成360学时教师数": 5.0, "符合交流条件教师数": None}
    special |= {"交流轮岗教师数": None, "交流轮岗骨干教师数": None}
    return Draft(
        schools=[worst, school("B1", 办学类型="初级中学"), special, point],
        classes=[
            *classes("A1", "小学", *[52.0] * 50),
            *classes("A1", "初中", *[56.0] * 25),
            *classes("B1", "初中", *[40.0] * 10),
        ],
        rooms=rooms("B1", [96.0], [90.0]),
    )


@pytest.mark.parametrize("name", ["", "missing", pytest.param("mixed", marks=pytest.mark.search)])
def test_every_sheet_keeps_to_one_page(
    name: str,
    tmp_path: Path,
    soffice_convert: Callable[..., Path],
    print_pdf: Callable[[Path], Path],
    pdf_text: Callable[[Path], str],
) -> None:
    report = golden(name) if name else (crowded().assess(), (), golden("mixed")[2])
    made(report, tmp_path, documents=only("school-sheets"))
    schools = list(report[0].county.schools.words["name"])
    texts = {
        "Word": soffice_convert(tmp_path / "学校体检单.docx", "pdf", tmp_path),
        "page": print_pdf(tmp_path / "网页" / "学校体检单.html"),
    }
    for kind, pdf in texts.items():
        pages = pdf_text(pdf).rstrip("\f").split("\f")
        assert len(pages) == len(schools), kind
        for school_name, page in zip(schools, pages, strict=True):
            assert tight(str(school_name))[:20] in tight(page), kind


def test_each_school_has_its_own_files() -> None:
    out = folder("mixed")
    sheets = seen("school-sheets")["schools"]
    for suffix, base in ((".docx", out / "学校体检单"), (".html", out / "网页" / "学校体检单")):
        assert {p.name for p in base.iterdir()} == {f"{s['file']}{suffix}" for s in sheets}
    one = word_text(out / "学校体检单" / f"{sheets[1]['file']}.docx")
    assert sheets[1]["name"] in one
    assert sheets[0]["name"] not in one
    page = out / "网页" / "学校体检单" / f"{sheets[1]['file']}.html"
    (back,) = lxml.html.fromstring(page.read_text(encoding="utf-8")).xpath("//nav//a/@href")
    assert (page.parent / "../../目录.html").is_file()
    assert back.startswith("../../")


# 责任清单, 整改通知


def test_every_open_problem_stands_with_the_unit_that_leads_it() -> None:
    issues = find(golden("mixed")[0]).issues
    view = seen("duties")
    led = [unit for unit in view["units"] if unit["lead"].startswith("牵头")]
    assert sum(int(unit["count"]) for unit in led) == len(issues) == int(view["total"])
    names = {unit["name"] for unit in led}
    assert {"县级教育行政部门", "财政部门", "机构编制部门"} <= names
    assert all(unit["clauses"] or unit["helps"] or unit["rows"] for unit in view["units"])
    assert not any(unit["duties"] or unit["tasks"] for unit in view["units"])
    shown = [row["problem"] for unit in led for row in unit["rows"]]
    assert sorted(shown) == sorted(issue.words for issue in issues.values())


def test_the_townships_see_what_their_schools_must_do() -> None:
    view = seen("duties")
    townships = [unit for unit in view["units"] if unit["lead"].startswith("辖区")]
    issues = find(golden("mixed")[0]).issues.values()
    wanted = {issue.township for issue in issues if issue.township}
    assert {unit["name"].removesuffix("人民政府") for unit in townships} == wanted


def test_each_school_with_a_problem_gets_a_notice() -> None:
    issues = find(golden("mixed")[0]).issues.values()
    view = seen("notices")
    assert {s["code"] for s in view["schools"]} == {i.code for i in issues if i.code}
    assert len(list((folder("mixed") / "整改通知").glob("*.docx"))) == len(view["schools"])
    assert "不发整改通知" in word_text(folder("met") / "整改通知.docx")


@pytest.mark.slow
def test_what_staff_wrote_in_the_ledger_goes_into_the_lists(tmp_path: Path) -> None:
    book = GOLDEN / "mixed.xlsx"
    ledger_file(book, tmp_path, "yunnan-2022")
    path = tmp_path / "整改台账.xlsx"
    opened = openpyxl.load_workbook(path)
    sheet = opened["整改台账"]
    head = next(r for r in sheet.iter_rows() if "编号" in [c.value for c in r])
    place = {cell.value: cell.column for cell in head}
    row = next(
        r
        for r in range(head[0].row + 1, sheet.max_row + 1)
        if sheet.cell(r, place["学校"]).value not in (None, "全县")
    )
    name = sheet.cell(row, place["学校"]).value
    sheet.cell(row, place["责任单位"]).value = "县水务局"
    sheet.cell(row, place["整改措施"]).value = "=先打井再说"
    sheet.cell(row, place["整改措施"]).data_type = "s"
    sheet.cell(row, place["完成期限"]).value = dt.datetime(2031, 5, 6)
    opened.save(path)
    documents_of_file(book, tmp_path, "yunnan-2022", documents=only("duties", "notices"))
    text = tight(word_text(tmp_path / "责任清单" / "县水务局.docx"))
    assert tight(name) in text
    assert "=先打井再说" in text
    assert "2031-05-06" in text
    notices = "".join(word_text(p) for p in (tmp_path / "整改通知").glob("*.docx"))
    assert "=先打井再说" in notices
    assert "2031年5月6日前全部完成" in notices


# 佐证材料目录


def test_the_evidence_of_every_indicator_is_listed(tmp_path: Path) -> None:
    catalogue, ids = shipped(), ids_of(resolve())
    view = seen("evidence", "met")
    rows = [row for part in view["parts"] for row in part["rows"]]
    assert [row["id"] for row in rows] == list(ids)
    assert view["indicators"] == "32"
    assert int(view["total"]) == sum(len(catalogue[id].documents) for id in ids)
    assessment, notices, run = golden("met")
    title = catalogue["G1"].documents[0].title
    items = dict(assessment.county.items)
    items["G1"] = replace(items["G1"], evidence=f"县政发〔2023〕1号 {title}")
    named = replace(assessment, county=replace(assessment.county, items=items))
    found = view_of(BY_ID["evidence"], Material(named, notices, run))
    (first,) = [r for part in found["parts"] for r in part["rows"] if r["id"] == "G1"]
    assert first["documents"][0]["state"]["marked"] == "● 已列"
    assert "县政发〔2023〕1号" in first["given"]
    assert int(found["named"]) == int(view["named"]) + 1


# 工作简报


def weaker(tmp_path: Path) -> Path:
    """The county that passes, with one school that has lost its teachers, as a workbook."""
    rows = all_rows(read_book(GOLDEN / "met.xlsx")[1])
    row = next(row for row in rows["学校"] if row["primary_pupils"])
    row["primary_degree"] = 0.0
    row["primary_backbone"] = 0.0
    path = tmp_path / "我县.xlsx"
    path.write_bytes(blank_workbook(rows))
    return path


@pytest.mark.slow
def test_the_brief_says_what_changed_since_the_last_package(tmp_path: Path) -> None:
    book, out = weaker(tmp_path), tmp_path / "材料"
    documents_of_file(book, out, "yunnan-2022", documents=BRIEF)
    first = tight(word_text(out / "工作简报.docx"))
    assert "没有可以比较的上次结果" in first
    book.write_bytes((GOLDEN / "met.xlsx").read_bytes())
    documents_of_file(book, out, "yunnan-2022", documents=BRIEF)
    second = tight(word_text(out / "工作简报.docx"))
    assert "新达标的办学单元1个" in second
    assert "小学综合达标的办学单元" in second
    assert "+1" in second
    documents_of_file(book, out, "yunnan-2022", documents=BRIEF)
    assert tight(word_text(out / "工作简报.docx")) == second


@pytest.mark.slow
def test_the_brief_compares_with_a_given_result(tmp_path: Path) -> None:
    assessment, notices, _ = golden("mixed")
    since = tmp_path / "assessment.json"
    since.write_text(as_text(assessment, notices), encoding="utf-8")
    documents_of_file(
        GOLDEN / "met.xlsx", tmp_path / "a", "yunnan-2022", since=since, documents=BRIEF
    )
    text = tight(word_text(tmp_path / "a" / "工作简报.docx"))
    assert "与上次的自评相比" in text
    assert "新达标的指标" in text
    for wrong in ("[]", "{", '{"schema": 1}', '{"schema": 2, "groups": {}}'):
        since.write_text(wrong, encoding="utf-8")
        with pytest.raises(InputError, match=r"assessment\.json"):
            documents_of_file(GOLDEN / "met.xlsx", tmp_path / "b", "yunnan-2022", since=since)
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("name", ["blank", "mixed", "missing", "wide", "trap-fail"])
def test_the_brief_keeps_to_two_pages(
    name: str,
    tmp_path: Path,
    soffice_convert: Callable[..., Path],
    pdf_text: Callable[[Path], str],
) -> None:
    report = golden("met")
    since = tmp_path / "since.json"
    since.write_text(as_text(*report[:2]), encoding="utf-8")
    book = GOLDEN / f"{name}.xlsx"
    documents_of_file(book, tmp_path / "a", "yunnan-2022", since=since, documents=BRIEF)
    pdf = soffice_convert(tmp_path / "a" / "工作简报.docx", "pdf", tmp_path)
    assert len(pdf_text(pdf).rstrip("\f").split("\f")) <= 2


# 社会认可度问卷


def test_the_questionnaires_ask_what_the_data_say(tmp_path: Path) -> None:
    known = questionnaires.load()
    files = papers_of_file(GOLDEN / "met.xlsx", tmp_path, "yunnan-2022")
    for paper in known.papers:
        text = tight(word_text(files[f"社会认可度问卷/{paper.title}.docx"]))
        for question in paper.questions:
            assert tight(question.text) in text
    assert not (tmp_path / "目录.html").exists()
    page = files["网页/社会认可度问卷.html"].read_text(encoding="utf-8")
    assert "<script" not in page
    assert "返回目录" not in page


_DRIVER = """
<script>
URL.createObjectURL = function (blob) {
  blob.text().then(function (text) {
    const told = document.createElement("pre");
    told.id = "told";
    told.textContent = JSON.stringify(text);
    document.body.appendChild(told);
  });
  return "#";
};
function enter(number) {
  for (const set of document.querySelectorAll("fieldset")) {
    set.querySelector("input").focus();
    const key = { key: String(number), bubbles: true };
    set.querySelector("input").dispatchEvent(new KeyboardEvent("keydown", key));
  }
  document.querySelector("form").requestSubmit();
}
enter(1); enter(2); enter(3);
document.querySelector("#undo").click();
document.querySelector("#export").click();
</script></body>"""


@pytest.mark.browser
def test_answers_typed_into_the_page_come_back_through_the_import(tmp_path: Path) -> None:
    files = papers_of_file(GOLDEN / "met.xlsx", tmp_path, "yunnan-2022")
    page = files["社会认可度问卷/社会卷（录入）.html"]
    source = page.read_text(encoding="utf-8")
    with chromium.opened(page) as shown:  # its own script runs under its own policy
        shown.until("document.body.textContent.includes('已录入 0 份')")
    copy = tmp_path / "driven.html"
    free = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", source)
    copy.write_text(free.replace("</body>", _DRIVER), encoding="utf-8")
    with chromium.opened(copy) as shown:
        told = shown.until("document.querySelector('#told')?.textContent")
    answers = tmp_path / "社会卷.csv"
    answers.write_text(json.loads(told), encoding="utf-8")
    standard = standards.load("yunnan-2022").at()
    result = import_answers([answers], questionnaires.load(), standard)
    assert (result.groups["家长"].valid, result.groups["人大代表"].valid) == (1, 1)
    assert (result.whole.papers, result.whole.satisfied) == (2, 2)


def test_a_foreign_script_does_not_run_in_the_entry_page(tmp_path: Path) -> None:
    files = papers_of_file(GOLDEN / "met.xlsx", tmp_path, "yunnan-2022")
    source = files["社会认可度问卷/学生卷（录入）.html"].read_text(encoding="utf-8")
    (policy,) = lxml.html.fromstring(source).xpath(
        "//meta[@http-equiv='Content-Security-Policy']/@content"
    )
    assert re.fullmatch(
        r"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[\w+/]+='", policy
    )
    for foreign in ("http:", "https:", "src=", "url(", "fetch(", "localStorage", "cookie"):
        assert foreign not in source


@pytest.mark.slow
def test_sheets_of_a_whole_county_are_packages_word_can_open() -> None:
    for id in ("school-sheets", "duties", "notices", "papers", "brief"):
        with zipfile.ZipFile(folder("mixed") / f"{BY_ID[id].name}.docx") as package:
            assert package.testzip() is None
            lxml.etree.fromstring(package.read("word/document.xml"))
