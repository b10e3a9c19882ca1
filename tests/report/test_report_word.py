"""The report as a Word document: the same content as the page, a template that rebuilds itself."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError
from lxml.etree import fromstring

from qbe_xl.assessment import State
from qbe_xl.sheets import templating
from tests.counties import EVERY_GOLDEN, GOLDEN
from tests.report.documents import (
    TIME,
    Report,
    golden,
    golden_page,
    golden_word,
    open_word,
    page_of,
    seen_in_page,
    seen_in_word,
    word_of,
    words_of,
)
from tests.report.test_report_html import HOSTILE, ODD, hostile, no_sections

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_says_the_same_as_the_page(name: str) -> None:
    page, document = seen_in_page(golden_page(name)), seen_in_word(golden_word(name))
    assert document.sentences == page.sentences
    assert document.tables == page.tables
    assert document.numbers == page.numbers


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_sections_are_told_by_how_many_indicators_they_lack(name: str) -> None:
    """As the golden file has them; who left one blank stands apart."""
    expected = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    wanted = {"小学": [0] * 5, "初中": [0] * 5}
    for section in expected["sections"]:
        states = [one["state"] for one in section["indicators"].values()]
        place = 4 if "missing" in states else min(states.count("unmet"), 3)
        wanted[{"primary": "小学", "junior": "初中"}[section["stage"]]][place] += 1
    (table,) = (t for t in seen_in_word(golden_word(name)).tables if "有待填报" in t[0])
    assert {row[0]: [int(cell) for cell in row[1:]] for row in table[1:]} == {
        word: numbers for word, numbers in wanted.items() if sum(numbers)
    }


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_says_the_same_of_odd_counties(odd: Callable[[], Report]) -> None:
    report = odd()
    page, document = seen_in_page(page_of(report)), seen_in_word(word_of(report))
    assert document.sentences == page.sentences
    assert document.tables == page.tables
    assert document.numbers == page.numbers


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_no_tag_is_left(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(golden_word(name))) as package:
        assert package.testzip() is None
        for part in (name for name in package.namelist() if not name.endswith(".xlsx")):
            text = package.read(part).decode("utf-8")
            assert not re.search(r"\{\{|\}\}|\{%|%\}", text), part
            assert "Theme" not in text or part == "word/settings.xml"


def test_hostile_texts_stay_texts() -> None:
    content = word_of(hostile())
    whole = "".join(seen_in_word(content).whole.split())
    for name in HOSTILE[:-1]:
        assert "".join(name.split()) in whole
    assert "响铃竖表止" in whole
    properties = open_word(content).core_properties
    assert properties.title.startswith("<script>alert(1)</script>小学县域")
    assert properties.modified == TIME


def test_a_line_break_in_a_name_is_a_line_break() -> None:
    cells = open_word(word_of(hostile())).element.body.iter(qn("w:tc"))
    broken = [c for c in cells if words_of(c) == "第一行\n第二行"]
    assert broken


def test_wide_tables_lie_across_the_page_only_where_there_are_any() -> None:
    across = [s.page_width > s.page_height for s in open_word(golden_word("mixed")).sections]
    assert across == [False, False, True, False]
    assert [s.page_width > s.page_height for s in open_word(golden_word("met")).sections] == [
        False,
        False,
    ]
    assert len(open_word(word_of(no_sections())).sections) == 2


def test_pages_carry_the_run_and_its_number() -> None:
    run = golden("mixed")[2]
    for section in open_word(golden_word("mixed")).sections[1:]:
        for footer in (section.footer, section.even_page_footer):
            assert run.id in "".join(p.text for p in footer.paragraphs)
            assert "PAGE" in footer._element.xml


def test_tables_repeat_their_heads_and_keep_their_rows_whole() -> None:
    for table in open_word(golden_word("mixed")).element.body.iterchildren(qn("w:tbl")):
        rows = list(table.iterchildren(qn("w:tr")))
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
        if len(rows) > 12:
            assert rows[0].find(f".//{qn('w:tblHeader')}") is not None


def test_rows_fill_the_grid_of_their_table() -> None:
    for table in open_word(golden_word("mixed")).element.body.iterchildren(qn("w:tbl")):
        columns = len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
        assert columns <= 63  # more than Word can hold
        for row in table.iterchildren(qn("w:tr")):
            spans = [
                cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for cell in row.iter(qn("w:tc"))
            ]
            assert sum(1 if s is None else int(s.get(qn("w:val"))) for s in spans) == columns


def drawn(name: str) -> list[tuple[list[str], dict[str, list[str]]]]:
    """The charts of a county's report, in order: their points, and the figures of each series."""
    found = []
    with zipfile.ZipFile(io.BytesIO(golden_word(name))) as package:
        parts = sorted(n for n in package.namelist() if re.match(r"word/charts/chart\d+\.xml", n))
        for number, part in enumerate(parts, 1):
            root = fromstring(package.read(part))
            assert f"word/embeddings/Microsoft_Excel_Sheet{number}.xlsx" in package.namelist()
            series = {}
            points: list[str] = []
            for one in root.iter(f"{CHART}ser"):
                title, names, figures = (one.find(f"{CHART}{tag}") for tag in ("tx", "cat", "val"))
                points = [v.text for v in names.iter(f"{CHART}v")]
                held = {p.get("idx"): p.findtext(f"{CHART}v") for p in figures.iter(f"{CHART}pt")}
                said = "".join(v.text for v in title.iter(f"{CHART}v"))
                series[said] = [held.get(str(place), "") for place in range(len(points))]
            found.append((points, series))
    return found


@pytest.mark.parametrize("name", ["mixed", "trap-missing", "trap-fail"])
def test_charts_of_word_are_its_own_and_show_what_is_known_in_the_colour_of_its_state(
    name: str,
) -> None:
    assessment = golden(name)[0]
    shares, cvs, survey = (lambda all_: (all_[:2], all_[2:4], all_[4]))(drawn(name))
    for stage, (points, series), (short, by_state) in zip(
        assessment.stages, shares, cvs, strict=True
    ):
        states = assessment.sections.states[assessment.sections.of_stage(stage)]
        for place, point in enumerate(points):
            met = sum(State(code) is State.MET for code in states[:, place].tolist())
            assert point.startswith(short[place])
            assert f"{met}/" in point
            whole = sum(float(figures[place] or 0) for figures in series.values())
            assert whole == pytest.approx(100)
            assert float(series["达标"][place] or 0) == pytest.approx(
                100 * met / len(states), abs=0.1
            )
        for place, found in enumerate(assessment.balance[stage].values()):
            shown = {word: figures[place] for word, figures in by_state.items() if figures[place]}
            limit = next(word for word in shown if word.startswith("上限"))
            assert float(shown.pop(limit)) == float(found.limit)
            if found.cv is None:
                assert shown == {}
            else:
                assert set(shown) == {found.state.word}
                assert float(shown[found.state.word]) == pytest.approx(found.cv, abs=0.0006)
    assert survey[0][-1] == "合计"


def test_every_style_names_an_east_asian_face() -> None:
    styles = open_word(golden_word("met")).styles.element
    fonts = [s.find(f"{qn('w:rPr')}/{qn('w:rFonts')}") for s in styles.iter(qn("w:style"))]
    named = [font for font in fonts if font is not None]
    assert len(named) > 20
    assert all(font.get(qn("w:eastAsia")) for font in named)


@pytest.mark.program
def test_the_templates_are_what_the_script_makes(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "make_templates.py"
    subprocess.run([sys.executable, script, "--out", tmp_path], check=True, capture_output=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert "评估报告.docx" in made
    for name, content in made.items():
        assert (ROOT / "templates" / name).read_bytes() == content, name


def _rendered(text: str, tmp_path: Path) -> str:
    document = docx.Document()
    document.add_paragraph(text)
    path = tmp_path / "t.docx"
    document.save(str(path))
    template = DocxTemplate(path)
    template.render({"a": {"b": "甲<乙 & x"}}, templating.environment(), autoescape=True)
    return template.docx.paragraphs[0].text


def test_a_template_of_word_is_strict_escaped_and_sandboxed(tmp_path: Path) -> None:
    assert _rendered("{{ a.b }} & {{ a.b }}", tmp_path) == "甲<乙 & x & 甲<乙 & x"
    with pytest.raises(UndefinedError):
        _rendered("{{ a.c }}", tmp_path)
    for payload in ("{{ a.b.__class__ }}", "{{ ().__class__.__base__ }}", "{{ 'x' * 99999999 }}"):
        with pytest.raises(SecurityError):
            _rendered(payload, tmp_path)


def test_libreoffice_opens_it(
    tmp_path: Path,
    soffice_convert: Callable[..., Path],
    pdf_text: Callable[[Path], str],
) -> None:
    path = tmp_path / "评估报告.docx"
    path.write_bytes(golden_word("mixed"))
    text = pdf_text(soffice_convert(path, "pdf", tmp_path))
    pages = text.rstrip("\f").split("\f")
    assert 10 < len(pages) < 32
    whole = "".join(text.split())
    assert "自评结果，仅供内部使用" in "".join(pages[0].split())
    assert "一、结论" in "".join(pages[1].split())
    assert "自评结论为未达标" in whole
    assert golden("mixed")[2].input_sha256 in whole
