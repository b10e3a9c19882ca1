"""From an outline to the Word template: a .docx with the tags of docxtpl."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from docx_preset import Preset
from docx_styles import W, twips

from filing import looks
from filing.outline import (
    Across,
    Block,
    Break,
    Cell,
    Chart,
    Node,
    Outline,
    Paragraph,
    Row,
    Rows,
    Table,
    Title,
)

_GAP = '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>'
_NEW_PAGE = '<w:p><w:pPr><w:pStyle w:val="Gap"/><w:pageBreakBefore/></w:pPr></w:p>'
_LOOKS = {"": "", "middle": "Middle", "number": "Number", "name": "Name", "head": "Head"}
_CENTRE = '<w:vAlign w:val="center"/>'
_STYLE = re.compile(r'w:styleId="(\w+)".*?w:eastAsia="([^"]+)"')
_PARAGRAPH = re.compile(r"<w:p>.*?</w:p>", re.DOTALL)
CHART_IDS = "rIdChart"


def body(outline: Outline, preset: Preset, footers: tuple[str, str]) -> str:
    """Return the part's body; `footers` name the footers of odd and even pages."""
    return f"<w:body {W}>{_Writer(preset, footers).whole(outline)}</w:body>"


def charts(outline: Outline) -> list[Chart]:
    """Return the charts of a document, in their order."""

    def within(nodes: Sequence[Node]) -> Iterator[Chart]:
        for node in nodes:
            if isinstance(node, Chart):
                yield node
            elif isinstance(node, (Block, Across)):
                yield from within(node.nodes)

    return list(within(outline.nodes))


class _Writer:
    def __init__(self, preset: Preset, footers: tuple[str, str]) -> None:
        self.preset, self.footers = preset, footers
        self.across = False
        self.faces = dict(_STYLE.findall(looks.styles(preset)))
        self.drawn = 0

    def whole(self, outline: Outline) -> str:
        imports = "".join(
            _text(f'{{%p import "{file}" as {name} %}}') for file, name in outline.imports
        )
        nodes = self.nodes(outline.nodes)
        if outline.nodes and isinstance(outline.nodes[-1], Across):
            last = looks.section(self.preset, self.footers, landscape=True)
            nodes = nodes.removesuffix(_broken(last))
        else:
            last = looks.section(self.preset, self.footers)
        return _PARAGRAPH.sub(self._faced, imports + nodes) + last

    def _faced(self, match: re.Match[str]) -> str:
        """Name the East Asian face on every run: marks and quotes then take it, too."""
        found = re.search(r'<w:pStyle w:val="(\w+)"/>', match[0])
        face = self.faces[found[1] if found else "Normal"]
        looks_ = f'<w:rPr><w:rFonts w:hint="eastAsia" w:eastAsia="{face}"/></w:rPr>'
        return match[0].replace("<w:r><w:t", f"<w:r>{looks_}<w:t")

    def nodes(self, nodes: Sequence[Node]) -> str:
        made = ""
        for node in nodes:
            if isinstance(node, Across):
                if made:
                    made = _ended(made, looks.section(self.preset, self.footers))
                self.across = True
                inner = self.nodes(node.nodes)
                self.across = False
                made += _ended(inner, looks.section(self.preset, self.footers, landscape=True))
            else:
                made += self.node(node)
        return made

    def node(self, node: Node) -> str:
        if isinstance(node, Paragraph):
            return _text(node.words, node.look)
        if isinstance(node, Title):
            *upper, last = node.lines
            return "".join(_text(line, "TitleLine") for line in upper) + _text(last, "Title")
        if isinstance(node, Block):
            end = node.opening.split()[0]
            return (
                _text(f"{{%p {node.opening} %}}")
                + self.nodes(node.nodes)
                + _text(f"{{%p end{end} %}}")
            )
        if isinstance(node, Break):
            return _NEW_PAGE
        if isinstance(node, Chart):
            self.drawn += 1
            return _text(node.caption, "Caption") + _drawing(self.drawn, node)
        assert isinstance(node, Table)
        return self.table(node)

    def table(self, table: Table) -> str:
        width = looks.width(self.preset, landscape=self.across)
        scale = width / sum(table.widths)
        widths = [twips(part * scale) for part in table.widths]
        base = "Small" if table.small else "Cell"
        grid = "".join(f'<w:gridCol w:w="{part}"/>' for part in widths)
        told = escape(table.label or table.caption, {'"': "&quot;"})
        named = f'<w:tblCaption w:val="{told}"/>' if told and "{" not in told else ""
        made = _Rows(widths, base)
        above = _text(table.caption, "Caption") if table.caption else ""
        above += _text(table.unit, "Unit") if table.unit else ""
        return (
            f'{above}<w:tbl><w:tblPr><w:tblStyle w:val="Form"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblLayout w:type="fixed"/>{named}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
            f"{made.rows(table.head, head=True)}{made.rows(table.rows)}</w:tbl>{_GAP}"
        )


class _Rows:
    """Writes the rows of one table, and the cells under those that reach down."""

    def __init__(self, widths: Sequence[int], base: str) -> None:
        self.widths, self.base = widths, base
        self.reaching: dict[int, tuple[int, int]] = {}

    def rows(self, rows: Sequence[Row | Rows], *, head: bool = False) -> str:
        made = ""
        for one in rows:
            if isinstance(one, Rows):
                end = one.opening.split()[0]
                made += self._tag(one.opening) + self.rows(one.rows) + self._tag(f"end{end}")
            else:
                made += self._row(one, head)
        return made

    def _tag(self, words: str) -> str:
        inside = _text(f"{{%tr {words} %}}")
        spanned = f'<w:gridSpan w:val="{len(self.widths)}"/>' if len(self.widths) > 1 else ""
        size = f'<w:tcW w:w="{sum(self.widths)}" w:type="dxa"/>'
        return f"<w:tr><w:tc><w:tcPr>{size}{spanned}</w:tcPr>{inside}</w:tc></w:tr>"

    def _row(self, row: Row, head: bool) -> str:
        tall = f'<w:trHeight w:val="{twips(row.height)}"/>' if row.height else ""
        repeated = "<w:tblHeader/>" if head else ""
        return (
            f"<w:tr><w:trPr><w:cantSplit/>{tall}{repeated}</w:trPr>"
            f"{''.join(self._cells(row, head))}</w:tr>"
        )

    def _cells(self, row: Row, head: bool) -> Iterator[str]:
        waiting = list(row.cells)
        column = 0
        while column < len(self.widths):
            if column in self.reaching:
                left, span = self.reaching[column]
                self.reaching[column] = (left - 1, span)
                if left == 1:
                    del self.reaching[column]
                yield self._cell(Cell("", span=span), column, "<w:vMerge/>", head)
            else:
                cell = waiting.pop(0)
                span = cell.span
                if cell.down > 1:
                    self.reaching[column] = (cell.down - 1, span)
                merged = '<w:vMerge w:val="restart"/>' if cell.down > 1 else ""
                yield self._cell(cell, column, merged, head)
            column += span
        if waiting or column != len(self.widths):
            raise ValueError(f"{row} does not fit {len(self.widths)} columns")

    def _cell(self, cell: Cell, column: int, merged: str, head: bool) -> str:
        width = sum(self.widths[column : column + cell.span])
        spanned = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        style = self.base + ("Head" if head else _LOOKS[cell.look])
        inside = "".join(_text(line, style) for line in cell.words.split("\n"))
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{merged}{_CENTRE}'
            f"</w:tcPr>{inside}</w:tc>"
        )


def _text(words: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>' if words else ""
    return f"<w:p>{look}{run}</w:p>"


def _broken(section: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Gap"/>{section}</w:pPr></w:p>'


def _ended(made: str, section: str) -> str:
    """End a section; the gap after a table holds its end, else it has a paragraph of its own."""
    return made.removesuffix(_GAP) + _broken(section)


_EMU = 36_000
_CHART_SIZE = (150, 72)


def _drawing(number: int, chart: Chart) -> str:
    wide, high = (side * _EMU for side in _CHART_SIZE)
    told = escape(chart.caption, {'"': "&quot;"})
    return (
        '<w:p><w:pPr><w:pStyle w:val="Picture"/></w:pPr><w:r><w:drawing>'
        '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{number}" name="图 {number}" descr="{told}"/>'
        "<wp:cNvGraphicFramePr/>"
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        f'r:id="{CHART_IDS}{number}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    )
