"""Templates that a county changes: given out, checked with every place named, made without harm."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from defusedxml.ElementTree import fromstring
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from qbe_xl.documents.makers import word_of
from qbe_xl.documents.registry import DOCUMENTS
from qbe_xl.documents.templates import check_folder, export, names, trial
from qbe_xl.documents.viewing import view_of
from qbe_xl.errors import InputError, OutputError
from qbe_xl.sheets import word
from tests.documents.packages import golden, made, only, tight, word_text
from tests.office import pdf_text, soffice_convert

ROOT = Path(__file__).resolve().parents[2]
NAME = "真实性承诺书"
PLEDGE = only("pledge")


def changed(folder: Path, *paragraphs: str, within: str = "") -> Path:
    """Export the template of the pledge alone, with these paragraphs at its end."""
    folder.mkdir(exist_ok=True)
    shutil.copy(ROOT / "templates" / f"{NAME}.docx", folder)
    document = docx.Document(str(folder / f"{NAME}.docx"))
    if within:
        table = document.add_table(len(paragraphs), 1)
        for row, text in zip(table.rows, paragraphs, strict=True):
            row.cells[0].text = text
    else:
        for text in paragraphs:
            document.add_paragraph(text)
    document.save(str(folder / f"{NAME}.docx"))
    return folder


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in check_folder(folder)[1]]


@pytest.mark.program
@pytest.mark.slow
def test_the_projects_own_templates_are_without_fault(tmp_path: Path) -> None:
    written = export(tmp_path)
    found, problems = check_folder(tmp_path)
    assert problems == []
    assert len(found) == 2 * len(DOCUMENTS) == len(written) - 3
    listed = (tmp_path / "可用名称.txt").read_text(encoding="utf-8-sig")
    assert "【申报表】" in listed
    assert "doc.county" in listed
    assert "sections[].rows[].name" in listed
    with pytest.raises(OutputError, match="--force"):
        export(tmp_path)
    export(tmp_path, force=True)


def test_every_template_has_its_names() -> None:
    assert names.known().keys() == {d.template for d in DOCUMENTS}


@pytest.mark.parametrize(
    ("paragraph", "message"),
    [
        ("县名 {{ doc.conuty }}", "没有“doc.conuty”这个名称，是否应为“doc.county”"),
        ("{{ dco.county }}", "没有“dco”这个名称，是否应为“doc”"),
        ("{{ doc.county.name }}", "“doc.county”是文字，没有“name”"),
        ("{{ doc.documents.first }}", "“doc.documents”是一列"),
        ("{{ doc.county", "标签不完整：有“{{”"),
        ("doc.county }}", "标签不完整：有“}}”"),
        ("{{ doc. }}", "标签“doc.”写得不对"),
        ("{%p if year %}", "“if”没有对应的“endif”"),
        ("{%p endif %}", "“endif”没有对应的“if”"),
        ("{%p else %}", "“else”不在任何 if 或 for 之内"),
        ("{%tr for one in doc.documents %}", "要放在表格的行里"),
        ("多余文字{%p if year %}", "会随标签一起消失"),
        ("{%p for one of year %}", "标签“for one of year”写得不对"),
    ],
)
def test_a_fault_is_told_with_its_paragraph(tmp_path: Path, paragraph: str, message: str) -> None:
    problems = told(changed(tmp_path / "t", paragraph))
    assert any(message in problem for problem in problems), problems
    words = paragraph.replace("  ", " ")
    assert all(problem.startswith(f"{NAME}.docx 正文") for problem in problems)
    assert any(words in problem for problem in problems)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    problems = told(
        changed(tmp_path / "t", "{{ 坏", "{{ doc.conuty }}", "{% for a in year %}", "{% endfor %}")
    )
    assert len(problems) == 3
    assert "跨了段落" in "".join(problems)


@pytest.mark.program
def test_ends_must_fit_their_beginnings(tmp_path: Path) -> None:
    first = told(changed(tmp_path / "a", "{%p if year %}", "{%p endfor %}"))
    assert "不配对" in first[0]
    second = told(changed(tmp_path / "b", "{%p if year %}", "{% endif %}"))
    assert "两头须一致" in second[0]
    third = told(changed(tmp_path / "c", "{%tr if year %}", "甲", "{%tr endif %}", within="table"))
    assert third == []


def test_a_file_of_an_unknown_name_and_a_broken_one_are_told(tmp_path: Path) -> None:
    (tmp_path / "申报表.docx").write_bytes(b"PK\x03\x04 nothing")
    shutil.copy(ROOT / "templates" / f"{NAME}.docx", tmp_path / "承诺.docx")
    (tmp_path / "说明.html").write_text("mine", encoding="utf-8")
    found = sorted(told(tmp_path))
    assert ["没有叫这个名字的模板" in one for one in found] == [True, False, True]
    assert "不是完好的 Word 文档" in found[1]


@pytest.mark.program
def test_a_changed_template_gives_its_document_again_and_again(tmp_path: Path) -> None:
    templates = changed(tmp_path / "t", "本县加注：{{ doc.county }}，{{ schools }} 所。")
    for _ in range(2):
        made(golden("mixed"), tmp_path / "out", templates=templates, documents=PLEDGE)
        assert "本县加注：砚山县，58所。" in tight(word_text(tmp_path / "out" / f"07 {NAME}.docx"))


@pytest.mark.program
def test_a_web_template_may_be_changed_too(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.html").write_text(
        '{% extends "partials/filing.html" %}{% block body %}<p>甲{{ doc.county }}</p>{% endblock %}',
        encoding="utf-8",
    )
    made(golden("mixed"), tmp_path / "out", templates=tmp_path, documents=PLEDGE)
    page = (tmp_path / "out" / "网页" / f"07 {NAME}.html").read_text(encoding="utf-8")
    assert "<p>甲砚山县</p>" in page


HOSTILE = {
    "attributes": ("{{ ''.__class__ }}", "不允许的写法"),
    "multiplied": ("{{ 'x' * 999999999 }}", "不允许的写法"),
    "doubled": (
        "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
        "没有止境",
    ),
    "joined": (
        "{% set a = 'xxxxxxxxxx' %}" + "{% set a = [a, a, a, a] | join %}" * 20 + "{{ a }}",
        "没有止境",
    ),
    "printed": (
        "{% for a in sha256 %}" * 5 + "xxxxxxxxxx" + "{% endfor %}" * 5,
        "没有止境",
    ),
    "endless": ("{% for a in sha256 %}" * 12 + "{% endfor %}" * 12, "秒内没有完成"),
    "reading": ("{% include '../../pyproject.toml' %}", "引用的文件不存在"),
}


@pytest.mark.program
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_template_is_stopped_and_nothing_is_written(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag, message = HOSTILE[kind]
    if kind == "endless":  # the others end by what they do, however slow the machine is
        monkeypatch.setattr("qbe_xl.documents.makers.SECONDS", 1.0)
    templates = changed(tmp_path / "t", tag)
    with pytest.raises(InputError) as caught:
        made(golden("mixed"), tmp_path / "out", templates=templates, documents=PLEDGE)
    assert message in str(caught.value)
    assert f"{NAME}.docx" in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.program
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system knows no bound")
def test_the_process_of_a_foreign_template_cannot_take_all_memory() -> None:
    code = (
        "from qbe_xl.files.children import bound_memory\n"
        "bound_memory()\n"
        "bytearray(100 << 20)\n"
        "try:\n    bytearray(3 << 30)\n"
        "except MemoryError:\n    print('bounded')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "bounded\n"


def _charts(path: Path) -> list[Any]:
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if name.startswith("word/charts/")]
        return [fromstring(package.read(name)) for name in names]


def test_a_template_holds_charts_with_sample_figures() -> None:
    """Other programs open a template too: no tag may stand where the format asks for a number."""
    charts = _charts(ROOT / "templates" / "自查自评报告.docx")
    assert len(charts) == 4
    space = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    for chart in charts:
        for element in chart.iter():
            assert not [text for text in element.attrib.values() if "{" in text]
            assert element.tag == f"{space}v" or not (element.text or "").strip("0.#").strip()
            assert not (element.tail or "").strip()
        for literal in (*chart.iter(f"{space}numLit"), *chart.iter(f"{space}strLit")):
            points = literal.findall(f"{space}pt")
            assert int(literal.find(f"{space}ptCount").get("val")) == len(points) > 0
        for value in chart.iterfind(f".//{space}numLit/{space}pt/{space}v"):
            assert float(value.text) > 0


@pytest.mark.office
def test_a_template_opens_in_another_program(tmp_path: Path) -> None:
    pdf = soffice_convert(ROOT / "templates" / "自查自评报告.docx", "pdf", tmp_path)
    assert "示例二" in pdf_text(pdf)


def edited(folder: Path, part: str, old: str, new: str) -> Path:
    """A template of the pledge with one part altered as programs of others write it."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{NAME}.docx"
    with zipfile.ZipFile(ROOT / "templates" / f"{NAME}.docx") as source:
        parts = {name: source.read(name) for name in source.namelist()}
    before = parts[part].decode()
    assert old in before
    parts[part] = before.replace(old, new).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return folder


CELL = (
    "<w:tbl>{grid}<w:tr><w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{{{{ doc.county }}}}</w:t>"
    "</w:r></w:p></w:tc></w:tr></w:tbl><w:sectPr"
)
GRID = '<w:tblPr/><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>'
AS_OTHERS_WRITE = {
    "margins of a cell": (
        GRID,
        '<w:tcW w:w="4000" w:type="dxa"/><w:tcMar><w:left w:w="0" w:type="dxa"/></w:tcMar>',
    ),
    "conditional looks": (
        GRID,
        '<w:cnfStyle w:val="001000000000"/><w:tcW w:w="4000" w:type="dxa"/>',
    ),
    "hidden mark, fitted": (GRID, '<w:tcW w:w="4000" w:type="dxa"/><w:tcFitText/><w:hideMark/>'),
    "unknown property": (GRID, '<w:tcW w:w="4000" w:type="dxa"/><w:neverHeardOf w:val="1"/>'),
    "no grid": ("<w:tblPr/>", '<w:tcW w:w="4000" w:type="dxa"/>'),
    "columns without widths": (
        '<w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol w:w="20.5"/></w:tblGrid>',
        '<w:gridSpan w:val="2"/>',
    ),
    "neither grid nor properties": ("", '<w:tcW w:w="4000" w:type="dxa"/>'),
}


@pytest.mark.slow
@pytest.mark.program
@pytest.mark.parametrize("kind", AS_OTHERS_WRITE)
def test_tables_as_other_programs_write_them(kind: str, tmp_path: Path) -> None:
    grid, properties = AS_OTHERS_WRITE[kind]
    table = CELL.format(grid=grid, properties=properties)
    folder = edited(tmp_path / "模板", "word/document.xml", "<w:sectPr", table)
    assert told(folder) == []
    package = made(golden("met"), tmp_path / "out", templates=folder, documents=PLEDGE)
    path = next(path for name, path in package.files.items() if name.endswith(f"{NAME}.docx"))
    assert any(
        "砚山县" in cell.text
        for row in docx.Document(str(path)).tables[-1].rows
        for cell in row.cells
    )


@pytest.mark.slow
@pytest.mark.program
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("｛｛ doc.county ｝｝", "半角"),
        ("{｛ doc.county }}", "半角"),
        ("{{ doc.county ｝}", "半角"),
        ("{{ doc.county|capitalise }}", "没有叫“capitalise”的过滤器"),
        ("{{ doc.county|upper }}{{ doc.nothing|default('无') }}", ""),
        ("{{ verdict.id|length }}", ""),
        ("{{ verdict.id.upper() }}", ""),
        ("{{ doc.documents[0] }}", ""),
    ],
)
def test_what_passes_the_check_passes_in_a_package_and_only_that(
    text: str, said: str, tmp_path: Path
) -> None:
    folder = changed(tmp_path / "模板", text)
    found = told(folder)
    assert all(said in one for one in found)
    if said:
        assert found
    try:
        made(golden("met"), tmp_path / "out", templates=folder, documents=PLEDGE)
        passed = True
    except InputError:
        passed = False
    assert passed is not bool(found)


SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def with_parts(
    folder: Path, *parts: tuple[str, str, str], link: str = "", path: Path | None = None
) -> Path:
    """The template of the pledge with parts more (kind, relation, text) under names of their own."""
    path = path or changed(folder) / f"{NAME}.docx"
    document = docx.Document(str(path))
    for number, (kind, relation, xml) in enumerate(parts):
        name = PackURI(f"/word/own{number}.xml")
        part = Part(name, kind, xml.encode(), document.part.package)
        document.part.relate_to(part, relation)
    if link:
        document.part.relate_to(link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    document.save(str(path))
    return folder


@pytest.mark.slow
@pytest.mark.program
def test_a_tag_that_would_be_printed_is_told_where_nothing_is_put_in(tmp_path: Path) -> None:
    comment = "<w:p><w:r><w:t>｛｛ doc.county ｝｝</w:t></w:r></w:p>"
    comments = f'<w:comments {SPACE}><w:comment w:id="0">{comment}</w:comment></w:comments>'
    note = "<w:p><w:r><w:t>{{ doc.</w:t></w:r><w:r><w:t>county }}</w:t></w:r></w:p>"
    notes = f'<w:endnotes {SPACE}><w:endnote w:id="2">{note}</w:endnote></w:endnotes>'
    with_parts(
        tmp_path,
        (CONTENT_TYPE.WML_COMMENTS, RELATIONSHIP_TYPE.COMMENTS, comments),
        (CONTENT_TYPE.WML_ENDNOTES, RELATIONSHIP_TYPE.ENDNOTES, notes),
        link="http://example.invalid/?q={{ doc.county }}",
    )
    found = told(tmp_path)
    assert all("不会被填写" in one for one in found)
    places = {one.removeprefix(f"{NAME}.docx ").split("“")[0] for one in found}
    assert places == {"批注", "尾注", "超链接的地址"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{doc.county}", "要写两层半角的括号 {{ doc.county }}"),
        ("｛doc.county｝", "要写两层半角的括号 {{ doc.county }}"),
        ("{ { doc.county } }", "连着写"),
        ("{ % if year % }甲{ % endif % }", "连着写"),
        ("甲{%- if year -%}乙{%- endif -%}丙", "不要带减号"),
        ("{{p doc.county }}", "请写成 {{ doc.county }}"),
        ("{{ doc.documents }}", "是一列"),
        ("{{ doc }}", "是一组数据"),
        ("{%p if year %}{%p endif %}", "请各占一段"),
        ("{{ doc．county }}", "有认不得的字符“．”"),
        ("{{ doc.county; }}", "“;”写在这里不对"),
    ],
)
def test_what_a_hand_gets_wrong_is_told(text: str, said: str, tmp_path: Path) -> None:
    assert any(said in one for one in told(changed(tmp_path, text)))


def test_words_of_a_row_that_a_tag_takes_the_place_of_are_told(tmp_path: Path) -> None:
    cells = "".join(
        f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
        for text in ("{%tr if year %}", "甲")
    )
    table = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cells}</w:tr></w:tbl><w:sectPr"
    folder = edited(tmp_path / "模板", "word/document.xml", "<w:sectPr", table)
    assert any("行里不能有其他文字" in one for one in told(folder))


BOX = (
    '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="wps"><w:txbxContent>{0}</w:txbxContent></mc:Choice><mc:Fallback>'
    "<w:txbxContent>{0}</w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>框</w:t></w:r></w:p>"
)


@pytest.mark.slow
@pytest.mark.program
def test_a_text_box_and_a_note_may_hold_tags_of_their_own(tmp_path: Path) -> None:
    words = ("{%p if year %}", "{{ doc.county }}", "{%p endif %}")
    box = BOX.format("".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in words))
    box += '<w:p><w:r><w:t>{%</w:t></w:r><w:r><w:t>p if year %}</w:t></w:r><w:r><w:br w:type="page"/></w:r></w:p>'
    box += "<w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t>{%p endif %}</w:t></w:r></w:p>"
    folder = edited(tmp_path / "模板", "word/document.xml", "<w:sectPr", f"{box}<w:sectPr")
    note = "<w:p><w:r><w:t>见{{ doc.</w:t></w:r><w:r><w:t>county }}</w:t></w:r></w:p>"
    xml = f'<w:footnotes {SPACE}><w:footnote w:id="2">{note}</w:footnote></w:footnotes>'
    declared = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'
    notes = CONTENT_TYPE.WML_FOOTNOTES, RELATIONSHIP_TYPE.FOOTNOTES, declared
    with_parts(folder, notes, path=folder / f"{NAME}.docx")
    assert told(folder) == []
    made(golden("met"), tmp_path / "out", templates=folder, documents=PLEDGE)
    path = tmp_path / "out" / f"07 {NAME}.docx"
    assert word_text(path).rstrip("\n").endswith("砚山县砚山县框")
    assert docx.Document(str(path)).element.body.xml.count('w:type="page"') == 1
    assert len(docx.Document(str(path)).sections) == 2, "no break goes with its tag"
    with zipfile.ZipFile(path) as package:
        assert "见砚山县" in package.read("word/own0.xml").decode()


def test_a_template_that_libreoffice_saved_gives_a_file_with_each_part_once(tmp_path: Path) -> None:
    spelt = RELATIONSHIP_TYPE.CORE_PROPERTIES
    own = "http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties"
    folder = edited(tmp_path / "模板", "_rels/.rels", spelt, own)
    view = view_of(PLEDGE[0], trial.materials()[0])
    content = word_of(folder / f"{NAME}.docx", view)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.namelist()
    assert len(parts) == len(set(parts))


def test_a_header_is_read_whatever_its_part_is_called(tmp_path: Path) -> None:
    text = f"<w:hdr {SPACE}><w:p><w:r><w:t>{{{{ doc.conuty }}}}</w:t></w:r></w:p></w:hdr>"
    header = CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER, text
    folder = with_parts(tmp_path, header)
    (said,) = told(folder)
    assert "页眉" in said


def test_words_are_not_lost_in_silence() -> None:
    """What is no document any more is refused, not mended by dropping what does not fit."""
    template = word.WordTemplate(str(ROOT / "templates" / f"{NAME}.docx"))
    template.render_init()
    with pytest.raises(word.Fault) as caught:
        template.fix_tables("<w:body><w:p><w:r><w:t>甲</w:t></w:r></w:body>")
    assert isinstance(caught.value.__cause__, word.LostError)


@pytest.mark.parametrize(
    ("ending", "how"),
    [("DOCX", "改名为"), ("docm", "另存为"), ("dotx", "另存为"), ("htm", "改名为")],
)
def test_a_file_that_would_not_be_used_is_named(ending: str, how: str, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.{ending}").write_bytes(b"x")
    (said,) = told(tmp_path)
    right = "html" if ending == "htm" else "docx"
    assert said.startswith(f"{NAME}.{ending}")
    assert f"{how} {NAME}.{right}" in said


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("公示稿.html", "是不是“公示”"),
        (f"{NAME} (1).docx", f"是不是“{NAME}”"),
        ("说明.docx", "可用的有"),
    ],
)
def test_a_template_under_a_wrong_name_is_told(name: str, near: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"x")
    (said,) = told(tmp_path)
    assert "没有叫这个名字" in said
    assert near in said


@pytest.mark.program
def test_a_tag_that_would_stand_on_a_page_is_told(tmp_path: Path) -> None:
    tags = (
        "{ { doc.county } }",
        "&#123;&#123; doc.county &#125;&#125;",
        "{% raw %}{{ x }}{% endraw %}",
    )
    style = "<style>@media print{p{color:red}}</style>"
    page = f"{style}<p>{{{{ doc.county }}}}</p>{''.join(f'<p>{tag}</p>' for tag in tags)}"
    (tmp_path / f"{NAME}.html").write_text(page, encoding="utf-8")
    found = told(tmp_path)
    assert [one.split("”")[0].split("“")[1] for one in found] == [
        "{ { doc.county } }",
        "{{ doc.county }}",
        "{{ x }}",
    ]


@pytest.mark.slow
@pytest.mark.program
def test_what_some_county_has_nothing_of_is_told(tmp_path: Path) -> None:
    """A first entry is there in most counties; the check knows one where it is not."""
    document = docx.Document()
    document.add_paragraph("{{ units[0].name }}")
    document.save(str(tmp_path / "自查自评报告.docx"))
    (said,) = told(tmp_path)
    assert "这一列没有第 1 项" in said


def test_a_folder_without_templates_is_told(tmp_path: Path) -> None:
    assert ["没有模板" in one for one in told(tmp_path)] == [True]
