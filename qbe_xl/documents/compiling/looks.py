"""Looks of the Word templates: styles, fonts, sections and footers, the report's and a preset's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from docx.oxml.ns import nsdecls

from qbe_xl.documents.compiling.preset import Preset
from qbe_xl.sheets import palette

W = nsdecls("w", "r")
GREY = "595959"
RED, ACCENT, BAND, EDGE, INK, FAINT = (
    colour[1:]
    for colour in (
        palette.RULE,
        palette.ACCENT,
        palette.BAND,
        palette.EDGE,
        palette.INK,
        palette.NOT_APPLICABLE.ground,
    )
)
FANGSONG, HEITI, KAITI, SONGTI = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
TITLE_FACE, LATIN = "方正小标宋简体", "Times New Roman"
STAND_INS = {TITLE_FACE: "华文中宋", FANGSONG: "仿宋", KAITI: "楷体"}
"""What stands in where a machine lacks the face: Word takes the other name of the font table."""

SETTINGS = f"""<w:settings {W}><w:zoom w:percent="100"/>
<w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>
<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:useFELayout/>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"""

_MIDDLE = '<w:vAlign w:val="center"/>'
_STYLE = re.compile(r'w:styleId="(\w+)".*?w:eastAsia="([^"]+)"')

Sides = tuple[float, float, float, float]
"""Top, right, bottom and left edge of a page in mm."""


@dataclass(frozen=True)
class Dress:
    """How the Word templates of one kind look.

    styles, fonts: parts of the package. upright, across, compact: edges of the kinds of pages.
    table: the style of tables; cell, head: properties of every cell, and of every cell of a head;
    sided: whether a head stands as the column under it. faced: whether runs name their face, so
    that marks and quotes take it, too. numbered: whether pages have footers; dash: around the
    number. edge: of header and of footer; gap: what the footer at least has above it. above: the
    frame of a mark that stands over the text.
    """

    styles: str
    fonts: str
    upright: Sides
    across: Sides
    compact: Sides
    table: str
    cell: str = ""
    head: str = ""
    size: tuple[float, float] = (210, 297)
    sided: bool = False
    faced: bool = False
    numbered: bool = True
    dash: bool = True
    edge: tuple[float, float] = (15, 20)
    gap: float = 12
    above: str = ""

    @property
    def faces(self) -> Mapping[str, str]:
        """The East Asian face of each style."""
        return dict(_STYLE.findall(self.styles))

    def sides(self, *, across: bool, compact: bool) -> Sides:
        """Return the edges of a page."""
        return self.across if across else self.compact if compact else self.upright

    def width(self, *, across: bool = False, compact: bool = False) -> float:
        """Return the width of the text in mm."""
        _, right, _, left = self.sides(across=across, compact=compact)
        return self.size[across] - left - right

    def section(
        self,
        footers: tuple[str, str],
        *,
        across: bool = False,
        compact: bool = False,
        first: bool = False,
        opening: str = "",
    ) -> str:
        """Return the properties of a section; `footers` name those of odd and even pages.

        opening: the footer of its first page, where that has one of its own.
        """
        wide, high = map(twips, self.size)
        lying = f'<w:pgSz w:w="{high}" w:h="{wide}" w:orient="landscape"/>'
        sides = self.sides(across=across, compact=compact)
        named = zip(("top", "right", "bottom", "left"), sides, strict=True)
        edges = " ".join(f'w:{name}="{twips(side)}"' for name, side in named)
        over, under = self.edge[0], min(self.edge[1], max(sides[2] - self.gap, 8))
        kinds = tuple(zip(("default", "even"), footers, strict=True))
        if opening:
            kinds = (*kinds, ("first", opening))
        referred = "".join(f'<w:footerReference w:type="{k}" r:id="{id}"/>' for k, id in kinds)
        return (
            f'<w:sectPr>{referred if self.numbered else ""}<w:type w:val="nextPage"/>'
            f'{lying if across else f"""<w:pgSz w:w="{wide}" w:h="{high}"/>"""}'
            f'<w:pgMar {edges} w:header="{twips(over)}" w:footer="{twips(under)}" w:gutter="0"/>'
            f'{"""<w:pgNumType w:start="0"/>""" if first else ""}'
            f"{'<w:titlePg/>' if opening else ''}</w:sectPr>"
        )

    def footer(self, style: str, words: str) -> str:
        """Return a footer: the page number, and the words under it; without a style neither."""
        if not style or style == "LetterFoot":
            look = style or "Footer"
            return f'<w:ftr {W}><w:p><w:pPr><w:pStyle w:val="{look}"/></w:pPr></w:p></w:ftr>'
        before, after = (
            f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if self.dash else ""
            for text in ("— ", " —")
        )
        return (
            f'<w:ftr {W}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{before}'
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
            f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{after}</w:p>'
            '<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
            f"{f'<w:r><w:t>{words}</w:t></w:r>' if words else ''}</w:p></w:ftr>"
        )


def twips(mm: float) -> int:
    """Return millimetres as twentieths of a point."""
    return round(mm * 1440 / 25.4)


def _faces(latin: str, face: str) -> str:
    return (
        f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" w:eastAsia="{face}" '
        'w:hint="eastAsia"/>'
    )


def _spacing(before: float = 0, after: float = 0, line: float = 0, rule: str = "exact") -> str:
    """Spacing in points."""
    lines = f' w:line="{round(line * 20)}" w:lineRule="{rule}"' if line else ""
    return f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}"{lines}/>'


def _indent(characters: float, size: float, side: str = "firstLine") -> str:
    hundredths, points = round(characters * 100), round(characters * size * 20)
    return f'<w:ind w:{side}Chars="{hundredths}" w:{side}="{points}"/>' if characters else ""


def edges(sides: str, size: int, colour: str, space: int = 0, kind: str = "single") -> str:
    """Return edges of the sides that are named; size in eighths of a point, space in points."""
    return "".join(
        f'<w:{side} w:val="{kind}" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'
        for side in sides.split()
    )


_ROUND = "top left bottom right"
_ABOVE = 11
"""From the edge of the paper down to what stands above the text, in mm."""
_KEEP = "<w:keepNext/><w:keepLines/>"
_CENTRE, _RIGHT, _BOTH = (f'<w:jc w:val="{side}"/>' for side in ("center", "right", "both"))


@dataclass(frozen=True)
class _Style:
    """A paragraph style; size in points, outline: its level in the navigation pane."""

    id: str
    name: str
    face: str
    size: float
    paragraph: str = ""
    bold: bool = False
    colour: str = ""
    outline: int | None = None

    def xml(self, latin: str) -> str:
        half = round(self.size * 2)
        default = ' w:default="1"' if self.id == "Normal" else ""
        level = "" if self.outline is None else f'<w:outlineLvl w:val="{self.outline}"/>'
        follows = "" if self.outline is None else '<w:next w:val="Normal"/>'
        return (
            f'<w:style w:type="paragraph" w:styleId="{self.id}"{default}><w:name w:val="{self.name}"/>'
            f"{follows}<w:qFormat/><w:pPr>{self.paragraph}{level}</w:pPr>"
            f"<w:rPr>{_faces(latin, self.face)}"
            + ("<w:b/>" if self.bold else "")
            + (f'<w:color w:val="{self.colour}"/>' if self.colour else "")
            + f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr></w:style>'
        )


def _sheet(
    styles: Iterable[_Style], ink: str, latin: str, tables: Mapping[str, tuple[str, str]]
) -> str:
    """The part word/styles.xml; tables: by id of style its name and its properties."""
    styles = tuple(styles)
    half = round(styles[0].size * 2)
    margin = '<w:left w:w="70" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
    more = "\n".join(
        f'<w:style w:type="table" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/>\n'
        f"<w:tblPr>{properties}</w:tblPr></w:style>"
        for id, (name, properties) in tables.items()
    )
    return f"""<w:styles {W}>
<w:docDefaults><w:rPrDefault><w:rPr>{_faces(latin, styles[0].face)}<w:color w:val="{ink}"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/>
<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>
{"".join(style.xml(latin) for style in styles)}
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>
<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>{margin}</w:tblCellMar></w:tblPr></w:style>
{more}
</w:styles>"""


def _fonts(faces: Iterable[str], latin: str, instead: Mapping[str, str]) -> str:
    """The part word/fontTable.xml: what stands in where a machine lacks a face."""
    listed = [
        f'<w:font w:name="{face}">'
        + (f'<w:altName w:val="{instead[face]}"/>' if face in instead else "")
        + f'<w:charset w:val="{"00" if face == latin else "86"}"/></w:font>'
        for face in faces
    ]
    return f"<w:fonts {W}>{''.join(listed)}</w:fonts>"


def filing(preset: Preset) -> Dress:
    """Return the dress of the filing documents in a preset of style."""
    page, latin = preset["page"], preset["latin"]["face"]
    faces = dict.fromkeys(
        part[key]
        for part in preset.values()
        if isinstance(part, dict)
        for key in ("face", "head")
        if key in part
    )
    lines = edges(_ROUND, 8, "000000") + edges("insideH insideV", 4, "000000")
    styles = (*_paragraphs(preset), *_cells(preset), *_footers(preset))
    upright, across, compact = (
        tuple(preset[kind][side] for side in ("top", "right", "bottom", "left"))
        for kind in ("page", "landscape", "compact")
    )
    return Dress(
        _sheet(
            styles,
            "000000",
            latin,
            {
                "Form": ("公文表格", f"<w:tblBorders>{lines}</w:tblBorders>"),
            },
        ),
        _fonts(faces, latin, preset["instead"]),
        upright,
        across,
        compact,
        "Form",
        cell=_MIDDLE,
        head=_MIDDLE,
        size=(page["width"], page["height"]),
        faced=True,
        dash=preset["number"]["dash"],
        edge=(15, page["footer"]),
        above=_above(preset),
    )


def _paragraphs(preset: Preset) -> Iterable[_Style]:
    body, title, head = preset["body"], preset["title"], preset["heading1"]["face"]
    face, size, line = body["face"], body["size"], body["line"]
    text, two = _spacing(line=line), _indent(body["indent"], size)
    sheet = _spacing(1, 1, 16) + _indent(2, 10.5) + _BOTH
    ruled = f"<w:pBdr>{edges('bottom between', 4, '000000', 1)}</w:pBdr>"
    draft = f"<w:pBdr>{edges(_ROUND, 6, GREY, 4)}</w:pBdr>"
    small = preset["table"]["size"]
    yield _Style("Normal", "Normal", face, size, f"<w:overflowPunct/>{text}{two}{_BOTH}")
    for id, name, after in (("Title", "Title", line), ("TitleLine", "标题（上行）", 0)):
        looks = _KEEP + _spacing(0, after, title["line"]) + _CENTRE
        yield _Style(id, name, title["face"], title["size"], looks)
    page_head = f"{_KEEP}<w:pageBreakBefore/>{_spacing(0, 6, 24)}{_CENTRE}"
    yield _Style("SheetTitle", "内部表单标题", title["face"], 18, page_head)
    yield _Style("SheetHead", "内部表单小标题", head, 11, _KEEP + _spacing(6, 2, 14))
    yield _Style("SheetText", "内部表单正文", face, 10.5, sheet)
    yield _Style("SheetLead", "内部表单引文", face, 10.5, "<w:keepNext/>" + sheet)
    yield _Style("SheetCentre", "内部表单居中", face, 10.5, _spacing(0, 4, 16) + _CENTRE)
    leader = _spacing(0, 0, 20.5) + _indent(2, 15) + _BOTH
    yield _Style("OnePage", "一页纸正文", face, 15, leader)
    yield _Style("OnePageHead", "一页纸小标题", head, 15, _KEEP + _spacing(0, 0, 20.5))
    yield _Style("Ruled", "书写线", face, 10.5, ruled + _spacing(0, 0, 22))
    yield _Style("SheetNote", "内部表单说明", face, 8, _spacing(1, 1, 10))
    yield _Style(
        "Subtitle", "Subtitle", preset["heading2"]["face"], size, _spacing(0, line, line) + _CENTRE
    )
    for level in (1, 2, 3, 4):
        look = preset[f"heading{level}"]
        yield _Style(
            f"Heading{level}",
            f"heading {level}",
            look["face"],
            look["size"],
            _KEEP + text + two,
            bold=look["bold"],
            outline=level - 1,
        )
    yield _Style("Lead", "表前正文", face, size, _spacing(0, 6, line) + two + _BOTH)
    yield _Style("Address", "主送", face, size, text + _BOTH)
    yield _Style("Draft", "提示", head, 12, draft + _spacing(0, 0, 18, "atLeast"), colour=GREY)
    yield _Style("Blank", "待填", face, size, text + two + _BOTH, colour=GREY)
    yield _Style("Attachments", "附件说明", face, size, _spacing(line, 0, line) + _hanging(5, size))
    yield _Style("Attachment", "附件说明（续）", face, size, text + _hanging(5, size, 0))
    box = f'<w:ind w:left="{round(9 * size * 20)}" w:right="{round(size * 20)}"/>{_CENTRE}'
    yield _Style("Seal", "印章位置", face, 12, _KEEP + _spacing(line, 0, line) + box, colour=GREY)
    yield _Style("Sign", "署名", face, size, _KEEP + _spacing(line, 0, line) + box)
    yield _Style("SignSealed", "署名（盖章）", face, size, _KEEP + text + box)
    yield _Style("Date", "成文日期", face, size, _KEEP + text + box)
    yield from _letter(preset)
    yield _Style("Annex", "附件序号", head, size, _spacing(0, 0, line))
    yield _Style("Note", "注", face, small, _spacing(3, 3, 15, "atLeast"))
    caption = _KEEP + _spacing(10, 4, 22, "atLeast") + _CENTRE
    yield _Style("Caption", "caption", head, 14, caption)
    yield _Style("Unit", "表头说明", face, 12, _KEEP + _spacing(0, 3, 18, "atLeast"))
    yield _Style("Bar", "图示条", SONGTI, 4, _spacing(0, 0, 5))
    yield _Style("Gap", "表后空隙", SONGTI, 4, _spacing(0, 0, 6))
    yield _Style("Picture", "图", face, size, _spacing(4, 4) + _CENTRE)


def _above(preset: Preset) -> str:
    """A frame in the upper margin of the page: its words take no room of the text.

    What they do not find there they take from the text, which goes on below.
    """
    page = preset["page"]
    width = page["width"] - page["left"] - page["right"]
    return (
        f'<w:framePr w:w="{twips(width)}" w:wrap="notBeside" w:vAnchor="page" w:hAnchor="margin" '
        f'w:xAlign="center" w:y="{twips(_ABOVE)}"/>'
    )


def _letter(preset: Preset) -> Iterable[_Style]:
    """发文机关标志, 发文字号, 签发人, the red lines, 附注 and 版记 (GB/T 9704, 7.2.4–7.4, 10.1)."""
    body, title = preset["body"], preset["title"]["face"]
    face, size, line = body["face"], body["size"], body["line"]
    text, one = _spacing(line=line), _indent(1, size, "left")
    yield _Style(
        "Issuer", "发文机关标志", title, 40, _KEEP + _spacing(85, 30, 52) + _CENTRE, colour=RED
    )
    yield _Style(
        "LetterIssuer",
        "发文机关标志（函）",
        title,
        36,
        _KEEP + _spacing(0, 8, 46) + _CENTRE,
        colour=RED,
    )
    yield _Style("IssueNumber", "发文字号", face, size, _KEEP + text + one)
    yield _Style("Signer", "签发人", face, size, _KEEP + text + _indent(1, size, "right") + _RIGHT)
    red = f"<w:pBdr>{edges('bottom', 12, RED, 1)}</w:pBdr>"
    yield _Style("RedLine", "分隔线", face, 4, f"{_KEEP}{red}" + _spacing(4, 44, 8))
    out = f'<w:ind w:left="-{twips(6)}" w:right="-{twips(8)}"/>'
    for id, name, side, kind in (
        ("LetterLine", "函首线", "bottom", "thickThinSmallGap"),
        ("LetterFoot", "函尾线", "top", "thinThickSmallGap"),
    ):
        lined = f"<w:pBdr>{edges(side, 24, RED, 1, kind)}</w:pBdr>"
        yield _Style(id, name, face, 4, lined + _spacing(0, 6, 8) + out)
    right = _KEEP + _spacing(0, line, line) + _indent(1, size, "right") + _RIGHT
    yield _Style("LetterNumber", "发文字号（函）", face, size, right)
    yield _Style("Remark", "附注", face, size, _KEEP + text + _indent(body["indent"], size))
    yield _Style("Imprint", "版记", face, 14, _spacing(2, 2, 24) + _hanging(4, 14, 3))
    yield _Style(
        "ImprintSide",
        "版记（日期）",
        face,
        14,
        _spacing(2, 2, 24) + _indent(1, 14, "right") + _RIGHT,
    )


def _hanging(characters: int, size: float, first: int = 3) -> str:
    """The indent of 附件说明: it begins after two characters, further lines under its name."""
    left, hang = round(characters * size * 20), round(first * size * 20)
    hanging = f' w:hangingChars="{first * 100}" w:hanging="{hang}"' if first else ""
    return f'<w:ind w:leftChars="{characters * 100}" w:left="{left}"{hanging}/>'


def _right(characters: int, size: float) -> str:
    points = round(characters * size * 20)
    return f'<w:ind w:rightChars="{characters * 100}" w:right="{points}"/>{_RIGHT}'


def _cells(preset: Preset) -> Iterable[_Style]:
    table = preset["table"]
    face, head = table["face"], table["head"]
    for base, name, size, line in (
        ("Cell", "表格", table["size"], 14.5),
        ("Small", "小表", table["small"], 11.5),
    ):
        looks = _spacing(2, 2, line, "atLeast")
        yield _Style(base, name, face, size, looks)
        yield _Style(f"{base}Middle", f"{name}居中", face, size, looks + _CENTRE)
        yield _Style(f"{base}Number", f"{name}数字", face, size, looks + _RIGHT)
        yield _Style(f"{base}Name", f"{name}名称", head, size, looks)
        yield _Style(f"{base}Head", f"{name}表头", head, size, "<w:keepNext/>" + looks + _CENTRE)


def _footers(preset: Preset) -> Iterable[_Style]:
    number = preset["number"]
    face, size, line = number["face"], number["size"], _spacing(line=18)
    if number["place"] == "center":
        odd = even = line + _CENTRE
    else:
        odd = line + _indent(1, size, "right") + _RIGHT
        even = line + _indent(1, size, "left") + '<w:jc w:val="left"/>'
    yield _Style("PageOdd", "页码（单页）", face, size, odd)
    yield _Style("PageEven", "页码（双页）", face, size, even)
    yield _Style("Footer", "footer", face, 9, _spacing(2, 0, 12) + _CENTRE, colour=GREY)


def _report() -> Iterable[_Style]:
    two = _indent(2, 16)
    text = f"<w:overflowPunct/>{_spacing(line=28)}{two}{_BOTH}"
    lead = f"<w:overflowPunct/>{_spacing(0, 7, 28)}{two}{_BOTH}"
    cover = _spacing(2, 2, 20, "atLeast")
    between = f'<w:ind w:left="{twips(46)}" w:right="{twips(46)}"/>'
    framed = f"<w:pBdr>{edges(_ROUND, 6, RED, 4)}</w:pBdr>{_spacing()}{between}{_CENTRE}"
    rule = f"<w:pBdr>{edges('bottom', 24, RED, 1, 'thinThickSmallGap')}</w:pBdr>{_spacing(18, 75)}"
    yield _Style("Normal", "Normal", FANGSONG, 16, text)
    yield _Style("Notice", "密级提示", HEITI, 14, framed, colour=RED)
    yield _Style("CoverCounty", "封面县名", KAITI, 22, _spacing(85, 10) + _CENTRE)
    yield _Style("Title", "Title", TITLE_FACE, 26, _spacing(0, 0, 36) + _CENTRE)
    yield _Style("CoverRule", "封面横线", SONGTI, 5, rule)
    yield _Style("CoverLabel", "封面项目", HEITI, 14, cover + '<w:jc w:val="distribute"/>')
    yield _Style("CoverText", "封面内容", FANGSONG, 14, cover + '<w:ind w:left="160"/>')
    yield _Style("Heading1", "heading 1", HEITI, 16, _KEEP + _spacing(14, 0, 28) + two, outline=0)
    yield _Style("Heading2", "heading 2", KAITI, 16, _KEEP + _spacing(6, 0, 28) + two, outline=1)
    yield _Style("Verdict", "结论", HEITI, 22, _KEEP + _spacing(8, 8) + _CENTRE)
    yield _Style("Banner", "结论说明", FANGSONG, 14, _KEEP + _spacing(8, 8, 22, "atLeast"))
    yield _Style("Lead", "表前正文", FANGSONG, 16, lead)
    yield _Style("Caption", "caption", HEITI, 10.5, _KEEP + _spacing(10, 4) + _CENTRE)
    yield _Style("Note", "注", FANGSONG, 10.5, _spacing(4, 4, 15, "atLeast"))
    yield _Style("Gap", "表后空隙", SONGTI, 4, _spacing(0, 0, 6))
    for base, name, size, looks in (
        ("Cell", "表格", 10.5, _spacing(1, 1, 13, "atLeast")),
        ("Small", "小表", 9, _spacing(0.5, 0.5, 11, "atLeast")),
    ):
        head = "表头" if base == "Cell" else "小表头"
        short = "表格" if base == "Cell" else "小表"
        yield _Style(base, name, FANGSONG, size, looks)
        yield _Style(f"{base}Name", f"{short}名称", HEITI, size, looks)
        for side, word, place in (
            ("", "", ""),
            ("Middle", "居中", _CENTRE),
            ("Number", "靠右", _RIGHT),
        ):
            yield _Style(
                f"{base}Head{side}", head + word, HEITI, size, _KEEP + looks + place, colour=ACCENT
            )
        yield _Style(f"{base}Middle", f"{short}居中", FANGSONG, size, looks + _CENTRE)
        yield _Style(f"{base}Number", f"{short}数字", FANGSONG, size, looks + _RIGHT)
    group = "<w:keepNext/>" + _spacing(2, 1, 11, "atLeast")
    yield _Style("SmallGroup", "小表分组", HEITI, 9, group)
    yield _Style("SmallTiny", "小表密排", FANGSONG, 9, _spacing(0.5, 0.5, 11, "atLeast"))
    yield _Style("Picture", "图", FANGSONG, 10.5, _spacing(2, 2) + _CENTRE)
    yield _Style("PageOdd", "页码右", SONGTI, 14, '<w:ind w:right="280"/>' + _RIGHT)
    yield _Style("PageEven", "页码左", SONGTI, 14, '<w:ind w:left="280"/><w:jc w:val="left"/>')
    yield _Style("Footer", "footer", SONGTI, 9, _CENTRE, colour="55606E")


_LINES = edges("top bottom", 12, ACCENT) + edges("insideH", 4, EDGE)

REPORT = Dress(
    _sheet(
        _report(),
        INK,
        LATIN,
        {"Report": ("报告表", f"<w:tblBorders>{_LINES}</w:tblBorders>")},
    ),
    _fonts((FANGSONG, HEITI, KAITI, SONGTI, TITLE_FACE, LATIN), LATIN, STAND_INS),
    upright=(37, 26, 35, 28),
    across=(28, 25, 28, 25),
    compact=(37, 26, 35, 28),
    table="Report",
    head=f'<w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/>{_MIDDLE}',
    sided=True,
    gap=8,
)
COVERS, SPINES = (
    replace(
        REPORT,
        upright=(top, side, top, side),
        numbered=False,
        edge=(8, 8),
    )
    for top, side in ((16, 27), (15, 17))
)
