"""What the Word templates of 佐证材料 say: covers, and labels for the spines of boxes."""

from __future__ import annotations

from docx_pieces import cell, head, loop, row, table, tag, text
from docx_styles import ACCENT, BAND, EDGE, W, twips

COVER_TITLE, SPINE_TITLE = "佐证材料封面", "佐证材料脊背标签"
_MIDDLE = '<w:vAlign w:val="center"/>'
_LABELS = 4
_WIDTH, _GAP = 40.0, 4.0
"""Of a label and of what is between two of them, in mm: boxes of 40 mm and more."""


def covers() -> str:
    """Return the body of the covers: an indicator a page."""
    widths = (32.0, 124.0)
    documents = (10.0, 60.0, 20.0, 34.0, 10.0, 22.0)
    labels = ("序号", "材料", "文种", "提供单位", "文件", "状态")
    aligned = ("Middle", "", "Middle", "", "Middle", "Middle")
    parts = [
        tag("for cover in covers"),
        text("", "Gap", "<w:pageBreakBefore/>"),
        text("{{ cover.county }}", "CoverCounty"),
        text("县域义务教育优质均衡发展", "Title"),
        text("督导评估佐证材料", "Title"),
        text("", "CoverRule"),
        text("{{ cover.part }}　{{ cover.id }}", "Verdict"),
        text("{{ cover.name }}", "Verdict"),
        table(
            widths,
            loop("for label, said in cover.facts", 2),
            row(cell("{{ label }}", "CoverLabel", 32), cell("{{ said }}", "CoverText", 124)),
            loop("endfor", 2),
            style="TableNormal",
        ),
        text("卷内材料", "Caption"),
        table(
            documents,
            head(labels, documents, "Cell", aligned),
            loop("for one in cover.documents", len(documents)),
            row(
                *(
                    cell(f"{{{{ one.{key} }}}}", f"Cell{side}", width)
                    for key, side, width in zip(
                        ("number", "title", "kind", "by", "count", "state"),
                        aligned,
                        documents,
                        strict=True,
                    )
                )
            ),
            loop("endfor", len(documents)),
        ),
        tag("endfor"),
    ]
    return _body(parts, top=16, side=27)


def spines() -> str:
    """Return the body of the labels: four a page, the title from top to bottom."""
    widths = [_WIDTH, *[_GAP, _WIDTH] * (_LABELS - 1)]

    def line(words: str, style: str, height: float, *, ground: str = "", down: bool = False) -> str:
        cells = []
        for place in range(_LABELS):
            if place:
                cells.append(cell("", "Bar", _GAP))
            cells.append(
                cell(
                    words.replace("one.", f"sheet.labels[{place}]."),
                    style,
                    _WIDTH,
                    _edges(ground, down),
                )
            )
        return row(*cells, height=height, exact=True)

    parts = [
        tag("for sheet in sheets"),
        text("沿边线剪下，插入档案盒脊背", "Note", "<w:pageBreakBefore/>"),
        table(
            widths,
            line("{{ one.county }}", "CellHeadMiddle", 16, ground=BAND),
            line("{{ one.part }}", "CellHeadMiddle", 14, ground=BAND),
            line("{{ one.title }}", "Verdict", 150, down=True),
            line("{{ one.id }}", "Verdict", 18),
            line("{{ one.box }}", "CellHeadMiddle", 14),
            line("{{ one.lead }}", "CellMiddle", 22),
            style="TableNormal",
        ),
        tag("endfor"),
    ]
    return _body(parts, top=15, side=17)


def _edges(ground: str, down: bool) -> str:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="{EDGE if ground else ACCENT}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>' if ground else ""
    turned = '<w:textDirection w:val="tbRlV"/>' if down else ""
    return f"<w:tcBorders>{sides}</w:tcBorders>{shade}{turned}{_MIDDLE}"


def _body(parts: list[str], *, top: float, side: float) -> str:
    margins = " ".join(
        f'w:{name}="{twips(size)}"'
        for name, size in (
            ("top", top),
            ("right", side),
            ("bottom", top),
            ("left", side),
            ("header", 8),
            ("footer", 8),
            ("gutter", 0),
        )
    )
    section = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar {margins}/></w:sectPr>'
    return f"<w:body {W}>{''.join(parts)}{section}</w:body>"
