"""Looks of the filing documents, from a preset: styles, settings, fonts, sections, footers."""

from __future__ import annotations

from docx_preset import Preset
from docx_styles import W, twips

INK, GREY = "000000", "595959"

_BORDER = '<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'


def _faces(preset: Preset, face: str) -> str:
    latin = preset["latin"]["face"]
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


class _Sheet:
    """Collects the paragraph styles of a preset."""

    def __init__(self, preset: Preset) -> None:
        self.preset = preset
        self.made: list[str] = []

    def add(
        self,
        id: str,
        name: str,
        face: str,
        size: float,
        paragraph: str = "",
        *,
        bold: bool = False,
        colour: str = "",
        outline: int | None = None,
    ) -> None:
        """Add a paragraph style; size in points, outline: its level in the navigation pane."""
        half = round(size * 2)
        default = ' w:default="1"' if id == "Normal" else ""
        level = "" if outline is None else f'<w:outlineLvl w:val="{outline}"/>'
        follows = "" if outline is None else '<w:next w:val="Normal"/>'
        self.made.append(
            f'<w:style w:type="paragraph" w:styleId="{id}"{default}><w:name w:val="{name}"/>'
            f"{follows}<w:qFormat/><w:pPr>{paragraph}{level}</w:pPr>"
            f"<w:rPr>{_faces(self.preset, face)}"
            + ("<w:b/>" if bold else "")
            + (f'<w:color w:val="{colour}"/>' if colour else "")
            + f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr></w:style>'
        )


_KEEP = "<w:keepNext/><w:keepLines/>"
_CENTRE, _RIGHT, _BOTH = (f'<w:jc w:val="{side}"/>' for side in ("center", "right", "both"))


def _paragraphs(sheet: _Sheet) -> None:
    preset = sheet.preset
    body, title = preset["body"], preset["title"]
    face, size, line = body["face"], body["size"], body["line"]
    text = _spacing(line=line)
    two = _indent(body["indent"], size)
    sheet.add("Normal", "Normal", face, size, f"<w:overflowPunct/>{text}{two}{_BOTH}")
    sheet.add(
        "Title",
        "Title",
        title["face"],
        title["size"],
        _KEEP + _spacing(0, line, title["line"]) + _CENTRE,
    )
    sheet.add(
        "TitleLine",
        "标题（上行）",
        title["face"],
        title["size"],
        _KEEP + _spacing(0, 0, title["line"]) + _CENTRE,
    )
    sheet.add(
        "Subtitle", "Subtitle", preset["heading2"]["face"], size, _spacing(0, line, line) + _CENTRE
    )
    for level in (1, 2, 3, 4):
        look = preset[f"heading{level}"]
        sheet.add(
            f"Heading{level}",
            f"heading {level}",
            look["face"],
            look["size"],
            _KEEP + text + two,
            bold=look["bold"],
            outline=level - 1,
        )
    sheet.add("Address", "主送", face, size, f"{text}{_BOTH}")
    sheet.add("Draft", "提示", preset["heading1"]["face"], 12, _draft(), colour=GREY)
    sheet.add("Blank", "待填", face, size, f"{text}{two}{_BOTH}", colour=GREY)
    sheet.add("Attachments", "附件说明", face, size, _spacing(line, 0, line) + _hanging(5, size))
    sheet.add("Attachment", "附件说明（续）", face, size, text + _hanging(5, size, 0))
    sheet.add("Sign", "署名", face, size, _KEEP + _spacing(line, 0, line) + _right(2, size))
    sheet.add("Date", "成文日期", face, size, text + _right(4, size))
    sheet.add("Annex", "附件序号", preset["heading1"]["face"], size, _spacing(0, 0, line))
    sheet.add("Note", "注", face, preset["table"]["size"], _spacing(3, 3, 15, "atLeast"))
    sheet.add(
        "Caption",
        "caption",
        preset["heading1"]["face"],
        14,
        _KEEP + _spacing(10, 4, 22, "atLeast") + _CENTRE,
    )
    sheet.add("Unit", "表头说明", face, 12, _KEEP + _spacing(0, 3, 18, "atLeast"))
    sheet.add("Gap", "表后空隙", "宋体", 4, _spacing(0, 0, 6))
    sheet.add("Picture", "图", face, size, _spacing(4, 4) + _CENTRE)


def _draft() -> str:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="4" w:color="{GREY}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    return f"<w:pBdr>{sides}</w:pBdr>" + _spacing(0, 14, 18, "atLeast")


def _hanging(characters: int, size: float, first: int = 3) -> str:
    """The indent of 附件说明: it begins after two characters, further lines under its name."""
    left = round(characters * size * 20)
    if not first:
        return f'<w:ind w:leftChars="{characters * 100}" w:left="{left}"/>'
    hang = round(first * size * 20)
    return (
        f'<w:ind w:leftChars="{characters * 100}" w:left="{left}" '
        f'w:hangingChars="{first * 100}" w:hanging="{hang}"/>'
    )


def _right(characters: int, size: float) -> str:
    points = round(characters * size * 20)
    return f'<w:ind w:rightChars="{characters * 100}" w:right="{points}"/>{_RIGHT}'


def _cells(sheet: _Sheet) -> None:
    table = sheet.preset["table"]
    for base, name, size, line in (
        ("Cell", "表格", table["size"], 14.5),
        ("Small", "小表", table["small"], 11.5),
    ):
        looks = _spacing(2, 2, line, "atLeast")
        face = table["face"]
        sheet.add(base, name, face, size, looks)
        sheet.add(f"{base}Middle", f"{name}居中", face, size, looks + _CENTRE)
        sheet.add(f"{base}Number", f"{name}数字", face, size, looks + _RIGHT)
        sheet.add(f"{base}Name", f"{name}名称", table["head"], size, looks)
        sheet.add(
            f"{base}Head", f"{name}表头", table["head"], size, "<w:keepNext/>" + looks + _CENTRE
        )


def _footers(sheet: _Sheet) -> None:
    number = sheet.preset["number"]
    face, size, line = number["face"], number["size"], _spacing(line=18)
    one = _indent(1, size, "right"), _indent(1, size, "left")
    if number["place"] == "center":
        odd = even = line + _CENTRE
    else:
        odd, even = line + one[0] + _RIGHT, line + one[1] + '<w:jc w:val="left"/>'
    sheet.add("PageOdd", "页码（单页）", face, size, odd)
    sheet.add("PageEven", "页码（双页）", face, size, even)
    sheet.add("Footer", "footer", face, 8, _spacing(2, 0, 12) + _CENTRE, colour=GREY)


def styles(preset: Preset) -> str:
    """Return the part word/styles.xml."""
    sheet = _Sheet(preset)
    _paragraphs(sheet)
    _cells(sheet)
    _footers(sheet)
    body = preset["body"]
    half = round(body["size"] * 2)
    edges = "".join(
        _BORDER.format(side=side, size=8 if side in ("top", "left", "bottom", "right") else 4)
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margin = '<w:left w:w="70" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
    return f"""<w:styles {W}>
<w:docDefaults><w:rPrDefault><w:rPr>{_faces(preset, body["face"])}<w:color w:val="{INK}"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/>
<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>
{"".join(sheet.made)}
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>
<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>{margin}</w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:styleId="Form"><w:name w:val="公文表格"/><w:basedOn w:val="TableNormal"/>
<w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr></w:style>
</w:styles>"""


def fonts(preset: Preset) -> str:
    """Return the part word/fontTable.xml: what stands in where a machine lacks a face."""
    faces = dict.fromkeys(
        part[key]
        for part in preset.values()
        if isinstance(part, dict)
        for key in ("face", "head")
        if key in part
    )
    latin, instead = preset["latin"]["face"], preset["instead"]
    listed = [
        f'<w:font w:name="{face}">'
        + (f'<w:altName w:val="{instead[face]}"/>' if face in instead else "")
        + f'<w:charset w:val="{"00" if face == latin else "86"}"/></w:font>'
        for face in faces
    ]
    return f"<w:fonts {W}>{''.join(listed)}</w:fonts>"


def footer(preset: Preset, style: str) -> str:
    """Return a footer: the page number, and the run under it."""
    dash = ("— ", " —") if preset["number"]["dash"] else ("", "")
    before, after = (
        f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else "" for text in dash
    )
    return (
        f'<w:ftr {W}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{before}'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{after}</w:p>'
        '<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        "<w:r><w:t>{{ doc.name }}　运行编号 {{ doc.run }}</w:t></w:r></w:p></w:ftr>"
    )


def section(preset: Preset, footers: tuple[str, str], *, landscape: bool = False) -> str:
    """Return the properties of a section; `footers` name those of odd and even pages."""
    page = preset["page"]
    wide, high = twips(page["height"]), twips(page["width"])
    size = (
        f'<w:pgSz w:w="{wide}" w:h="{high}" w:orient="landscape"/>'
        if landscape
        else f'<w:pgSz w:w="{high}" w:h="{wide}"/>'
    )
    sides = preset["landscape"] if landscape else page
    edges = " ".join(
        f'w:{side}="{twips(sides[side])}"' for side in ("top", "right", "bottom", "left")
    )
    bottom = min(page["footer"], sides["bottom"] - 12)
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{footers[0]}"/>'
        f'<w:footerReference w:type="even" r:id="{footers[1]}"/><w:type w:val="nextPage"/>{size}'
        f'<w:pgMar {edges} w:header="{twips(15)}" w:footer="{twips(bottom)}" w:gutter="0"/>'
        "</w:sectPr>"
    )


def width(preset: Preset, *, landscape: bool = False) -> float:
    """Return the width of the text in mm."""
    page, across = preset["page"], preset["landscape"]
    if landscape:
        return float(page["height"] - across["left"] - across["right"])
    return float(page["width"] - page["left"] - page["right"])
