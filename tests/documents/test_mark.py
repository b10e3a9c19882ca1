"""不得报送: everything that is filed bears the mark by one rule, in every form."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import openpyxl
import pytest

from qbe_xl.assessment import State
from qbe_xl.documents.mark import FILED, mark
from qbe_xl.documents.registry import DOCUMENTS
from tests.counties import EVERY_GOLDEN, Draft
from tests.documents.packages import folder, golden, made, open_word, page_text, word_text
from tests.report.documents import report_of

NAMES = [document.name for document in DOCUMENTS if document.group == FILED]


def marks_in(out: Path) -> dict[str, list[str]]:
    """The mark as each filed file bears it: once in a document, once in every sheet of a form."""
    found = {}
    for name in NAMES:
        body = open_word(out / f"{name}.docx").paragraphs
        found[f"{name}.docx"] = [p.text for p in body if "不得报送" in p.text]
        page = lxml.html.fromstring((out / "网页" / f"{name}.html").read_text(encoding="utf-8"))
        found[f"{name}.html"] = [
            p.text_content() for p in page.xpath("//main//p[contains(@class, 'draft')]")
        ]
        form = out / f"{name}.xlsx"
        if form.exists():
            for sheet in openpyxl.load_workbook(form):
                cells = (cell.value for row in sheet.iter_rows() for cell in row)
                said = [value for value in cells if isinstance(value, str) and "不得报送" in value]
                found[f"{name}.xlsx {sheet.title}"] = said
    return found


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_what_is_filed_bears_the_mark_unless_the_county_may_file(name: str) -> None:
    assessment = golden(name)[0]
    words = mark(assessment)
    assert bool(words) == (assessment.verdict is not State.MET)
    found = marks_in(folder(name))
    assert len(found) == 2 * len(NAMES) + 7
    assert {tuple(said) for said in found.values()} == {(words,) if words else ()}


def falsified(answer: object, out: Path) -> str:
    """The package of a county that meets everything else; returns the words of its pledge."""
    draft = Draft()
    draft.vetoes["V6"] = answer
    made(report_of(draft.assess()), out)
    pledge = word_text(out / "07 真实性承诺书.docx")
    assert "".join(pledge.split()) in "".join(page_text(out / "网页/07 真实性承诺书.html").split())
    return pledge


def test_a_county_that_found_falsification_pledges_nothing(tmp_path: Path) -> None:
    pledge = falsified("是", tmp_path)
    assert "没有弄虚作假行为" not in pledge
    assert "真实、准确" not in pledge
    assert "不能作出真实性承诺" in pledge
    said = {tuple(said) for said in marks_in(tmp_path).values()}
    assert said == {
        (
            "存在《云南省县域义务教育优质均衡发展督导评估办法》第十条所列情形（弄虚作假行为），不予认定。"
            "自评结论为未达标，尚不具备申报条件。"
            "本件只供准备，不得报送。",
        )
    }


def test_what_is_not_filled_in_is_not_pledged(tmp_path: Path) -> None:
    pledge = falsified(None, tmp_path)
    assert "填报以前不作承诺" in pledge
    assert "真实、准确，与" in pledge
    assert "尚有数据待填报" in pledge


def test_a_county_that_may_file_pledges_all(tmp_path: Path) -> None:
    pledge = falsified("否", tmp_path)
    assert "三、没有弄虚作假行为。" in pledge
    assert "真实、准确、完整" in pledge
    assert not any(marks_in(tmp_path).values())


def test_only_article_4_is_called_a_condition_of_eligibility() -> None:
    words = word_text(folder("mixed") / "05 资格条件核查表.docx")
    conditions, _, others = words.partition("不属于资格条件")
    assert "第四条" in conditions
    assert "第十条" not in conditions.partition("资格条件（第四条）")[2]
    assert "第六条" in others
    assert "第十条" in others
    assert "第四条" not in others
