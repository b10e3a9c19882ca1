"""Write templates/评估报告.docx, the Word template of the report; the same bytes every time.

Type and margins follow GB/T 9704-2012 in spirit: 小标宋 title, 黑体 and 楷体 headings, 仿宋 text
of 三号 at 28 points, page numbers between dashes at the outer edge. Tables are smaller.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocumentType
from docx.opc.constants import RELATIONSHIP_TYPE as KINDS
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml.etree import cleanup_namespaces

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "templates" / "评估报告.docx"

_W = nsdecls("w", "r")
_EPOCH = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)

FANGSONG, HEITI, KAITI, SONGTI = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
TITLE_FACE = "方正小标宋简体"
LATIN = "Times New Roman"
# What stands in where a machine lacks the face: Word takes the other name of the font table.
STAND_INS = {TITLE_FACE: "华文中宋", FANGSONG: "仿宋", KAITI: "楷体"}
INK, ACCENT, BAND, EDGE, RED = "1F2933", "1F4E79", "E4ECF4", "B8C4D0", "B3181F"

PORTRAIT, LANDSCAPE = 156.0, 247.0
"""Width of the text in mm."""


def twips(mm: float) -> int:
    """Return millimetres as twentieths of a point."""
    return round(mm * 1440 / 25.4)


# --- styles ---------------------------------------------------------------------------------


def _faces(face: str) -> str:
    return (
        f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" w:eastAsia="{face}" '
        'w:hint="eastAsia"/>'
    )


def _style(
    id: str,
    name: str,
    face: str,
    size: float,
    paragraph: str = "",
    *,
    bold: bool = False,
    colour: str = "",
    based: str = "",
    extra: str = "",
) -> str:
    half = round(size * 2)
    default = ' w:default="1"' if id == "Normal" else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{id}"{default}>'
        f'<w:name w:val="{name}"/>'
        + (f'<w:basedOn w:val="{based}"/>' if based else "")
        + f"{extra}<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{_faces(face)}"
        + ("<w:b/>" if bold else "")
        + (f'<w:color w:val="{colour}"/>' if colour else "")
        + f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr></w:style>'
    )


def _spacing(before: int = 0, after: int = 0, line: int = 0, rule: str = "exact") -> str:
    lines = f' w:line="{line}" w:lineRule="{rule}"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{lines}/>'


_TWO = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_TEXT = f'<w:overflowPunct/>{_spacing(line=560)}{_TWO}<w:jc w:val="both"/>'


def _styles() -> str:
    heading = '<w:next w:val="Normal"/>'
    keep = "<w:keepNext/><w:keepLines/>"
    cell = _spacing(20, 20, 260, "atLeast")
    small = _spacing(10, 10, 220, "atLeast")
    return f"""<w:styles {_W}>
<w:docDefaults><w:rPrDefault><w:rPr>{_faces(FANGSONG)}<w:color w:val="{INK}"/><w:sz w:val="32"/><w:szCs w:val="32"/>
<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>
{_style("Normal", "Normal", FANGSONG, 16, _TEXT)}
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>
<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="70" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:styleId="Report"><w:name w:val="报告表"/><w:basedOn w:val="TableNormal"/>
<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="12" w:space="0" w:color="{ACCENT}"/><w:bottom w:val="single" w:sz="12" w:space="0" w:color="{ACCENT}"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="{EDGE}"/></w:tblBorders></w:tblPr></w:style>
<w:style w:type="table" w:styleId="Chart"><w:name w:val="报告图示"/><w:basedOn w:val="TableNormal"/>
<w:tblPr><w:tblBorders><w:insideH w:val="single" w:sz="48" w:space="0" w:color="FFFFFF"/></w:tblBorders><w:tblCellMar><w:left w:w="30" w:type="dxa"/><w:right w:w="30" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
{_style("Notice", "密级提示", HEITI, 14, '<w:pBdr><w:top w:val="single" w:sz="6" w:space="4" w:color="' + RED + '"/><w:left w:val="single" w:sz="6" w:space="4" w:color="' + RED + '"/><w:bottom w:val="single" w:sz="6" w:space="4" w:color="' + RED + '"/><w:right w:val="single" w:sz="6" w:space="4" w:color="' + RED + '"/></w:pBdr>' + _spacing() + f'<w:ind w:left="{twips(46)}" w:right="{twips(46)}"/><w:jc w:val="center"/>', colour=RED)}
{_style("CoverCounty", "封面县名", KAITI, 22, _spacing(1700, 200) + '<w:jc w:val="center"/>')}
{_style("Title", "Title", TITLE_FACE, 26, _spacing(0, 0, 720) + '<w:jc w:val="center"/>')}
{_style("CoverRule", "封面横线", SONGTI, 5, '<w:pBdr><w:bottom w:val="thinThickSmallGap" w:sz="24" w:space="1" w:color="' + RED + '"/></w:pBdr>' + _spacing(360, 1500))}
{_style("CoverLabel", "封面项目", HEITI, 14, _spacing(40, 40, 400, "atLeast") + '<w:jc w:val="distribute"/>')}
{_style("CoverText", "封面内容", FANGSONG, 14, _spacing(40, 40, 400, "atLeast") + '<w:ind w:left="160"/>')}
{_style("Heading1", "heading 1", HEITI, 16, keep + _spacing(280, 0, 560) + _TWO + '<w:outlineLvl w:val="0"/>', extra=heading)}
{_style("Heading2", "heading 2", KAITI, 16, keep + _spacing(120, 0, 560) + _TWO + '<w:outlineLvl w:val="1"/>', extra=heading)}
{_style("Verdict", "结论", HEITI, 22, keep + _spacing(160, 160) + '<w:jc w:val="center"/>')}
{_style("Banner", "结论说明", FANGSONG, 14, keep + _spacing(160, 160, 440, "atLeast"))}
{_style("Lead", "表前正文", FANGSONG, 16, _TEXT.replace('w:after="0"', 'w:after="140"'))}
{_style("Caption", "caption", HEITI, 10.5, keep + _spacing(200, 80) + '<w:jc w:val="center"/>')}
{_style("Note", "注", FANGSONG, 10.5, _spacing(80, 80, 300, "atLeast"))}
{_style("Gap", "表后空隙", SONGTI, 4, _spacing(0, 0, 120))}
{_style("Cell", "表格", FANGSONG, 10.5, cell)}
{_style("CellName", "表格名称", HEITI, 10.5, cell)}
{_style("CellHead", "表头", HEITI, 10.5, keep + cell, colour=ACCENT)}
{_style("CellHeadMiddle", "表头居中", HEITI, 10.5, keep + cell + '<w:jc w:val="center"/>', colour=ACCENT)}
{_style("CellHeadNumber", "表头靠右", HEITI, 10.5, keep + cell + '<w:jc w:val="right"/>', colour=ACCENT)}
{_style("CellMiddle", "表格居中", FANGSONG, 10.5, cell + '<w:jc w:val="center"/>')}
{_style("CellNumber", "表格数字", FANGSONG, 10.5, cell + '<w:jc w:val="right"/>')}
{_style("Small", "小表", FANGSONG, 9, small)}
{_style("SmallHead", "小表头", HEITI, 9, keep + small, colour=ACCENT)}
{_style("SmallHeadMiddle", "小表头居中", HEITI, 9, keep + small + '<w:jc w:val="center"/>', colour=ACCENT)}
{_style("SmallHeadNumber", "小表头靠右", HEITI, 9, keep + small + '<w:jc w:val="right"/>', colour=ACCENT)}
{_style("SmallMiddle", "小表居中", FANGSONG, 9, small + '<w:jc w:val="center"/>')}
{_style("SmallNumber", "小表数字", FANGSONG, 9, small + '<w:jc w:val="right"/>')}
{_style("SmallName", "小表名称", HEITI, 9, small)}
{_style("SmallGroup", "小表分组", HEITI, 9, "<w:keepNext/>" + _spacing(40, 20, 220, "atLeast"))}
{_style("SmallTiny", "小表密排", FANGSONG, 8, _spacing(10, 10, 200, "atLeast"))}
{_style("BarLabel", "图示项目", FANGSONG, 10.5, _spacing(0, 0, 260) + '<w:jc w:val="right"/>')}
{_style("BarText", "图示数值", FANGSONG, 10.5, _spacing(0, 0, 260) + '<w:ind w:left="80"/>')}
{_style("Bar", "图示条", SONGTI, 4, _spacing(0, 0, 100))}
{_style("PageOdd", "页码右", SONGTI, 14, '<w:ind w:right="280"/><w:jc w:val="right"/>')}
{_style("PageEven", "页码左", SONGTI, 14, '<w:ind w:left="280"/><w:jc w:val="left"/>')}
{_style("Footer", "footer", SONGTI, 9, '<w:jc w:val="center"/>', colour="55606E")}
</w:styles>"""


# --- pieces ---------------------------------------------------------------------------------


def text(words: str, style: str = "", breaks: str = "") -> str:
    """Return a paragraph."""
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    look = f"<w:pPr>{look}{breaks}</w:pPr>" if look or breaks else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>' if words else ""
    return f"<w:p>{look}{run}</w:p>"


def tag(words: str) -> str:
    """Return a paragraph that holds a tag only and vanishes with it."""
    return text(f"{{%p {words} %}}")


def cell(words: str, style: str = "Cell", width: float = 0, more: str = "", span: int = 1) -> str:
    """Return a cell; a line break in its words begins a paragraph, |style| another style."""
    size = f'<w:tcW w:w="{twips(width)}" w:type="dxa"/>' if width else ""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    parts = []
    for line in words.split("\n"):
        look, _, said = line.rpartition("|")
        parts.append(text(said, look or style))
    looks = f"{size}{spanned}{more}" or "<w:noWrap/>"
    return f"<w:tc><w:tcPr>{looks}</w:tcPr>{''.join(parts)}</w:tc>"


def row(*cells: str, head: bool = False, height: float = 0, exact: bool = False) -> str:
    """Return a row that stays on one page; a head is repeated on every page."""
    rule = ' w:hRule="exact"' if exact else ""
    tall = f'<w:trHeight w:val="{twips(height)}"{rule}/>' if height else ""
    return (
        f"<w:tr><w:trPr><w:cantSplit/>{tall}{'<w:tblHeader/>' if head else ''}</w:trPr>"
        f"{''.join(cells)}</w:tr>"
    )


def loop(words: str, columns: int) -> str:
    """Return a row that holds a tag only and vanishes with it."""
    return row(cell(f"{{%tr {words} %}}", span=columns))


def table(widths: Sequence[float], *rows: str, style: str = "Report", about: str = "") -> str:
    """Return a table of fixed widths in mm."""
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    told = f'<w:tblCaption w:val="{about}"/>' if about else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>'
        f'<w:tblW w:w="{sum(map(twips, widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/>{told}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>" + text("", "Gap")
    )


def head(
    labels: Sequence[str], widths: Sequence[float], base: str = "Cell", aligned: Sequence[str] = ()
) -> str:
    """Return the head of a table, each label aligned as the column under it."""
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/><w:vAlign w:val="center"/>'
    sides = [side if side in ("Number", "Middle") else "" for side in aligned] or [""] * len(labels)
    parts = zip(labels, sides, widths, strict=True)
    return row(
        *(cell(label, f"{base}Head{side}", w, ground) for label, side, w in parts), head=True
    )


def listing(
    labels: Sequence[str],
    widths: Sequence[float],
    source: str,
    cells: Sequence[str],
    styles: Sequence[str] = (),
    small: bool = False,
) -> str:
    """Return a table with a row for each entry of `source`."""
    base = "Small" if small else "Cell"
    looks = [f"{base}{style}" for style in styles] or [base] * len(cells)
    body = row(*(cell(*parts) for parts in zip(cells, looks, widths, strict=True)))
    columns = len(widths)
    return table(
        widths,
        head(labels, widths, base, styles),
        loop(f"for {source}", columns),
        body,
        loop("endfor", columns),
    )


def state(of: str) -> str:
    """Return the words of a cell that shows a state."""
    return f"{{% cellbg soft[{of}.id] %}}{{{{ {of}.marked }}}}"


# --- charts: bars of coloured cells, which need no picture and no font ------------------------

LABEL, SAID, BEFORE, AFTER = 26.0, 34.0, 30, 19
BARS = PORTRAIT - LABEL - SAID


def chart(source: str, title: str, *, line: bool, before: int, after: int) -> str:
    """Return bars for `source`, whose rows have label, before, after, edge and said."""
    columns = before + after + (1 if line else 0)
    unit = BARS / columns
    piece = cell("{% colspan span %}{% cellbg full[kind] %}", "Bar")
    cells = [
        cell("{{ row.label }}", "BarLabel", LABEL, '<w:vAlign w:val="center"/>'),
        cell("{%tc for span, kind in row.before %}", "Bar"),
        piece,
        cell("{%tc endfor %}", "Bar"),
    ]
    if line:
        border = '<w:tcBorders><w:left w:val="single" w:sz="8" w:space="0" w:color="1F2933"/></w:tcBorders>'
        cells += [
            cell("{% cellbg full[row.edge] %}", "Bar", unit, border),
            cell("{%tc for span, kind in row.after %}", "Bar"),
            piece,
            cell("{%tc endfor %}", "Bar"),
        ]
    cells.append(cell("{{ row.said }}", "BarText", SAID, '<w:vAlign w:val="center"/>'))
    widths = [LABEL, *[unit] * columns, SAID]
    return text(title, "Caption") + table(
        widths,
        loop(f"for row in {source}", len(widths)),
        row(*cells, height=6.2, exact=True),
        loop("endfor", len(widths)),
        style="Chart",
        about="图示",
    )


# --- the document ---------------------------------------------------------------------------


def _cover() -> list[str]:
    widths = (32.0, 108.0)
    return [
        text("自评结果，仅供内部使用", "Notice"),
        text("{{ heading.county }}", "CoverCounty"),
        text("县域义务教育优质均衡发展", "Title"),
        text("自评报告", "Title"),
        text("", "CoverRule"),
        table(
            widths,
            loop("for label, said in heading.facts", 2),
            row(
                cell("{{ label }}", "CoverLabel", widths[0]),
                cell("{{ said }}", "CoverText", widths[1]),
            ),
            loop("endfor", 2),
            style="TableNormal",
        ),
    ]


def _conclusion() -> list[str]:
    middle = '<w:vAlign w:val="center"/>'
    return [
        text("一、结论", "Heading1"),
        table(
            (44, 112),
            row(
                cell("{% cellbg soft[verdict.id] %}{{ verdict.marked }}", "Verdict", 44, middle),
                cell(
                    "{% cellbg soft[verdict.id] %}{{ say.verdict(heading, verdict, outcome) }}",
                    "Banner",
                    112,
                    middle,
                ),
            ),
        ),
        tag("if heading.second_hand"),
        text("{{ say.second_hand() }}"),
        tag("endif"),
        text("六个方面自评结果", "Caption"),
        listing(
            ("方面", "条款", "构成", "结果"),
            (30, 18, 84, 24),
            "row in groups",
            ("{{ row.name }}", "{{ row.article }}", "{{ row.gist }}", state("row.state")),
            ("Name", "", "", "Middle"),
        ),
        text("（一）影响通过的主要问题", "Heading2"),
        text("{{ say.obstacles_lead(verdict, obstacles) }}", "Lead"),
        tag("if obstacles.rows"),
        listing(
            ("序号", "条款", "问题", "状态", "处数", "概况"),
            (11, 26, 40, 21, 11, 47),
            "row in obstacles.rows",
            (
                "{{ row.number }}",
                "{{ row.article }}",
                "{{ row.title }}",
                state("row.state"),
                "{{ row.count }}",
                "{{ row.summary }}",
            ),
            ("Middle", "", "Name", "Middle", "Number", ""),
            small=True,
        ),
        tag("endif"),
    ]


def _resources() -> list[str]:
    return [
        text("二、资源配置", "Heading1"),
        tag("if not stages"),
        text("{{ say.no_sections() }}"),
        tag("endif"),
        tag("if stages"),
        text("（一）办学单元综合达标情况", "Heading2"),
        text(
            "{{ say.section_rule(needed, floor) }}"
            "{% for stage in stages %}{{ say.sections_lead(stage) }}{% endfor %}",
            "Lead",
        ),
        listing(
            ("学段", "办学单元", "达标", "未达标", "待填报", "达标占比"),
            (26, 26, 26, 26, 26, 26),
            "row in stages",
            (
                "{{ row.word }}",
                *(
                    f"{{{{ row.sections.{key} }}}}"
                    for key in ("total", "met", "unmet", "missing", "share")
                ),
            ),
            ("Name", "Number", "Number", "Number", "Number", "Number"),
        ),
        text("（二）七项指标", "Heading2"),
        tag("for stage in stages"),
        chart(
            "stage.share_bars",
            "{{ stage.word }}各项指标达标的办学单元占比",
            line=False,
            before=50,
            after=0,
        ),
        tag("endfor"),
        tag("for stage in stages"),
        text("{{ stage.word }}七项指标", "Caption"),
        listing(
            ("指标", "单位", "标准", "全县均值", "达标单元", "达标占比", "最低", "最高"),
            (46, 11, 17, 17, 16, 16, 16, 17),
            "row in stage.indicators",
            (
                "{{ row.name }}",
                "{{ row.unit }}",
                "≥ {{ row.line }}",
                *(f"{{{{ row.{key} }}}}" for key in ("mean", "reached", "share", "least", "most")),
            ),
            ("", "Middle", *["Number"] * 6),
            small=True,
        ),
        tag("endfor"),
        text("（三）校际差异系数", "Heading2"),
        text("{% for stage in stages %}{{ say.balance_lead(stage) }}{% endfor %}"),
        tag("for stage in stages"),
        chart(
            "stage.cv_bars",
            "{{ stage.word }}校际差异系数与上限（竖线为上限 {{ stage.limit }}）",
            line=True,
            before=BEFORE,
            after=AFTER,
        ),
        tag("endfor"),
        tag("for stage in stages"),
        text("{{ stage.word }}校际差异系数", "Caption"),
        listing(
            ("指标", "全县均值", "标准差", "差异系数", "上限", "状态", "离差贡献最大的学校"),
            (21, 17, 14, 17, 14, 20, 53),
            "row in stage.balance",
            (
                "{{ row.short }}",
                "{{ row.mean }}",
                "{{ row.std }}",
                "{{ row.cv }}",
                "≤ {{ row.limit }}",
                state("row.state"),
                "{{ row.drivers }}",
            ),
            ("", "Number", "Number", "Number", "Number", "Middle", ""),
            small=True,
        ),
        tag("endfor"),
    ]


def _units() -> list[str]:
    widths = (46.0, 12.0, 15.0, *[20.0] * 7, 14.0, 20.0)
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/><w:vAlign w:val="center"/>'
    fixed = [
        cell(label, "SmallHeadNumber" if label == "在校生" else "SmallHead", width, ground)
        for label, width in zip(
            ("学校", "学段", "在校生", *[f"{{{{ units.heads[{n}] }}}}" for n in range(7)]),
            widths,
            strict=False,
        )
    ]
    fixed += [
        cell("达标项", "SmallHeadMiddle", widths[10], ground),
        cell("状态", "SmallHeadMiddle", widths[11], ground),
    ]
    columns = len(widths)
    return [
        text("（四）未达标和待填报的办学单元", "Heading2"),
        text("{{ say.units_lead(units, floor) }}", "Lead"),
        tag("if units.rows"),
        table(
            widths,
            row(*fixed, head=True),
            loop("for name, stage, pupils, cells, met, state in units.rows", columns),
            row(
                cell("{{ name }}", "Small", widths[0]),
                cell("{{ stage }}", "Small", widths[1]),
                cell("{{ pupils }}", "SmallNumber", widths[2]),
                cell("{%tc for kind, said in cells %}", "Small"),
                cell("{% cellbg cell[kind] %}{{ said }}", "Small", 20),
                cell("{%tc endfor %}", "Small"),
                cell("{{ met }}", "SmallMiddle", widths[10]),
                cell(state("state"), "SmallMiddle", widths[11]),
            ),
            loop("endfor", columns),
        ),
        tag("endif"),
    ]


def _items(source: str) -> str:
    return listing(
        ("条款", "要求", "现值", "状态", "说明"),
        (26, 45, 26, 20, 39),
        f"row in {source}.rows",
        (
            "{{ row.article }}",
            "SmallName|{{ row.name }}\n{{ row.requirement }}",
            "{{ row.value }}",
            state("row.state"),
            "{{ row.note }}",
        ),
        ("", "", "", "Middle", ""),
        small=True,
    )


def _county() -> list[str]:
    return [
        text("三、政府保障程度", "Heading1"),
        text('{{ say.items_lead("政府保障程度", government) }}', "Lead"),
        _items("government"),
        text("四、教育质量", "Heading1"),
        text('{{ say.items_lead("教育质量", quality) }}', "Lead"),
        _items("quality"),
        tag("if monitoring"),
        text("国家义务教育质量监测", "Caption"),
        listing(
            ("学科", "年级", "水平等级", "校际差异率", "状态"),
            (36, 30, 30, 30, 30),
            "row in monitoring",
            (
                *(f"{{{{ row.{key} }}}}" for key in ("subject", "grade", "level", "difference")),
                state("row.state"),
            ),
            ("", "", "Middle", "Number", "Middle"),
        ),
        tag("endif"),
        text("五、社会认可度", "Heading1"),
        text("{{ say.survey_lead(survey) }}"),
        chart(
            "survey.bars",
            "各类调查对象的满意度（竖线为要求 {{ survey.required }}）",
            line=True,
            before=34,
            after=6,
        ),
        text("社会认可度调查", "Caption"),
        _survey(),
        text("六、基本条件与一票否决", "Heading1"),
        text("{{ say.preconditions_lead(preconditions) }}{{ say.vetoes_lead(vetoes) }}"),
        text("基本条件", "Caption"),
        _items("preconditions"),
        text("一票否决情形", "Caption"),
        _items("vetoes"),
    ]


def _survey() -> str:
    labels = ("调查对象", "问卷总数", "有效问卷", "满意问卷", "满意度", "状态")
    widths = (34, 25, 25, 25, 23, 24)
    keys = ("papers", "valid", "satisfied", "rate")
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/>'

    def line(of: str, name: str, last: str, more: str = "") -> str:
        figures = (
            cell(f"{{{{ {of}.{key} }}}}", "CellNumber", width, more)
            for key, width in zip(keys, widths[1:5], strict=True)
        )
        return row(
            cell(f"{{{{ {of}.group }}}}", name, widths[0], more),
            *figures,
            cell(last, "CellMiddle", widths[5]),
        )

    return table(
        widths,
        head(labels, widths, "Cell", ("", *["Number"] * 4, "Middle")),
        loop("for row in survey.rows", 6),
        line("row", "Cell", ""),
        loop("endfor", 6),
        line("survey.total", "CellName", state("survey.total.state"), ground),
    )


def _problems() -> list[str]:
    labels = ("对象", "学段", "状态", "情况", "数据位置")
    widths = (38.0, 12.0, 20.0, 52.0, 34.0)
    ground = '<w:shd w:val="clear" w:color="auto" w:fill="F3F4F6"/>'
    return [
        text("七、问题清单", "Heading1"),
        text("{{ say.problems_lead(problems) }}", "Lead"),
        tag("if problems.rows"),
        table(
            widths,
            head(labels, widths, "Small", ("", "Middle", "Middle", "", "")),
            loop("for group in problems.rows", 5),
            row(
                cell(
                    "{{ group.title }}（{{ group.article }}）　{{ group.counts }}",
                    "SmallGroup",
                    sum(widths),
                    ground,
                    5,
                )
            ),
            loop("for subject, stage, kind, marked, message, cells in group.rows", 5),
            row(
                cell("{{ subject }}", "Small", widths[0]),
                cell("{{ stage }}", "Small", widths[1]),
                cell("{% cellbg soft[kind] %}{{ marked }}", "SmallMiddle", widths[2]),
                cell("{{ message }}", "Small", widths[3]),
                cell("{{ cells }}", "SmallTiny", widths[4]),
            ),
            loop("endfor", 5),
            loop("endfor", 5),
        ),
        tag("endif"),
    ]


def _rows(
    source: str, labels: Sequence[str], widths: Sequence[float], styles: Sequence[str] = ()
) -> str:
    names = [f"c{n}" for n in range(len(labels))]
    cells = [f"{{{{ {name} }}}}" for name in names]
    return listing(labels, widths, f"{', '.join(names)} in {source}", cells, styles, small=True)


def _rest() -> list[str]:
    return [
        text("八、数据提示", "Heading1"),
        text("{{ say.notices_lead(notices) }}", "Lead"),
        tag("if notices.rows"),
        _rows("notices.rows", ("位置", "提示"), (34, 122)),
        tag("endif"),
        text("{{ say.roundings_lead(roundings) }}", "Lead"),
        tag("if roundings.rows"),
        text("紧靠标准线的数值", "Caption"),
        _rows("roundings.rows", ("对象", "指标", "数值", "标准线", "状态"), (44, 48, 22, 20, 22)),
        tag("endif"),
        text("附：计算依据", "Heading1"),
        text("（一）参数与依据", "Heading2"),
        tag("if basis.note"),
        text("{{ basis.note }}", "Lead"),
        tag("endif"),
        _rows("basis.parameters", ("参数", "数值", "单位", "性质", "依据"), (50, 26, 12, 14, 54)),
        text("（二）条文未写明之处的读法", "Heading2"),
        _rows("basis.readings", ("条款", "问题", "本报告取", "不取", "理由"), (26, 30, 40, 30, 30)),
        text("（三）指标算法与数据来源", "Heading2"),
        _rows(
            "basis.methods",
            ("编号", "条款", "指标", "算法", "数据"),
            (11, 26, 29, 34, 56),
            ("", "", "", "", "Tiny"),
        ),
        text("（四）不参与资源配置评估的办学单元", "Heading2"),
        text("{{ say.excluded_lead(basis.excluded) }}", "Lead"),
        tag("if basis.excluded.rows"),
        _rows("basis.excluded.rows", ("学校", "学段", "在校生", "原因"), (56, 14, 18, 68)),
        tag("endif"),
        text("（五）运行记录", "Heading2"),
        _rows("basis.run", ("项目", "内容"), (44, 112)),
    ]


def _footer(style: str) -> str:
    page = (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>'
    )
    return f"<w:ftr {_W}>{page}{text('运行编号 {{ heading.run }}　自评结果，仅供内部使用', 'Footer')}</w:ftr>"


_EMPTY_FOOTER = f"<w:ftr {_W}>{text('', 'Footer')}</w:ftr>"


def _section(footers: tuple[str, str], *, landscape: bool = False, first: bool = False) -> str:
    odd, even = footers
    number = '<w:pgNumType w:start="0"/>' if first else ""
    wide, high = twips(297), twips(210)
    size = (
        f'<w:pgSz w:w="{wide}" w:h="{high}" w:orient="landscape"/>'
        if landscape
        else f'<w:pgSz w:w="{high}" w:h="{wide}"/>'
    )
    top, right, bottom, left = (28, 25, 28, 25) if landscape else (37, 26, 35, 28)
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{odd}"/>'
        f'<w:footerReference w:type="even" r:id="{even}"/><w:type w:val="nextPage"/>{size}'
        f'<w:pgMar w:top="{twips(top)}" w:right="{twips(right)}" w:bottom="{twips(bottom)}" '
        f'w:left="{twips(left)}" w:header="{twips(15)}" w:footer="{twips(20)}" w:gutter="0"/>'
        f"{number}</w:sectPr>"
    )


def _break(section: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Gap"/>{section}</w:pPr></w:p>'


def _body(empty: tuple[str, str], numbered: tuple[str, str]) -> str:
    parts = [
        tag('import "partials/sentences.txt" as say'),
        tag('from "partials/colours.txt" import soft, cell, full'),
        *_cover(),
        _break(_section(empty, first=True)),
        *_conclusion(),
        *_resources(),
        tag("if units.rows"),
        _break(_section(numbered)),
        tag("endif"),
        *_units(),
        tag("if units.rows"),
        _break(_section(numbered, landscape=True)),
        tag("endif"),
        tag("endif"),
        *_county(),
        *_problems(),
        *_rest(),
        _section(numbered),
    ]
    return f"<w:body {_W}>{''.join(parts)}</w:body>"


_SETTINGS = f"""<w:settings {_W}><w:zoom w:percent="100"/>
<w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>
<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:useFELayout/>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"""


def _fonts() -> str:
    faces = []
    for face in (FANGSONG, HEITI, KAITI, SONGTI, TITLE_FACE):
        other = f'<w:altName w:val="{STAND_INS[face]}"/>' if face in STAND_INS else ""
        faces.append(f'<w:font w:name="{face}">{other}<w:charset w:val="86"/></w:font>')
    faces.append(f'<w:font w:name="{LATIN}"><w:charset w:val="00"/></w:font>')
    return f"<w:fonts {_W}>{''.join(faces)}</w:fonts>"


def _strip(document: DocumentType) -> None:
    """Drop what the library's own blank document brings along: theme, numbering, thumbnail."""
    kept = (KINDS.STYLES, KINDS.SETTINGS)
    for id, relation in list(document.part.rels.items()):
        if relation.reltype not in kept:
            del document.part.rels[id]
    package = document.part.package
    assert package is not None
    for id, relation in list(package.rels.items()):
        if relation.reltype not in (KINDS.OFFICE_DOCUMENT, KINDS.CORE_PROPERTIES):
            del package.rels[id]


def _replace(old: BaseOxmlElement, xml: str) -> None:
    """Give an element the children of another, and drop the claims of the old ones."""
    made = parse_xml(xml)
    old.attrib.clear()
    for child in list(old):
        old.remove(child)
    for child in list(made):
        old.append(child)
    cleanup_namespaces(old)


def _add(document: DocumentType, name: str, kind: str, content: str, xml: str) -> str:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    package = document.part.package
    assert package is not None
    blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'.encode()
    part = Part(PackURI(f"/word/{name}.xml"), f"{main}.{content}+xml", blob, package)
    return document.part.relate_to(part, kind)


def build() -> bytes:
    """Return the Word template of the report."""
    document = Document()
    _strip(document)
    _replace(document.styles.element, _styles())
    _replace(document.settings.element, _SETTINGS)
    _add(document, "fontTable", KINDS.FONT_TABLE, "fontTable", _fonts())
    empty, odd, even = (
        _add(document, f"footer{n}", KINDS.FOOTER, "footer", xml)
        for n, xml in enumerate((_EMPTY_FOOTER, _footer("PageOdd"), _footer("PageEven")), 1)
    )
    _replace_body(document, _body((empty, empty), (odd, even)))
    properties = document.core_properties
    properties.title = "县域义务教育优质均衡发展自评报告"
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.keywords = properties.subject = properties.category = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = _EPOCH.replace(tzinfo=None)
    properties.revision = 1
    made = io.BytesIO()
    document.save(made)
    return _repacked(made.getvalue())


def _replace_body(document: DocumentType, xml: str) -> None:
    root = document.element
    root.attrib.clear()
    root.replace(root.body, parse_xml(xml))
    cleanup_namespaces(root)


def _repacked(package: bytes) -> bytes:
    """Return the same parts with a fixed date, the content types first."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name[0] not in "[_", name)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            new.writestr(entry, old.read(name))
    return made.getvalue()


def main() -> int:
    """Write the template."""
    TARGET.write_bytes(build())
    print(f"wrote {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
