"""Looks of the Word template: faces, styles, settings, the table of fonts."""

from __future__ import annotations

from docx.oxml.ns import nsdecls

W = nsdecls("w", "r")

FANGSONG, HEITI, KAITI, SONGTI = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
TITLE_FACE = "方正小标宋简体"
LATIN = "Times New Roman"
# What stands in where a machine lacks the face: Word takes the other name of the font table.
STAND_INS = {TITLE_FACE: "华文中宋", FANGSONG: "仿宋", KAITI: "楷体"}
INK, ACCENT, BAND, EDGE, RED = "1F2933", "1F4E79", "E4ECF4", "B8C4D0", "B3181F"


def twips(mm: float) -> int:
    """Return millimetres as twentieths of a point."""
    return round(mm * 1440 / 25.4)


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


def styles() -> str:
    """Return every style."""
    heading = '<w:next w:val="Normal"/>'
    keep = "<w:keepNext/><w:keepLines/>"
    cell = _spacing(20, 20, 260, "atLeast")
    small = _spacing(10, 10, 220, "atLeast")
    return f"""<w:styles {W}>
<w:docDefaults><w:rPrDefault><w:rPr>{_faces(FANGSONG)}<w:color w:val="{INK}"/><w:sz w:val="32"/><w:szCs w:val="32"/>
<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>
{_style("Normal", "Normal", FANGSONG, 16, _TEXT)}
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>
<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="70" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:styleId="Report"><w:name w:val="报告表"/><w:basedOn w:val="TableNormal"/>
<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="12" w:space="0" w:color="{ACCENT}"/><w:bottom w:val="single" w:sz="12" w:space="0" w:color="{ACCENT}"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="{EDGE}"/></w:tblBorders></w:tblPr></w:style>
<w:style w:type="table" w:styleId="Chart"><w:name w:val="报告图示"/><w:basedOn w:val="TableNormal"/>
<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="48" w:space="0" w:color="FFFFFF"/><w:insideH w:val="single" w:sz="48" w:space="0" w:color="FFFFFF"/></w:tblBorders><w:tblCellMar><w:left w:w="30" w:type="dxa"/><w:right w:w="30" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
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
{_style("BarLabel", "图示项目", FANGSONG, 10.5, keep + _spacing(0, 0, 260) + '<w:jc w:val="right"/>')}
{_style("BarText", "图示数值", FANGSONG, 10.5, keep + _spacing(0, 0, 260) + '<w:ind w:left="80"/>')}
{_style("Bar", "图示条", SONGTI, 4, keep + _spacing(0, 0, 100))}
{_style("PageOdd", "页码右", SONGTI, 14, '<w:ind w:right="280"/><w:jc w:val="right"/>')}
{_style("PageEven", "页码左", SONGTI, 14, '<w:ind w:left="280"/><w:jc w:val="left"/>')}
{_style("Footer", "footer", SONGTI, 9, '<w:jc w:val="center"/>', colour="55606E")}
</w:styles>"""


SETTINGS = f"""<w:settings {W}><w:zoom w:percent="100"/>
<w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>
<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:useFELayout/>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"""


def fonts() -> str:
    """Return the table of fonts."""
    faces = []
    for face in (FANGSONG, HEITI, KAITI, SONGTI, TITLE_FACE):
        other = f'<w:altName w:val="{STAND_INS[face]}"/>' if face in STAND_INS else ""
        faces.append(f'<w:font w:name="{face}">{other}<w:charset w:val="86"/></w:font>')
    faces.append(f'<w:font w:name="{LATIN}"><w:charset w:val="00"/></w:font>')
    return f"<w:fonts {W}>{''.join(faces)}</w:fonts>"
